"""`kbsearch release` in the repository of a product: what it declares."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Kbsearch
from tests.releases.conftest import git, write

MANIFEST = """\
version: 1
product: acme-sync
release: {version: "4.2"}
sources:
  - {id: errors, reader: yaml, files: "src/*.yaml"}
  - {id: flags, kind: feature, reader: list, items: [{id: tokens, title: New tokens}]}
"""


@pytest.fixture
def product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A product that declares two errors and a feature, and is the current folder."""
    root = tmp_path / "product"
    errors = "E1: no room on {disk}\nE2: |\n  remote refused\n  token\n"
    write(root, {"kbsearch-release.yaml": MANIFEST, "src/errors.yaml": errors})
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "first")
    monkeypatch.chdir(root)
    return root


def test_declarations_are_listed_with_their_places(product: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("release", "declarations")
    assert ran.stdout.splitlines() == [
        "src/errors.yaml:1  error:E1  no room on {disk}",
        "src/errors.yaml:2  error:E2  remote refused token",
        "kbsearch-release.yaml:6  feature:tokens  New tokens",
    ]
    assert ran.stderr.splitlines() == ["errors: 2 errors in 1 file", "flags: 1 feature in 1 file"]
    assert ran.exit_code == 0


def test_declarations_of_an_earlier_commit_are_listed(product: Path, kbsearch: Kbsearch) -> None:
    write(product, {"src/errors.yaml": "E3: new\n"})
    assert "error:E3" in kbsearch("release", "declarations").stdout
    assert "error:E3" not in kbsearch("release", "declarations", "--at", "HEAD").stdout
    ran = kbsearch("release", "declarations", "--at", "v9.9")
    assert (ran.exit_code, ran.stderr) == (
        3,
        "error: what was declared at v9.9 cannot be told (git knows no such commit here): run 'git fetch --tags' and try "
        "again [KBE1073]\n",
    )


def test_what_one_repository_exports_another_reads(product: Path, kbsearch: Kbsearch, tmp_path: Path) -> None:
    exported = kbsearch("release", "declarations", "--json").stdout
    assert json.loads(exported)["declarations"][0] == {
        "kind": "error",
        "id": "E1",
        "source": "errors",
        "path": "src/errors.yaml",
        "line": 1,
        "message": "no room on {disk}",
    }
    source = "- {id: product, reader: declarations, files: declarations.json}"
    write(
        tmp_path / "other",
        {
            "declarations.json": exported,
            "m.yaml": f"version: 1\nproduct: acme-sync\nsources:\n  {source}\n",
        },
    )
    ran = kbsearch("release", "declarations", "--manifest", tmp_path / "other" / "m.yaml")
    assert ran.stdout.splitlines() == [
        "src/errors.yaml:1  error:E1  no room on {disk}",
        "src/errors.yaml:2  error:E2  remote refused token",
    ]


def test_a_source_that_finds_nothing_ends_with_3(product: Path, kbsearch: Kbsearch) -> None:
    git(product, "mv", "src", "source")
    ran = kbsearch("release", "declarations")
    assert ran.exit_code == 3
    assert ran.stderr.splitlines() == [
        "errors: 0 errors in 0 files",
        "flags: 1 feature in 1 file",
        "error: source 'errors' found nothing in 0 files, but it must find at least 1: correct 'files' of the source, no "
        "file fits them [KBE1075]",
    ]


def test_the_schema_is_printed(kbsearch: Kbsearch) -> None:
    assert json.loads(kbsearch("release", "schema").stdout)["required"] == ["version", "product", "sources"]


def test_init_writes_what_works_as_it_is(product: Path, kbsearch: Kbsearch) -> None:
    (product / "kbsearch-release.yaml").unlink()
    write(product, {"src/errors.yaml": "E1: no room here\nE2: no such cask\nE3: no hop left\n"})
    ran = kbsearch("release", "init")
    assert (ran.exit_code, ran.stdout.splitlines(), ran.stderr.splitlines()) == (
        0,
        [
            "written: kbsearch-release.yaml",
            "written: .github/workflows/kbsearch-release.yml",
            "written: .pre-commit-config.yaml",
            "next: look through the manifest, then kbsearch release declarations",
        ],
        ["looked at 1 file", "errors: 3 in 1 file (src/errors.yaml)"],
    )
    assert len(kbsearch("release", "declarations").stdout.splitlines()) == 3
    refused = kbsearch("release", "init")
    assert refused.exit_code == 2
    assert refused.stderr.endswith("'kbsearch release init --force' replaces it, --dry-run shows with what [KBE1007]\n")


def test_init_keeps_the_files_of_others_and_shows_what_belongs_into_them(product: Path, kbsearch: Kbsearch) -> None:
    write(product, {".pre-commit-config.yaml": "repos: []\n", ".gitlab-ci.yml": "stages: [test]\n"})
    ran = kbsearch("release", "init", "--force")
    assert "kept: .pre-commit-config.yaml, which is there already; to be added to it:" in ran.stdout
    assert (product / ".pre-commit-config.yaml").read_text("utf-8") == "repos: []\n"
    assert (product / ".gitlab" / "kbsearch-release.yml").exists()
    assert not (product / ".github").exists()


def test_a_dry_run_writes_nothing(product: Path, kbsearch: Kbsearch) -> None:
    before = sorted(path.name for path in product.iterdir())
    assert "# would be written to kbsearch-release.yaml\n" in kbsearch("release", "init", "--dry-run").stdout
    said = json.loads(kbsearch("release", "init", "--dry-run", "--json").stdout)
    assert [one["id"] for one in said["sources"]] == []
    assert next(iter(said["files"])) == "kbsearch-release.yaml"
    assert sorted(path.name for path in product.iterdir()) == before


def test_all_that_keeps_the_check_from_telling_is_said_at_once(product: Path, kb: Path, kbsearch: Kbsearch) -> None:
    source = '  - {id: codes, reader: json, files: "*.json"}\n'
    write(product, {"kbsearch-release.yaml": f"{MANIFEST}{source}", "e.json": "{", "f.json": '{"E9": "x"}'})
    git(product, "mv", "src", "source")
    ran = kbsearch("release", "check", "--scope", "all", "--kb", kb)
    assert (ran.exit_code, ran.stderr.splitlines()[-1]) == (
        3,
        "error: what the product declares cannot be told, for 2 reasons: source 'errors' found "
        "nothing in 0 files, but it must find at least 1: correct 'files' of the source, no file fits them [KBE1075]; "
        "e.json, line 1: source 'codes' cannot read it (Expecting property name enclosed in double quotes): mend the "
        "file, or keep it out with 'exclude' [KBE1074]: mend each; 'kbsearch release declarations' shows what is left [KBE1076]",
    )
