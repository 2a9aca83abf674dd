"""Searches side by side: how many pastes a second are answered by threads, by processes, and by a server of either."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from urllib.request import Request, urlopen

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
        "threads keep a server answering, processes use the cores. A server is asked by a process of its own, "
        "on the same cores, by four threads for each core.",
        ("workers", "searches/s", "against one"),
    )
    with KnowledgeBase.open(root) as kb, ThreadPoolExecutor(cores) as threads:
        one = _rate(lambda given: [_search(kb, text) for text in given], pastes, seconds)
        several = _rate(lambda given: _all(threads, lambda text: _search(kb, text), given), pastes, seconds)
    with ProcessPoolExecutor(cores, get_context("spawn"), _open, (root,)) as pool:
        _all(pool, _searched, pastes)  # by now every process has opened its index
        processes = _rate(lambda given: _all(pool, _searched, given), pastes, seconds)
        alone, together = (_served(pool, root, pastes, seconds, number) for number in (1, cores))
    for name, rate in (("1 thread", one), (f"{cores} threads", several), (f"{cores} processes", processes)):
        table.add(name, number(rate), number(rate / one))
    for name, rate in (("server of 1 process", alone), (f"server of {cores} processes", together)):
        table.add(name, number(rate), number(rate / alone))
    return table


def _served(pool: Executor, root: Path, pastes: Sequence[str], seconds: float, processes: int) -> float:
    """Answers per second that a server of so many processes gives to one process of the pool."""
    with _server(root, processes) as address:
        return pool.submit(_client, address, pastes, seconds).result()


@contextmanager
def _server(root: Path, processes: int) -> Iterator[str]:
    """The address of a server that runs as long as the block."""
    words = ("--kb", str(root), "serve", "--port", "0", "--processes", str(processes))
    command = [sys.executable, "-m", "kbsearch", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().split(": ", 1)[1].strip()
        finally:
            server.terminate()


def _client(address: str, pastes: Sequence[str], seconds: float) -> float:
    ask = partial(_asked, address)
    with ThreadPoolExecutor(4 * (os.cpu_count() or 1)) as threads:
        _all(threads, ask, pastes)  # by now every process has opened its index
        return _rate(lambda given: _all(threads, ask, given), pastes, seconds)


def _asked(address: str, text: str) -> int:
    body = json.dumps({"text": text, "limit": LIMIT}).encode()
    with urlopen(Request(f"{address}api/v1/search", body, {"Content-Type": "application/json"})) as answer:
        return len(json.load(answer)["hits"])


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
