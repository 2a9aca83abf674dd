"""A tiny knowledge base, and the command line that is asked about it."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kbsearch.cli import cli
from tests.releases.conftest import git, write
from tests.releases.gate import article

TOKEN = """\
---
id: sync-e4012
title: "E4012: remote refused the token"
products: [acme-sync]
versions: ">=2.3"
errors:
  - code: E4012
    message: "sync: remote {host} refused token {token}"
---
## Issue

The sync stops. It worked yesterday.

## Environment

Any.

## Resolution

Make a new token with `acme token new`.

## Cause

Tokens end after 90 days.
"""

DISK = """\
---
id: sync-e4020
title: "E4020: no room for the copy"
products: [acme-sync]
errors:
  - code: E4020
    message: "sync: cannot store {file}: no room on {disk}"
---
## Issue

Large files stay behind.

## Environment

Any.

## Resolution

Free some room on the disk.

## Cause

The disk is full.
"""

Kbsearch = Callable[..., Result]


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the developer's environment nor this repository's own knowledge base takes part."""
    for name in ("KBSEARCH_KB", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    away = tmp_path / "elsewhere"
    away.mkdir()
    monkeypatch.chdir(away)


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    """The folder of a knowledge base of two articles."""
    root = tmp_path / "kb"
    (root / "articles").mkdir(parents=True)
    (root / "kbsearch.toml").write_text('[kb]\nname = "Acme"\n', encoding="utf-8")
    (root / "articles" / "token.md").write_text(TOKEN, encoding="utf-8")
    (root / "articles" / "disk.md").write_text(DISK, encoding="utf-8")
    return root


@pytest.fixture
def kbsearch() -> Kbsearch:
    """Runs `kbsearch` with words, as a shell would, and gives status and output."""
    runner = CliRunner()

    def run(*words: str | os.PathLike[str], stdin: str | bytes = "") -> Result:
        return runner.invoke(cli, [os.fspath(word) for word in words], input=stdin, prog_name="kbsearch")

    return run


RELEASE = """\
version: 1
product: acme-sync
kb: {path: kb}
release: {version: "4.2.0", date: 2026-12-01}
sources:
  - {id: errors, reader: json, files: errors.json}
"""
REFUSED, LATE = "remote {host} refused token {token}", "the clock of {host} is late"


@pytest.fixture
def product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A product whose last release declared E1, which has an article, and which now declares E2 as well."""
    root = tmp_path / "product"
    write(
        root,
        {
            "kbsearch-release.yaml": RELEASE,
            "errors.json": json.dumps({"E1": REFUSED}),
            "kb/kbsearch.toml": "",
            "kb/articles/e1.md": article("E1", REFUSED),
        },
    )
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "first")
    git(root, "tag", "v4.1.0")
    write(root, {"errors.json": json.dumps({"E1": REFUSED, "E2": LATE}, indent=1)})
    monkeypatch.chdir(root)
    return root
