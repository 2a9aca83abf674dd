"""Searches side by side: how many pastes a second are answered by one thread, by several, and by processes."""

import os
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from kbsearch import KnowledgeBase
from tests.benchmarks.peers import LIMIT
from tests.benchmarks.report import Table, number

_kb: KnowledgeBase | None = None  # of a process of the pool


def side_by_side(root: Path, pastes: Sequence[str], seconds: float) -> Table:
    """Answers per second with one worker, and with one for each core, all given the same pastes."""
    cores = os.cpu_count() or 1
    table = Table(
        "Searches side by side",
        "The engine lets other threads run while it searches, Python does not while it reads and aligns: "
        "threads keep a server answering, processes use the cores.",
        ("workers", "searches/s", "against one"),
    )
    with KnowledgeBase.open(root) as kb, ThreadPoolExecutor(cores) as threads:
        one = _rate(lambda given: [_search(kb, text) for text in given], pastes, seconds)
        several = _rate(lambda given: _all(threads, lambda text: _search(kb, text), given), pastes, seconds)
    with ProcessPoolExecutor(cores, get_context("spawn"), _open, (root,)) as pool:
        _all(pool, _searched, pastes)  # by now every process has opened its index
        processes = _rate(lambda given: _all(pool, _searched, given), pastes, seconds)
    for name, rate in (("1 thread", one), (f"{cores} threads", several), (f"{cores} processes", processes)):
        table.add(name, number(rate), number(rate / one))
    return table


def _rate(answer: Callable[[Sequence[str]], object], pastes: Sequence[str], seconds: float) -> float:
    """Answers per second, over rounds of all pastes for at least so many seconds."""
    done, begun = 0, time.perf_counter()
    while (taken := time.perf_counter() - begun) < seconds or not done:
        answer(pastes)
        done += len(pastes)
    return done / taken


def _all(pool: Executor, answer: Callable[[str], int], pastes: Iterable[str]) -> int:
    return sum(pool.map(answer, pastes, chunksize=8))


def _search(kb: KnowledgeBase, text: str) -> int:
    return len(kb.search(text, limit=LIMIT).hits)


def _open(root: Path) -> None:
    global _kb
    _kb = KnowledgeBase.open(root)


def _searched(text: str) -> int:
    assert _kb is not None
    return _search(_kb, text)
