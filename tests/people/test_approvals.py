"""A second pair of eyes: the next in the rotation, never the asker, and the one after when time goes by."""

from datetime import timedelta

import pytest

from kbsearch.errors import ApprovalClosed, ApproverMissing, NotAllowed
from kbsearch.people.approvals import PATIENCE, Kind, Outcome, Question
from kbsearch.people.audit import trail
from kbsearch.people.database import Database, now
from kbsearch.people.people import People
from kbsearch.people.roles import Role

REVIEW = Question(Kind.REVIEW, "sync-e4012", "d1", rotation="acme-sync")


def test_reviews_go_round_among_those_who_may(people: People) -> None:
    asked = [people.approvals.ask(Question(Kind.REVIEW, f"a{n}", "d"), by="ben").approver for n in range(5)]
    assert asked == ["cem", "dora", "eva", "root", "cem"]


def test_a_rotation_that_was_set_is_followed_in_its_order(people: People) -> None:
    people.rotations.set("acme-sync", ["dora", "cem"], by="root")
    asked = [
        people.approvals.ask(Question(Kind.REVIEW, f"a{n}", "d", "acme-sync"), by="ben").approver for n in range(3)
    ]
    assert people.rotations.members("acme-sync") == ["dora", "cem"]
    assert asked == ["dora", "cem", "dora"]


def test_the_asker_and_the_author_are_never_asked(people: People) -> None:
    people.rotations.set("acme-sync", ["cem", "dora"], by="root")
    assert people.approvals.ask(REVIEW, by="cem").approver == "dora"
    by_another = Question(Kind.REVIEW, "sync-e4013", "d1", "acme-sync", author="Dora")
    assert people.approvals.ask(by_another, by="ben").approver == "cem"


def test_whoever_is_absent_or_shut_is_passed_over(people: People) -> None:
    people.rotations.set("acme-sync", ["cem", "dora", "eva"], by="root")
    people.rotations.absent("cem", now() - timedelta(days=1), now() + timedelta(days=1), by="root")
    people.accounts.disable("dora", by="root")
    assert people.approvals.ask(REVIEW, by="ben").approver == "eva"


def test_where_nobody_is_left_the_asker_is_told_and_nothing_is_kept(people: People) -> None:
    people.rotations.set("acme-sync", ["cem"], by="root")
    with pytest.raises(ApproverMissing) as missing:
        people.approvals.ask(REVIEW, by="cem")
    assert str(missing.value) == (
        "nobody can decide the review of sync-e4012: "
        "give somebody else the role that may, or set the rotation [KBE1038]"
    )
    assert people.approvals.waiting() == []


def test_an_approval_is_bound_to_what_was_looked_at(people: People) -> None:
    asked = people.approvals.ask(REVIEW, by="ben")
    people.approvals.decide(asked.id, True, by="cem", answer="fine")
    last = people.approvals.last("sync-e4012", Kind.REVIEW)
    assert last is not None
    assert (last.outcome, last.digest, last.decided_by, last.answer) == (Outcome.APPROVED, "d1", "cem", "fine")
    assert last.waited is not None
    assert last.waited >= timedelta(0)


def test_whoever_has_the_right_may_decide_asked_or_not(people: People) -> None:
    asked = people.approvals.ask(REVIEW, by="ben")
    assert asked.approver == "cem"
    assert people.approvals.decide(asked.id, False, by="dora").outcome is Outcome.REFUSED


@pytest.mark.parametrize(
    ("asker", "author", "decider", "said"),
    [
        pytest.param("cem", "", "cem", "cem may not decide this review (it is their own work)", id="the asker"),
        pytest.param("ben", "cem", "cem", "cem may not decide this review (it is their own work)", id="the author"),
        pytest.param("ben", "", "ana", "ana may not decide this review (as agent)", id="an agent"),
        pytest.param("root", "", "root", "root may not decide this review (it is their own work)", id="even an admin"),
    ],
)
def test_nobody_decides_about_their_own_work_nor_without_the_right(
    people: People, asker: str, author: str, decider: str, said: str
) -> None:
    asked = people.approvals.ask(Question(Kind.REVIEW, "x", "d", author=author), by=asker)
    with pytest.raises(NotAllowed) as refused:
        people.approvals.decide(asked.id, True, by=decider)
    assert refused.value.said == said
    assert people.approvals.waiting()[0].outcome is Outcome.WAITING


def test_a_review_and_a_wider_audience_take_different_rights(people: People) -> None:
    asked = people.approvals.ask(Question(Kind.AUDIENCE, "x", "d"), by="ben")
    assert asked.approver == "eva"
    with pytest.raises(NotAllowed):
        people.approvals.decide(asked.id, True, by="cem")


def test_when_time_goes_by_the_next_one_is_asked_too_and_either_may_answer(people: People, database: Database) -> None:
    people.rotations.set("acme-sync", ["cem", "dora"], by="root")
    asked = people.approvals.ask(REVIEW, by="ben")
    assert people.approvals.pass_on(now() + PATIENCE / 2) == []
    passed = people.approvals.pass_on(now() + PATIENCE)
    assert [(one.id, one.approver) for one in passed] == [(asked.id, "dora")]
    assert trail(database)[0].did == "review passed on"
    assert [one.id for one in people.approvals.waiting(approver="Cem")] == [asked.id]
    people.approvals.decide(asked.id, True, by="cem")


def test_where_nobody_is_left_to_pass_on_to_the_last_stays_asked(people: People) -> None:
    people.rotations.set("acme-sync", ["cem"], by="root")
    people.approvals.ask(REVIEW, by="ben")
    assert people.approvals.pass_on(now() + PATIENCE) == []
    assert [one.approver for one in people.approvals.waiting()] == ["cem"]


def test_asking_again_takes_the_first_question_back(people: People) -> None:
    first = people.approvals.ask(REVIEW, by="ben")
    second = people.approvals.ask(Question(Kind.REVIEW, "sync-e4012", "d2", "acme-sync"), by="ben")
    assert [one.id for one in people.approvals.waiting(subject="sync-e4012")] == [second.id]
    with pytest.raises(ApprovalClosed) as closed:
        people.approvals.decide(first.id, True, by="cem")
    assert str(closed.value) == (
        f"approval {first.id} cannot be decided (withdrawn by ben): ask again if it is still needed [KBE1037]"
    )


def test_a_question_can_be_taken_back(people: People) -> None:
    asked = people.approvals.ask(REVIEW, by="ben")
    assert people.approvals.withdraw(asked.id, by="ben").outcome is Outcome.WITHDRAWN
    assert people.approvals.waiting() == []


def test_a_question_that_never_was_is_said(people: People) -> None:
    with pytest.raises(ApprovalClosed, match="there is none of that number"):
        people.approvals.decide(77, True, by="cem")


def test_a_new_colleague_comes_next(people: People) -> None:
    people.rotations.set("acme-sync", ["cem"], by="root")
    people.approvals.ask(REVIEW, by="ben")
    people.accounts.add("finn", Role.REVIEWER)
    people.rotations.set("acme-sync", ["cem", "finn"], by="root")
    assert people.approvals.ask(Question(Kind.REVIEW, "other", "d", "acme-sync"), by="ben").approver == "finn"
