"""The visitor: who asks, and the only door through which pages reach the knowledge base.

What a visitor may not see does not exist for them: not as a hit, not as a guess, not in a list, not
behind a code. Every view asks its visitor, so this is the one file that decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app

from kbsearch.articles.article import AUDIENCE, Article
from kbsearch.errors import ArticleUnknown, CodeUnknown
from kbsearch.people.roles import Right
from kbsearch.search.codes import code_keys
from kbsearch.web.identity import identity

if TYPE_CHECKING:
    from kbsearch.kb import KnowledgeBase
    from kbsearch.search.catalog import StoredArticle
    from kbsearch.search.results import Results

EXAMPLES = 50
"""Articles looked through for examples."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Someone of one audience in front of one knowledge base."""

    kb: KnowledgeBase
    audience: str

    @property
    def inside(self) -> bool:
        """Whether the visitor may see everything."""
        return self.audience == AUDIENCE[-1]

    def may_see(self, article: Article) -> bool:
        """Whether the article is meant for the visitor's audience or a wider one."""
        return AUDIENCE.index(article.audience) <= AUDIENCE.index(self.audience)

    def search(
        self, text: str, products: Sequence[str] = (), limit: int = 10, *, version: str = "", audience: str = ""
    ) -> Results:
        """The answer to a paste or a few words, for a version and as a wider `audience` sees it if they are given.

        No audience asked for shows more than the visitor's own. Raises KBE1005, KBE1006 and KBE1020 to KBE1025.
        """
        seen = audience if audience in self.audiences else self.audience
        return self.kb.search(text, limit=limit, products=tuple(products), version=version or None, audience=seen)

    @property
    def audiences(self) -> tuple[str, ...]:
        """The audiences that see no more than the visitor does, the widest first."""
        return AUDIENCE[: AUDIENCE.index(self.audience) + 1]

    def article(self, id: str) -> StoredArticle:
        """The article with that id; raises KBE1003, in the same words whether there is none or it is not for them."""
        with self.kb.catalog() as catalog:
            stored = catalog.article_by_id(id)
        if stored is None or not self.may_see(stored.article):
            raise ArticleUnknown(id=id, hint="look for it with the search")
        return stored

    def article_at(self, path: str) -> Article | None:
        """The article whose file has that path, POSIX and relative to the knowledge base's root."""
        with self.kb.catalog() as catalog:
            stored = catalog.article_by_path(path)
        return stored.article if stored is not None and self.may_see(stored.article) else None

    def documenting(self, code: str) -> tuple[Article, ...]:
        """The articles that explain a code, in any spelling; those that only list it where none explains it.

        Raises KBE1004 when there is none.
        """
        wanted = set(code_keys(code))
        with self.kb.catalog() as catalog:
            keys = [key for spelling in code_keys(code) for key in catalog.declaring(spelling)]
            found = [stored.article for stored in catalog.articles(keys).values() if self.may_see(stored.article)]
        if not found:
            raise CodeUnknown(code=code, hint="search for the words of the message")
        own = [article for article in found if any(_is(entry.code, wanted) and entry.own for entry in article.errors)]
        return tuple(own or found)

    def products(self) -> tuple[str, ...]:
        """The products to choose from; only those inside get the whole list, since a name alone may tell a secret."""
        if not self.inside:
            return ()
        with self.kb.catalog() as catalog:
            return tuple(catalog.products())

    def examples(self) -> tuple[Article, ...]:
        """Articles to try the search with, of the first by id: those that keep a paste, else one with a message."""
        with self.kb.catalog() as catalog:
            stored = (catalog.article_by_id(id) for id in catalog.ids()[:EXAMPLES])
            seen = [one.article for one in stored if one is not None and self.may_see(one.article)]
        seen = [article for article in seen if article.confidence != "archived"]
        kept = tuple(article for article in seen if article.found_by)
        return kept or tuple(filter(_explains, seen))[:1]

    def revision(self) -> tuple[str, int]:
        """What differs whenever any article may have changed; raises KBE1020 and KBE1021."""
        with self.kb.catalog() as catalog:
            return catalog.folder.name, catalog.revision


def _explains(article: Article) -> bool:
    return any(entry.own and entry.message for entry in article.errors)


def _is(code: str | None, wanted: set[str]) -> bool:
    return code is not None and not wanted.isdisjoint(code_keys(code))


def visitor() -> Visitor:
    """Whoever sends the current request."""
    kb: KnowledgeBase = current_app.extensions["kbsearch"]
    return Visitor(kb, AUDIENCE[-1] if identity().may(Right.READ) else current_app.config["AUDIENCE"])
