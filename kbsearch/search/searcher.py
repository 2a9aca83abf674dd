"""The Searcher: one paste in, the articles that answer it out, with the proof of why."""

from __future__ import annotations

import time
from functools import partial

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from kbsearch.articles.article import AUDIENCE, Article
from kbsearch.search.catalog import Catalog, StoredArticle
from kbsearch.search.documents import product_key
from kbsearch.search.engines.base import Engine, Filters
from kbsearch.search.paste import Paste, read_paste
from kbsearch.search.proof import prove
from kbsearch.search.query import plan
from kbsearch.search.ranking import Evidence, rank
from kbsearch.search.results import Hit, Results
from kbsearch.search.unknown import undocumented
from kbsearch.settings import Settings


class Searcher:
    """Answers pastes from one engine and one catalog; safe to use from several threads."""

    def __init__(self, engine: Engine, catalog: Catalog, settings: Settings) -> None:
        self._engine = engine
        self._catalog = catalog
        self._settings = settings

    def search(
        self,
        text: str,
        *,
        limit: int = 10,
        products: tuple[str, ...] = (),
        version: str | None = None,
        audience: str = "internal",
    ) -> Results:
        """The articles that answer a paste, best first, at most `limit`.

        Only articles for one of `products` (or for any product), for `version`, and for an
        audience at least as wide as `audience` are looked at. Raises KBE1005 and KBE1006.
        """
        begun = time.perf_counter()
        paste = read_paste(text)
        snapshot = self._engine.snapshot()
        filters = self._filters(products, version, audience)
        planned = plan(paste, snapshot, filters, limit)
        candidates = snapshot.candidates(planned.query)
        keys = dict.fromkeys([key for key, _ in (*candidates.by_code, *candidates.by_line)])
        rows = self._catalog.entries(keys)
        ranking = rank(paste, planned, candidates, rows, snapshot, partial(self._owners, filters))
        ranked = ranking.evidence[:limit]
        stored = self._catalog.articles([evidence.article for evidence in ranked])
        hits = [
            self._hit(place, evidence, stored[evidence.article], paste)
            for place, evidence in enumerate((e for e in ranked if e.article in stored), 1)
        ]
        notes = undocumented(planned.unknown, self._catalog) if audience == "internal" else ()
        took = (time.perf_counter() - begun) * 1000
        return Results(tuple(hits), paste.ignored, notes, took)

    def _owners(self, filters: Filters, code_key: str) -> list[int]:
        """The articles that explain a code themselves, as far as the asker may and wants to see them."""
        stored = self._catalog.articles(self._catalog.owners(code_key))
        return [key for key, one in stored.items() if admits(filters, one.article)]

    def _filters(self, products: tuple[str, ...], version: str | None, audience: str) -> Filters:
        narrowest = AUDIENCE.index(audience) if audience in AUDIENCE else 0
        versions = None
        if version is not None:
            versions = tuple(term for term in self._catalog.version_terms() if fits(term, version))
        return Filters(AUDIENCE[: narrowest + 1], tuple(product_key(product) for product in products), versions)

    def _hit(self, place: int, evidence: Evidence, stored: StoredArticle, paste: Paste) -> Hit:
        match = prove(evidence.answer, paste)
        return Hit(
            rank=place,
            article=stored.article,
            tier=evidence.answer.tier,
            score=evidence.score,
            matches=(match,) if match is not None else (),
            why=evidence.reasons(),
            stale=stored.stale,
        )


def admits(filters: Filters, article: Article) -> bool:
    """Whether an article passes the filters; what an engine applies inside its queries, for one article."""
    products = {product_key(product) for product in article.products}
    return (
        article.audience in filters.audiences
        and (not filters.products or not products or not products.isdisjoint(filters.products))
        and (filters.versions is None or not article.versions or article.versions in filters.versions)
        and (filters.archived or article.confidence != "archived")
    )


def fits(range_: str, version: str) -> bool:
    """Whether a version lies in a version range as an article states it; what cannot be read fits."""
    try:
        return SpecifierSet(range_).contains(Version(version), prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        return True
