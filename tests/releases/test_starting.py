"""`kbsearch release init` finds the catalogues that a repository has, and what it writes works as it is."""

from pathlib import Path

import pytest
import yaml
from pre_commit.clientlib import load_config

from kbsearch.releases.declarations import read
from kbsearch.releases.manifest import FILE_NAME, Manifest
from kbsearch.releases.starting import files
from kbsearch.releases.starting.guesses import guess_sources
from kbsearch.releases.starting.product import Product, look_at
from kbsearch.releases.tree import FolderTree
from tests.releases.conftest import Files, git, write

YAML = "errors:\n" + "".join(f"  - {{code: CP-10{n}, message: cask {n} leaks, level: error}}\n" for n in range(5))
PYTHON = "".join(f'class Leak{n}(Brew):\n    code = "BR{n:03}"\n    message = "cask {n} leaks"\n\n' for n in range(4))


def guessed(root: Path, written: Files) -> list[tuple[str, str, list[str], dict[str, str], int]]:
    write(root, written)
    guesses = guess_sources(FolderTree(root))
    return [
        (one.keys["id"], one.keys["reader"], one.keys["files"], one.keys.get("map", {}), one.found) for one in guesses
    ]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        pytest.param(
            {"src/a/errors.yaml": YAML, "src/b/errors.yaml": YAML.replace("10", "20"), "src/other.yaml": YAML},
            [
                (
                    "errors",
                    "yaml",
                    ["**/errors.yaml"],
                    {"each": "errors[*]", "code": "code", "message": "message", "severity": "level"},
                    10,
                )
            ],
            id="one name in several folders",
        ),
        pytest.param(
            {"messages.json": '{"E1": "no room here", "E2": "no such cask", "E3": "no hop left"}'},
            [("errors", "json", ["messages.json"], {}, 3)],
            id="a map of texts",
        ),
        pytest.param(
            {
                "src/diagnosticMessages.json": '{"no {0} here": {"code": 1}, "no hop left": {"code": 2}, "a b": {"code": 3}}'
            },
            [("errors", "json", ["src/diagnosticMessages.json"], {"code": "code", "message": "@key"}, 3)],
            id="messages as keys",
        ),
        pytest.param(
            {
                "m/Messages.properties": "a.b = no room\na.c = no hop\na.d = x\n",
                "m/Messages_de.properties": "a.b = nein\n",
            },
            [("errors", "properties", ["m/Messages.properties"], {}, 3)],
            id="properties without translations",
        ),
        pytest.param(
            {
                "lib/err.h": "enum e {\n  E_OK, /* fine */\n  E_ROOM, /* no room */\n  E_HOP, /* no hop */\n  OTHER\n};\n"
            },
            [("errors", "c-header", ["lib/err.h"], {"code": "name", "message": "comment"}, 3)],
            id="a header",
        ),
        pytest.param(
            {"a.proto": "enum ErrorCode { A = 0; B = 1; C = 2; }", "b.proto": "enum Colour { X = 0; Y = 1; Z = 2; }"},
            [("errors", "proto", ["a.proto"], {"code": "name", "message": "comment"}, 3)],
            id="enums of errors only",
        ),
        pytest.param(
            {"brew/a.py": PYTHON, "brew/sub/b.py": PYTHON.replace("BR", "BX"), "brew/c.py": "x = 1\n"},
            [
                ("errors", "python-ast", ["brew/**/*.py"], {"code": "code", "message": "message"}, 8),
                ("emitted", "regex", ["**/*.py"], {}, 4),
                ("emitted-2", "regex", ["**/*.py"], {}, 4),
            ],
            id="exceptions in Python",
        ),
        pytest.param(
            {"main.go": 'fail("BR1001", x)\nfail("BR1002")\nfail("BR1003")\nuse("UTF16")\n'},
            [("emitted", "regex", ["**/*.go"], {}, 3)],
            id="codes in source code",
        ),
        pytest.param(
            {
                "flags/a.yaml": "name: tokens\nstage: beta\nowner: li\n",
                "flags/b.yaml": "name: copies\nstage: ga\nowner: li\n",
            },
            [("features", "yaml", ["flags/*.yaml"], {"id": "name", "stage": "stage", "owner": "owner"}, 2)],
            id="a file for each feature",
        ),
        pytest.param(
            {
                "package.json": '{"errors": {"a": "b c", "d": "e f"}}',
                "node_modules/x/errors.yaml": YAML,
                "tests/errors.yaml": YAML,
            },
            [],
            id="nothing of other people, nothing of tests",
        ),
        pytest.param({"errors.json": "{", "error.yaml": "a: b: c"}, [], id="what cannot be read"),
    ],
)
def test_catalogues_are_found(
    tmp_path: Path, written: Files, found: list[tuple[str, str, list[str], dict[str, str], int]]
) -> None:
    assert guessed(tmp_path, written) == found


