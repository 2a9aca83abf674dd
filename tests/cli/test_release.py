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
