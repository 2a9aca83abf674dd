"""The indexer: brings the index up to date with the article files, at any moment killable.

Each batch of files goes through three steps: the catalog records the new articles and the keys that
the engine has yet to take over; the engine takes them over and commits; the catalog clears the keys.
A run that dies in between leaves keys behind, and the next run hands them to the engine again, which
replaces by key and so does no harm twice.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from pathlib import Path

from kbsearch.articles.findings import Finding
from kbsearch.errors import IndexBroken, IndexMissing
from kbsearch.search import generations
from kbsearch.search.catalog import Catalog
from kbsearch.search.changes import CatalogWriter
from kbsearch.search.engines.tantivy import FORMAT, TantivyEngine
from kbsearch.search.index_run import IndexRun, Progress
from kbsearch.settings import Settings


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What an index run did: articles added, updated, removed and left as they were, and what is wrong.

    `updated` counts articles that read differently now, `unchanged` includes those whose file cannot
    be read at present (their last good version stays); `findings` holds those of all files, changed
    or not.
    """

    added: int
    updated: int
    removed: int
    unchanged: int
    findings: tuple[Finding, ...]
    took_ms: float


def index(
    settings: Settings, *, rebuild: bool = False, progress: Progress | None = None, workers: int | None = None
) -> IndexReport:
    """Bring the index of a knowledge base up to date; with `rebuild`, build a new one and swap it in.

    An index that is damaged or of another format is rebuilt as well. `workers` is the number of
    reading processes beside this one: None for one on every further processor when there is enough
    to do, 0 for none.

    Raises KBE1008 when there is and was no article, KBE1022 when another process is writing, KBE1023
    and KBE1024 when the index folder cannot be written.
    """
    started = time.perf_counter()
    folder = settings.index_folder
    with generations.locked(folder):
        report = None if rebuild else _update(settings, progress, workers, started)
        if report is None:
            report = _rebuild(settings, progress, workers, started, resume=not rebuild)
        with contextlib.suppress(IndexBroken, IndexMissing):
            generations.sweep(folder)
        return report


def _update(settings: Settings, progress: Progress | None, workers: int | None, started: float) -> IndexReport | None:
    """Bring the current generation up to date; None when there is none that can be used."""
    try:
        with contextlib.closing(IndexRun(settings, generations.current(settings.index_folder))) as run:
            run.bring_up_to_date(progress, workers)
            return _report(run, started)
    except (IndexMissing, IndexBroken):
        return None


def _rebuild(
    settings: Settings, progress: Progress | None, workers: int | None, started: float, *, resume: bool
) -> IndexReport:
    """Build a new generation beside the current one, and swap it in when it is complete."""
    folder = settings.index_folder
    with contextlib.ExitStack() as stack:
        previous = _previous(folder)
        if previous is not None:
            stack.enter_context(contextlib.closing(previous))
        with contextlib.closing(_begun(settings, previous, resume=resume)) as run:
            run.bring_up_to_date(progress, workers)
        generations.swap(folder, run.generation)
        return _report(run, started)


def _report(run: IndexRun, started: float) -> IndexReport:
    """What a run did, since `started` on the performance counter."""
    took_ms = (time.perf_counter() - started) * 1000
    return IndexReport(run.added, run.updated, run.removed, run.unchanged, run.findings, took_ms)


def _previous(folder: Path) -> Catalog | None:
    """The catalog of the current generation, if this version can read it."""
    try:
        generation = generations.current(folder)
        generations.check(generation, FORMAT)
        return Catalog(generation)
    except (IndexMissing, IndexBroken):
        return None


def _begun(settings: Settings, previous: Catalog | None, *, resume: bool) -> IndexRun:
    """A run over a new generation, or over one that a killed run left half built."""
    folder = settings.index_folder
    half = generations.unfinished(folder)
    if half is not None and resume:
        with contextlib.suppress(IndexBroken):
            return IndexRun(settings, half, previous)
    if half is not None:
        generations.remove(half)
    generation = generations.begin(folder, FORMAT)
    TantivyEngine.create(generation).close()
    CatalogWriter(generation, settings).close()
    return IndexRun(settings, generation, previous)
