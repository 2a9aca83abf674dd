"""Worker processes that do one thing to many tasks, such as reading articles, since Python holds the interpreter lock.

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
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import IO, Any, TypeVar

from kbsearch.search.reading import Reading, Task, read
from kbsearch.settings import Settings

Given = TypeVar("Given")
Made = TypeVar("Made")

CHUNK = 32
"""Files in one message: some 100 ms of work, so that progress stays visible and pipes stay cheap."""

WORTH_IT = 200
"""With fewer files, starting an interpreter takes longer than reading them here."""

_AHEAD = 128  # chunks read ahead while the parent is busy writing
# Ctrl-C reaches every process of a terminal: only the parent answers it, and ends its workers.
_BOOT = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN);"
_BOOT += "import sys, json; sys.path[:] = json.loads(sys.stdin.buffer.readline());"
_BOOT += "from kbsearch.search.workers import serve; serve()"
_DEAD = (OSError, EOFError, pickle.PickleError)


def read_all(
    tasks: Sequence[Task], root: Path, settings: Settings, workers: int | None = None
) -> Iterator[list[Reading]]:
    """The outcome of reading every file, in order, a chunk at a time; as `run`."""
    return run(partial(read, root=root, settings=settings), tasks, workers)


def run(
    job: Callable[[Given], Made],
    tasks: Sequence[Given],
    workers: int | None = None,
    *,
    chunk: int = CHUNK,
    worth_it: int = WORTH_IT,
) -> Iterator[list[Made]]:
    """What the job makes of every task, in order, a chunk at a time.

    `workers` is the number of processes: None for one per processor when there are at least
    `worth_it` tasks, 0 for none. The outcome does not depend on it. Each worker has a copy of
    `job`, which pickle must be able to take along.
    """
    chunks = [tasks[start : start + chunk] for start in range(0, len(tasks), chunk)]
    if workers is None:
        workers = processors() if len(tasks) >= worth_it else 0
    if workers <= 0 or not sys.executable:
        for some in chunks:
            yield [job(task) for task in some]
        return
    with contextlib.ExitStack() as stack:
        idle: queue.SimpleQueue[_Worker | None] = queue.SimpleQueue()
        for _ in range(workers):
            idle.put(stack.enter_context(worker) if (worker := _started(job)) else None)
        threads = stack.enter_context(ThreadPoolExecutor(workers, thread_name_prefix="kbsearch-worker"))
        stack.callback(threads.shutdown, wait=True, cancel_futures=True)
        waiting: deque[Future[list[Made]]] = deque()
        for some in chunks:
            waiting.append(threads.submit(_do_chunk, job, some, idle))
            if len(waiting) >= _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _do_chunk(
    job: Callable[[Given], Made], chunk: Sequence[Given], idle: queue.SimpleQueue[_Worker | None]
) -> list[Made]:
    """The outcome of one chunk from the next idle worker, or from here if that one is dead."""
    worker = idle.get()
    try:
        if worker is not None:
            return worker.ask(chunk)
    except _DEAD:
        worker = None
    finally:
        idle.put(worker)
    return [job(task) for task in chunk]


class _Worker:
    """One worker process; leaving the context ends it."""

    def __init__(self, job: Callable[[Any], Any]) -> None:
        command = [sys.executable, "-c", _BOOT]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._out: IO[bytes] = self._process.stdin  # type: ignore[assignment] # both are pipes
        self._in: IO[bytes] = self._process.stdout  # type: ignore[assignment]
        self._out.write(json.dumps([entry or os.getcwd() for entry in sys.path]).encode() + b"\n")
        pickle.dump(job, self._out)
        self._out.flush()

    def ask(self, tasks: Sequence[Any]) -> list[Any]:
        """The outcome of these tasks; raises one of `_DEAD` when the process is gone."""
        pickle.dump(tasks, self._out)
        self._out.flush()
        outcomes: list[Any] = pickle.load(self._in)
        return outcomes

    def __enter__(self) -> _Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()  # it holds nothing but answers that nobody waits for
        self._process.wait()
        with contextlib.suppress(OSError):
            self._out.close()
        self._in.close()


def _started(job: Callable[[Any], Any]) -> _Worker | None:
    """A worker, or None where processes cannot be started."""
    try:
        return _Worker(job)
    except _DEAD:
        return None


def serve() -> None:
    """What a worker does: take tasks from standard input, answer on standard output, end with the input."""
    tasks_in = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints must not end up among the answers
    job = pickle.load(tasks_in)
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            tasks = pickle.load(tasks_in)
            pickle.dump([job(task) for task in tasks], answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
