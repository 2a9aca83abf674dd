"""Whose a request is: one person from the first contact, never somebody who is away."""

from datetime import timedelta

from kbsearch.people.database import now
from kbsearch.people.people import People
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.models import State
from kbsearch.tickets.new import New

DAY = timedelta(days=1)


def owners(log: TicketLog, count: int, category: str = "", by: str = "") -> list[tuple[str, str]]:
    made = [log.add(New(f"r{number}", "x", category=category), by=by) for number in range(count)]
    return [(one.owner, one.assignee) for one in made]


def test_what_comes_in_by_itself_goes_round_among_those_who_take_requests(log: TicketLog) -> None:
    assert owners(log, 3) == [("ana", "ana"), ("ben", "ben"), ("ana", "ana")]
    assert log.add(New("Otto", "x")).state is State.NEW


def test_whoever_is_away_gets_nothing(log: TicketLog, people: People) -> None:
    people.rotations.absent("ana", now() - DAY, now() + DAY, by="root")
    assert owners(log, 2) == [("ben", "ben"), ("ben", "ben")]


def test_where_all_are_away_the_request_is_still_somebodys(log: TicketLog, people: People) -> None:
    for name in ("ana", "ben"):
        people.rotations.absent(name, now() - DAY, now() + DAY, by="root")
    assert owners(log, 1) == [("ana", "ana")]


def test_the_agent_keeps_the_call_and_the_people_of_the_category_work_on_it(log: TicketLog) -> None:
    assert owners(log, 3, "network", by="ben") == [("ben", "ned"), ("ben", "nia"), ("ben", "ned")]


def test_the_fewest_open_requests_take_the_next(log: TicketLog) -> None:
    first, second, _ = (log.add(New("r", "x", category="network"), by="ana") for _ in range(3))
    assert (first.assignee, second.assignee) == ("ned", "nia")
    log.close(second.number, by="ana")
    assert owners(log, 2, "network", by="ana") == [("ana", "nia"), ("ana", "nia")]


def test_engineers_get_the_work_and_an_agent_the_requester(log: TicketLog) -> None:
    assert owners(log, 1, "network") == [("ana", "ned")]


def test_a_rotation_that_is_set_takes_its_category_in_turn(log: TicketLog, people: People) -> None:
    people.rotations.set("bills", ["eva", "ben"], by="root")
    assert owners(log, 3, "billing") == [("eva", "eva"), ("ben", "ben"), ("eva", "eva")]


def test_a_private_category_waits_for_its_person_and_falls_to_nobody_else(log: TicketLog, people: People) -> None:
    people.rotations.absent("sven", now() - DAY, now() + DAY, by="root")
    assert owners(log, 1, "security", by="ana") == [("sven", "sven")]
