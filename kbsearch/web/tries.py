"""Tries: how often an address has knocked lately, counted for all processes of a server together."""

from __future__ import annotations

import sqlite3
import time

from limits.storage import Storage

from kbsearch.web.memory import Memory


class Tries(Storage):
    """What Flask-Limiter counts, kept in a `Memory`; it knows this class by the scheme of an address."""

    STORAGE_SCHEME = ["kbsearch"]  # noqa: RUF012 - declared so by the base class

    def __init__(self, uri: str, *, memory: Memory, wrap_exceptions: bool = False) -> None:
        super().__init__(uri, wrap_exceptions)
        self._memory = memory

    @property
    def base_exceptions(self) -> type[Exception]:
        """What it raises where it fails."""
        return sqlite3.Error

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count more tries, forgotten `expiry` seconds after the first of them: how many there are by now."""
        with self._memory.alone() as tables:
            tables.execute("DELETE FROM tries WHERE ends <= ?", (time.time(),))
            tables.execute(
                "INSERT INTO tries VALUES(?, ?, ?) ON CONFLICT(key) DO UPDATE SET number = number + excluded.number",
                (key, amount, time.time() + expiry),
            )
            return int(tables.execute("SELECT number FROM tries WHERE key = ?", (key,)).fetchone()[0])

    def get(self, key: str) -> int:
        """How many tries there are by now."""
        return self._of(key)[0]

    def get_expiry(self, key: str) -> float:
        """When they are forgotten, in seconds since 1970."""
        return self._of(key)[1]

    def _of(self, key: str) -> tuple[int, float]:
        now = time.time()
        with self._memory.alone() as tables:
            found = tables.execute("SELECT number, ends FROM tries WHERE key = ? AND ends > ?", (key, now)).fetchone()
        return found or (0, now)

    def check(self) -> bool:
        """Whether tries can be counted; nothing outside this machine is in the way."""
        return True

    def reset(self) -> None:
        """Forget all tries."""
        with self._memory.alone() as tables:
            tables.execute("DELETE FROM tries")

    def clear(self, key: str) -> None:
        """Forget the tries of one key."""
        with self._memory.alone() as tables:
            tables.execute("DELETE FROM tries WHERE key = ?", (key,))
