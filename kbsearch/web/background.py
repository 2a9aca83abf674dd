"""Background: threads that work beside whoever answers."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Self


class Background:
    """Threads that run for as long as a block lasts; they end once they see that `_ended` is set."""

    def __init__(self, threads: Iterable[threading.Thread]) -> None:
        self._ended = threading.Event()
        self._threads = list(threads)

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()
