"""What is saved becomes searchable by itself, however it is saved."""

import os
import queue
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kbsearch.errors import SettingsInvalid
from kbsearch.kb import KnowledgeBase
from kbsearch.search import generations
from kbsearch.search.indexer import IndexReport
from kbsearch.search.watcher import Watcher
from tests.search.trees import article, write

LONG = 20.0  # seconds until a test gives up; what is awaited takes well below one


class Watched:
    """A knowledge base under watch, and what the watcher says."""

    def __init__(self, root: Path, polling: bool) -> None:
        self.root = root
        self.kb = KnowledgeBase.open(root)
        self.reports: queue.Queue[IndexReport] = queue.Queue()
        self.errors: queue.Queue[Exception] = queue.Queue()
        self.watcher = Watcher(self.kb, self.reports.put, self.errors.put, polling=polling)

    def until(self, done: Callable[[], bool]) -> None:
        """Wait for reports until the knowledge base is as it should be."""
        while not done():
            try:
                self.reports.get(timeout=LONG)
            except queue.Empty:
                pytest.fail(f"nothing happened; errors so far: {list(self.errors.queue)!r}")

    def ids(self) -> list[str]:
        with self.kb._reading() as opened:
            return opened.catalog.ids()


@pytest.fixture(params=["events", "polling"])
def watched(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Watched]:
    root = write(tmp_path / "kb", {"a.md": article("E1", "alpha broke")})
    it = Watched(root, polling=request.param == "polling")
    with it.kb, it.watcher:
        it.until(lambda: it.reports.get(timeout=LONG).added == 1)
        yield it
    assert it.errors.empty()


def test_a_new_file_is_found(watched: Watched) -> None:
    write(watched.root, {"b.md": article("E2", "beta broke")})
    watched.until(lambda: [hit.article.id for hit in watched.kb.search("E2").hits] == ["b"])
    assert watched.ids() == ["a", "b"]


def test_an_edited_file_is_found_as_it_is_now(watched: Watched) -> None:
    write(watched.root, {"a.md": article("E7", "alpha burst")})
    watched.until(lambda: watched.kb.article("a").codes == ("E7",))


def test_an_atomic_save_by_an_editor_is_seen(watched: Watched) -> None:
    temporary = watched.root / "articles/.a.md.swp"
    temporary.write_text(article("E7", "alpha burst"))
    os.replace(temporary, watched.root / "articles/a.md")
    watched.until(lambda: watched.kb.article("a").codes == ("E7",))


def test_a_renamed_file_and_a_removed_one_are_seen(watched: Watched) -> None:
    (watched.root / "articles/a.md").rename(watched.root / "articles/z.md")
    watched.until(lambda: watched.ids() == ["z"])
    (watched.root / "articles/z.md").unlink()
    watched.until(lambda: watched.ids() == [])


def test_a_new_folder_full_of_files_is_seen_and_so_is_its_end(watched: Watched) -> None:
    write(watched.root, {f"deep/{n % 10}/n{n}.md": article(f"E{n}", "number broke") for n in range(300)})
    watched.until(lambda: len(watched.ids()) == 301)
    shutil.rmtree(watched.root / "articles/deep")
    watched.until(lambda: watched.ids() == ["a"])


@pytest.mark.parametrize("watched", ["events"], indirect=True)
def test_a_checkout_of_a_thousand_files_is_followed_there_and_back(
    watched: Watched, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def git(where: Path, *arguments: str) -> None:
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *arguments], cwd=where, check=True)

    (watched.root / ".gitignore").write_text("index/\n.kbsearch/\n")
    git(watched.root, "init", "-q", "-b", "few")
    git(watched.root, "add", ".")
    git(watched.root, "commit", "-qm", "few")
    other = tmp_path_factory.mktemp("other") / "kb"
    git(watched.root, "clone", "-q", str(watched.root), str(other))
    write(other, {f"n{n}.md": article(f"E{n}", "number broke") for n in range(1000)})
    (other / "articles/a.md").write_text(article("E7", "alpha burst"))
    git(other, "add", ".")
    git(other, "commit", "-qm", "many")
    git(watched.root, "fetch", "-q", str(other), "few:many")
    git(watched.root, "checkout", "-q", "many")
    watched.until(lambda: len(watched.ids()) == 1001 and watched.kb.article("a").codes == ("E7",))
    git(watched.root, "checkout", "-q", "few")
    watched.until(lambda: watched.ids() == ["a"] and watched.kb.article("a").codes == ("E1",))


def test_of_a_burst_of_saves_the_last_counts_and_few_are_indexed(watched: Watched) -> None:
    for n in range(200):
        (watched.root / "articles/a.md").write_text(article(f"E{n}", "alpha broke"))
    watched.until(lambda: watched.kb.article("a").codes == ("E199",))
    assert watched.reports.qsize() < 20


def test_the_settings_are_read_again_when_they_change(watched: Watched) -> None:
    (watched.root / "kbsearch.toml").write_text('[defaults]\nproducts = ["acme-sync"]\n')
    watched.until(lambda: watched.kb.article("a").products == ("acme-sync",))


def test_articles_may_move_to_another_folder(watched: Watched) -> None:
    (watched.root / "docs").mkdir()
    (watched.root / "docs/b.md").write_text(article("E2", "beta broke"))
    (watched.root / "kbsearch.toml").write_text('[kb]\narticles = "docs"\n')
    watched.until(lambda: watched.ids() == ["b"])
    (watched.root / "docs/c.md").write_text(article("E3", "gamma broke"))
    watched.until(lambda: watched.ids() == ["b", "c"])


def test_an_error_is_said_and_the_watch_goes_on(watched: Watched) -> None:
    settings = watched.root / "kbsearch.toml"
    settings.write_text("[nonsense]\n")
    assert isinstance(watched.errors.get(timeout=LONG), SettingsInvalid)
    settings.unlink()
    write(watched.root, {"b.md": article("E2", "beta broke")})
    watched.until(lambda: watched.ids() == ["a", "b"])
    while not watched.errors.empty():
        watched.errors.get()


def test_while_another_process_writes_the_watcher_waits(watched: Watched) -> None:
    with generations.locked(watched.root / "index"):
        write(watched.root, {"b.md": article("E2", "beta broke")})
        with pytest.raises(queue.Empty):
            watched.reports.get(timeout=1)
    watched.until(lambda: watched.ids() == ["a", "b"])


def test_what_is_no_article_starts_nothing(watched: Watched) -> None:
    for name in ("articles/notes.txt", "articles/.hidden.md", "index/000.md", "other.md"):
        (watched.root / name).write_text("nothing")
    with pytest.raises(queue.Empty):
        watched.reports.get(timeout=1)
    assert watched.ids() == ["a"]


def test_stopping_twice_is_fine_and_a_watcher_can_start_again(tmp_path: Path) -> None:
    it = Watched(write(tmp_path, {"a.md": article("E1", "alpha broke")}), polling=False)
    with it.watcher:
        it.reports.get(timeout=LONG)
    it.watcher.stop()
    write(tmp_path, {"b.md": article("E2", "beta broke")})
    with it.watcher:
        assert it.reports.get(timeout=LONG).added == 1
    it.kb.close()
