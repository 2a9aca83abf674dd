"""A progress bar on standard error while long work runs, and nothing when that is no terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

Show = Callable[[int, int, str], None]
"""Called as `show(done, total, phase)`; a total of 0 is not known."""

PATIENCE = 0.5  # seconds of work before a bar appears; shorter work needs none


@contextmanager
def progress_bar() -> Iterator[Show]:
    """A function that draws a bar, or does nothing when nobody would see it."""
    if not sys.stderr.isatty():
        yield lambda done, total, phase: None
        return
    bar = _Bar()
    try:
        yield bar.show
    finally:
        bar.stop()


class _Bar:
    """The bar of one piece of work; it appears when the work has taken a while."""

    def __init__(self) -> None:
        self._since = time.monotonic()
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def show(self, done: int, total: int, phase: str) -> None:
        """Draw the bar at `done` of `total`."""
        if self._progress is None or self._task is None:
            if time.monotonic() - self._since < PATIENCE:
                return
            self._start()
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=done, total=total or None, description=phase)

    def _start(self) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        from kbsearch.cli.terminal import console

        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console(stderr=True),
            transient=True,
        )
        self._task = self._progress.add_task("", total=None)
        self._progress.start()

    def stop(self) -> None:
        """Take the bar away."""
        if self._progress is not None:
            self._progress.stop()
