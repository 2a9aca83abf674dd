"""The large log of the benchmark is a log as the program writes it, and everything that is promised is measured."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kbsearch.people.database import Base
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.models import Promise, Ticket, TicketField
from kbsearch.tickets.projection import rebuild
from tests.benchmarks.logs import made
from tests.benchmarks.tickets import QUESTIONS, REPORTS, SMALL, quarter


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> TicketLog:
    return made(tmp_path_factory.mktemp("log") / "small", SMALL, seed=1)


def rows(log: TicketLog, table: type[Base]) -> list[dict[str, Any]]:
    names = [column.key for column in table.__mapper__.column_attrs]
    with log._database.read() as session:
        found = session.scalars(select(table).order_by(*table.__mapper__.primary_key)).all()
    return [{name: getattr(one, name) for name in names} for one in found]


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_list_and_page_shows_something(log: TicketLog, name: str) -> None:
    assert QUESTIONS[name](log)(0) > 0


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_tells_something(log: TicketLog, name: str) -> None:
    assert REPORTS[name](log)(0) > 0


def test_a_report_is_about_as_many_tickets_as_its_quarter_has() -> None:
    assert [quarter(tickets) for tickets in (SMALL, 200_000)] == [SMALL, 91 * 24 * 12]


def test_its_tickets_are_what_their_events_say_and_the_same_for_the_same_seed(tmp_path: Path) -> None:
    log, again = (made(tmp_path / name, 150, seed=1) for name in ("one", "two"))
    tables = (Ticket, TicketField, Promise)
    before = {table: rows(log, table) for table in tables}
    assert {table: rows(again, table) for table in tables} == before
    assert rebuild(log._database) == 150
    assert {table: rows(log, table) for table in tables} == before
