"""Worker processes that do one thing to many tasks, such as reading articles, since Python holds the interpreter lock.

Not `concurrent.futures.ProcessPoolExecutor`: `fork` is unsafe beside the engine's threads, and
`spawn` runs the caller's script a second time, so that a plain script that calls `kb.index()`
without a `__main__` guard would index inside its own workers. These are interpreters that import
kbsearch and nothing else, fed over pipes; one that cannot start or dies costs speed, not results.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Any, Generic, TypeVar

from kbsearch.search.reading import Reading, Task, read
from kbsearch.settings import Settings

Given = TypeVar("Given")
Made = TypeVar("Made")

CHUNK = 32
"""Files in one message: some 100 ms of work, so that progress stays visible and pipes stay cheap."""

WORTH_IT = 200
"""With fewer files, starting an interpreter takes longer than reading them here."""

_AHEAD = 128  # chunks done ahead of the one that is asked for
# Ctrl-C reaches every process of a terminal: only the parent answers it, and ends those it has started.
BEGIN = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN);"
BEGIN += "import sys, json; sys.path[:] = json.loads(sys.stdin.buffer.readline());"
"""What an interpreter that this one starts does first: it reads `module_path` from its standard input."""

_BOOT = BEGIN + "from kbsearch.search.workers import serve; serve()"
_GARBAGE = 50_000  # objects between two looks for cycles, which reading does not make; a third of the time else
_DEAD = (OSError, EOFError, pickle.PickleError)


def read_all(
    tasks: Sequence[Task], root: Path, settings: Settings, workers: int | None = None
) -> Generator[list[Reading], None, None]:
    """The outcome of reading every file, in order, a chunk at a time; as `run`."""
    return run(partial(read, root=root, settings=settings), tasks, workers)


def run(
    job: Callable[[Given], Made],
    tasks: Sequence[Given],
    workers: int | None = None,
    *,
    chunk: int = CHUNK,
    worth_it: int = WORTH_IT,
) -> Generator[list[Made], None, None]:
    """What the job makes of every task, in order, a chunk at a time.

    `workers` is the number of processes beside this one, which does its share while it has nothing
    else to do: None for one on every further processor when there are at least `worth_it` tasks, 0
    for none. The outcome does not depend on it. Each worker has a copy of `job`, which pickle must
    be able to take along.
    """
    chunks = [tasks[start : start + chunk] for start in range(0, len(tasks), chunk)]
    if workers is None:
        workers = processors() - 1 if len(tasks) >= worth_it else 0
    if not sys.executable:
        workers = 0
    board = _Board[Given, Made](job, chunks)
    with contextlib.ExitStack() as stack:
        started = [stack.enter_context(worker) for _ in range(workers) if (worker := _started(job))]
        for worker in started:
            thread = threading.Thread(target=board.serve, args=(worker,), name="kbsearch-worker")
            stack.callback(thread.join)
            stack.callback(worker.end)
            thread.start()
        stack.callback(board.close)
        for number in range(len(chunks)):
            yield board.outcome(number)


class _Board(Generic[Given, Made]):
    """Which chunks have yet to be done, and what came of the others until somebody takes it."""

    def __init__(self, job: Callable[[Given], Made], chunks: Sequence[Sequence[Given]]) -> None:
        self._job = job
        self._chunks = chunks
        self._done: dict[int, list[Made] | BaseException] = {}
        self._next = 0
        self._wanted = 0
        self._closed = False
        self._change = threading.Condition()

    def outcome(self, number: int) -> list[Made]:
        """The outcome of one chunk; this thread does whatever is left to do until it is there."""
        self._wanted, end = number, number + _AHEAD
        while True:
            with self._change:
                self._change.notify_all()  # others may go further ahead now
                self._change.wait_for(lambda: number in self._done or self._next < min(len(self._chunks), end))
                if number in self._done:
                    found = self._done.pop(number)
                    break
                mine = self._claimed()
            self._do(mine)
        if isinstance(found, BaseException):
            raise found
        return found

    def serve(self, worker: _Worker) -> None:
        """Let a worker do chunks until none is left, or until it is dead."""
        while True:
            with self._change:
                self._change.wait_for(lambda: self._closed or self._next < self._wanted + _AHEAD)
                if self._closed or self._next >= len(self._chunks):
                    return
                mine = self._claimed()
            try:
                outcome = worker.ask(self._chunks[mine])
            except _DEAD:
                if not self._closed:
                    self._do(mine)
                return
            self._put(mine, outcome)

    def _claimed(self) -> int:
        """The next chunk, which is now the caller's to do."""
        self._next += 1
        return self._next - 1

    def _do(self, number: int) -> None:
        """Do a chunk in this thread."""
        try:
            self._put(number, [self._job(task) for task in self._chunks[number]])
        except Exception as error:
            self._put(number, error)

    def _put(self, number: int, outcome: list[Made] | BaseException) -> None:
        with self._change:
            self._done[number] = outcome
            self._change.notify_all()

    def close(self) -> None:
        """Let nobody begin another chunk."""
        with self._change:
            self._closed = True
            self._change.notify_all()


def module_path() -> bytes:
    """Where this interpreter looks for modules, as a line for one that it starts."""
    return json.dumps([entry or os.getcwd() for entry in sys.path]).encode() + b"\n"


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Worker:
    """One worker process; leaving the context ends it."""

    def __init__(self, job: Callable[[Any], Any]) -> None:
        command = [sys.executable, "-c", _BOOT]
        # pydantic looks through all installed packages for plugins, a tenth of the time to start
        environment = os.environ | {"PYDANTIC_DISABLE_PLUGINS": "1"}
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        self._out: IO[bytes] = self._process.stdin  # type: ignore[assignment] # both are pipes
        self._in: IO[bytes] = self._process.stdout  # type: ignore[assignment]
        self._out.write(module_path())
        pickle.dump(job, self._out)
        self._out.flush()

    def ask(self, tasks: Sequence[Any]) -> list[Any]:
        """The outcome of these tasks; raises one of `_DEAD` when the process is gone."""
        pickle.dump(tasks, self._out)
        self._out.flush()
        outcomes: list[Any] = pickle.load(self._in)
        return outcomes

    def end(self) -> None:
        """End the process, so that whoever waits for its answer waits no longer; it holds nothing else."""
        self._process.kill()

    def __enter__(self) -> _Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
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
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    with contextlib.suppress(Exception):  # whatever fails here fails again in the parent, which says so
        while True:
            tasks = pickle.load(tasks_in)
            pickle.dump([job(task) for task in tasks], answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
