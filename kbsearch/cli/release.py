"""`kbsearch release`: whether the knowledge base answers for all that a release brings."""

from __future__ import annotations

from pathlib import Path

import click

from kbsearch.cli.output import plain, write_json
from kbsearch.cli.release_baseline import baseline
from kbsearch.cli.release_check import check
from kbsearch.cli.release_explain import explain, stubs
from kbsearch.cli.release_init import init
from kbsearch.cli.release_options import manifest_option
from kbsearch.cli.release_publish import publish
from kbsearch.cli.release_waive import waive
from kbsearch.cli.session import common_options
from kbsearch.counting import counted


@click.group(
    epilog="""\b
Examples
  kbsearch release init
  kbsearch release check
  kbsearch release check --scope new --output github --output markdown:summary.md
  kbsearch release publish
  kbsearch release declarations
  kbsearch release schema > kbsearch-release.schema.json"""
)
def command() -> None:
    """Check that the help desk can answer for every error and feature that a product declares.

    It works in the repository of a product. The manifest there, kbsearch-release.yaml, says where the
    product declares its errors and features, and how well they must be covered.
    """


@command.command(
    short_help="List what the product declares.",
    epilog="""\b
Examples
  kbsearch release declarations
  kbsearch release declarations --at v4.1.0
  kbsearch release declarations --json > declarations.json

\b
Exit status
  0  done
  2  no manifest, or something in it is wrong
  3  a source cannot be read or found less than it must, or there is no such commit""",
)
@manifest_option
@click.option("--at", metavar="REF", default="", help="What the product declared at this commit, tag or branch.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, as the reader 'declarations' takes it.")
@common_options()
@click.pass_context
def declarations(ctx: click.Context, manifest: Path, at: str, as_json: bool) -> None:
    """List what the product declares, by source, each with the line it stands in."""
    from kbsearch.releases.base import find_commit
    from kbsearch.releases.declarations import read
    from kbsearch.releases.declarations.exported import export
    from kbsearch.releases.manifest import Manifest
    from kbsearch.releases.tree import CommitTree, FolderTree

    wanted = Manifest.load(manifest)
    folder = wanted.folder
    declared = read(wanted, CommitTree(folder, find_commit(folder, at)) if at else FolderTree(folder))
    if as_json:
        write_json(export(wanted.product, wanted.release.version, declared.declarations))
    else:
        for one in declared.declarations:
            message = one.message or one.title
            click.echo(plain(f"{one.place}  {one.subject}" + (f"  {' '.join(message.split())}" if message else "")))
    for source in wanted.sources:
        count = declared.counts[source.id]
        left = f", {counted(count.passed_over, 'record')} passed over" if count.passed_over else ""
        found = counted(count.declarations, str(source.kind))
        click.echo(plain(f"{source.id}: {found} in {counted(count.files, 'file')}{left}"), err=True)
    for fault in declared.faults:
        click.echo(f"error: {plain(str(fault))}", err=True)
    ctx.exit(3 if declared.faults else 0)


@command.command(
    short_help="Print the JSON Schema of the manifest.",
    epilog="\b\nExamples\n  kbsearch release schema > kbsearch-release.schema.json",
)
@common_options()
def schema() -> None:
    """Print the JSON Schema of the manifest, for editors that complete keys and mark mistakes."""
    from kbsearch.releases.manifest import json_schema

    write_json(json_schema())


for one in (init, check, explain, stubs, waive, baseline, publish):
    command.add_command(one)
