import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kbsearch.people.database import Database
from kbsearch.people.people import People
from kbsearch.people.roles import Role


@pytest.fixture(scope="session")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state of a small team: an agent, an author, two reviewers, an approver and an admin."""
    path = tmp_path_factory.mktemp("team") / "state.db"
    database = Database(f"sqlite:///{path}")
    it = People(database)
    for name, role in (
        ("ana", Role.AGENT),
        ("ben", Role.AUTHOR),
        ("cem", Role.REVIEWER),
        ("dora", Role.REVIEWER),
        ("eva", Role.APPROVER),
        ("root", Role.ADMIN),
    ):
        it.accounts.add(name, role)
    database.close()
    return path


@pytest.fixture
def database(tmp_path: Path, team: Path) -> Iterator[Database]:
    """A copy of the team's state, which is quicker than to make one."""
    shutil.copy(team, tmp_path / "state.db")
    it = Database(f"sqlite:///{tmp_path / 'state.db'}")
    yield it
    it.close()


@pytest.fixture
def people(database: Database) -> People:
    return People(database)
