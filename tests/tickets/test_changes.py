"""A change that needs a second pair of eyes: the next approver, never the asker, and how long it took."""

from datetime import timedelta

import pytest

from kbsearch.errors import ApprovalClosed, ApproverMissing, NotAllowed, TicketInvalid
from kbsearch.people.approvals import Outcome
from kbsearch.people.database import dated, now
from kbsearch.people.people import People
from kbsearch.people.roles import Role
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.models import Happening
from kbsearch.tickets.new import New
from kbsearch.tickets.viewer import Viewer

ANA = Viewer("ana", Role.AGENT)


def told(log: TicketLog, account: str) -> list[str]:
    return [notice.kind for notice in reversed(log.notices.waiting(account))]


@pytest.fixture
def number(log: TicketLog) -> int:
    return log.add(New("Maria", "token refused", product="acme-sync"), by="ana").number


def test_a_change_is_asked_of_the_next_approver_and_the_waiting_time_is_kept(log: TicketLog, number: int) -> None:
    asked = log.changes.ask(number, "reset her token", by="ana", article="sync-e4012")
    assert (asked.approver, asked.note, asked.asked_by) == ("eva", "reset her token", "ana")
    assert told(log, "eva") == ["approval asked"]
    with dated(now() + timedelta(minutes=90)):
        decided = log.changes.decide(asked.id, True, by="eva", answer="fine")
    assert decided.outcome is Outcome.APPROVED
    event = log.events(number, ANA)[-1]
    assert (event.kind, event.by, event.data["outcome"]) == (Happening.APPROVAL_DECIDED, "eva", "approved")
    assert event.data["seconds"] == pytest.approx(90 * 60, abs=60)
    assert told(log, "ana") == ["approval decided"]
    assert [(one.id, one.outcome) for one in log.changes.of(number, ANA)] == [(asked.id, Outcome.APPROVED)]


def test_the_asker_never_decides_their_own(log: TicketLog, people: People) -> None:
    number = log.add(New("Maria", "x"), by="eva").number
    asked = log.changes.ask(number, "reset her token", by="eva")
    assert asked.approver == "root"
    with pytest.raises(NotAllowed, match="it is their own work"):
        log.changes.decide(asked.id, True, by="eva")
    people.accounts.disable("root", by="eva")
    with pytest.raises(ApproverMissing):
        log.changes.ask(number, "reset it again", by="eva")
    assert [event.kind for event in log.events(number, ANA)] == [Happening.OPENED, Happening.APPROVAL_ASKED]


def test_when_time_goes_by_the_next_one_is_asked_and_told_once(log: TicketLog, people: People, number: int) -> None:
    log.changes.ask(number, "reset her token", by="ana")
    with dated(now() + timedelta(hours=25)):
        assert [one.approver for one in people.approvals.pass_on()] == ["root"]
        log.rise()
        log.rise()
    assert told(log, "root") == ["approval asked"]
    assert log.events(number, ANA)[-1].data["passed_on"] is True


def test_an_approver_decides_about_a_private_ticket_that_they_cannot_open(log: TicketLog) -> None:
    secret = log.add(New("Maria", "x", category="security"), by="ana").number
    asked = log.changes.ask(secret, "lock her account", by="sven")
    assert log.changes.decide(asked.id, False, by="eva", answer="ask her first").outcome is Outcome.REFUSED
    assert told(log, "sven") == ["opened", "approval decided"]


def test_what_is_no_question_about_a_ticket_is_said(log: TicketLog, number: int) -> None:
    with pytest.raises(TicketInvalid) as empty:
        log.changes.ask(number, " ", by="ana")
    assert str(empty.value) == (
        "this cannot be kept in the log (it does not say what is to be changed): write what you want to do [KBE1051]"
    )
    with pytest.raises(ApprovalClosed) as unknown:
        log.changes.decide(99, True, by="eva")
    assert unknown.value.said == "approval 99 cannot be decided (there is none of that number about a ticket)"
