"""`kbsearch init`: a new knowledge base, or settings that fit a tree that is there already."""

from __future__ import annotations

import json
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from kbsearch.cli.output import plain, write_json
from kbsearch.cli.session import SETTINGS_FILE, Session, common_options, pass_session
from kbsearch.errors import FileExistsAlready, FolderNotWritable

if TYPE_CHECKING:
    from kbsearch.articles.detect import Detection

SETTINGS = """\
# The settings of this knowledge base; every key may be left out.

[kb]
name = {name}
"""

IGNORED = {"index/.gitignore": "*\n"}  # the index is built, never committed

FIRST = "articles/sync-e4012.md"
FIRST_ARTICLE = """\
---
id: sync-e4012
title: "E4012: the remote refused the token"
products: [acme-sync]
errors:
  - code: E4012
    message: "sync: remote {host} refused token {token}"
symptoms:
  - "sync worked yesterday, now it says the token is refused"
confidence: not_validated
audience: internal
---
## Issue

The sync stops with E4012. This article is an example: change it, or delete it when you have your own.

## Environment

acme-sync 2.3 and later.

## Resolution

1. Make a new token with `acme token new`.
2. Put it into `sync.toml` and start the sync again.

## Cause

A token ends 90 days after it was made.
"""


@click.command(
    epilog="""\b
Examples
  kbsearch init my-kb
  cd docs && kbsearch init . --dry-run
  cd docs && kbsearch init && kbsearch index
  kbsearch init docs --dry-run --json | jq '.trees[].fits'"""
)
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace a kbsearch.toml that is there.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found and written as JSON.")
@common_options()
@pass_session
def command(session: Session, folder: Path | None, force: bool, dry_run: bool, as_json: bool) -> None:
    """Make a knowledge base in DIR, or fit one to the Markdown files that are there.

    In a folder without Markdown files it writes kbsearch.toml and a first article as an example. In
    any other it looks at the articles, finds out where their codes, products and messages stand, and
    writes that to kbsearch.toml. Articles are never touched. DIR is the current folder by default.
    """
    root = folder or session.kb_folder or Path()
    path = root / SETTINGS_FILE
    if path.exists() and not (force or dry_run):
        raise FileExistsAlready(path=path, hint="'kbsearch init --force' replaces it, --dry-run shows with what")
    detection = _looked_at(root)
    if detection is not None and not as_json:
        from kbsearch.cli.fit import print_fit

        print_fit(detection)
    files = _files(root, detection)
    if not dry_run:
        files = {name: text for name, text in files.items() if name == SETTINGS_FILE or not (root / name).exists()}
        for name, text in files.items():
            _write(root / name, text)
    if as_json:
        write_json(_data(files, detection, dry_run))
    else:
        _say(root, files, dry_run)


def _looked_at(root: Path) -> Detection | None:
    """What was found out about the articles that are there already; None where there are none."""
    if not _has_articles(root):
        return None
    from kbsearch.cli.fit import look

    return look(root)


def _files(root: Path, detection: Detection | None) -> dict[str, str]:
    """The files to write, by their paths in the knowledge base."""
    settings = SETTINGS.format(name=json.dumps(root.resolve().name, ensure_ascii=False))
    if detection is None:
        return {SETTINGS_FILE: settings, FIRST: FIRST_ARTICLE, **IGNORED}
    from kbsearch.cli.fit import settings_of

    return {SETTINGS_FILE: settings + settings_of(detection), **IGNORED}


def _data(files: dict[str, str], detection: Detection | None, dry_run: bool) -> dict[str, Any]:
    """The JSON of `init`: the texts of the files by their paths, whether they were written, and what they rest on."""
    articles, trees = 0, []
    if detection is not None:
        from kbsearch.cli.fit import data_of

        articles, trees = detection.articles, data_of(detection)
    return {"files": files, "written": not dry_run, "articles": articles, "trees": trees}


def _say(root: Path, files: dict[str, str], dry_run: bool) -> None:
    for name, text in files.items():
        path = plain(str(root / name))
        click.echo(f"# would be written to {path}\n{text}" if dry_run else f"written: {path}")
    if not dry_run:
        kb = f" --kb {quote(plain(str(root)))}" if root.resolve() != Path.cwd() else ""
        click.echo(f"next: kbsearch index{kb}")


def _has_articles(root: Path) -> bool:
    """Whether a folder holds a Markdown file that would be an article; a lone README is none."""
    from kbsearch.articles.library import Library
    from kbsearch.settings import Settings

    if not root.is_dir():
        return False
    files = Library(root, Settings(root=root)).scan().files
    return any(path.lower() != "readme.md" for path in files)


def _write(path: Path, text: str) -> None:
    """Write a file, its folder made where there is none; raises KBE1023."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise FolderNotWritable(path=path.parent, problem=error.strerror or str(error)) from error