@pytest.mark.parametrize(
    ("written", "tags", "product"),
    [
        pytest.param({"a": ""}, [], Product("product", "", ""), id="nothing to go by"),
        pytest.param(
            {"pyproject.toml": '[project]\nname = "acme-sync"\n', "docs/kb/kbsearch.toml": ""},
            ["v1.0", "v1.1", "nightly-2026"],
            Product("acme-sync", "v*", "docs/kb"),
            id="a package with a knowledge base in it",
        ),
        pytest.param(
            {"package.json": '{"name": "@acme/sync"}', "../kb/kbsearch.toml": ""},
            ["sync-1.0.0"],
            Product("@acme/sync", "sync-*", "../kb"),
            id="a knowledge base beside it",
        ),
    ],
)
def test_a_repository_says_what_its_product_is(
    tmp_path: Path, written: Files, tags: list[str], product: Product
) -> None:
    root = tmp_path / "product"
    root.mkdir()
    write(root, written)
    git(root, "init", "-q")
    git(root, "commit", "-qm", "first", "--allow-empty")
    for tag in tags:
        git(root, "tag", tag)
    assert look_at(root, FolderTree(root)) == product


def test_the_manifest_that_is_written_finds_what_it_says(tmp_path: Path) -> None:
    write(tmp_path, {"src/errors.yaml": YAML, "main.go": 'fail("BR1001")\nfail("BR1002")\nfail("BR1003")\n'})
    text = files.manifest(Product("acme-sync", "v*", "kb"), guess_sources(FolderTree(tmp_path)))
    assert text == (
        "# What acme-sync declares, and how well its knowledge base must answer for it.\n"
        "# 'kbsearch release declarations' shows what is found; 'kbsearch release schema' prints every key.\n"
        "version: 1\n"
        'product: "acme-sync"\n'
        'kb: {path: "kb"}\n'
        "release:\n"
        '  # version: "1.0.0"  # what is to be released; without it, give it with --release\n'
        '  base: {tag: "v*"}\n'
        "sources:\n"
        "  # guessed: 5 in 1 file, such as CP-100 in src/errors.yaml:2\n"
        "  - id: errors\n"
        "    kind: error\n"
        "    reader: yaml\n"
        "    files: ['src/errors.yaml']\n"
        "    map: {each: 'errors[*]', code: code, message: message, severity: level}\n"
        "    expect: {min: 4}\n"
        "  # guessed: 3 in 1 file, such as BR1001 in main.go:1\n"
        "  # codes that stand in source code; with them the check tells codes that nobody declares\n"
        "  # - id: emitted\n"
        "  #   kind: emission\n"
        "  #   reader: regex\n"
        "  #   files: ['**/*.go']\n"
        "  #   pattern: '(?P<code>\\bBR\\d{4}\\b)'\n"
    )
    declared = read(Manifest.parse(text, tmp_path / FILE_NAME), FolderTree(tmp_path))
    assert (len(declared.declarations), declared.faults) == (5, ())
    awake = Manifest.parse(text.replace("  # - id", "  - id").replace("  #   ", "    "), tmp_path / FILE_NAME)
    assert len(read(awake, FolderTree(tmp_path)).declarations) == 8


def test_codes_in_source_code_are_the_declarations_where_there_is_no_catalogue(tmp_path: Path) -> None:
    write(tmp_path, {"main.go": 'fail("BR1001")\nfail("BR1002")\nfail("BR1003")\n'})
    text = files.manifest(Product("acme", "", ""), guess_sources(FolderTree(tmp_path)))
    declared = read(Manifest.parse(text, tmp_path / FILE_NAME), FolderTree(tmp_path))
    assert [one.subject for one in declared.declarations] == ["error:BR1001", "error:BR1002", "error:BR1003"]


def test_without_a_catalogue_the_manifest_says_what_to_write() -> None:
    text = files.manifest(Product("acme", "", ""), [])
    assert text.endswith('#   map: {each: "errors[*]", code: code, message: message}\n')
    awake = text.replace("\n# - id", "\n  - id").replace("\n#   ", "\n    ").partition("# 'kbsearch release")[2]
    assert Manifest.parse(f"#{awake}", Path(FILE_NAME)).sources[0].reader == "yaml"


def test_the_hook_is_one_that_pre_commit_takes(tmp_path: Path) -> None:
    path = tmp_path / ".pre-commit-config.yaml"
    path.write_text(files.HOOK, "utf-8")
    assert [hook["id"] for hook in load_config(str(path))["repos"][0]["hooks"]] == ["kbsearch-release"]


@pytest.mark.parametrize("text", [files.github("v*"), files.gitlab("v*")], ids=["github", "gitlab"])
def test_the_jobs_are_yaml_and_take_the_version_from_the_tag(text: str) -> None:
    assert yaml.safe_load(text)
    assert "#v}" in text
