"""One article in the terminal: what it is, then its Markdown rendered."""

from __future__ import annotations

from rich.console import Console
from rich.markdown import Markdown
from rich.padding import Padding
from rich.text import Text

from kbsearch.articles.article import Article
from kbsearch.cli.output import plain

ENTRIES = 8  # error entries listed above the text; list pages have hundreds


def print_article(out: Console, article: Article, stale: bool = False) -> None:
    """Print title, facts and text; where the output is no terminal the text stays Markdown."""
    out.print(Text(plain(article.title), style="bold"))
    facts = _facts(article, stale)
    wide = max(len(name) for name, _ in facts) + 2
    for name, value in facts:
        rows = Text(plain(value)).wrap(out, max(out.width - wide, 20))
        for place, row in enumerate(rows):
            out.print(Text.assemble((("" if place else name).ljust(wide), "dim"), row), no_wrap=True)
    out.print()
    body = plain(article.body.strip().removeprefix(f"# {article.title}\n").lstrip("\n"))
    if out.is_terminal:
        out.print(Padding(Markdown(body), (0, 2)))
    else:
        out.print(Text(body))


def _facts(article: Article, stale: bool) -> list[tuple[str, str]]:
    """What the front matter says, in the order of reading; empty values left out."""
    own = [entry for entry in article.errors if entry.own]
    errors = [": ".join(part for part in (entry.code, entry.message) if part) for entry in own[:ENTRIES]]
    if len(article.errors) > len(errors):
        errors.append(f"and {len(article.errors) - len(errors)} more")
    state = ", ".join((article.confidence, article.audience, article.governance))
    facts = [
        ("id", article.id),
        ("file", article.path + (" (cannot be read now; this is its last good version)" if stale else "")),
        *(("error", error) for error in errors),
        ("products", ", ".join(article.products)),
        ("versions", article.versions),
        ("state", state),
        ("owner", article.owner),
        ("fix by", article.fix_by),
    ]
    return [(name, value) for name, value in facts if value]
