"""`kbsearch search`: the article for a pasted error or a few words."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from kbsearch.articles.article import AUDIENCE
from kbsearch.cli.output import write_json
from kbsearch.cli.session import Session, common_options, pass_session

if TYPE_CHECKING:
    from kbsearch.kb import KnowledgeBase
    from kbsearch.search.results import Results


@click.command(
    epilog="""\b
Examples
  kbsearch search "sync: remote eu1.example refused token 7f3a"
  kbsearch search E4012 --product acme-sync --for-version 2.4
  build.sh 2>&1 | kbsearch search -
  kbsearch search - --json < build.log | jq -r '.hits[0].id'
  kbsearch search "cannot sign in" --explain

\b
Exit status
  0  articles found
  1  no article found"""
)
@click.argument("text", nargs=-1)
@click.option("--product", "products", multiple=True, metavar="NAME", help="Only articles for it; may be repeated.")
@click.option("--for-version", "--version-of", "version", metavar="VERSION", help="Only articles that fit it.")
@click.option("--audience", type=click.Choice(AUDIENCE), help="Who asks; narrower articles stay hidden.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000), help="Hits wanted.")
@click.option("--explain", is_flag=True, help="Show the parts of every score.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--open", "open_first", is_flag=True, help="Open the first hit in $VISUAL or $EDITOR.")
@common_options()
@pass_session
@click.pass_context
def command(
    ctx: click.Context,
    session: Session,
    text: tuple[str, ...],
    products: tuple[str, ...],
    version: str | None,
    audience: str | None,
    limit: int,
    explain: bool,
    as_json: bool,
    open_first: bool,
) -> None:
    """Find the article for TEXT, a pasted error or a few words.

    TEXT of - or no TEXT at all is standard input, in any encoding. The first search builds the
    index by itself and later ones bring it up to date when articles changed; where the folder
    cannot be written, the last index answers and a note says so.
    """
    from kbsearch.cli.fresh import bring_up_to_date

    paste = _paste(text)
    with session.open() as kb:
        bring_up_to_date(kb)
        results = kb.search(paste, limit=limit, products=products, version=version, audience=audience)
        if as_json:
            write_json(results.as_dict())
        else:
            _print(results, paste, explain)
        if open_first and results.hits:
            _open(kb, results)
    ctx.exit(0 if results.hits else 1)


def _paste(text: tuple[str, ...]) -> str:
    """The text of the arguments, or standard input; bytes that the locale could not decode are read forgivingly."""
    from kbsearch.cli.stdin import decode, read_stdin

    if text in ((), ("-",)):
        return read_stdin()
    return decode(os.fsencode(" ".join(text)))


def _print(results: Results, paste: str, explain: bool) -> None:
    """Print the answer for people."""
    from kbsearch.cli.hits import print_results
    from kbsearch.cli.terminal import console

    print_results(console(), results, paste, explain)


def _open(kb: KnowledgeBase, results: Results) -> None:
    """Open the first hit's file in the editor, or in what the system opens Markdown with."""
    path = str(kb.settings.root / results.hits[0].article.path)
    if os.environ.get("VISUAL") or os.environ.get("EDITOR"):
        click.edit(filename=path)
    else:
        click.launch(path)
