"""Worker processes that read articles, since parsing holds the interpreter lock.

Not `concurrent.futures.ProcessPoolExecutor`: `fork` is unsafe beside the engine's threads, and
`spawn` runs the caller's script a second time, so that a plain script that calls `kb.index()`
without a `__main__` guard would index inside its own workers. These are interpreters that import
kbsearch and nothing else, fed over pipes; one that cannot start or dies costs speed, not results.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import queue
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO

from kbsearch.search.reading import Reading, Task, read
from kbsearch.settings import Settings

CHUNK = 32
"""Files in one message: some 100 ms of work, so that progress stays visible and pipes stay cheap."""

WORTH_IT = 200
"""With fewer files, starting an interpreter takes longer than reading them here."""

_AHEAD = 128  # chunks read ahead while the parent is busy writing
_BOOT = "import sys, json; sys.path[:] = json.loads(sys.stdin.buffer.readline());"
_BOOT += "from kbsearch.search.workers import serve; serve()"
_DEAD = (OSError, EOFError, pickle.PickleError)


def read_all(
    tasks: Sequence[Task], root: Path, settings: Settings, workers: int | None = None
) -> Iterator[list[Reading]]:
    """The outcome of every task, in order, a chunk at a time.

    `workers` is the number of processes: None for one per processor when there is enough to do,
    0 for none. The outcome does not depend on it.
    """
    chunks = [tasks[start : start + CHUNK] for start in range(0, len(tasks), CHUNK)]
    if workers is None:
        workers = processors() if len(tasks) >= WORTH_IT else 0
    if workers <= 0 or not sys.executable:
        for chunk in chunks:
            yield [read(task, root, settings) for task in chunk]
        return
    with contextlib.ExitStack() as stack:
        idle: queue.SimpleQueue[_Worker | None] = queue.SimpleQueue()
        for _ in range(workers):
            idle.put(stack.enter_context(worker) if (worker := _started(root, settings)) else None)
        threads = stack.enter_context(ThreadPoolExecutor(workers, thread_name_prefix="kbsearch-read"))
        stack.callback(threads.shutdown, wait=True, cancel_futures=True)
        waiting: deque[Future[list[Reading]]] = deque()
        for chunk in chunks:
            waiting.append(threads.submit(_read_chunk, chunk, root, settings, idle))
            if len(waiting) >= _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _read_chunk(
    chunk: Sequence[Task], root: Path, settings: Settings, idle: queue.SimpleQueue[_Worker | None]
) -> list[Reading]:
    """The outcome of one chunk from the next idle worker, or from here if that one is dead."""
    worker = idle.get()
    try:
        if worker is not None:
            return worker.ask(chunk)
    except _DEAD:
        worker = None
    finally:
        idle.put(worker)
    return [read(task, root, settings) for task in chunk]


class _Worker:
    """One worker process; leaving the context ends it."""

    def __init__(self, root: Path, settings: Settings) -> None:
        command = [sys.executable, "-c", _BOOT]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._out: IO[bytes] = self._process.stdin  # type: ignore[assignment] # both are pipes
        self._in: IO[bytes] = self._process.stdout  # type: ignore[assignment]
        self._out.write(json.dumps([entry or os.getcwd() for entry in sys.path]).encode() + b"\n")
        pickle.dump((root, settings), self._out)
        self._out.flush()

    def ask(self, tasks: Sequence[Task]) -> list[Reading]:
        """The outcome of these tasks; raises one of `_DEAD` when the process is gone."""
        pickle.dump(tasks, self._out)
        self._out.flush()
        readings: list[Reading] = pickle.load(self._in)
        return readings

    def __enter__(self) -> _Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()  # it holds nothing but answers that nobody waits for
        self._process.wait()
        with contextlib.suppress(OSError):
            self._out.close()
        self._in.close()


def _started(root: Path, settings: Settings) -> _Worker | None:
    """A worker, or None where processes cannot be started."""
    try:
        return _Worker(root, settings)
    except _DEAD:
        return None


def serve() -> None:
    """What a worker does: read tasks from standard input, answer on standard output, end with the input."""
    tasks_in = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints must not end up among the answers
    root, settings = pickle.load(tasks_in)
    with contextlib.suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        while True:
            tasks = pickle.load(tasks_in)
            pickle.dump([read(task, root, settings) for task in tasks], answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
