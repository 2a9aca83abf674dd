"""The front door opens a folder, indexes it, searches it, and says what it cannot do."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kbsearch import KnowledgeBase
from kbsearch.errors import ArticleUnknown, IndexBroken, IndexMissing, NoKnowledgeBase
from kbsearch.search import generations
from tests.search.trees import article, write

FILES = {
    "sync-e4012.md": article("E4012", "sync: remote {host} refused token {token}", products="[acme-sync]"),
    "drive-e7.md": article("E7", "the drive {name} is full", products="[acme-drive]"),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path / "kb", FILES)


def test_a_folder_is_indexed_and_searched(root: Path) -> None:
    with KnowledgeBase.open(root) as kb:
        report = kb.index()
        assert (report.added, report.updated, report.removed, report.unchanged) == (2, 0, 0, 0)
        assert report.findings == ()
        results = kb.search("sync: remote eu-3 refused token ab12 (E4012)", limit=10)
        assert results.hits[0].article.id == "sync-e4012"
        assert kb.library.get("sync-e4012").errors[0].code == "E4012"
        assert kb.article("drive-e7").errors[0].message == "the drive {name} is full"


def test_only_articles_for_the_products_asked_for_are_found(root: Path) -> None:
    with KnowledgeBase.open(root) as kb:
        kb.index()
        assert [hit.article.id for hit in kb.search("E4012 E7", products=("acme-drive",)).hits] == ["drive-e7"]


def test_the_path_may_be_a_string_relative_to_the_working_folder(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root.parent)
    with KnowledgeBase.open("kb") as kb:
        assert kb.index().added == 2
        assert kb.search("E7").hits[0].article.path == "articles/drive-e7.md"


@pytest.mark.parametrize("what", ["nothing", "a file"])
def test_where_there_is_no_folder_there_is_no_knowledge_base(tmp_path: Path, what: str) -> None:
    place = tmp_path / "kb"
    if what == "a file":
        place.write_text("")
    with pytest.raises(NoKnowledgeBase) as missing:
        KnowledgeBase.open(place)
    assert str(missing.value) == (
        f"no knowledge base at {place}: name its folder with --kb DIR or KBSEARCH_KB, "
        f"or make one with 'kbsearch init {place}' [KBE1001]"
    )


def test_without_an_index_searching_says_how_to_make_one(root: Path) -> None:
    with KnowledgeBase.open(root) as kb:
        for ask in (lambda: kb.search("E7"), lambda: kb.article("drive-e7"), kb.stats):
            with pytest.raises(IndexMissing) as missing:
                ask()
            assert str(missing.value) == f"no index in {root / 'index'}: run 'kbsearch index' [KBE1020]"


def test_a_damaged_index_says_how_to_mend_it(root: Path) -> None:
    with KnowledgeBase.open(root) as kb:
        kb.index()
        (generations.current(root / "index") / "meta.json").write_text("{}")
        with pytest.raises(IndexBroken) as broken:
            kb.search("E7")
        assert str(broken.value).endswith("run 'kbsearch index --rebuild' [KBE1021]")
        kb.index(rebuild=True)
        assert kb.search("E7").hits[0].article.id == "drive-e7"


def test_an_unknown_id_comes_with_the_nearest_one(root: Path) -> None:
    with KnowledgeBase.open(root) as kb:
        kb.index()
        with pytest.raises(ArticleUnknown) as unknown:
            kb.article("sync-e4021")
        assert str(unknown.value) == "no article has the id 'sync-e4021': did you mean 'sync-e4012'? [KBE1003]"


def test_stats_count_what_is_there(root: Path) -> None:
    with KnowledgeBase.open(root) as kb:
        kb.index()
        stats = kb.stats()
    assert (stats.articles, stats.entries, stats.codes, stats.products) == (2, 2, 2, 2)
    assert (stats.stale, stats.findings) == (0, 0)
    assert stats.index_bytes > 0


def test_another_reader_sees_commits_rebuilds_and_new_indexes_as_they_come(root: Path) -> None:
    with KnowledgeBase.open(root) as reader, KnowledgeBase.open(root) as writer:
        writer.index()
        assert reader.search("E7").hits[0].article.id == "drive-e7"
        write(root, {"new.md": article("E9", "nobody is home")})
        writer.index()
        assert reader.search("E9").hits[0].article.id == "new"
        (root / "articles/new.md").unlink()
        writer.index(rebuild=True)
        assert [hit.article.id for hit in reader.search("E9").hits] == []


def test_after_closing_a_search_opens_the_index_again(root: Path) -> None:
    kb = KnowledgeBase.open(root)
    kb.index()
    for _ in range(2):
        assert kb.search("E7").hits
        kb.close()
    kb.close()


def test_threads_search_while_the_index_is_updated_and_rebuilt(root: Path) -> None:
    failed: list[BaseException] = []
    stop = threading.Event()

    def search() -> None:
        try:
            while not stop.is_set():
                assert kb.search("E7").hits[0].article.id == "drive-e7"
        except BaseException as error:
            failed.append(error)

    def index() -> None:
        try:
            for n in range(5):
                write(root, {f"{threading.get_ident()}-{n}.md": article(f"X{n}", "something else")})
                kb.index(rebuild=n % 2 == 1)
        except BaseException as error:
            failed.append(error)

    with KnowledgeBase.open(root) as kb:
        kb.index()
        searching = [threading.Thread(target=search) for _ in range(4)]
        indexing = [threading.Thread(target=index) for _ in range(2)]
        for thread in searching + indexing:
            thread.start()
        for thread in indexing:
            thread.join()
        stop.set()
        for thread in searching:
            thread.join()
        assert failed == []
        assert kb.stats().articles == 12


def test_a_plain_script_without_a_main_guard_may_index_many_files(tmp_path: Path) -> None:
    root = write(tmp_path / "kb", {f"n{n}.md": article(f"E{n}", f"number {n} broke") for n in range(250)})
    script = tmp_path / "script.py"
    script.write_text(
        "from kbsearch import KnowledgeBase\n"
        f"with KnowledgeBase.open({str(root)!r}) as kb:\n"
        "    print(kb.index().added)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stdout, done.stderr) == (0, "250\n", "")
