"""The embedded engine keeps what it was given, says clearly what is wrong, and survives it."""

import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import tantivy

from kbsearch.errors import DiskFull, EngineFailed, FolderNotWritable, IndexBroken, IndexLocked, KbError
from kbsearch.search.engines.base import ArticleDocument, EntryDocument, Filters, Query, TextClause
from kbsearch.search.engines.tantivy import TantivyEngine, engine_errors


def document(
    key: int, body: str = "the disk is full", entries: int = 1, products: tuple[str, ...] = ()
) -> ArticleDocument:
    return ArticleDocument(
        key=key,
        title=f"title{key}",
        symptoms="it stopped",
        summary="",
        body=body,
        products=products,
        audience="internal",
        versions="",
        archived=False,
        entries=tuple(
            EntryDocument(key << 16 | n, f"e{key}", "disk is full", "disk_is is_full", "", f"s{key}")
            for n in range(entries)
        ),
    )


def found(engine: TantivyEngine, word: str, products: tuple[str, ...] = ()) -> list[int]:
    query = Query(Filters(("internal",), products), text=(TextClause(((word, 1.0),), (("body", 1.0),)),))
    return sorted(key for key, _ in engine.snapshot().by_text(query))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[TantivyEngine]:
    with_index = TantivyEngine.create(tmp_path)
    yield with_index
    with_index.close()


def test_what_is_built_is_found_by_its_words(engine: TantivyEngine) -> None:
    engine.build([document(1), document(2, "the lamp is out", entries=3)])
    assert (found(engine, "disk"), found(engine, "lamp")) == ([1], [2])
    stats = engine.stats()
    assert (stats.articles, stats.entries) == (2, 4)
    assert stats.bytes > 0


def test_an_update_replaces_an_article_and_all_its_entries(engine: TantivyEngine) -> None:
    engine.build([document(1, entries=5), document(2)])
    engine.update([document(1, "the lamp is out", entries=2)])
    assert (found(engine, "disk"), found(engine, "lamp")) == ([2], [1])
    assert engine.snapshot().entries == 3


def test_an_article_given_twice_in_one_update_is_kept_once(engine: TantivyEngine) -> None:
    engine.update([document(1), document(1, "the lamp is out")])
    assert (found(engine, "disk"), found(engine, "lamp")) == ([], [1])


def test_deleting_removes_an_article_and_its_entries_and_unknown_keys_do_no_harm(engine: TantivyEngine) -> None:
    engine.build([document(1), document(2)])
    engine.delete([1, 99])
    assert found(engine, "disk") == [2]
    assert engine.snapshot().entries == 1


def test_an_article_without_product_fits_every_product(engine: TantivyEngine) -> None:
    engine.build([document(1), document(2, products=("sync",)), document(3, products=("sync", "drive"))])
    assert found(engine, "disk", ("drive",)) == [1, 3]


def test_a_snapshot_is_the_same_object_until_something_is_committed(engine: TantivyEngine) -> None:
    engine.build([document(1)])
    before = engine.snapshot()
    assert engine.snapshot() is before
    engine.update([document(2)])
    assert engine.snapshot() is not before
    assert before.articles == 1


def test_another_engine_on_the_same_folder_sees_a_commit_at_its_next_snapshot(engine: TantivyEngine) -> None:
    reader = TantivyEngine(engine.folder)
    assert reader.snapshot().articles == 0
    engine.build([document(1)])
    assert reader.snapshot().articles == 1
    reader.close()


def test_a_second_writer_is_refused_at_once(engine: TantivyEngine) -> None:
    engine.build([document(1)])
    second = TantivyEngine(engine.folder)
    with pytest.raises(IndexLocked) as refused:
        second.update([document(2)])
    assert str(refused.value) == (
        f"another process is writing the index in {engine.folder}: "
        "wait for it to end, then try again; searches go on meanwhile [KBE1022]"
    )
    engine.close()
    second.update([document(2)])
    assert second.snapshot().articles == 2
    second.close()


def test_after_a_failed_change_nothing_of_it_is_kept_and_the_next_one_works(engine: TantivyEngine) -> None:
    engine.build([document(1)])
    unfit = document(2, body=None)  # type: ignore[arg-type]
    with pytest.raises(EngineFailed):
        engine.update([document(3), unfit])
    engine.update([document(4)])
    assert found(engine, "disk") == [1, 4]


