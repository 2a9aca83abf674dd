"""The catalog gives back what was read, to any number of readers, and says what is wrong with it."""

import dataclasses
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kbsearch.articles.article import Article, ErrorEntry
from kbsearch.articles.findings import Finding
from kbsearch.errors import DiskFull, FolderNotWritable, IndexBroken, IndexLocked, KbError
from kbsearch.search.catalog import Catalog, CatalogStats, EntryRow, catalog_errors
from kbsearch.search.changes import CatalogWriter, FileState, KnownFile
from kbsearch.search.reading import Reading, record_of
from kbsearch.settings import Settings

TOKEN = Article(
    id="token",
    title="E4012: remote refused the token",
    path="articles/token.md",
    digest="d1",
    body="It stopped.",
    errors=(ErrorEntry("E4012", "remote {host} refused token"), ErrorEntry("E4013", None, own=False)),
    products=("acme-sync", "acme-drive"),
    versions=">=2.3",
    extra={"x-team": ["a", {"b": "c"}]},
)
LIST = Article(
    id="list",
    title="All codes",
    path="articles/list.md",
    digest="d2",
    body="",
    errors=(ErrorEntry("E-4012", None, own=False), ErrorEntry("E4013", "cannot reach {host}")),
    products=("acme-sync",),
)
STATE = FileState(10, 20, 30)


def put(catalog: CatalogWriter, key: int, article: Article, *findings: Finding, known: bool = False) -> None:
    with catalog.transaction():
        catalog.put_file(Reading(key, article.path, article.digest, None, findings), STATE, "r")
        catalog.put_article(record_of(article, key), known=known)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[CatalogWriter]:
    with closing(CatalogWriter(tmp_path, Settings(root=tmp_path))) as catalog:
        put(catalog, 1, TOKEN)
        put(catalog, 2, LIST)
        yield catalog


def test_an_article_comes_back_as_it_was_put(writer: CatalogWriter) -> None:
    stored = writer.articles([2, 1, 99])
    assert [(key, one.article, one.stale) for key, one in stored.items()] == [(2, LIST, False), (1, TOKEN, False)]
    found = writer.article_by_id("token")
    assert found is not None
    assert found.article == TOKEN
    assert writer.article_by_id("other") is None
    assert writer.ids() == ["list", "token"]


def test_entries_are_found_by_article_key_and_position(writer: CatalogWriter) -> None:
    assert writer.entries([1 << 16 | 1, 2 << 16, 7]) == {
        1 << 16 | 1: EntryRow(1 << 16 | 1, 1, "E4013", None, False),
        2 << 16: EntryRow(2 << 16, 2, "E-4012", None, False),
    }


def test_the_article_that_explains_a_code_comes_before_those_that_list_it(writer: CatalogWriter) -> None:
    assert writer.code_keys() == ["e4012", "e4013"]
    assert writer.declaring("e4012") == [1, 2]
    assert writer.declaring("e4013") == [2, 1]
    assert writer.declaring("e9999") == []


def test_products_and_versions_are_known(writer: CatalogWriter) -> None:
    assert writer.products() == {"acme-drive": 1, "acme-sync": 2}
    assert len(writer.version_terms()) == 1


def test_a_replaced_article_leaves_nothing_behind(writer: CatalogWriter) -> None:
    put(writer, 1, Article("token", "Empty", TOKEN.path, "d3", ""), known=True)
    assert writer.declaring("e4012") == [2]
    assert writer.entries([1 << 16]) == {}
    assert writer.products() == {"acme-sync": 1}
    assert writer.articles([1])[1].article.title == "Empty"


def test_a_removed_file_leaves_nothing_behind(writer: CatalogWriter) -> None:
    with writer.transaction():
        assert writer.remove(1)
        assert not writer.remove(99)
    assert writer.stats() == CatalogStats(articles=1, entries=2, codes=2, products=1, stale=0, findings=0)
    assert list(writer.files()) == ["articles/list.md"]


def test_keys_are_never_used_again(writer: CatalogWriter) -> None:
    with writer.transaction():
        writer.remove(2)
    assert writer.next_key() == 3


