"""`kbsearch show`: one article."""

from __future__ import annotations

import sys

import click

from kbsearch.cli.output import write_json
from kbsearch.cli.session import Session, common_options, pass_session
from kbsearch.errors import KbError


def _ids(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The ids that begin as what was typed, for the shell's completion; none when there is no index."""
    try:
        with ctx.find_root().ensure_object(Session).open() as kb, kb.catalog() as catalog:
            return [id for id in catalog.ids() if id.startswith(incomplete)]
    except KbError:
        return []


@click.command(
    epilog="""\b
Examples
  kbsearch show sync-e4012
  kbsearch show sync-e4012 --raw > copy.md
  kbsearch show sync-e4012 --json | jq -r '.errors[].message'"""
)
@click.argument("id", shell_complete=_ids)
@click.option("--raw", is_flag=True, help="Print the bytes of the article's file.")
@click.option("--json", "as_json", is_flag=True, help="Print the article as it was read, as JSON.")
@common_options()
@pass_session
def command(session: Session, id: str, raw: bool, as_json: bool) -> None:
    """Show the article that goes by ID.

    Its Markdown is rendered on a terminal and left as it is elsewhere.
    """
    from kbsearch.cli.fresh import bring_up_to_date
    from kbsearch.cli.page import print_article
    from kbsearch.cli.terminal import console
    from kbsearch.search.catalog import ARTICLE

    if raw and as_json:
        raise click.UsageError("--raw and --json exclude each other.")
    with session.open() as kb:
        bring_up_to_date(kb)
        article = kb.article(id)
        if raw:
            sys.stdout.buffer.write((kb.settings.root / article.path).read_bytes())
        elif as_json:
            write_json(ARTICLE.dump_python(article, mode="json"))
        else:
            print_article(console(), article)
