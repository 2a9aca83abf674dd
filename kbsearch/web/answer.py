"""A hit as the search page opens it: the resolution at once, the rest folded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import current_app
from markupsafe import Markup

from kbsearch.articles.article import Article
from kbsearch.articles.plain import plain_text
from kbsearch.articles.render import Page, Part, read_page
from kbsearch.web.links import ArticleLinks
from kbsearch.web.visitor import Visitor

SHOWN = 1_800
"""Characters of Markdown of an article without a resolution that are shown before "read on"."""

KEPT = 256
"""Answers kept ready."""


@dataclass(frozen=True, slots=True)
class Fold:
    """A section that opens on demand: its heading as the author wrote it, and its HTML."""

    heading: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page shows of the first hit.

    `resolved` says whether `html` is the article's resolution; otherwise it is the beginning of
    the article, and `more` says whether that was cut. `steps` is the resolution as plain text, ""
    where there is none.
    """

    html: Markup
    resolved: bool
    more: bool
    folds: tuple[Fold, ...]
    steps: str = ""


def answer_of(article: Article, visitor: Visitor) -> Answer:
    """The resolution of an article, or, where it has no such section, how the article begins.

    Kept until any article changes, since the same hit comes back with almost every key typed.
    """
    kept: dict[tuple[object, ...], Answer] = current_app.extensions.setdefault("kbsearch.answers", {})
    key = (article.id, article.digest, visitor.audience, visitor.revision())
    answer = kept.get(key)
    if answer is None:
        answer = _made(article, visitor)
        if len(kept) >= KEPT:
            kept.clear()
        kept[key] = answer
    return answer


def _made(article: Article, visitor: Visitor) -> Answer:
    page = read_page(article.body, ArticleLinks(visitor, article), article.title, top=3)
    fixes = _sections(article, page, "resolution")
    if fixes:
        folds = [
            Fold(group[0].heading or "Summary", Markup(page.html(group, bare=True)))
            for name in ("lead", "issue", "cause", "environment")
            for group in _sections(article, page, name)
        ]
        html = page.html(fixes[0], bare=True) + "".join(page.html(group) for group in fixes[1:])
        steps = "\n\n".join(filter(None, (plain_text(group, bare=n == 0) for n, group in enumerate(fixes))))
        return Answer(Markup(html), resolved=True, more=False, folds=tuple(folds), steps=steps)
    shown = tuple(_beginning(page.parts))
    return Answer(Markup(page.html(shown)), resolved=False, more=len(shown) < len(page.parts), folds=())


def _sections(article: Article, page: Page, name: str) -> list[tuple[Part, ...]]:
    """The parts of every section of that name that has content, sub-sections included, none twice."""
    groups: list[tuple[Part, ...]] = []
    taken: set[int] = set()
    for section in article.sections:
        if section.name != name:
            continue
        group = page.under(1 if section.level == 0 else section.line - article.body_line + 1)
        if group and group[0].line not in taken and any(_size(part) for part in group):
            groups.append(group)
            taken.update(part.line for part in group)
    return groups


def _beginning(parts: Iterable[Part]) -> Iterable[Part]:
    """The first parts, up to what is shown at once; at least one."""
    room = SHOWN
    for part in parts:
        if room <= 0:
            return
        room -= _size(part)
        yield part


def _size(part: Part) -> int:
    """Characters of content below the part's heading."""
    below = part.tokens[3:] if part.level else part.tokens
    return sum(len(token.content) for token in below)
