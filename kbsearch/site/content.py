"""Content: what of a knowledge base customers may read, and nothing else.

Everything that is written to the site is taken from here, so that this one file decides what leaves
the house: an article for a narrower audience, a draft or an archived one is not merely unlinked, it
is not there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from kbsearch.articles.article import AUDIENCE, Article
from kbsearch.search.codes import code_keys

WIDEST = ("public", "customer")
"""The audiences that may read the site."""

_UNSAFE = re.compile(r"[^\w.+-]+")


@dataclass(frozen=True)
class Content:
    """The articles of the site, by id."""

    articles: tuple[Article, ...]

    @classmethod
    def of(cls, articles: Iterable[Article], audience: str = WIDEST[-1]) -> Content:
        """Those of the articles that `audience` may read and that are neither drafts nor archived."""
        shown = AUDIENCE[: AUDIENCE.index(audience) + 1]
        kept = (one for one in articles if one.audience in shown and one.confidence not in ("wip", "archived"))
        return cls(tuple(sorted(kept, key=lambda one: one.id)))

    @cached_property
    def by_path(self) -> Mapping[str, Article]:
        """The articles by their file, POSIX and relative to the root of the knowledge base."""
        return {article.path: article for article in self.articles}

    @cached_property
    def by_product(self) -> Mapping[str, tuple[Article, ...]]:
        """The articles of each product by title, products in alphabetical order; those without one under ""."""
        found: dict[str, list[Article]] = defaultdict(list)
        for article in self.articles:
            for product in article.products or ("",):
                found[product].append(article)
        order = sorted(found, key=lambda product: (not product, product.casefold()))
        return {product: tuple(sorted(found[product], key=lambda one: one.title.casefold())) for product in order}

    @cached_property
    def by_code(self) -> Mapping[str, tuple[str, tuple[Article, ...]]]:
        """For the name of each page under e/: the code as written, and the articles that explain it.

        A code has a page under its own spelling, and one under its plainest key where that is another
        word. Articles that only list a code count where none explains it.
        """
        own: dict[str, dict[str, Article]] = defaultdict(dict)
        listed: dict[str, dict[str, Article]] = defaultdict(dict)
        written: dict[str, str] = {}
        for article in self.articles:
            for entry in article.errors:
                if entry.code:
                    written.setdefault(entry.code, entry.code)
                    (own if entry.own else listed)[entry.code][article.id] = article
        pages: dict[str, tuple[str, tuple[Article, ...]]] = {}
        taken: set[str] = set()
        for code in written:
            articles = tuple((own.get(code) or listed[code]).values())
            for name in (file_name(code), *(file_name(key) for key in code_keys(code))):
                if name and name.casefold() not in taken:
                    taken.add(name.casefold())
                    pages[name] = (code, articles)
        return pages


def file_name(text: str) -> str:
    """A text as the name of a folder of the site, on every file system; "" where nothing is left of it."""
    return _UNSAFE.sub("-", text).strip("-.")[:100]
