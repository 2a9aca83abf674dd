"""`kbsearch stats`: what the knowledge base holds."""

from __future__ import annotations

import dataclasses

import click
from rich.filesize import decimal

from kbsearch.cli.output import plain, write_json
from kbsearch.cli.session import Session, common_options, pass_session
from kbsearch.counting import counted


@click.command(
    epilog="""\b
Examples
  kbsearch stats
  kbsearch --kb my-docs stats --json | jq .articles"""
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
def command(session: Session, as_json: bool) -> None:
    """Count what the knowledge base holds.

    The figures are those of the index, which is first brought up to date.
    """
    from kbsearch.cli.fresh import bring_up_to_date

    with session.open() as kb:
        bring_up_to_date(kb)
        stats = kb.stats()
    if as_json:
        write_json({"name": kb.settings.name, **dataclasses.asdict(stats)})
        return
    click.echo(plain(kb.settings.name))
    click.echo(f"  {counted(stats.articles, 'article')}, {stats.stale:,} of them stale")
    click.echo(f"  {counted(stats.entries, 'error entry', 'error entries')}, {counted(stats.codes, 'distinct code')}")
    click.echo(f"  {counted(stats.products, 'product')}")
    click.echo(f"  {counted(stats.findings, 'finding')} while reading the files")
    click.echo(f"  {decimal(stats.index_bytes)} of index in {plain(str(kb.settings.index_folder))}")
