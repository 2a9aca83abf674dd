"""The lists of tickets, and what is owed: who sees what, and how much that costs."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.event import listen, remove

from kbsearch.kb import KnowledgeBase
from kbsearch.people.database import dated
from kbsearch.tickets.new import New
from tests.web.conftest import Enter
from tests.web.tickets.conftest import PASTE, said


def test_a_missed_promise_cannot_be_overlooked(kb: KnowledgeBase, enter: Enter) -> None:
    kb.tickets.add(New("Maria", PASTE), by="ana")
    earlier = datetime.now(UTC) - timedelta(hours=3)
    with dated(earlier):
        promise = kb.tickets.promises.make(1, earlier + timedelta(hours=1), by="ana")
    ana, ben = enter("ana"), enter("ben")
    for address in ("/", "/desk", "/tickets", "/tickets/1"):
        assert "Missed: call back, ticket 1, 2 h late" in said(ana.get(address)), address
    assert "Missed:" not in said(ben.get("/"))
    assert "Kept: call back." in said(ana.post(f"/promises/{promise.id}/keep", follow_redirects=True))
    assert "Missed:" not in said(ana.get("/"))


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        pytest.param("", {2, 3}, id="open"),
        pytest.param("?which=all", {1, 2, 3}, id="all"),
        pytest.param("?which=mine", {2}, id="mine"),
        pytest.param("?which=all&requester=maria@corp.example", {1, 2}, id="requester"),
        pytest.param("?which=all&person=ben", {3}, id="person"),
        pytest.param("?which=all&state=closed", {1}, id="state"),
        pytest.param("?which=all&product=acme-sync", {2}, id="product"),
        pytest.param("?which=all&f.os=Linux", {3}, id="own field"),
        pytest.param("?which=all&since=2020-01-01&until=2020-01-02", set(), id="days"),
    ],
)
def test_lists_go_by_the_address(kb: KnowledgeBase, enter: Enter, query: str, numbers: set[int]) -> None:
    kb.tickets.add(New("Maria <maria@corp.example>", PASTE), by="ana")
    kb.tickets.close(1, by="ana")
    kb.tickets.add(New("maria@corp.example", PASTE, product="acme-sync"), by="ana")
    kb.tickets.add(New("Jo", "=2+5", fields={"os": "linux"}), by="ben")
    ana = enter("ana")
    page = ana.get(f"/tickets{query}")
    assert {int(number) for number in re.findall(r'href="/tickets/(\d+)" data-row', page.text)} == numbers
    table = ana.get(f"/tickets.csv{query}").text
    assert {int(number) for number in re.findall(r"^(\d+),", table, re.MULTILINE)} == numbers
    assert ",=2+5" not in table  # no spreadsheet takes it for a formula


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        pytest.param("which=best", "There is no list 'best': choose one of open, mine, unanswered", id="list"),
        pytest.param("state=gone", "'gone' is no state: choose one of new, open, waiting for requester", id="state"),
        pytest.param("since=soon", "since: 'soon' is no day: write it as 2026-11-20", id="day"),
        pytest.param("after=x", "'x' is no place in a list", id="place"),
    ],
)
def test_a_wrong_address_says_what_was_wanted(enter: Enter, query: str, problem: str) -> None:
    answer = enter("ana").get(f"/tickets?{query}")
    assert answer.status_code == 400
    assert problem.split(":")[0].lower() in said(answer).replace("&#39;", "'").lower()


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL statements that are sent to the database within the block."""
    sent: list[str] = []

    def keep(connection: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    listen(Engine, "before_cursor_execute", keep)
    try:
        yield sent
    finally:
        remove(Engine, "before_cursor_execute", keep)


def test_a_long_ticket_and_a_large_incident_ask_the_database_no_more_than_small_ones(
    kb: KnowledgeBase, enter: Enter
) -> None:
    kb.tickets.add(New("Maria", PASTE), by="ana")
    kb.tickets.add(New("Jo", PASTE), by="ana")
    kb.tickets.incidents.gather(1, [2], by="ana")
    kb.tickets.note(1, "a note", by="ana")
    kb.tickets.promises.make(1, datetime.now(UTC) + timedelta(hours=1), by="ana")
    kb.tickets.add(New("Kim", PASTE), by="ana")
    ana = enter("ana")
    asked = {}
    for size in ("small", "large"):
        for address in ("/tickets/1", "/tickets?which=all", "/desk", "/escalations"):
            ana.get(address)
            with statements() as sent:
                ana.get(address)
            asked[size, address] = len(sent)
        for number in range(20):
            other = kb.tickets.add(New(f"requester {number}", PASTE), by="ana").number
            kb.tickets.incidents.gather(1, [other], by="ana")
            kb.tickets.note(1, f"note {number}", by="ana")
            kb.tickets.promises.make(1, datetime.now(UTC) + timedelta(hours=1), by="ana")
            kb.tickets.escalations.escalate(other, by="ana")
    for address in ("/tickets/1", "/tickets?which=all", "/desk", "/escalations"):
        assert asked["large", address] == asked["small", address], address
