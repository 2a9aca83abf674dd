"""What somebody may not know of does not exist for them: not in a list, not in a count, not by its number."""

import pytest

from kbsearch.errors import TicketUnknown
from kbsearch.people.people import People
from kbsearch.people.roles import Role
from kbsearch.tickets.lists import Filter
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.new import New
from kbsearch.tickets.viewer import Viewer

ANA = Viewer("ana", Role.AGENT)
SVEN = Viewer("sven", Role.AGENT)
NED = Viewer("ned", Role.ENGINEER)
ROOT = Viewer("root", Role.ADMIN)


def numbers(log: TicketLog, viewer: Viewer) -> list[int]:
    return [one.number for one in log.list(Filter(), viewer).tickets]


@pytest.fixture
def secret(log: TicketLog) -> int:
    """A ticket about security that Ana took on the phone, with an open one of everybody's beside it."""
    log.add(New("Otto", "token refused by the hub"), by="ana")
    return log.add(New("Maria", "token refused by the hub", category="Security"), by="ana").number


def test_a_private_category_goes_straight_to_its_person_whoever_took_the_call(log: TicketLog, secret: int) -> None:
    ticket = log.get(secret, SVEN)
    assert (ticket.owner, ticket.assignee, ticket.category) == ("sven", "sven", "security")


@pytest.mark.parametrize("viewer", [ANA, NED, ROOT, Viewer("", Role.ADMIN), Viewer("", None)], ids=str)
def test_nobody_else_knows_of_it_no_admin_either(log: TicketLog, secret: int, viewer: Viewer) -> None:
    signature = log.get(secret, SVEN).signature
    assert secret not in numbers(log, viewer)
    assert log.count(Filter(category="security"), viewer).number == 0
    assert secret not in [one.number for one in log.similar(signature, viewer)]
    for look in (log.get, log.events, log.links):
        with pytest.raises(TicketUnknown):
            look(secret, viewer)


def test_nobody_else_can_do_anything_to_it(log: TicketLog, secret: int) -> None:
    with pytest.raises(TicketUnknown):
        log.note(secret, "let me see", by="root")
    assert [event.kind for event in log.events(secret, SVEN)] == ["opened"]


def test_its_person_sees_it_beside_what_everybody_sees(log: TicketLog, secret: int) -> None:
    assert numbers(log, SVEN) == [secret, 1]
    assert log.count(Filter(), SVEN).number == 2
    assert [one.number for one in log.similar(log.get(secret, SVEN).signature, SVEN)] == [secret, 1]


def test_an_engineer_sees_their_own_and_their_categories_alone(log: TicketLog) -> None:
    log.add(New("Otto", "printer on fire"), by="ana")
    network = log.add(New("Otto", "no network", category="network"), by="ana")
    handed = log.add(New("Otto", "relay down"), by="ana").number
    log.hand_to(handed, "ned", by="ana")
    assert numbers(log, NED) == [handed, network.number]
    assert numbers(log, Viewer("nia", Role.ENGINEER)) == [network.number]


def test_the_people_of_a_rotation_are_those_of_its_category(log: TicketLog, people: People) -> None:
    people.rotations.set("bills", ["nia"], by="root")
    number = log.add(New("Otto", "billed twice", category="billing"), by="ana").number
    assert numbers(log, Viewer("nia", Role.ENGINEER)) == [number]


def test_a_visitor_sees_nothing(log: TicketLog) -> None:
    log.add(New("Otto", "printer on fire"), by="ana")
    assert numbers(log, Viewer("", None)) == []
