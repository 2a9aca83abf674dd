"""The history: months of small commits by those who made them, as git tells it."""

import subprocess
from datetime import date, datetime
from pathlib import Path

import pytest

from kbsearch.articles.repository import Repository
from kbsearch.demo.calendar import WRITTEN, Calendar
from kbsearch.demo.content import Content
from kbsearch.kb import KnowledgeBase
from tests.demo.conftest import TODAY, has_git

pytestmark = has_git


def git(folder: Path, *words: str) -> str:
    ran = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=True)
    return ran.stdout


@pytest.fixture(scope="module")
def root(company: KnowledgeBase) -> Path:
    return company.settings.root


def test_every_article_has_a_history_by_its_owner_and_its_reviewer(company: KnowledgeBase, root: Path) -> None:
    repository = Repository.of(root)
    assert repository is not None
    for article in company.library.articles():
        history = repository.history(article.path)
        assert history, article.id
        assert history[-1].by.name == article.owner
        if article.reviewed is not None:
            assert article.reviewed.by in {one.by.name for one in history}
            assert len(history) >= 3


def test_what_lies_in_the_folder_is_what_was_committed_last(root: Path) -> None:
    assert git(root, "status", "--porcelain") == ""
    assert git(root, "fsck", "--strict") == ""


def test_commits_follow_each_other_in_time_over_months_until_shortly_before_today(root: Path) -> None:
    at = [datetime.fromisoformat(line) for line in git(root, "log", "--reverse", "--format=%cI").split()]
    assert at == sorted(at)
    assert (at[-1] - at[0]).days > 200
    assert 0 < (TODAY - at[-1].date()).days < 21


def test_every_commit_changes_something(root: Path) -> None:
    commits = git(root, "log", "--format=%x01%s", "--shortstat").split("\x01")[1:]
    assert [said for said in commits if "changed" not in said] == []


def test_nobody_writes_before_they_came_or_on_a_weekend(content: Content) -> None:
    since = {one.name: one.since for one in content.company.people}
    early = [
        (path, commit.at)
        for path, commits in content.history.items()
        for commit in commits
        if commit.at < since[commit.by] or commit.at.weekday() > 4
    ]
    assert early == []


def test_a_review_is_bound_to_what_was_read_then(company: KnowledgeBase, root: Path) -> None:
    article = company.library.get("fw-2041")
    assert company.reviews.is_current(article) is False
    before = git(root, "show", f"HEAD:{article.path}")
    assert article.reviewed is not None
    assert article.reviewed.digest is not None
    assert article.reviewed.digest in before
    assert company.reviews.is_current(company.library.get("fw-2107")) is True


def test_an_early_version_lacks_what_came_later(root: Path) -> None:
    first, *_ = git(root, "log", "--reverse", "--format=%H", "--", "articles/errors/fw-2107.md").split()
    text = git(root, "show", f"{first}:articles/errors/fw-2107.md")
    assert "confidence: wip" in text
    for later in ("reviewed:", "review_by:", "found_by:", "## Cause", "--older-than"):
        assert later not in text


def test_the_same_day_gives_the_same_commits_whatever_the_settings_of_the_machine_and_the_repository_around_it(
    root: Path, again: Path
) -> None:
    assert git(again, "rev-parse", "HEAD") == git(root, "rev-parse", "HEAD")
    assert git(again, "status", "--porcelain") == ""


@pytest.mark.parametrize("today", ["2026-06-01", "2026-06-07", "2026-05-31", "2031-01-01"])
def test_days_move_by_whole_weeks_and_never_past_today(today: str) -> None:
    told = Calendar(date.fromisoformat(today)).day(WRITTEN)
    assert told.weekday() == WRITTEN.weekday()
    assert 0 <= (date.fromisoformat(today) - told).days < 7
