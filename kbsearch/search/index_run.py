"""One index run over one generation: catalog and engine, brought up to date batch by batch."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from kbsearch.articles.findings import Finding
from kbsearch.articles.library import Library
from kbsearch.errors import IndexBroken, NothingToIndex
from kbsearch.search import generations
from kbsearch.search.catalog import Catalog
from kbsearch.search.changes import CatalogWriter, FileState, Stored
from kbsearch.search.engines.base import ArticleDocument
from kbsearch.search.engines.tantivy import FORMAT, TantivyEngine
from kbsearch.search.reading import Reading, Record, record_of
from kbsearch.search.scan import Plan, plan, proven, unproven
from kbsearch.search.workers import read_all
from kbsearch.settings import Settings

Progress = Callable[[int, int, str], None]
"""Called as `progress(done, total, phase)`; the phases are "reading" and "indexing"."""

BATCH = 4096
"""Files per commit: what a killed run has to do again at most, and what is held in memory."""


class IndexRun:
    """The one run that writes to a generation now; counts what it does.

    `previous` is the catalog of the generation that this one will replace, if it can be read: the
    last good version of an article whose file cannot be read at present comes from there.
    """

    def __init__(self, settings: Settings, generation: Path, previous: Catalog | None = None) -> None:
        """Open catalog and engine; raises KBE1021 when they are damaged or do not belong together."""
        generations.check(generation, FORMAT)
        self.generation = generation
        self.findings: tuple[Finding, ...] = ()
        self.added = self.updated = self.removed = self.unchanged = 0
        self._settings = settings
        self._previous = previous
        self._reader = settings.reading_digest()
        with contextlib.ExitStack() as stack:
            self._engine = stack.enter_context(contextlib.closing(TantivyEngine(generation)))
            self._catalog = stack.enter_context(contextlib.closing(CatalogWriter(generation, settings)))
            self._redo()
            self._agree(generation)
            self._close = stack.pop_all().close

    def _agree(self, generation: Path) -> None:
        """Raise KBE1021 unless the engine holds as much as the catalog says."""
        said, kept = self._catalog.count(), self._engine.snapshot().articles
        if kept != said:
            raise IndexBroken(path=generation, problem=f"the engine holds {kept} of {said} articles")

    def _redo(self) -> None:
        """Hand over to the engine what it has yet to take over, be it from a run that was killed."""
        left = self._catalog.pending()
        for start in range(0, len(left), BATCH):
            keys = left[start : start + BATCH]
            records = self._catalog.records(keys)
            self._take_over([record.document for record in records], set(keys) - {record.key for record in records})
        if left:
            self._catalog.taken_over()

    def _take_over(self, documents: Sequence[ArticleDocument], removed: Iterable[int]) -> None:
        """Let the engine replace and remove articles."""
        if documents:
            self._engine.update(documents)
        if gone := sorted(removed):
            self._engine.delete(gone)

    def bring_up_to_date(self, progress: Progress | None, workers: int | None) -> None:
        """Do all that has changed since the last run; raises KBE1008 when there is and was nothing."""
        now = time.time_ns()
        folder, root = self._settings.articles_folder, self._settings.root
        if not folder.is_dir():
            raise NothingToIndex(path=folder)
        scan = Library(root, self._settings).scan()
        found = {
            path: proven(FileState(stat.st_size, stat.st_mtime_ns, stat.st_ino), now)
            for path, stat in scan.files.items()
        }
        known = self._catalog.files()
        if not found and not known:
            raise NothingToIndex(path=folder)
        unreadable = [finding.path for finding in scan.findings]
        todo = plan(found, unreadable, known, self._reader, self._catalog.next_key(), root)
        if todo.removed or todo.moved or todo.concealed:
            self._remove_and_move(todo)
        self._read(todo, progress, workers)
        if self._catalog.settle_ids():
            self._redo()
        self.unchanged = self._catalog.count() - self.added - self.updated
        self.findings = self._catalog.findings()
        if scan.findings:
            self.findings = tuple(sorted({*scan.findings, *self.findings}))

    def _remove_and_move(self, todo: Plan) -> None:
        """Forget the files that are gone, and note the new paths of those that were renamed."""
        with self._catalog.transaction():
            gone = [key for key in todo.removed if self._catalog.remove(key)]
            for key, path in todo.moved.items():
                self._catalog.move(key, path)
            for key, path in todo.concealed.items():
                self._catalog.conceal(key, path)
            self._catalog.expect(gone)
        self.removed += len(gone)
        if gone:
            self._engine.delete(gone)
            self._catalog.taken_over()

    def _read(self, todo: Plan, progress: Progress | None, workers: int | None) -> None:
        """Read the files that may have changed, and commit them batch by batch."""
        done, total = 0, len(todo.tasks)

        def batch() -> Iterator[Reading]:
            """The next readings, as they come; at most a batch and a chunk."""
            nonlocal done
            end = done + BATCH
            for readings in chunks:
                yield from readings
                done += len(readings)
                if progress is not None:
                    progress(done, total, "reading")
                if done >= end or done == total:
                    break
            if progress is not None:
                progress(done, total, "indexing")

        with contextlib.closing(read_all(todo.tasks, self._settings.root, self._settings, workers)) as chunks:
            while done < total:
                self._commit(batch(), todo.states)

    def _commit(self, batch: Iterable[Reading], states: Mapping[int, FileState]) -> None:
        """Record readings in the catalog, and let the engine take over what is new in them.

        The engine gets each document as soon as there is one, and works on it while others are read;
        it commits when the catalog has, which is when the documents end.
        """
        removed: list[int] = []
        with contextlib.closing(self._recorded(batch, states, removed)) as documents:
            first = next(documents, None)
            if first is not None:
                self._engine.update(chain((first,), documents))
        self.removed += len(removed)
        if removed:
            self._engine.delete(sorted(removed))
        if first is not None or removed:
            self._catalog.taken_over()

    def _recorded(
        self, batch: Iterable[Reading], states: Mapping[int, FileState], removed: list[int]
    ) -> Generator[ArticleDocument, None, None]:
        """Record readings in one transaction; gives what the engine has to take over, and what is gone in `removed`."""
        changed: list[int] = []
        with self._catalog.transaction():
            for reading in batch:
                if reading.gone:
                    removed += [reading.key] if self._catalog.remove(reading.key) else []
                    continue
                state = states[reading.key]
                self._catalog.put_file(reading, state if reading.digest else unproven(state), self._reader)
                if not reading.same:
                    for document in self._put(reading, self._catalog.stored(reading.key)):
                        changed.append(document.key)
                        yield document
            self._catalog.expect((*changed, *removed))

    def _put(self, reading: Reading, known: Stored | None) -> tuple[ArticleDocument, ...]:
        """Record what was read of one file; returns the document that the engine has to take over, if any."""
        record, stale = reading.record, reading.record is None
        if record is None:
            if known is not None:
                self._catalog.mark_stale(reading.key, reading.path)
                return ()
            record = self._last_good(reading)
            if record is None:
                return ()
        if known is None:
            self.added += 1
        elif record.content == known.content and not known.stale:
            return ()
        else:
            self.updated += 1
        self._catalog.put_article(record, known=known is not None, stale=stale)
        return (record.document,) if known is None or record.shape != known.shape else ()

    def _last_good(self, reading: Reading) -> Record | None:
        """What the replaced generation holds of a file that cannot be read at present."""
        stored = self._previous.article_by_path(reading.path) if self._previous is not None else None
        return record_of(stored.article, reading.key) if stored is not None else None

    def close(self) -> None:
        """Close catalog and engine, once merges have ended."""
        self._close()
