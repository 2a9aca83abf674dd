"""A generation of the index, opened for searching."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path

from kbsearch.search import generations
from kbsearch.search.catalog import Catalog
from kbsearch.search.engines.tantivy import FORMAT, TantivyEngine
from kbsearch.search.searcher import Searcher
from kbsearch.settings import Settings


class OpenedIndex:
    """Catalog, engine and searcher of one generation, closed when it is retired and its last user has gone.

    `stamp` is that of the `current` file which named it, `settings` those it searches with.
    """

    def __init__(self, generation: Path, stamp: tuple[int, int], settings: Settings) -> None:
        """Open a generation; raises KBE1021 when it is damaged or of another format."""
        self.stamp = stamp
        self.settings = settings
        self._users = 1  # retiring gives this one up
        self._counting = threading.Lock()
        with contextlib.ExitStack() as stack:
            stack.enter_context(generations.held(generation))
            generations.check(generation, FORMAT)
            self.catalog = stack.enter_context(contextlib.closing(Catalog(generation)))
            self.engine = stack.enter_context(contextlib.closing(TantivyEngine(generation)))
            self.searcher = Searcher(self.engine, self.catalog, settings)
            self._close = stack.pop_all().close

    def acquire(self) -> bool:
        """Count one more user; False when it has been closed meanwhile."""
        with self._counting:
            if not self._users:
                return False
            self._users += 1
            return True

    def release(self) -> None:
        """Count one user less; the last one closes it."""
        with self._counting:
            self._users -= 1
            last = not self._users
        if last:
            self._close()

    retire = release
