"""Related articles: those that explain the same codes, and those that a search for its title and message finds."""

from __future__ import annotations

from flask import current_app

from kbsearch.articles.article import Article
from kbsearch.errors import CodeUnknown, UsageError
from kbsearch.web.visitor import Visitor

MOST = 5
"""Articles that are named."""

CODES = 5
"""Codes of an article whose other articles are looked up."""

KEPT = 256
"""Articles whose related ones are kept."""


def related(article: Article, asker: Visitor) -> tuple[Article, ...]:
    """The articles next to one, the nearest first, as far as the asker may see them; kept until any article changes."""
    kept: dict[tuple[object, ...], tuple[Article, ...]] = current_app.extensions.setdefault("kbsearch.related", {})
    key = (article.id, article.digest, asker.audience, asker.revision())
    if key not in kept:
        if len(kept) >= KEPT:
            kept.clear()
        kept[key] = _found(article, asker)
    return kept[key]


def _found(article: Article, asker: Visitor) -> tuple[Article, ...]:
    found: dict[str, Article] = {}
    for code in [entry.code for entry in article.errors if entry.own and entry.code][:CODES]:
        try:
            found.update((one.id, one) for one in asker.documenting(code))
        except CodeUnknown:  # a code of which no key is left
            continue
    message = next((entry.message for entry in article.errors if entry.own and entry.message), "")
    try:
        hits = asker.search(f"{article.title}\n{message}", article.products, limit=2 * MOST).hits
    except UsageError:  # a title without a word
        hits = ()
    found.update((hit.article.id, hit.article) for hit in hits)
    found.pop(article.id, None)
    return tuple(one for one in found.values() if one.confidence != "archived")[:MOST]
