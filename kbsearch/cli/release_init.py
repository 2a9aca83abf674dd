"""`kbsearch release init`: the manifest of a product, a job for CI and a hook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kbsearch.cli.output import counted, plain
from kbsearch.cli.session import common_options
from kbsearch.errors import FileExistsAlready, FolderNotWritable

if TYPE_CHECKING:
    from kbsearch.releases.tree import Tree

MANIFEST = "kbsearch-release.yaml"
HOOK = ".pre-commit-config.yaml"


@click.command(
    name="init",
    epilog="""\b
Examples
  kbsearch release init
  kbsearch release init --dry-run
  kbsearch release init ../acme-sync --force""",
)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace a manifest that is there.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@common_options()
def init(folder: Path, force: bool, dry_run: bool) -> None:
    """Write a manifest for the product in DIR, after a look at its repository.

    It looks for catalogues of errors and of features, tries to read each, and writes down those in
    which it found something; what was guessed is marked. A job for GitHub or GitLab and a hook for
    pre-commit are written beside it where there are none. DIR is the current folder by default.
    """
    from kbsearch.releases.tree import FolderTree

    path = folder / MANIFEST
    if path.exists() and not (force or dry_run):
        raise FileExistsAlready(
            path=path, hint="'kbsearch release init --force' replaces it, --dry-run shows with what"
        )
    for name, text in _files(folder, FolderTree(folder)):
        if dry_run:
            click.echo(f"# would be written to {plain(str(folder / name))}\n{text}")
        elif name == MANIFEST or not (folder / name).exists():
            _write(folder / name, text)
            click.echo(f"written: {plain(str(folder / name))}")
        else:
            click.echo(f"kept: {plain(str(folder / name))}, which is there already; to be added to it:\n\n{text}")
    if not dry_run:
        click.echo("next: look through the manifest, then kbsearch release declarations")


def _files(folder: Path, tree: Tree) -> Iterator[tuple[str, str]]:
    """The files to write, by their paths in the folder; what was found is said on the way."""
    from kbsearch.releases.starting import files
    from kbsearch.releases.starting.guesses import guess_sources
    from kbsearch.releases.starting.product import look_at

    product, guesses = look_at(folder, tree), guess_sources(tree)
    click.echo(f"looked at {counted(len(tree.paths), 'file')}", err=True)
    for guess in guesses:
        found = f"{guess.found:,} in {counted(guess.files, 'file')}"
        click.echo(plain(f"{guess.keys['id']}: {found} ({', '.join(guess.keys['files'])})"), err=True)
    if not guesses:
        click.echo("no catalogue of errors was found: write into the manifest where they are declared", err=True)
    yield MANIFEST, files.manifest(product, guesses)
    tag = product.tag or "v*"
    if ".gitlab-ci.yml" in tree.paths:
        yield ".gitlab/kbsearch-release.yml", files.gitlab(tag)
    else:
        yield ".github/workflows/kbsearch-release.yml", files.github(tag)
    yield HOOK, files.HOOK


def _write(path: Path, text: str) -> None:
    """Write a file, its folder made where there is none; raises KBE1023."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise FolderNotWritable(path=path.parent, problem=error.strerror or str(error)) from error
