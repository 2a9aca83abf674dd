"""The life of an article: asked about when it is finished, approved as it was read, shown wider with a second look."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kbsearch.articles.article import Article
from kbsearch.articles.library import Library
from kbsearch.articles.review import Reviews, content_digest
from kbsearch.errors import ApproverMissing, ArticleChanged, NotAllowed, ReviewTooEarly
from kbsearch.people.approvals import Kind, Outcome
from kbsearch.people.database import Database, now
from kbsearch.people.people import People
from kbsearch.people.roles import Role
from kbsearch.settings import Settings

DRAFT = """\
---
id: sync-e4012
title: "E4012: remote refused the token"   # as on the phone
products: [acme-sync]
errors:
  - code: E4012
    message: "sync: remote {host} refused token {token}"
confidence: wip
owner: ben
---
## Issue

The sync stops.

## Resolution

Make a new token.
"""


class Desk:
    """One article, and the people around it."""

    def __init__(self, root: Path, database: Database) -> None:
        (root / "articles").mkdir()
        self.file = root / "articles/sync.md"
        self.file.write_text(DRAFT)
        self.settings = Settings(root=root)
        self.people = People(database)
        self.reviews = Reviews(self.settings, database)
        for name, role in (("ben", Role.AUTHOR), ("cem", Role.REVIEWER), ("eva", Role.APPROVER)):
            self.people.accounts.add(name, role)

    @property
    def article(self) -> Article:
        return next(Library(self.settings.root, self.settings).articles())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    database = Database(f"sqlite:///{tmp_path / 'state.db'}")
    yield Desk(tmp_path, database)
    database.close()


def test_a_draft_becomes_not_validated_and_then_validated_by_somebody_else(desk: Desk) -> None:
    asked = desk.reviews.ask(desk.article, by="ben")
    assert (asked.kind, asked.approver, desk.article.confidence) == (Kind.REVIEW, "cem", "not_validated")
    desk.reviews.approve(desk.article, asked.id, by="cem")
    article = desk.article
    assert article.confidence == "validated"
    assert article.reviewed is not None
    assert (article.reviewed.by, article.reviewed.on) == ("cem", now().date().isoformat())
    assert desk.reviews.is_current(article)
    assert 'title: "E4012: remote refused the token"   # as on the phone\n' in desk.file.read_text()


def test_a_release_has_a_validated_article_read_again_once_for_each_reason(desk: Desk) -> None:
    reworded, renamed = "acme-sync 2.5 words E4012 anew", "acme-sync 2.5 renames the command"
    assert desk.reviews.verify_again(desk.article, reworded, by="release") is None  # a draft is read anyway
    first = desk.reviews.ask(desk.article, by="ben")
    desk.reviews.approve(desk.article, first.id, by="cem")
    text = desk.file.read_text()
    asked = desk.reviews.verify_again(desk.article, reworded, by="release")
    assert asked is not None
    assert (asked.approver, asked.note, desk.file.read_text()) == ("eva", reworded, text)
    assert desk.reviews.verify_again(desk.article, reworded, by="release") is None
    both = desk.reviews.verify_again(desk.article, renamed, by="release")
    assert both is not None
    assert both.note == f"{reworded}\n{renamed}"
    desk.reviews.approve(desk.article, both.id, by="cem")
    assert desk.reviews.verify_again(desk.article, renamed, by="release") is None
    assert desk.people.approvals.waiting() == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param("Make a new token.", "", "nothing stands under the heading 'Resolution'", id="an empty section"),
        pytest.param("The sync stops.", "Replace this: what they saw.", "text of the template is left", id="a prompt"),
        pytest.param("owner: ben", "ownr: ben", "no such key 'ownr'", id="an unknown key"),
    ],
)
def test_what_is_unfinished_cannot_be_reviewed_but_saved(desk: Desk, old: str, new: str, said: str) -> None:
    desk.file.write_text(DRAFT.replace(old, new))
    with pytest.raises(ReviewTooEarly) as early:
        desk.reviews.ask(desk.article, by="ben")
    assert str(early.value).startswith("articles/sync.md is not ready for a review (line ")
    assert said in str(early.value)
    assert str(early.value).endswith(
        "): mend what 'kbsearch lint articles/sync.md' says, then ask again; a draft may be saved as it is [KBE1043]"
    )
    assert desk.people.approvals.waiting() == []


def test_a_text_that_changed_after_the_question_is_not_approved(desk: Desk) -> None:
    asked = desk.reviews.ask(desk.article, by="ben")
    desk.file.write_text(desk.file.read_text().replace("Make a new token.", "Buy a new one."))
    with pytest.raises(ArticleChanged):
        desk.reviews.approve(desk.article, asked.id, by="cem")
    assert (desk.article.confidence, desk.people.approvals.waiting()[0].id) == ("not_validated", asked.id)


def test_a_change_after_the_review_makes_it_outdated(desk: Desk) -> None:
    asked = desk.reviews.ask(desk.article, by="ben")
    desk.reviews.approve(desk.article, asked.id, by="cem")
    desk.file.write_text(desk.file.read_text().replace("Make a new token.", "Buy a new one."))
    assert desk.reviews.is_current(desk.article) is False


def test_an_article_that_was_never_reviewed_is_neither_current_nor_outdated(desk: Desk) -> None:
    assert desk.reviews.is_current(desk.article) is None


def test_the_author_does_not_approve_and_the_file_stays_as_it_was(desk: Desk) -> None:
    asked = desk.reviews.ask(desk.article, by="ben")
    before = desk.file.read_bytes()
    with pytest.raises(NotAllowed):
        desk.reviews.approve(desk.article, asked.id, by="ben")
    assert desk.file.read_bytes() == before


def test_where_nobody_could_review_it_the_draft_stays_a_draft(desk: Desk) -> None:
    desk.people.accounts.disable("cem", by="x")
    desk.people.accounts.disable("eva", by="x")
    with pytest.raises(ApproverMissing):
        desk.reviews.ask(desk.article, by="ben")
    assert desk.article.confidence == "wip"


def test_a_refusal_says_what_to_change_and_leaves_the_file(desk: Desk) -> None:
    asked = desk.reviews.ask(desk.article, by="ben")
    refused = desk.reviews.refuse(asked.id, by="cem", answer="which token?")
    assert (refused.outcome, refused.answer, desk.article.confidence) == (
        Outcome.REFUSED,
        "which token?",
        "not_validated",
    )


def test_a_wider_audience_has_an_approval_of_its_own(desk: Desk) -> None:
    asked = desk.reviews.ask_audience(desk.article, "public", by="ben")
    assert (asked.kind, asked.approver, desk.article.audience) == (Kind.AUDIENCE, "eva", "internal")
    desk.reviews.approve(desk.article, asked.id, by="eva")
    assert (desk.article.audience, desk.article.confidence) == ("public", "wip")


def test_archiving_and_restoring_keep_the_file(desk: Desk) -> None:
    desk.reviews.archive(desk.article, by="ben")
    assert desk.article.confidence == "archived"
    desk.reviews.restore(desk.article, by="ben")
    assert desk.article.confidence == "not_validated"


def test_comments_stand_by_line_until_they_are_settled(desk: Desk) -> None:
    late = desk.reviews.comment(desk.article, 13, "which token?", by="cem")
    desk.reviews.comment(desk.article, 3, "shorter", by="cem")
    assert [(one.line, one.said, one.by) for one in desk.reviews.comments("sync-e4012")] == [
        (3, "shorter", "cem"),
        (13, "which token?", "cem"),
    ]
    desk.reviews.settle(late.id, by="ben")
    assert [one.line for one in desk.reviews.comments("sync-e4012")] == [3]
    assert len(desk.reviews.comments("sync-e4012", settled=True)) == 2


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        pytest.param("confidence: wip", "confidence: validated", True, id="a state that a review sets"),
        pytest.param("   # as on the phone", "", True, id="a comment"),
        pytest.param("\n", "\r\n", True, id="line ends"),
        pytest.param("owner: ben\n", "audience: public\nowner: ben\n", True, id="the audience"),
        pytest.param("owner: ben\n", "owner: ben\ntried: li 2026-11-20\n", True, id="a sign-off"),
        pytest.param("E4012\n", "E4013\n", False, id="a code"),
        pytest.param("Make a new token.", "Make one.", False, id="the text"),
    ],
)
def test_a_review_is_bound_to_what_the_article_says(old: str, new: str, same: bool) -> None:
    assert (content_digest(DRAFT.replace(old, new)) == content_digest(DRAFT)) is same
