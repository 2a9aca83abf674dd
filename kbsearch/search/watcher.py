"""The watcher: keeps the index up to date while files change.

Every event that may concern an article leads to one incremental index run, which looks at the whole
folder: that is cheap, and right for bursts, atomic saves by editors, renames, new folders and git
checkouts of a thousand files alike. What an event says is only used to ignore it.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Protocol, Self

from watchdog.events import (
    EVENT_TYPE_CLOSED,
    EVENT_TYPE_CREATED,
    EVENT_TYPE_DELETED,
    EVENT_TYPE_MODIFIED,
    EVENT_TYPE_MOVED,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from kbsearch.articles.library import SUFFIXES
from kbsearch.errors import IndexLocked
from kbsearch.search.indexer import IndexReport
from kbsearch.settings import FILE_NAME, Settings

QUIET_S = 0.1
"""An index run starts when nothing has happened for this long ..."""

PATIENCE_S = 0.4
"""... or this long after the first event of a burst that does not end."""

POLL_S = 0.5
"""How often the folder is looked at where the system cannot report changes."""

ANYWAY_S = 60.0
"""How often the folder is looked at without any event: they get lost on network drives and in overflows."""

AGAIN_S = 2.0
"""How soon it is tried again after an error; the same error is not reported twice in a row."""

_CHANGES = (EVENT_TYPE_CLOSED, EVENT_TYPE_CREATED, EVENT_TYPE_DELETED, EVENT_TYPE_MODIFIED, EVENT_TYPE_MOVED)

_log = logging.getLogger("kbsearch")


class Indexable(Protocol):
    """What a watcher needs of a knowledge base."""

    settings: Settings

    def index(self) -> IndexReport:
        """Bring the index up to date with the files and the settings."""


class Watcher:
    """Indexes a knowledge base whenever its articles or its kbsearch.toml change; a context manager.

    `on_report` is called with the report of each run that changed something, `on_error` with what went
    wrong in a run (any exception; the watcher goes on): both in the watcher's own thread. Without
    `on_error`, errors are logged as warnings of the logger "kbsearch". `polling` looks at the folder
    twice a second instead of waiting for events, which also happens by itself where the system has no
    events, or no more of them, to give.
    """

    def __init__(
        self,
        kb: Indexable,
        on_report: Callable[[IndexReport], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
        *,
        polling: bool = False,
    ) -> None:
        self.polling = polling
        self._kb = kb
        self._on_report = on_report or (lambda report: None)
        self._on_error = on_error or (lambda error: _log.warning("%s", error))
        self._observer: BaseObserver | None = None
        self._watched: object = None
        self._changed = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to watch; what changed since the last index run is found out at once."""
        self._stopping.clear()
        self._watch()
        self._changed.set()
        self._thread = threading.Thread(target=self._run, name="kbsearch-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop watching, once a running index run has ended; calling it twice is fine."""
        self._stopping.set()
        self._changed.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._unwatch()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _run(self) -> None:
        """Wait for changes and index them, until stopped."""
        said = ""
        while not self._stopping.is_set():
            self._changed.wait(AGAIN_S if said else ANYWAY_S)
            self._settle()
            if self._stopping.is_set():
                return
            try:
                report = self._kb.index()
                self._watch()
                said = ""
                if report.added or report.updated or report.removed:
                    self._on_report(report)
            except IndexLocked:  # another process is at it; whatever it leaves is done then
                self._changed.set()
                self._stopping.wait(POLL_S)
            except Exception as error:
                if str(error) != said:
                    self._say(error)
                said = str(error) or type(error).__name__

    def _settle(self) -> None:
        """Wait until the burst of events is over, or has lasted long enough."""
        end = time.monotonic() + PATIENCE_S
        while self._changed.is_set() and time.monotonic() < end and not self._stopping.is_set():
            self._changed.clear()
            self._stopping.wait(QUIET_S)
        self._changed.clear()

    def _say(self, error: Exception) -> None:
        """Report an error; an error in reporting it is logged, so that the watcher survives that too."""
        try:
            self._on_error(error)
        except Exception:
            _log.exception("reporting this error failed: %s", error)

    def _watch(self) -> None:
        """Watch the folders that matter now; a no-op unless the settings or the folders were replaced."""
        settings = self._kb.settings
        articles, root = os.path.realpath(settings.articles_folder), os.path.realpath(settings.root)
        wanted = tuple((path, _identity(path), path == articles) for path in dict.fromkeys((root, articles)))
        if wanted == self._watched:
            return
        self._unwatch()
        handler = _Handler(self._changed, articles, root, os.path.realpath(settings.index_folder))
        if not self.polling:
            try:
                self._observer = _observe(Observer(), handler, wanted)
            except OSError as error:  # no inotify, or its limits are reached
                self._say(error)
                self.polling = True
        if self.polling:
            self._observer = _observe(PollingObserver(timeout=POLL_S), handler, wanted)
        self._watched = wanted
        self._changed.set()  # whatever happened before the watch was in place

    def _unwatch(self) -> None:
        """Stop the observer, if any."""
        observer, self._observer, self._watched = self._observer, None, None
        if observer is not None:
            _OBSERVERS_LOG.addFilter(_no_late_event)
            try:
                observer.stop()
                with contextlib.suppress(RuntimeError):  # it was never started
                    observer.join()
            finally:
                _OBSERVERS_LOG.removeFilter(_no_late_event)


_OBSERVERS_LOG = logging.getLogger("watchdog.observers.inotify")


def _no_late_event(record: logging.LogRecord) -> bool:
    """False for what watchdog logs as an error when an event comes while it is being stopped: that is no error."""
    return "when the thread is inactive" not in record.getMessage()


def _identity(path: str) -> tuple[int, int] | None:
    """What tells a folder from another one that took its path; None when there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _observe(
    observer: BaseObserver, handler: FileSystemEventHandler, folders: tuple[tuple[str, object, bool], ...]
) -> BaseObserver:
    """Start an observer over these folders (path, identity, recursive); raises OSError when it cannot."""
    try:
        for path, identity, recursive in folders:
            if identity is not None:
                observer.schedule(handler, path, recursive=recursive)
        observer.start()
    except OSError:
        observer.stop()
        raise
    return observer


class _Handler(FileSystemEventHandler):
    """Notes that something changed, unless it is certain that no article and no setting is concerned."""

    def __init__(self, changed: threading.Event, articles: str, root: str, index: str) -> None:
        self._changed = changed
        self._articles = articles
        self._settings = os.path.join(root, FILE_NAME)
        self._index = index

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Look at the paths of an event; reading a file is an event too, and changes nothing."""
        if event.event_type not in _CHANGES or (event.is_directory and event.event_type == EVENT_TYPE_MODIFIED):
            return
        paths = (os.fsdecode(event.src_path), os.fsdecode(event.dest_path))
        if any(self._matters(path, event.is_directory) for path in paths if path):
            self._changed.set()

    def _matters(self, path: str, is_folder: bool) -> bool:
        """Whether a change at this path may change the index."""
        if path in (self._settings, self._articles):
            return True
        inside = os.path.relpath(path, self._articles)
        if inside.startswith("..") or path == self._index or path.startswith(self._index + os.sep):
            return False
        hidden = any(part.startswith(".") for part in inside.split(os.sep))
        return not hidden and (is_folder or path.lower().endswith(SUFFIXES))
