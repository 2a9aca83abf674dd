"""`kbsearch release init`: the manifest of a product, a job for CI and a hook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kbsearch.cli.output import plain, write_json
from kbsearch.cli.release_options import MANIFEST
from kbsearch.cli.session import common_options
from kbsearch.counting import counted
from kbsearch.errors import FileExistsAlready, FolderNotWritable

if TYPE_CHECKING:
    from kbsearch.releases.starting.guesses import Guess


@click.command(
    name="init",
    short_help="Write a manifest, after a look at the repository.",
    epilog="""\b
Examples
  kbsearch release init
  kbsearch release init --dry-run
  kbsearch release init --dry-run --json | jq '.sources'
  kbsearch release init ../acme-sync --force""",
)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace a manifest that is there.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found and written as JSON.")
@common_options()
def init(folder: Path, force: bool, dry_run: bool, as_json: bool) -> None:
    """Write a manifest for the product in DIR, after a look at its repository.

    It looks for catalogues of errors and of features, tries to read each, and writes down those in
    which it found something; what was guessed is marked. A job for GitHub or GitLab and a hook for
    pre-commit are written beside it where there are none. DIR is the current folder by default.
    """
    from kbsearch.releases.starting.files import files_for
    from kbsearch.releases.starting.guesses import guess_sources
    from kbsearch.releases.starting.product import look_at
    from kbsearch.releases.tree import FolderTree

    path = folder / MANIFEST
    if path.exists() and not (force or dry_run):
        raise FileExistsAlready(
            path=path, hint="'kbsearch release init --force' replaces it, --dry-run shows with what"
        )
    tree = FolderTree(folder)
    guesses = guess_sources(tree)
    files = files_for(look_at(folder, tree), guesses, is_gitlab=".gitlab-ci.yml" in tree.paths)
    kept = [name for name in files if name != MANIFEST and (folder / name).exists()]
    for name, text in files.items():
        if not dry_run and name not in kept:
            _write(folder / name, text)
    if as_json:
        sources = [{**guess.keys, "found": guess.found, "example": guess.example.id} for guess in guesses]
        write_json({"sources": sources, "files": files, "kept": kept, "dry_run": dry_run})
        return
    _say_found(guesses, len(tree.paths))
    for name, text in files.items():
        shown = plain(str(folder / name))
        if dry_run:
            click.echo(f"# would be written to {shown}\n{text}")
        elif name in kept:
            click.echo(f"kept: {shown}, which is there already; to be added to it:\n\n{text}")
        else:
            click.echo(f"written: {shown}")
    if not dry_run:
        click.echo("next: look through the manifest, then kbsearch release declarations")


def _say_found(guesses: Sequence[Guess], looked_at: int) -> None:
    """What was found, on standard error."""
    click.echo(f"looked at {counted(looked_at, 'file')}", err=True)
    for guess in guesses:
        found = f"{guess.found:,} in {counted(guess.files, 'file')}"
        click.echo(plain(f"{guess.keys['id']}: {found} ({', '.join(guess.keys['files'])})"), err=True)
    if not guesses:
        click.echo("no catalogue of errors was found: write into the manifest where they are declared", err=True)


def _write(path: Path, text: str) -> None:
    """Write a file, its folder made where there is none; raises KBE1023."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise FolderNotWritable(path=path.parent, problem=error.strerror or str(error)) from error
