"""An escalation is raised at any time, ages in plain sight, rises at its limits, and comes back with what was learnt."""

from datetime import timedelta

import pytest

from kbsearch.errors import TicketRefused
from kbsearch.people.database import dated, now
from kbsearch.people.people import People
from kbsearch.people.roles import Role
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.models import State
from kbsearch.tickets.new import New
from kbsearch.tickets.viewer import Viewer

ANA, NED, NIA = Viewer("ana", Role.AGENT), Viewer("ned", Role.ENGINEER), Viewer("nia", Role.ENGINEER)
HOUR = timedelta(hours=1)
PASTE = "ERROR sync: remote hub-7 refused token abc"


def told(log: TicketLog, account: str) -> list[str]:
    return [notice.kind for notice in reversed(log.notices.waiting(account))]


@pytest.fixture
def number(log: TicketLog) -> int:
    return log.add(New("Maria", PASTE, tried=("a", "b"), product="acme-sync"), by="ana").number


def test_an_escalation_goes_to_an_engineer_with_what_was_tried_and_the_owner_stays(log: TicketLog, number: int) -> None:
    ticket = log.escalations.escalate(number, by="ana", note="since the update")
    assert (ticket.owner, ticket.assignee, ticket.state) == ("ana", "ned", State.WAITING_FOR_US)
    event = log.events(number, NED)[-1]
    assert event.data == {"to": "ned", "note": "since the update", "tried": ["a", "b"]}
    assert log.events(number, NED)[0].data["text"] == PASTE
    assert told(log, "ned") == ["escalated"]
    assert [one.number for one in log.escalations.open(NED)] == [number]
    assert log.escalations.open(NIA) == []


def test_the_engineer_with_the_least_to_do_gets_the_next(log: TicketLog) -> None:
    numbers = [log.add(New("Maria", PASTE), by="ana").number for _ in range(4)]
    assert [log.escalations.escalate(one, by="ana").assignee for one in numbers] == ["ned", "nia", "ned", "nia"]


def test_whom_one_names_gets_it(log: TicketLog, number: int) -> None:
    assert log.escalations.escalate(number, by="ana", to="Nia").assignee == "nia"


def test_where_no_engineer_is_there_it_is_escalated_all_the_same(log: TicketLog, people: People, number: int) -> None:
    for name in ("ned", "nia"):
        people.rotations.absent(name, now() - HOUR, now() + HOUR, by="root")
    ticket = log.escalations.escalate(number, by="ana")
    assert (ticket.assignee, ticket.state) == ("ana", State.WAITING_FOR_US)
    assert told(log, "eva") == ["escalated"]
    assert [one.number for one in log.escalations.open(ANA)] == [number]


def test_an_escalation_rises_at_each_limit_once(log: TicketLog, number: int) -> None:
    log.escalations.escalate(number, by="ana")
    levels = []
    for hours in (3, 5, 6, 9, 30, 31):
        with dated(now() + hours * HOUR):
            log.rise()
        levels.append(log.get(number, ANA).level)
    assert levels == [0, 1, 1, 2, 3, 3]
    for account in ("ana", "ned", "eva", "root"):
        assert told(log, account).count("escalation rose") == 3


def test_what_comes_back_goes_to_the_owner_with_what_was_learnt(log: TicketLog, number: int) -> None:
    log.escalations.escalate(number, by="ana")
    with dated(now() + 2 * HOUR):
        ticket = log.escalations.bring_back(number, by="ned", learnt="The relay keeps old tokens.")
    assert (ticket.assignee, ticket.state, ticket.escalated) == ("ana", State.OPEN, None)
    assert log.events(number, ANA)[-1].data["hours"] == 2.0
    lesson = log.escalations.lesson(number, ANA)
    assert (lesson.paste, lesson.product, lesson.learnt) == (PASTE, "acme-sync", "The relay keeps old tokens.")
    assert told(log, "ana") == ["brought back"]


def test_what_is_escalated_is_not_escalated_again(log: TicketLog, number: int) -> None:
    log.escalations.escalate(number, by="ana")
    with pytest.raises(TicketRefused) as refused:
        log.escalations.escalate(number, by="ben")
    assert str(refused.value) == (
        f"ticket {number} stays as it is (it waits for ned already): add a note, or hand it to somebody else [KBE1052]"
    )
    log.solve(number, by="ana")
    with pytest.raises(TicketRefused, match="it is not escalated"):
        log.escalations.bring_back(number, by="ned")
    with pytest.raises(TicketRefused, match="it is solved"):
        log.escalations.escalate(number, by="ana")