def test_closing_twice_is_fine(engine: TantivyEngine) -> None:
    engine.build([document(1)])
    engine.close()
    engine.close()


def test_whoever_may_read_the_folder_may_read_the_index(engine: TantivyEngine) -> None:
    engine.folder.chmod(0o755)
    engine.build([document(1)])
    assert stat.S_IMODE((engine.folder / "entries/meta.json").stat().st_mode) == 0o644
    engine.folder.chmod(0o700)
    engine.update([document(1)])
    assert stat.S_IMODE((engine.folder / "entries/meta.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("suffix", ["store", "term", "idx", "fast", "fieldnorm"])
@pytest.mark.parametrize("harm", ["missing", "empty", "cut"])
def test_a_damaged_file_is_a_broken_index(engine: TantivyEngine, suffix: str, harm: str) -> None:
    engine.build([document(key) for key in range(50)])
    engine.close()
    (file,) = (engine.folder / "articles").glob(f"*.{suffix}")
    data = file.read_bytes()
    file.unlink()
    if harm != "missing":
        file.write_bytes(data[: len(data) // 2] if harm == "cut" else b"")
    with pytest.raises(IndexBroken) as broken:
        TantivyEngine(engine.folder).snapshot()
    assert str(broken.value).startswith(f"the index in {engine.folder} cannot be read (")
    assert str(broken.value).endswith("): run 'kbsearch index --rebuild' [KBE1021]")


def test_a_folder_without_index_is_a_broken_index(tmp_path: Path) -> None:
    with pytest.raises(IndexBroken):
        TantivyEngine(tmp_path)


def test_an_index_with_other_fields_is_a_broken_index(tmp_path: Path) -> None:
    TantivyEngine.create(tmp_path).close()
    shutil.rmtree(tmp_path / "entries")
    (tmp_path / "entries").mkdir()
    tantivy.Index(tantivy.SchemaBuilder().add_text_field("other").build(), path=str(tmp_path / "entries"))
    with pytest.raises(IndexBroken) as broken:
        TantivyEngine(tmp_path)
    assert "(it has other fields)" in str(broken.value)


def test_a_full_disk_is_said_and_the_last_commit_still_answers(mounted: Callable[[str], Path]) -> None:
    disk = mounted("size=3m")
    engine = TantivyEngine.create(disk / "index")
    engine.build([document(1)])
    with pytest.raises(DiskFull) as full:
        engine.update([document(key, os.urandom(20_000).hex(" ")) for key in range(2, 400)])
    assert str(full.value) == (
        f"no room left on the disk that holds {disk / 'index'}: "
        "free some room and run 'kbsearch index' again; the last index still answers [KBE1024]"
    )
    assert found(engine, "disk") == [1]
    engine.update([document(2)])
    assert found(engine, "disk") == [1, 2]
    engine.close()


@pytest.mark.parametrize(
    ("raised", "wanted"),
    [
        pytest.param(ValueError("Failed to acquire Lockfile: LockBusy. None"), IndexLocked, id="lock"),
        pytest.param(ValueError("An IO error occurred: 'No space left on device (os error 28)'"), DiskFull, id="disk"),
        pytest.param(OSError(errno.EFBIG, "File too large"), DiskFull, id="size-limit"),
        pytest.param(ValueError("ReadOnlyFilesystem"), FolderNotWritable, id="read-only"),
        pytest.param(ValueError("Data corrupted: 'Data corruption: ...'"), IndexBroken, id="corrupt"),
        pytest.param(RuntimeError("Already borrowed"), EngineFailed, id="unknown"),
        pytest.param(type("PanicException", (BaseException,), {})("index out of bounds"), IndexBroken, id="panic"),
        pytest.param(IndexLocked(path="x"), IndexLocked, id="already-said"),
    ],
)
def test_every_error_of_the_engine_has_a_code(raised: BaseException, wanted: type[KbError], tmp_path: Path) -> None:
    with pytest.raises(wanted), engine_errors(tmp_path):
        raise raised


def test_an_interrupt_passes_through(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), engine_errors(tmp_path):
        raise KeyboardInterrupt
