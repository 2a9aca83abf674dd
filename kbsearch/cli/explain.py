"""`kbsearch explain`: the article that explains an error code."""

from __future__ import annotations

import click

from kbsearch.articles.article import Article
from kbsearch.cli.handbook import explaining, is_own_code
from kbsearch.cli.session import Session, common_options, pass_session


@click.command(
    epilog="""\b
Examples
  kbsearch explain E4012
  kbsearch explain 0x80070005
  kbsearch explain KBE1003      one of kbsearch's own codes, whatever knowledge base is open"""
)
@click.argument("code")
@common_options()
@pass_session
def command(session: Session, code: str) -> None:
    """Show the article that explains the error CODE, in any spelling.

    The codes that kbsearch itself prints (KBE..., KBL...) are explained by its own articles, which
    come with it. When several articles explain a code, the first is shown and the others are named.
    """
    found = _articles(session, code.strip())
    from kbsearch.cli.output import plain
    from kbsearch.cli.page import print_article
    from kbsearch.cli.terminal import console, line

    out = console()
    print_article(out, found[0])
    if len(found) > 1:
        out.print()
        line(out, "Also explained by")
        for article in found[1:]:
            line(out, plain(f"{article.id}  {article.title}"), 2)


def _articles(session: Session, code: str) -> tuple[Article, ...]:
    """The articles that explain a code, the best first; raises KBE1004 when there is none."""
    if is_own_code(code):
        return explaining(code)
    from kbsearch.cli.fresh import bring_up_to_date

    with session.open() as kb:
        bring_up_to_date(kb)
        return kb.documenting(code)
