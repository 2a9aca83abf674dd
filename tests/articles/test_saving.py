"""A save is whole, loses nobody's edit, and bears its author's name in the history."""

import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from kbsearch.articles.repository import GitFailed, Person, Repository, Revision
from kbsearch.articles.saving import Saved, digest_of, remove, save
from kbsearch.errors import ArticleChanged, FileExistsAlready, FolderNotWritable
from kbsearch.settings import Settings

ANA = Person("ana", "ana@corp.example")
TEXT = "---\nid: a\n---\n## Issue\n"


@pytest.fixture
def kb(tmp_path: Path) -> Settings:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles/a.md").write_bytes(TEXT.encode())
    return Settings(root=tmp_path)


@pytest.fixture
def repository(kb: Settings) -> Repository:
    git(kb.root, "init", "-q", "-b", "main")
    git(kb.root, "add", "-A")
    git(kb.root, "commit", "-q", "-m", "Begin")
    found = Repository.of(kb.root)
    assert found is not None
    return found


def git(root: Path, *words: str) -> str:
    who = {f"GIT_{role}_{part}": "seed" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    done = subprocess.run(["git", "-C", root, *words], capture_output=True, text=True, check=True, env=os.environ | who)
    return done.stdout


def read(kb: Settings, path: str = "articles/a.md") -> str:
    return (kb.root / path).read_bytes().decode()


def test_a_save_is_what_the_file_holds_byte_for_byte(kb: Settings) -> None:
    text = "\ufeff---\r\nid: a\r\n---\r\nx\t\r\n"
    saved = save(kb, "articles/a.md", text, began_with=digest_of(TEXT.encode()), by=ANA)
    assert read(kb) == text
    assert saved == Saved(digest_of(text.encode()))


def test_what_somebody_else_wrote_meanwhile_is_handed_back_and_stays(kb: Settings) -> None:
    (kb.root / "articles/a.md").write_text("theirs")
    with pytest.raises(ArticleChanged) as changed:
        save(kb, "articles/a.md", "mine", began_with=digest_of(TEXT.encode()), by=ANA)
    assert str(changed.value) == (
        "articles/a.md was changed by somebody else meanwhile: compare the two, then save again [KBE1042]"
    )
    assert changed.value.values["theirs"] == "theirs"
    assert read(kb) == "theirs"


def test_an_article_that_was_deleted_meanwhile_is_not_made_again(kb: Settings) -> None:
    (kb.root / "articles/a.md").unlink()
    with pytest.raises(ArticleChanged) as changed:
        save(kb, "articles/a.md", "mine", began_with=digest_of(TEXT.encode()), by=ANA)
    assert changed.value.said == "articles/a.md was deleted by somebody else meanwhile"
    assert changed.value.values["theirs"] is None


def test_a_new_article_never_overwrites_one(kb: Settings) -> None:
    with pytest.raises(FileExistsAlready):
        save(kb, "articles/a.md", "mine", began_with=None, by=ANA)
    assert read(kb) == TEXT
    assert save(kb, "articles/new/b.md", "mine", began_with=None, by=ANA).digest == digest_of(b"mine")
    assert read(kb, "articles/new/b.md") == "mine"


@pytest.mark.parametrize("path", ["kbsearch.toml", "articles/../secret.md", "../outside.md", "articles", "link/x.md"])
def test_nothing_is_written_outside_the_articles(
    kb: Settings, path: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (kb.root / "link").symlink_to(tmp_path_factory.mktemp("outside"))
    with pytest.raises(FolderNotWritable, match="it lies outside the articles"):
        save(kb, path, "x", began_with=None, by=ANA)


def test_a_save_keeps_the_rights_of_the_file_and_leaves_nothing_else(kb: Settings) -> None:
    os.chmod(kb.root / "articles/a.md", 0o640)
    save(kb, "articles/a.md", "new", began_with=digest_of(TEXT.encode()), by=ANA)
    assert (kb.root / "articles/a.md").stat().st_mode & 0o777 == 0o640
    assert os.listdir(kb.root / "articles") == ["a.md"]


def test_of_many_who_save_at_once_one_wins_and_all_others_are_told(kb: Settings) -> None:
    began, lost = digest_of(TEXT.encode()), []

    def try_it(number: int) -> None:
        try:
            save(kb, "articles/a.md", f"text {number}", began_with=began, by=ANA)
        except ArticleChanged as error:
            lost.append(error.values["theirs"])

    threads = [threading.Thread(target=try_it, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lost == [read(kb)] * 11


def test_in_a_repository_a_save_is_a_commit_of_that_file_by_its_author(kb: Settings, repository: Repository) -> None:
    (kb.root / "other.txt").write_text("staged by somebody else")
    git(kb.root, "add", "other.txt")
    saved = save(kb, "articles/a.md", "new\n", began_with=digest_of(TEXT.encode()), by=ANA, message="Say it better")
    assert git(kb.root, "log", "-1", "--format=%H %an %ae %s", "--name-only").split() == [
        *(saved.revision or "", "ana", "ana@corp.example", "Say", "it", "better"),
        "articles/a.md",
    ]
    assert git(kb.root, "status", "--porcelain") == "A  other.txt\n"


def test_new_and_removed_articles_are_committed_too(kb: Settings, repository: Repository) -> None:
    saved = save(kb, "articles/b.md", "b", began_with=None, by=Person("li"))
    assert git(kb.root, "log", "-1", "--format=%an %ae %s") == "li li@kbsearch.invalid Add articles/b.md\n"
    remove(kb, "articles/b.md", began_with=saved.digest, by=ANA)
    assert git(kb.root, "log", "-1", "--format=%s", "--name-status").split() == [
        *("Delete", "articles/b.md", "D"),
        "articles/b.md",
    ]


def test_saving_what_is_there_makes_no_commit(kb: Settings, repository: Repository) -> None:
    assert save(kb, "articles/a.md", TEXT, began_with=digest_of(TEXT.encode()), by=ANA).revision is None


def test_where_git_refuses_the_file_is_saved_and_the_reason_said(kb: Settings, repository: Repository) -> None:
    hook = kb.root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho not on Fridays >&2\nexit 1\n")
    hook.chmod(0o755)
    saved = save(kb, "articles/a.md", "new", began_with=digest_of(TEXT.encode()), by=ANA)
    assert (saved.revision, saved.problem) == (None, "not on Fridays")
    assert read(kb) == "new"


def test_history_tells_who_changed_what_and_when_under_earlier_names_too(kb: Settings, repository: Repository) -> None:
    text = TEXT + "The sync stops.\n" * 20
    save(kb, "articles/a.md", text, began_with=digest_of(TEXT.encode()), by=ANA, message="Say more")
    git(kb.root, "mv", "articles/a.md", "articles/ä b.md")
    git(kb.root, "commit", "-q", "-m", "Another name")
    history = repository.history("articles/ä b.md")
    assert [(one.subject, one.by.name, one.path) for one in history] == [
        ("Another name", "seed", "articles/ä b.md"),
        ("Say more", "ana", "articles/a.md"),
        ("Begin", "seed", "articles/a.md"),
    ]
    assert [repository.text(one) for one in history] == [text, text, TEXT]


def test_a_knowledge_base_below_the_top_of_a_repository_has_its_own_paths(kb: Settings, repository: Repository) -> None:
    below = kb.root / "articles"
    inner = Repository.of(below)
    assert inner is not None
    assert [one.path for one in inner.history("a.md")] == ["a.md"]
    assert inner.text(inner.history("a.md")[0]) == TEXT


def test_a_folder_in_no_repository_or_ignored_by_one_has_no_history(
    kb: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert Repository.of(tmp_path_factory.mktemp("plain")) is None
    git(kb.root, "init", "-q")
    (kb.root / ".gitignore").write_text("build/\n")
    (kb.root / "build").mkdir()
    assert Repository.of(kb.root / "build") is None


def test_without_git_there_is_no_history_and_saving_goes_on(kb: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    git(kb.root, "init", "-q")
    monkeypatch.setenv("PATH", str(kb.root))
    assert shutil.which("git") is None
    assert Repository.of(kb.root) is None
    assert save(kb, "articles/a.md", "new", began_with=digest_of(TEXT.encode()), by=ANA).problem == ""


def test_what_is_no_revision_is_never_given_to_git(repository: Repository) -> None:
    first = repository.history("articles/a.md")[0]
    with pytest.raises(GitFailed, match="is no revision"):
        repository.text(Revision("--output=x", first.at, first.by, first.subject, first.path))
