"""Tables: what was found out about a word in one state of the index, kept as long as the state is.

The words of logs and messages come back in every paste. A table is a dict that fills itself, so that looking up
the words of a line is one `map` over it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary, proxy

from kbsearch.search.engines.base import Snapshot

Value = TypeVar("Value")

_MOST = 1 << 17  # words kept in a table, some 200 bytes each


class Table(dict[str, Value], Generic[Value]):
    """What `find` says of each word; asked once for each, as long as there are not too many."""

    def __init__(self, find: Callable[[str], Value]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, word: str) -> Value:
        value = self._find(word)
        if len(self) >= _MOST:
            self.clear()
        self[word] = value
        return value


_TABLES: WeakKeyDictionary[Snapshot, dict[Callable[[Any, str], Any], Table[Any]]] = WeakKeyDictionary()


def table_of(snapshot: Snapshot, find: Callable[[Snapshot, str], Value]) -> Table[Value]:
    """The table of what a function finds out about words in this state of the index."""
    tables = _TABLES.setdefault(snapshot, {})
    found: Table[Value] | None = tables.get(find)
    if found is None:  # which must not keep what it is kept for
        found = tables.setdefault(find, Table(partial(find, proxy(snapshot))))
    return found
