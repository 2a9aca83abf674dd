"""Processes: further interpreters that answer on a server's socket, since Python keeps each of them to one core.

They are started, not forked, as `kbsearch.search.workers` says why. Whichever has time takes the next connection.
What only one may do (watch the files, look after what waits) the first process does; what all must know stands in
files: index, state, settings, `Memory`. Each holds its standard input, a pipe from the first, and ends with it,
however the first ends.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import IO, TYPE_CHECKING, Any

from kbsearch.errors import KbError, ProcessesRefused
from kbsearch.search.workers import BEGIN, module_path
from kbsearch.settings import FILE_NAME
from kbsearch.web.background import Background

if TYPE_CHECKING:
    from flask import Flask

    from kbsearch.kb import KnowledgeBase

LOOK_S = 0.2
"""Seconds between two looks whether a process still runs."""

AGAIN_S, AGAIN_AT_MOST_S = 1.0, 60.0
"""Seconds until another process follows one that ended: twice as many each time, unless it ran for long."""

PATIENCE_S = 10.0
"""Seconds that a process has to end what it is answering."""

_BOOT = BEGIN + "from kbsearch.web.processes import answer; answer(**json.loads(sys.stdin.buffer.readline()))"

_log = logging.getLogger(__name__)


class Processes(Background):
    """So many further processes for as long as a block lasts; one that ends is started again, and that is said."""

    def __init__(self, number: int, listening: socket.socket, **told: Any) -> None:
        """`told` is what `answer` wants to know beside the socket. Raises KBE1047 where it cannot be passed on."""
        if number and (os.name != "posix" or not sys.executable):
            problem = "sockets cannot be passed on" if os.name != "posix" else "it is not known where Python stands"
            raise ProcessesRefused(problem=problem)
        self._socket = listening.fileno()
        self._told = module_path() + json.dumps(told | {"listening": self._socket}).encode() + b"\n"
        self._begun = threading.Semaphore(0)
        super().__init__(threading.Thread(target=self._keep, name="kbsearch-process") for _ in range(number))

    def wait(self) -> None:
        """Wait until each of them answers, or has failed to."""
        for _ in self._threads:
            self._begun.acquire()

    def _keep(self) -> None:
        """Have one process run until the block ends."""
        pause = AGAIN_S
        while True:
            begun = time.monotonic()
            said = self._run()
            if self._ended.is_set():
                return
            if time.monotonic() - begun > AGAIN_AT_MOST_S:
                pause = AGAIN_S
            _log.warning("%s: another one begins in %g s", said, pause)
            self._ended.wait(pause)
            pause = min(2 * pause, AGAIN_AT_MOST_S)

    def _run(self) -> str:
        """Run a process until it ends by itself, or with the block; what to say about that."""
        command, pipe = [sys.executable, "-c", _BOOT], subprocess.PIPE
        try:
            process = subprocess.Popen(command, stdin=pipe, stdout=pipe, pass_fds=(self._socket,))
        except OSError as error:
            self._begun.release()
            return f"a process of the server cannot be started ({error.strerror or error})"
        told: IO[bytes] = process.stdin  # type: ignore[assignment]  # both are pipes
        says: IO[bytes] = process.stdout  # type: ignore[assignment]
        with process:
            with contextlib.suppress(OSError), told:  # once it is closed, the process ends
                try:
                    told.write(self._told)
                    told.flush()
                    says.read(1)
                finally:
                    self._begun.release()
                while process.poll() is None and not self._ended.wait(LOOK_S):
                    pass
            try:
                status = process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                status = process.wait()
        return f"process {process.pid} of the server has ended ({_said(status)})"


def answer(root: str, listening: int, hosts: list[str], proxy: str, memory: str, secret: str, *, secure: bool) -> None:
    """What a further process does: answer on the socket until the pipe at its standard input is closed."""
    from kbsearch.kb import KnowledgeBase
    from kbsearch.web.app import create_app
    from kbsearch.web.memory import Memory
    from kbsearch.web.server import server_of
    from kbsearch.web.upkeep import Upkeep

    signal.signal(signal.SIGTERM, _end)
    threading.Thread(target=_end_with_the_first, daemon=True).start()
    with KnowledgeBase.open(root) as kb:
        app = create_app(kb, hosts=tuple(hosts), secure=secure, memory=Memory(Path(memory)))
        app.secret_key = bytes.fromhex(secret)
        _follow_settings(app, kb)
        server = server_of(app, kb, socket.socket(fileno=listening), proxy, several=True)
        with contextlib.closing(server), Upkeep(kb, first=False):
            os.write(sys.stdout.fileno(), b"!")  # it answers
            os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nobody reads that pipe any more
            server.run()


def _end(_signal: int, _frame: FrameType | None) -> None:
    sys.exit()


def _end_with_the_first() -> None:
    """Wait until the first process has closed the pipe, or is no more."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)


def _follow_settings(app: Flask, kb: KnowledgeBase) -> None:
    """Have each request find the settings as kbsearch.toml has them; the first process says what is wrong with them."""
    file = kb.settings.root / FILE_NAME
    known: tuple[int, ...] | None = None

    def reread() -> None:
        nonlocal known
        stamp = _stamp(file)
        if stamp != known:
            with contextlib.suppress(KbError):
                kb.reread()
            known = stamp

    app.before_request(reread)


def _stamp(file: Path) -> tuple[int, ...] | None:
    """What changes with a file."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


def _said(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"exit status {status}"
