"""Memory: what a server remembers while it runs, whichever of its processes is asked."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

from kbsearch.errors import FolderNotWritable
from kbsearch.own_folder import own_folder

WAIT_S = 15
"""How long a process waits for another one that writes."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS tries(key TEXT PRIMARY KEY, number INTEGER NOT NULL, ends REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tries_ends ON tries(ends);
CREATE TABLE IF NOT EXISTS sent(at INTEGER PRIMARY KEY, said TEXT NOT NULL UNIQUE, number INTEGER NOT NULL);
"""


@contextlib.contextmanager
def shared_file(root: Path) -> Iterator[Path]:
    """The file of a memory that processes share, for as long as the block lasts. Raises KBE1023.

    Not in a folder for temporary files, where a server that runs for weeks would lose it.
    """
    try:
        file = own_folder(root) / "memory.db"
    except OSError as error:
        raise FolderNotWritable(path=root, problem=error.strerror or str(error)) from error
    try:
        yield file
    finally:
        file.unlink(missing_ok=True)


class Memory:
    """Tables that nobody misses after a restart: in a file that processes share, or in one of them alone.

    Not the state of the knowledge base: a flood of tries must not keep a ticket from being written.
    """

    def __init__(self, file: Path | None = None) -> None:
        """The memory in a file, which is made where there is none (raises KBE1023); without one, of this process."""
        self._one_at_a_time = threading.Lock()
        try:
            self._tables = sqlite3.connect(file or ":memory:", WAIT_S, isolation_level=None, check_same_thread=False)
            weakref.finalize(self, self._tables.close)
            self._tables.execute("PRAGMA synchronous = OFF")  # what a power cut takes is no loss
            self._tables.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise FolderNotWritable(path=file and file.parent, problem=str(error)) from error

    @contextlib.contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """The tables, for one thread of one process at a time; an exception takes back what was written."""
        with self._one_at_a_time:
            self._tables.execute("BEGIN IMMEDIATE")
            try:
                yield self._tables
            except BaseException:
                self._tables.execute("ROLLBACK")
                raise
            self._tables.execute("COMMIT")
