"""Tables: what is found out about a word is found out once, and forgotten with the state of the index."""

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from kbsearch.search.engines.base import Snapshot
from kbsearch.search.engines.tantivy import TantivyEngine
from kbsearch.search.tables import table_of


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[TantivyEngine]:
    TantivyEngine.create(tmp_path / "index").close()
    engine = TantivyEngine(tmp_path / "index")
    yield engine
    engine.close()


def test_a_word_is_found_out_about_once(engine: TantivyEngine) -> None:
    asked: list[str] = []

    def length(snapshot: Snapshot, word: str) -> int:
        asked.append(word)
        return len(word) + snapshot.entries

    snapshot = engine.snapshot()
    assert [table_of(snapshot, length)[word] for word in ("journal", "host", "journal")] == [7, 4, 7]
    assert asked == ["journal", "host"]


def test_a_state_of_the_index_is_not_kept_alive_by_its_tables(engine: TantivyEngine) -> None:
    def length(snapshot: Snapshot, word: str) -> int:
        return len(word) + snapshot.entries

    snapshot = engine.snapshot()
    assert table_of(snapshot, length)["journal"] == 7
    gone = weakref.ref(snapshot)
    engine.close()
    del snapshot
    gc.collect()
    assert gone() is None
