"""The Searcher: one paste in, the articles that answer it out, with the proof of why."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from kbsearch.articles.article import AUDIENCE, Article
from kbsearch.search.catalog import Catalog, StoredArticle
from kbsearch.search.confidence import judge
from kbsearch.search.documents import product_key
from kbsearch.search.engines.base import Engine, Filters, Snapshot
from kbsearch.search.fusion import Source, fuse
from kbsearch.search.groups import Answered, Reuse, answered, apart, never, ordered
from kbsearch.search.paste import Paste, read_paste
from kbsearch.search.proof import Proven
from kbsearch.search.query import Plan, plan
from kbsearch.search.ranking import Evidence, Ranking, Texts, rank
from kbsearch.search.results import Group, Hit, Results
from kbsearch.search.signature import signature_of
from kbsearch.search.synonyms import synonyms_of
from kbsearch.search.unknown import undocumented
from kbsearch.search.versions import fits
from kbsearch.settings import Settings


class Searcher:
    """Answers pastes from one engine and one catalog; safe to use from several threads."""

    def __init__(
        self,
        engine: Engine,
        catalog: Catalog,
        settings: Settings,
        reuse: Reuse = never,
        sources: Sequence[Source] = (),
    ) -> None:
        """A searcher; `reuse` says how often an article was linked, for those that nothing else tells apart.

        `sources` propose articles for questions, beside the words of the text.
        """
        self._engine = engine
        self._catalog = catalog
        self._settings = settings
        self._reuse = reuse
        self._sources = tuple(sources)

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
        paste, at = read_paste(text), self._catalog.revision
        planned, ranking = self.ranked(paste, self._filters(products, version, audience), limit, at)
        hits, groups = self._hits(ranking, paste, planned, limit, at)
        judged = judge(ranking, paste, planned, ambiguous=bool(groups) and groups[0].ambiguous)
        return Results(
            hits=hits,
            ignored=paste.ignored,
            groups=groups,
            confidence=judged.probability,
            confident=judged.sure,
            sign=partial(signature_of, paste),
            undocumented=undocumented(planned.unknown, paste, self._catalog) if audience == "internal" else (),
            corrections=planned.corrections,
            took_ms=(time.perf_counter() - begun) * 1000,
        )

    def ranked(self, paste: Paste, filters: Filters, limit: int, at: int | None = None) -> tuple[Plan, Ranking]:
        """What was asked for a paste, and all candidates in their order with what speaks for them.

        `at` is the catalog's revision, where it has been looked up.
        """
        snapshot = self._engine.snapshot()
        planned = plan(paste, snapshot, filters, limit, synonyms_of(self._settings.search))
        candidates = snapshot.candidates(planned.query)
        keys = dict.fromkeys([key for key, _ in (*candidates.by_code, *candidates.by_line)])
        rows = self._catalog.entries(keys, at)
        texts = Texts(partial(self._by_text, planned, snapshot), partial(self._texts, at))
        return planned, rank(paste, planned, rows, snapshot, partial(self._owners, filters, at), texts)

    def _hits(
        self, ranking: Ranking, paste: Paste, planned: Plan, limit: int, at: int
    ) -> tuple[tuple[Hit, ...], tuple[Group, ...]]:
        """The hits, and the same by the error that they answer."""
        errors = answered(ranking, paste, planned, limit)
        best = ranking.evidence[:limit]
        shown = [one.article for one in (*best, *(e for error in errors for e in error.evidence))]
        stored = self._catalog.articles(shown, at)
        made = _Hits(stored, paste)
        groups = [self._group(error, made) for error in errors]
        # Those that nobody can tell from the first stand beside it.
        placed = {hit.article.id: hit for group in groups[:1] for hit in group.hits if hit.apart}
        hits = [hit for one in best if (hit := made.of(one, one.line)) is not None]
        together = [*placed.values(), *(hit for hit in hits if hit.article.id not in placed)]
        return _ranked(together[:limit]), tuple(groups)

    def _group(self, error: Answered, made: _Hits) -> Group:
        """The hits of one error; those that cannot be told apart in an order that the paste suggests, and why."""
        hits = [hit for one in error.evidence if (hit := made.of(one, error.line)) is not None]
        if not error.alike:
            return Group(error.line, error.text, _ranked(hits))
        alike = {one.article for one in error.evidence[: error.alike]} & made.stored.keys()
        first, others = hits[: len(alike)], hits[len(alike) :]
        articles = [hit.article for hit in first]
        signs = apart(articles)
        order = ordered(articles, made.paste, error.line, self._reuse)
        told = [replace(first[place], apart=signs[place]) for place in order]
        return Group(error.line, error.text, _ranked([*told, *others]), ambiguous=len(told) > 1)

    def _by_text(self, planned: Plan, snapshot: Snapshot) -> tuple[tuple[int, float], ...]:
        """The articles that fit by their text, and those that the sources propose for a question."""
        found = snapshot.by_text(planned.query)
        if planned.question is None or not self._sources:
            return found
        asked = planned.question, planned.query.filters, planned.query.limit
        return fuse(found, [source.propose(*asked) for source in self._sources])

    def _owners(self, filters: Filters, at: int | None, code_key: str) -> list[int]:
        """The articles that explain a code themselves, as far as the asker may and wants to see them."""
        stored = self._catalog.articles(self._catalog.owners(code_key, at), at)
        return [key for key, one in stored.items() if admits(filters, one.article)]

    def _texts(self, at: int | None, keys: Sequence[int]) -> dict[int, str]:
        """The whole text of articles, by their keys."""
        stored = self._catalog.articles(keys, at)
        return {
            key: "\n".join((one.article.title, *(f"{part.heading}\n{part.text}" for part in one.article.sections)))
            for key, one in stored.items()
        }

    def _filters(self, products: tuple[str, ...], version: str | None, audience: str) -> Filters:
        narrowest = AUDIENCE.index(audience) if audience in AUDIENCE else 0
        versions = None
        if version is not None:
            versions = tuple(term for term in self._catalog.version_terms() if fits(term, version))
        return Filters(AUDIENCE[: narrowest + 1], tuple(product_key(product) for product in products), versions)


class _Hits:
    """The hits of one search, each made once: what an article answers to a line."""

    def __init__(self, stored: dict[int, StoredArticle], paste: Paste) -> None:
        self.stored = stored
        self.paste = paste
        self._made: dict[tuple[int, int], Hit] = {}

    def of(self, one: Evidence, line: int) -> Hit | None:
        """An article as the answer to a line; None where it has been deleted meanwhile."""
        if one.article not in self.stored:
            return None
        made = self._made.get((one.article, line))
        if made is None:
            answer, found = one.answers.get(line, one.answer), self.stored[one.article]
            made = Hit(1, found.article, answer.tier, one.score, Proven(one, answer, self.paste), found.stale)
            self._made[one.article, line] = made
        return made


def _ranked(hits: list[Hit]) -> tuple[Hit, ...]:
    """The hits with their places as ranks."""
    return tuple(
        hit if hit.rank == place else Hit(place, hit.article, hit.tier, hit.score, hit.proof, hit.stale, hit.apart)
        for place, hit in enumerate(hits, 1)
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
