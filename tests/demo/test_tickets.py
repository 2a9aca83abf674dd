"""The desk of the company has had a quarter: three hundred requests, of every kind and end, as the log tells them."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from kbsearch.demo.calendar import WRITTEN, Calendar
from kbsearch.demo.content import Content, Life
from kbsearch.kb import KnowledgeBase
from kbsearch.people.database import dated
from kbsearch.people.roles import Role
from kbsearch.tickets.lists import Filter
from kbsearch.tickets.measures.measure import Measure
from kbsearch.tickets.measures.measures import MEASURES
from kbsearch.tickets.measures.period import Period
from kbsearch.tickets.models import Channel, Happening, State, Ticket, TicketEvent
from kbsearch.tickets.viewer import Viewer
from tests.demo.conftest import TODAY

GRETA, HALIMA = Viewer("greta", Role.ADMIN), Viewer("halima", Role.APPROVER)


@pytest.fixture(scope="module")
def tickets(company: KnowledgeBase) -> list[Ticket]:
    """All that the person for security sees: everything."""
    return list(company.tickets.list(Filter(), HALIMA, size=500).tickets)


def told(company: KnowledgeBase, name: str, viewer: Viewer = GRETA) -> Measure:
    monday = datetime.combine(Calendar(TODAY).day(WRITTEN), datetime.min.time()).astimezone()
    quarter = Period(monday - timedelta(weeks=14), monday + timedelta(days=1))
    with dated(quarter.until):
        return company.tickets.measures.get(name, viewer, quarter)


def test_three_hundred_requests_came_by_every_door(tickets: list[Ticket]) -> None:
    assert len(tickets) == 300
    assert {ticket.channel for ticket in tickets} == set(Channel)
    assert {State.CLOSED, State.SOLVED, State.OPEN, State.WAITING_FOR_US} <= {ticket.state for ticket in tickets}
    assert all(ticket.opened.weekday() < 5 for ticket in tickets)
    assert all(ticket.owner for ticket in tickets)


def test_every_life_is_lived(content: Content) -> None:
    lived = {life for call in content.calls.calls for life in (*call.lives, *call.ends)}
    assert lived == set(Life)


def test_the_articles_that_solve_them_are_there(company: KnowledgeBase, tickets: list[Ticket]) -> None:
    known = {article.id for article in company.library.articles()}
    assert {ticket.resolution for ticket in tickets if ticket.resolution} <= known


def test_the_case_of_security_is_its_persons_alone(company: KnowledgeBase, tickets: list[Ticket]) -> None:
    private = [ticket for ticket in tickets if ticket.private]
    assert [ticket.owner for ticket in private] == ["halima"] * 3
    assert company.tickets.count(Filter(), GRETA).number == 297


def test_one_morning_one_cause_was_gathered_and_answered_at_once(tickets: list[Ticket]) -> None:
    heads = Counter(ticket.incident for ticket in tickets if ticket.incident is not None)
    assert list(heads.values()) == [8]


@pytest.mark.parametrize(
    "kind",
    [
        *(Happening.ESCALATED, Happening.BROUGHT_BACK, Happening.PROMISED, Happening.PROMISE_KEPT),
        *(Happening.PROMISE_MISSED, Happening.APPROVAL_ASKED, Happening.APPROVAL_DECIDED),
        *(Happening.DENIED, Happening.CONFIRMED, Happening.CLOSED, Happening.GATHERED),
    ],
)
def test_there_is_something_of_everything(company: KnowledgeBase, kind: Happening) -> None:
    with company.people.accounts._database.read() as session:
        assert session.query(TicketEvent).filter(TicketEvent.kind == kind).count() > 0


@pytest.mark.parametrize("name", MEASURES)
def test_every_report_has_something_to_tell(company: KnowledgeBase, name: str) -> None:
    measure = told(company, name)
    assert not measure.empty
    assert measure.figure.value


def test_the_reports_tell_of_a_desk_that_does_well_and_has_gaps(company: KnowledgeBase) -> None:
    assert 0.4 < told(company, "first-contact").figure.value < 0.8  # type: ignore[operator]
    assert told(company, "promises").alarm == "1 still waits for what was promised."
    gaps = told(company, "gaps")
    assert gaps.rows[0][1] == 17
    assert told(company, "escalations").figure.value == 3
    assert 0.8 < told(company, "link-accuracy").figure.value < 1  # type: ignore[operator]
    assert "relay token" in str(gaps.rows[0][0])
    assert "company directory" in str([row[0] for row in gaps.rows if not row[1]])
    assert told(company, "searches").alarm == ""


def test_everybody_has_read_their_notices_and_no_letter_waits(company: KnowledgeBase) -> None:
    assert [company.tickets.notices.count(one.name) for one in company.people.accounts.all()] == [0] * 13
    assert company.tickets.notices.unsent() == []


def test_whoever_asked_could_be_nobody(content: Content) -> None:
    assert all(who.endswith(".example>") for who in content.calls.requesters)
    assert date(2026, 3, 2) <= min(call.first for call in content.calls.calls)
