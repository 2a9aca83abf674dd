"""A promise is due, reminded of, kept or missed; missing one is impossible to overlook."""

from datetime import timedelta

import pytest

from kbsearch.errors import NotAllowed, PromiseClosed, TicketInvalid, TicketRefused
from kbsearch.people.database import dated, now
from kbsearch.people.roles import Role
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.models import Happening
from kbsearch.tickets.new import New
from kbsearch.tickets.viewer import Viewer

ANA, BEN, EVA = Viewer("ana", Role.AGENT), Viewer("ben", Role.AGENT), Viewer("eva", Role.APPROVER)
HOUR = timedelta(hours=1)


def told(log: TicketLog, account: str) -> list[str]:
    return [notice.kind for notice in reversed(log.notices.waiting(account))]


@pytest.fixture
def number(log: TicketLog) -> int:
    return log.add(New("Maria", "token refused"), by="ana").number


def test_a_promise_is_due_on_its_ticket_and_on_the_list(log: TicketLog, number: int) -> None:
    later = log.promises.make(number, now() + 3 * HOUR, "send the log", by="ana")
    sooner = log.promises.make(number, now() + HOUR, by="ben")
    assert [(one.promise.id, one.promise.what, one.ticket.number) for one in log.promises.due(ANA)] == [
        (sooner.id, "call back", number),
        (later.id, "send the log", number),
    ]
    assert log.get(number, ANA).due == sooner.due
    assert [one.promise.id for one in log.promises.due(BEN, mine=True)] == [sooner.id]
    assert log.promises.due(EVA, mine=True) == []


def test_a_promise_that_was_kept_in_time_is_off_the_list(log: TicketLog, number: int) -> None:
    made = log.promises.make(number, now() + HOUR, by="ana")
    assert made.in_time is None
    assert log.promises.keep(made.id, by="ben").in_time is True
    assert log.promises.due(ANA) == []
    assert log.get(number, ANA).due is None
    with pytest.raises(PromiseClosed) as closed:
        log.promises.keep(made.id, by="ana")
    assert str(closed.value) == (
        f"promise {made.id} is not open (it was kept): "
        "'kbsearch ticket show NUMBER' lists the promises of a ticket [KBE1055]"
    )


def test_its_owner_is_reminded_a_little_before_and_once(log: TicketLog, number: int) -> None:
    made = log.promises.make(number, now() + HOUR, by="ben")
    log.rise()
    assert told(log, "ana") == ["promised"]
    for minutes in (50, 51):
        with dated(now() + timedelta(minutes=minutes)):
            log.rise()
    assert told(log, "ana") == ["promised", "reminded"]
    assert told(log, "ben") == ["reminded"]
    assert log.promises.of(number, ANA)[0].reminded is not None
    assert log.promises.due(ANA)[0].promise.id == made.id


def test_a_missed_promise_raises_the_alarm_once_and_stays_until_it_is_kept(log: TicketLog, number: int) -> None:
    made = log.promises.make(number, now() + HOUR, by="ben")
    for hours in (2, 3):
        with dated(now() + hours * HOUR):
            log.rise()
    for account in ("ana", "ben", "eva", "root"):
        assert told(log, account).count("promise missed") == 1
    assert log.promises.due(ANA)[0].promise.in_time is False
    with dated(now() + 4 * HOUR):
        assert log.promises.keep(made.id, by="ana").in_time is False
    assert log.promises.due(ANA) == []
    assert [event.kind for event in log.events(number, ANA)] == [
        Happening.OPENED,
        Happening.PROMISED,
        Happening.PROMISE_MISSED,
        Happening.PROMISE_KEPT,
    ]


def test_the_alarm_about_a_private_ticket_is_for_its_people_alone(log: TicketLog) -> None:
    secret = log.add(New("Maria", "somebody read my mail", category="security"), by="ana").number
    log.promises.make(secret, now() + HOUR, by="sven")
    with dated(now() + 2 * HOUR):
        log.rise()
    assert told(log, "sven") == ["opened", "promise missed"]
    assert told(log, "eva") == told(log, "root") == []
    assert log.promises.due(EVA) == []


def test_what_cannot_be_promised_is_said(log: TicketLog, number: int) -> None:
    with pytest.raises(TicketInvalid) as gone:
        log.promises.make(number, now() - HOUR, by="ana")
    assert str(gone.value) == (
        "this cannot be kept in the log (nothing can be promised by then: the time has gone by): "
        "give a time to come [KBE1051]"
    )
    with pytest.raises(TicketInvalid, match="it is more than a year ahead"):
        log.promises.make(number, now() + timedelta(days=4000), by="ana")
    log.hand_to(number, "ned", by="ana")
    with pytest.raises(NotAllowed, match="ned may not answer requesters"):
        log.promises.make(number, now() + HOUR, by="ned")
    log.close(number, by="ana")
    with pytest.raises(TicketRefused, match="it is closed"):
        log.promises.make(number, now() + HOUR, by="ana")


def test_what_was_solved_and_nobody_answered_is_closed_after_some_days(log: TicketLog, number: int) -> None:
    log.solve(number, by="ana")
    with dated(now() + timedelta(days=6)):
        log.rise()
    assert log.get(number, ANA).state == "solved"
    with dated(now() + timedelta(days=8)):
        log.rise()
    ticket = log.get(number, ANA)
    assert (ticket.state, ticket.confirmed) == ("closed", None)


def test_somebody_sees_what_they_were_told_and_then_it_is_seen(log: TicketLog, number: int) -> None:
    log.hand_to(number, "ben", by="ana", note="please look")
    assert told(log, "ben") == ["handed over"]
    assert log.notices.count("ben") == 1
    log.notices.see("ben", ticket=number)
    assert log.notices.count("ben") == 0
    unsent = log.notices.unsent()
    assert ("ben", "handed over") in [(one.account, one.kind) for one in unsent]
    log.notices.send([one.id for one in unsent])
    assert log.notices.unsent() == []
