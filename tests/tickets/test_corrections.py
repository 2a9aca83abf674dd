"""What was logged in a hurry is said anew later; what becomes private is its people's at once."""

import pytest

from kbsearch.errors import TicketInvalid, TicketUnknown
from kbsearch.people.roles import Role
from kbsearch.tickets.corrections import Corrected
from kbsearch.tickets.lists import Filter
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.models import Happening
from kbsearch.tickets.new import New
from kbsearch.tickets.viewer import Viewer

ANA, SVEN = Viewer("ana", Role.AGENT), Viewer("sven", Role.AGENT)


@pytest.fixture
def number(log: TicketLog) -> int:
    return log.add(New("Maria", "odd mails", fields={"system": "Linux"}), by="ana").number


def test_a_correction_keeps_what_was_said_before(log: TicketLog, number: int) -> None:
    wanted = Corrected(product="acme-mail", fields={"system": "windows"}, minutes=15, people=8)
    ticket = log.correct(number, wanted, by="ben")
    assert (ticket.product, ticket.fields, ticket.minutes_lost) == ("acme-mail", {"system": "Windows"}, 120)
    assert log.events(number, ANA)[-1].data["changes"] == {
        "product": ["", "acme-mail"],
        "fields": [{"system": "Linux"}, {"system": "Windows"}],
        "minutes": [0, 15],
        "people": [1, 8],
    }
    assert [one.number for one in log.list(Filter(fields={"system": "Windows"}), ANA).tickets] == [number]


def test_what_changes_nothing_is_no_event(log: TicketLog, number: int) -> None:
    log.correct(number, Corrected(product="", people=1), by="ana")
    assert [event.kind for event in log.events(number, ANA)] == [Happening.OPENED]


def test_another_category_is_routed_anew_and_the_owner_stays(log: TicketLog, number: int) -> None:
    ticket = log.correct(number, Corrected(category="network"), by="ana")
    assert (ticket.owner, ticket.assignee) == ("ana", "ned")


def test_what_becomes_private_is_its_peoples_and_nobody_elses(log: TicketLog, number: int) -> None:
    ticket = log.correct(number, Corrected(category="security"), by="ana")
    assert (ticket.owner, ticket.assignee, ticket.private) == ("sven", "sven", True)
    with pytest.raises(TicketUnknown):
        log.get(number, ANA)
    assert log.get(number, SVEN).number == number


def test_a_wrong_correction_changes_nothing(log: TicketLog, number: int) -> None:
    with pytest.raises(TicketInvalid):
        log.correct(number, Corrected(product="acme-mail", category="securty"), by="ana")
    assert log.get(number, ANA).product == ""
