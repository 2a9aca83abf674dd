import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kbsearch.people.database import Database
from kbsearch.people.people import People
from kbsearch.people.roles import Role
from kbsearch.settings import Settings
from kbsearch.tickets.log import TicketLog

TICKETS = """
[tickets]
people = ["ana", "ben"]
turn = "round-robin"

[[tickets.categories]]
name = "security"
people = "sven"
private = true

[[tickets.categories]]
name = "network"
people = ["ned", "nia"]
turn = "least-open"

[[tickets.categories]]
name = "billing"
rotation = "bills"
turn = "round-robin"

[[tickets.fields]]
name = "system"
kind = "choice"
choices = ["Linux", "Windows"]

[[tickets.fields]]
name = "since"
kind = "date"

[[tickets.fields]]
name = "machines"
kind = "number"
"""

LogMaker = Callable[[str], TicketLog]


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state of a small desk: two agents, two engineers, a person for security, an approver and an admin."""
    path = tmp_path_factory.mktemp("desk") / "state.db"
    database = Database(f"sqlite:///{path}")
    accounts = People(database).accounts
    for name, role in (
        ("ana", Role.AGENT),
        ("ben", Role.AGENT),
        ("ned", Role.ENGINEER),
        ("nia", Role.ENGINEER),
        ("sven", Role.AGENT),
        ("eva", Role.APPROVER),
        ("root", Role.ADMIN),
    ):
        accounts.add(name, role)
    database.close()
    return path


@pytest.fixture
def database(tmp_path: Path, desk: Path) -> Iterator[Database]:
    """A copy of the desk's state, which is quicker than to make one."""
    shutil.copy(desk, tmp_path / "state.db")
    it = Database(f"sqlite:///{tmp_path / 'state.db'}")
    yield it
    it.close()


@pytest.fixture
def people(database: Database) -> People:
    return People(database)


@pytest.fixture
def log(database: Database, tmp_path: Path) -> TicketLog:
    return TicketLog(Settings.parse(TICKETS, tmp_path), database)
