"""`kbsearch explain`: the article that explains an error code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kbsearch.articles.article import Article, ErrorEntry
from kbsearch.cli.handbook import explaining, is_own_code
from kbsearch.cli.output import write_json
from kbsearch.cli.session import Session, common_options, pass_session
from kbsearch.errors import CodeUnknown

if TYPE_CHECKING:
    from kbsearch.search.catalog import Catalog


@click.command(
    epilog="""\b
Examples
  kbsearch explain E4012
  kbsearch explain 0x80070005
  kbsearch explain E4012 --json | jq -r '.articles[].id'
  kbsearch explain KBE1003      one of kbsearch's own codes, whatever knowledge base is open

\b
Exit status
  0  shown
  1  no article documents the code"""
)
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="Print all articles that explain it, as JSON.")
@common_options()
@pass_session
def command(session: Session, code: str, as_json: bool) -> None:
    """Show the article that explains the error CODE, in any spelling.

    The codes that kbsearch itself prints (KBE..., KBL...) are explained by its own articles, which
    come with it. When several articles explain a code, the first is shown and the others are named.
    """
    found = _articles(session, code.strip())
    if as_json:
        from kbsearch.search.catalog import ARTICLE

        write_json({"code": code.strip(), "articles": [ARTICLE.dump_python(one, mode="json") for one in found]})
        return
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
        with kb.catalog() as catalog:
            return _documenting(catalog, code)


def _documenting(catalog: Catalog, code: str) -> tuple[Article, ...]:
    """The articles that explain a code as their own, else those that list it, by what the index knows."""
    from kbsearch.guess import nearest
    from kbsearch.search.codes import code_key, code_keys

    spellings = code_keys(code)
    keys = [key for spelling in spellings for key in catalog.declaring(spelling)]
    found = [stored.article for stored in catalog.articles(keys).values()]
    if not found:
        guess = nearest(code_key(code), catalog.code_keys())
        hint = "search for the words of the message"
        if guess:
            hint = f"the nearest code that is documented is {_as_written(catalog, guess)}"
        raise CodeUnknown(code=code, hint=hint)
    own = [article for article in found if any(_explains(entry, spellings) for entry in article.errors)]
    return tuple(own or found)


def _as_written(catalog: Catalog, key: str) -> str:
    """The code of that key, as an article writes it."""
    from kbsearch.search.codes import code_keys

    stored = catalog.articles(catalog.declaring(key)).values()
    codes = [entry.code for one in stored for entry in one.article.errors if entry.code]
    return next((code for code in codes if key in code_keys(code)), key)


def _explains(entry: ErrorEntry, spellings: tuple[str, ...]) -> bool:
    """Whether an error entry is the explanation of a code, and not a row that points to it."""
    from kbsearch.search.codes import code_keys

    return entry.own and entry.code is not None and not set(spellings).isdisjoint(code_keys(entry.code))