def test_what_is_known_of_a_file_is_its_state_digest_and_reader(writer: CatalogWriter) -> None:
    assert writer.files()["articles/token.md"] == KnownFile(1, STATE, "d1", "r")


def test_findings_come_with_their_file_sorted_by_place(writer: CatalogWriter) -> None:
    late, early = (Finding(LIST.path, line, 1, "KBL201", "broken") for line in (9, 3))
    put(writer, 2, LIST, late, early, known=True)
    assert writer.findings() == (early, late)


def test_a_stale_article_is_kept_and_marked(writer: CatalogWriter) -> None:
    with writer.transaction():
        writer.mark_stale(1, "articles/moved.md")
    stored = writer.articles([1])[1]
    assert (stored.stale, stored.article.title, stored.article.path) == (True, TOKEN.title, "articles/moved.md")


def test_the_revision_grows_with_every_change_and_caches_follow_it(writer: CatalogWriter) -> None:
    with closing(Catalog(writer.folder)) as reader:
        before = reader.revision
        assert reader.articles([1])[1] is reader.articles([1])[1]
        changed = dataclasses.replace(TOKEN, title="Another title")
        put(writer, 1, changed, known=True)
        assert reader.revision > before
        assert reader.articles([1])[1].article == changed


def test_a_change_that_fails_leaves_no_trace(writer: CatalogWriter) -> None:
    before = writer.revision

    def remove_and_fail() -> None:
        with writer.transaction():
            writer.remove(1)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        remove_and_fail()
    assert (writer.revision, len(writer.files())) == (before, 2)


def test_what_the_engine_has_yet_to_take_over_is_remembered(writer: CatalogWriter) -> None:
    with writer.transaction():
        writer.expect([2, 1, 2])
    assert writer.pending() == [1, 2]
    writer.taken_over()
    assert writer.pending() == []


def test_many_threads_may_read_while_one_writes(writer: CatalogWriter) -> None:
    failed: list[BaseException] = []

    def read() -> None:
        try:
            for _ in range(100):
                assert len(reader.articles([1, 2])) == 2
                assert reader.declaring("e4012") == [1, 2]
        except BaseException as error:
            failed.append(error)

    with closing(Catalog(writer.folder)) as reader:
        threads = [threading.Thread(target=read) for _ in range(8)]
        for thread in threads:
            thread.start()
        for _ in range(50):
            put(writer, 1, TOKEN, known=True)
        for thread in threads:
            thread.join()
    assert failed == []


def test_a_reader_does_not_write(writer: CatalogWriter) -> None:
    with closing(Catalog(writer.folder)) as reader, pytest.raises(FolderNotWritable):
        reader._rows("DELETE FROM articles")


@pytest.mark.parametrize("harm", ["missing", "empty", "garbage", "cut"])
def test_a_damaged_catalog_is_a_broken_index(writer: CatalogWriter, harm: str) -> None:
    writer.close()
    file = writer.folder / "catalog.db"
    data = file.read_bytes()
    file.unlink()
    if harm != "missing":
        file.write_bytes({"empty": b"", "garbage": b"garbage" * 99, "cut": data[:5000]}[harm])
    with pytest.raises(IndexBroken) as broken:
        Catalog(writer.folder)
    assert str(broken.value).startswith(f"the index in {writer.folder} cannot be read (")


def _raised(name: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(name)
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        pytest.param("SQLITE_FULL", DiskFull, id="disk"),
        pytest.param("SQLITE_IOERR_WRITE", DiskFull, id="write"),
        pytest.param("SQLITE_READONLY_DIRECTORY", FolderNotWritable, id="read-only"),
        pytest.param("SQLITE_BUSY", IndexLocked, id="busy"),
        pytest.param("SQLITE_CORRUPT", IndexBroken, id="corrupt"),
    ],
)
def test_every_error_of_sqlite_has_a_code(name: str, wanted: type[KbError], tmp_path: Path) -> None:
    with pytest.raises(wanted), catalog_errors(tmp_path):
        raise _raised(name)
