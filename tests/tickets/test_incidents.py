"""One cause, many requesters: answered at once. One request, two tickets: made one. Every event stays."""

from datetime import timedelta

import pytest

from kbsearch.errors import ReplyQuestioned, TicketRefused
from kbsearch.people.database import now
from kbsearch.people.roles import Role
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.models import Channel, Happening, State
from kbsearch.tickets.new import New
from kbsearch.tickets.viewer import Viewer

ANA = Viewer("ana", Role.AGENT)


@pytest.fixture
def four(log: TicketLog) -> TicketLog:
    for name in ("Maria", "Otto", "Ida", "Maria"):
        log.add(New(name, "token refused by the hub"), by="ana")
    return log


def said(log: TicketLog, number: int) -> list[str]:
    return [event.data.get("text", event.kind.value) for event in log.thread(number)]


def test_an_incident_answers_all_its_requesters_at_once(four: TicketLog) -> None:
    assert four.incidents.gather(1, [2, 3, 2], by="ben") == [2, 3]
    assert four.incidents.gather(1, [3, 4], by="ben") == [4]
    four.close(4, by="ana")
    assert [one.number for one in four.incidents.gathered(1, ANA)] == [2, 3, 4]
    assert four.incidents.answer(1, "The hub is up again.", by="ben", solve=True) == [1, 2, 3]
    for number in (1, 2, 3):
        assert said(four, number)[1:] == ["The hub is up again.", "solved"]
        assert four.get(number, ANA).state is State.SOLVED
        assert four.get(number, ANA).owner == "ana"
    assert said(four, 4)[1:] == ["closed"]
    asked = [notice.ticket for notice in four.notices.unsent() if (notice.account, notice.kind) == ("", "solved")]
    assert asked == [1, 2, 3]


def test_an_answer_to_many_is_looked_at_like_any_other(four: TicketLog) -> None:
    four.incidents.gather(1, [2], by="ana")
    with pytest.raises(ReplyQuestioned):
        four.incidents.answer(1, "The vendor has it.", by="ana")
    assert said(four, 2) == ["token refused by the hub"]


@pytest.mark.parametrize(
    ("number", "other", "problem"),
    [
        pytest.param(3, 3, "ticket 3 stays as it is (it cannot gather itself)", id="itself"),
        pytest.param(3, 2, "ticket 2 stays as it is (ticket 1 gathers it)", id="another's"),
        pytest.param(3, 1, "ticket 1 stays as it is (it gathers others itself)", id="an incident"),
        pytest.param(2, 3, "ticket 2 stays as it is (it is gathered itself)", id="under one that is gathered"),
    ],
)
def test_a_ticket_is_part_of_one_incident_at_most(four: TicketLog, number: int, other: int, problem: str) -> None:
    four.incidents.gather(1, [2], by="ana")
    with pytest.raises(TicketRefused) as refused:
        four.incidents.gather(number, [4, other], by="ana")
    assert refused.value.said == problem
    assert four.get(4, ANA).incident is None  # all or nothing
    assert four.incidents.let_go(2, by="ana").incident is None


def test_two_tickets_of_one_request_become_one_and_keep_every_event(four: TicketLog) -> None:
    four.note(4, "she called again", by="ben")
    promise = four.promises.make(4, now() + timedelta(hours=1), by="ben")
    before = {event.id for number in (1, 4) for event in four.events(number, ANA)}
    kept = four.incidents.merge(4, 1, by="ana")
    assert {event.id for event in four.events(1, ANA)} >= before
    assert (kept.number, kept.due, four.get(4, ANA).state) == (1, promise.due, State.CLOSED)
    assert [one.promise.id for one in four.promises.due(ANA)] == [promise.id]
    with pytest.raises(TicketRefused) as refused:
        four.note(4, "more", by="ana")
    assert str(refused.value) == "ticket 4 stays as it is (it was merged into ticket 1): go on in ticket 1 [KBE1052]"
    four.hear(4, "is it fixed?", channel=Channel.MAIL)
    assert four.events(1, ANA)[-1].data["text"] == "is it fixed?"
    assert said(four, 1).count("token refused by the hub") == 2


def test_what_two_requesters_said_is_never_mixed(four: TicketLog) -> None:
    with pytest.raises(TicketRefused) as refused:
        four.incidents.merge(2, 1, by="ana")
    assert str(refused.value) == (
        "ticket 2 stays as it is (ticket 1 is of another requester): gather them as one incident [KBE1052]"
    )
    with pytest.raises(TicketRefused, match="it is the same ticket"):
        four.incidents.merge(1, 1, by="ana")


def test_what_turns_out_to_be_two_requests_is_split(four: TicketLog) -> None:
    heard = four.hear(1, "and the printer is on fire", channel=Channel.PHONE, by="ben")
    made = four.incidents.split(1, heard.id, by="ben")
    assert (made.number, made.owner, made.requester.name, made.subject) == (
        5,
        "ana",
        "Maria",
        "and the printer is on fire",
    )
    assert four.events(5, ANA)[0].data["split_from"] == 1
    assert four.events(1, ANA)[-1].kind is Happening.SPLIT
    assert heard.id in [event.id for event in four.events(1, ANA)]
    note = four.note(1, "hm", by="ana")
    with pytest.raises(TicketRefused, match=f"event {note.id} cannot be split off"):
        four.incidents.split(1, note.id, by="ana")
