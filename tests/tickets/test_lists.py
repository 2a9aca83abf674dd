"""Lists: which tickets are meant, a page at a time, counted up to a limit."""

from datetime import timedelta
from typing import Any

import pytest

from kbsearch.errors import RequestInvalid
from kbsearch.people.database import now
from kbsearch.people.roles import Role
from kbsearch.tickets.links import LinkKind
from kbsearch.tickets.lists import Filter
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.models import Channel, State
from kbsearch.tickets.new import New
from kbsearch.tickets.viewer import Viewer

ROOT = Viewer("root", Role.ADMIN)


@pytest.fixture
def seven(log: TicketLog) -> TicketLog:
    for number in range(1, 8):
        even = number % 2 == 0
        log.add(
            New(
                "maria@shop.example" if even else "Otto",
                f"E{number}: refused",
                product="acme-sync" if even else "acme-hub",
                channel=Channel.CHAT if even else Channel.PHONE,
                fields={"system": "Linux" if even else "Windows"},
            ),
            by="ana" if even else "ben",
        )
    log.solve(1, by="ben", article="a")
    log.hand_to(2, "ben", by="ana")
    return log


def test_pages_follow_each_other_without_a_gap_or_a_twin(seven: TicketLog) -> None:
    found, after = [], ""
    while True:
        page = seven.list(Filter(), ROOT, after=after, size=3)
        found.append([one.number for one in page.tickets])
        after = page.after
        if not after:
            break
        seven.note(found[0][0], "what changes moves to the front", by="ana")
    assert found == [[2, 1, 7], [6, 5, 4], [3]]


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        pytest.param({"active": True}, [2, 3, 4, 5, 6, 7], id="open"),
        pytest.param({"active": False}, [1], id="ended"),
        pytest.param({"states": (State.SOLVED, State.CLOSED)}, [1], id="by state"),
        pytest.param({"owner": "ana"}, [2, 4, 6], id="by owner"),
        pytest.param({"assignee": "ben"}, [1, 2, 3, 5, 7], id="by who works on it"),
        pytest.param({"person": "ana"}, [2, 4, 6], id="somebody's"),
        pytest.param({"requester": "Maria@Shop.example"}, [2, 4, 6], id="by address"),
        pytest.param({"requester": "otto"}, [1, 3, 5, 7], id="by name"),
        pytest.param({"product": "acme-hub"}, [1, 3, 5, 7], id="by product"),
        pytest.param({"channel": Channel.CHAT}, [2, 4, 6], id="by channel"),
        pytest.param({"fields": {"system": "Linux"}}, [2, 4, 6], id="by a field of their own"),
        pytest.param({"fields": {"system": "Linux"}, "assignee": "ben"}, [2], id="by two things"),
        pytest.param({"article": "a"}, [1], id="by what solved it"),
        pytest.param({"linked": False}, [2, 3, 4, 5, 6, 7], id="without an article"),
        pytest.param({"escalated": True}, [], id="escalated"),
        pytest.param({"until": now() - timedelta(days=1)}, [], id="before yesterday"),
        pytest.param({"since": now() - timedelta(days=1)}, [1, 2, 3, 4, 5, 6, 7], id="since yesterday"),
    ],
)
def test_a_filter_names_what_is_meant(seven: TicketLog, wanted: dict[str, Any], numbers: list[int]) -> None:
    assert sorted(one.number for one in seven.list(Filter(**wanted), ROOT).tickets) == numbers
    assert seven.count(Filter(**wanted), ROOT).number == len(numbers)


def test_a_list_is_counted_up_to_a_limit(seven: TicketLog) -> None:
    assert str(seven.count(Filter(), ROOT, limit=5)) == "5+"
    assert str(seven.count(Filter(), ROOT, limit=7)) == "7"


@pytest.mark.parametrize("after", ["x", "1764338400123456", "'; DROP TABLE ticket"])
def test_a_place_that_no_page_gave_is_said(seven: TicketLog, after: str) -> None:
    with pytest.raises(RequestInvalid) as invalid:
        seven.list(Filter(), ROOT, after=after)
    assert str(invalid.value) == (
        f"the request cannot be read: {after!r} is no place in a list: "
        "take the place that the page before gave [KBE1010]"
    )


def test_links_are_typed(seven: TicketLog) -> None:
    seven.link(3, "b", LinkKind.REFERENCE, by="ana")
    assert [one.number for one in seven.list(Filter(linked=True), ROOT).tickets] == [1]
