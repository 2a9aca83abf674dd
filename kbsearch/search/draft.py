"""Drafts: an article that is not in the index, or not as it now reads, searched for as if it were.

The engine is given a linked copy of the index, takes the article over there, and is thrown away with
it; the catalog is the index's own with one record laid over it. So every figure (how rare a word is,
which codes are declared) is what it will be once the article is indexed, and nothing is written
beside the articles.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from kbsearch.articles.article import Article
from kbsearch.articles.findings import Finding
from kbsearch.search.catalog import ENTRY_BITS, Catalog, EntryRow, StoredArticle
from kbsearch.search.engines.tantivy import TantivyEngine, engine_errors
from kbsearch.search.engines.tantivy_copy import copy
from kbsearch.search.findability import Findability, asked, summed
from kbsearch.search.probes import ProbeKind, probes_of
from kbsearch.search.reading import Record, record_of
from kbsearch.search.results import Results
from kbsearch.search.searcher import Searcher
from kbsearch.search.shadows import LINTED, shadows
from kbsearch.settings import Settings

NEW = 1 << 40
"""The key of a draft that replaces no article: beyond all that a catalog gives, so that it loses ties."""


class Draft:
    """One article as it would be found; a context manager, since it holds a folder and an opened index.

    It takes the place of the indexed article with its path, or else with its id: `replaces` is the
    id of that one, or None.
    """

    def __init__(self, article: Article, generation: Path, settings: Settings) -> None:
        """Lay the article over a generation, which must stay in place; raises KBE1021 to KBE1025."""
        with contextlib.ExitStack() as stack:
            with contextlib.closing(Catalog(generation)) as indexed:
                before = indexed.article_by_path(article.path) or indexed.article_by_id(article.id)
            record = record_of(article, before.key if before else NEW)
            catalog = stack.enter_context(contextlib.closing(_Overlaid(generation, record, article)))
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kbsearch-draft-")))
            with engine_errors(generation):
                copy(generation, folder)
            engine = stack.enter_context(contextlib.closing(TantivyEngine(folder)))
            engine.update([record.document])
            self._searcher = Searcher(engine, catalog, settings)
            self._close = stack.pop_all().close
        self.article = article
        self.replaces = before.article.id if before else None

    def search(self, text: str, *, limit: int = 10, audience: str = "internal") -> Results:
        """The articles that answer a paste, this one among them; raises KBE1005 and KBE1006."""
        return self._searcher.search(text, limit=limit, audience=audience)

    def findability(self, kinds: Iterable[ProbeKind] = tuple(ProbeKind), *, brief: bool = False) -> Findability:
        """How the article's own probes fare, as `kbsearch.search.findability.measure` has it."""
        probes = probes_of(self.article, tuple(kinds), brief=brief)
        return summed([asked(probes, lambda text, limit: self.search(text, limit=limit).hits)])

    def findings(self) -> list[Finding]:
        """Who would stand in front of the article for what it declares (KBL216, KBL218), as lint says it."""
        return shadows(self.findability(LINTED, brief=True), {self.article.id: self.article}.__getitem__)

    def close(self) -> None:
        """Throw the copy away."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Overlaid(Catalog):
    """The catalog of a generation with one record laid over it, as far as a search asks it."""

    def __init__(self, folder: Path, record: Record, article: Article) -> None:
        super().__init__(folder)
        self._key = record.key
        self._record = record
        self._stored = StoredArticle(record.key, article, stale=False)

    def _read_articles(self, keys: list[int]) -> dict[int, StoredArticle]:
        found = super()._read_articles([key for key in keys if key != self._key])
        return found | {self._key: self._stored} if self._key in keys else found

    def entries(self, keys: Iterable[int], at: int | None = None) -> dict[int, EntryRow]:
        """The error entries with these keys; unknown keys are left out."""
        wanted = set(keys)
        found = super().entries((key for key in wanted if key >> ENTRY_BITS != self._key), at)
        return found | {row[0]: EntryRow(*row) for row in self._record.entries if row[0] in wanted}

    def declaring(self, code_key: str) -> list[int]:
        """The keys of the articles that declare a code, those first that explain it as their own."""
        mine = [self._key for code, _, _ in self._record.codes if code == code_key]
        return [key for key in super().declaring(code_key) if key != self._key] + mine

    def owners(self, code_key: str, at: int | None = None) -> tuple[int, ...]:
        """The keys of the articles that explain a code as their own."""
        mine = [self._key for code, _, own in self._record.codes if code == code_key and own]
        return tuple(sorted([key for key in super().owners(code_key, at) if key != self._key] + mine))

    def code_keys(self) -> list[str]:
        """All code keys that any article declares, sorted; those of an article that is replaced are among them."""
        return sorted({*super().code_keys(), *(code for code, _, _ in self._record.codes)})

    def version_terms(self) -> list[str]:
        """All version terms that any article carries, sorted."""
        return sorted({*super().version_terms(), *filter(None, [self._record.versions])})
