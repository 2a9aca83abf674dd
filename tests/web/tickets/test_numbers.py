"""A number in an address that is none, or is that of nothing, is answered and never a failure of the server."""

import pytest

from tests.web.conftest import Enter

LONG = "9" * 5000
ANSWERED = {
    "GET /tickets/{}": 404,
    "GET /tickets?incident={}": 200,
    "POST /links/{}/undo": 307,
    "POST /flags/{}/close": 404,
    "GET /request/{}/0123456789abcdef": 403,
    "GET /stale?page={}": 200,
    "GET /a/sync-e4012/review?line={}": 200,
    "GET /api/v1/tickets/{}": 404,
}


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("7777", id="of nothing yet"),
        pytest.param("-1", id="below zero"),
        pytest.param("٧", id="in other digits"),
        pytest.param("nine", id="a word"),
        pytest.param(str(2**63), id="more than a database keeps"),
        pytest.param(LONG, id="more than Python reads"),
        pytest.param("0" * 20 + LONG, id="the same, behind zeros"),
    ],
)
def test_a_number_of_nothing_is_answered_at_every_door(enter: Enter, number: str) -> None:
    sam = enter("sam")
    given = {}
    for door in ANSWERED:
        method, address = door.format(number).split(" ", 1)
        given[door] = sam.open(address, method=method).status_code
    assert given == ANSWERED
