"""What people did is kept safe: whole or not at all, by one writer at a time, in a form that is known."""

import multiprocessing
import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from kbsearch.articles import review  # noqa: F401  (its tables)
from kbsearch.errors import AccountExists, StateFailed, StateNewer
from kbsearch.people import accounts, approvals, audit, rotations, tokens  # noqa: F401  (their tables)
from kbsearch.people.accounts import Account, Accounts
from kbsearch.people.audit import record, trail
from kbsearch.people.database import HEAD, Base, Database, dated, now
from kbsearch.people.roles import Role
from kbsearch.releases.board import published, subscriptions  # noqa: F401  (their tables)
from kbsearch.tickets import attachments, flags, keys, links, models, searches, webhooks  # noqa: F401  (their tables)
from kbsearch.tickets.mail import incoming, outgoing, threads  # noqa: F401  (their tables)
from kbsearch.tickets.measures import accuracy  # noqa: F401  (its table)

MIGRATIONS = Path(accounts.__file__).parent / "migrations"


def test_the_migrations_make_the_tables_that_the_program_uses(database: Database) -> None:
    with database.read():
        pass
    with create_engine(database.url).connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert differences == []


def test_the_newest_migration_is_the_one_the_program_asks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_a_state_written_by_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    first = Database(f"sqlite:///{path}")
    Accounts(first).add("ana", Role.AGENT)
    first.close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StateNewer) as failed:
        Accounts(Database(f"sqlite:///{path}")).all()
    assert str(failed.value) == (
        f"the state in {path} was written by a newer kbsearch (form 9999): "
        "use that version, or restore the state from before the update [KBE1040]"
    )


def test_a_file_that_is_no_database_is_said_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    path.write_text("these are notes\n" * 100)
    with pytest.raises(StateFailed) as failed:
        Accounts(Database(f"sqlite:///{path}")).all()
    assert str(failed.value) == (
        f"the state in {path} cannot be used (file is not a database): see that this user may write there and that "
        "the disk has room; 'url' under [state] names the place [KBE1039]"
    )
    assert path.read_text() == "these are notes\n" * 100


def test_what_fails_half_way_leaves_nothing_behind(database: Database) -> None:
    def fail() -> None:
        with database.write() as session:
            record(session, "ana", "tried", "x")
            session.flush()
            raise KeyError("half way")

    with pytest.raises(KeyError):
        fail()
    assert "tried" not in {event.did for event in trail(database)}


def test_a_write_within_a_write_is_kept_or_taken_back_with_it(database: Database) -> None:
    def fail_after() -> None:
        with database.write():
            Accounts(database).add("gil", Role.AGENT)
            assert Accounts(database).get("gil").role is Role.AGENT
            raise KeyError("after the part")

    with pytest.raises(KeyError):
        fail_after()
    assert "gil" not in [account.name for account in Accounts(database).all()]


def test_a_part_that_fails_leaves_the_rest_of_the_write(database: Database) -> None:
    with database.write() as session:
        record(session, "ana", "first", "x")
        with pytest.raises(AccountExists):
            Accounts(database).add("ana", Role.AGENT)
        record(session, "ana", "last", "x")
    assert [event.did for event in trail(database, subject="x")] == ["last", "first"]


def test_what_a_reading_session_changes_is_thrown_away(database: Database) -> None:
    with database.read() as session:
        record(session, "ana", "tried", "x")
        session.flush()
    assert "tried" not in {event.did for event in trail(database)}


def test_a_moment_comes_back_in_utc_and_one_without_a_zone_is_refused(database: Database) -> None:
    noon = datetime(2026, 11, 20, 12, tzinfo=timezone(timedelta(hours=2)))
    with database.write() as session:
        session.add(Account(name="gil", key="gil", role=Role.AGENT, created=noon))
    assert Accounts(database).get("gil").created == datetime(2026, 11, 20, 10, tzinfo=UTC)
    with pytest.raises(StateFailed, match="a moment without a time zone"), database.write() as session:
        session.add(Account(name="hal", key="hal", role=Role.AGENT, created=datetime(2026, 11, 20)))


def _add_many(url: str, first: int) -> None:
    for number in range(first, first + 20):
        Accounts(Database(url)).add(f"p{number}", Role.AGENT)


def test_processes_that_write_at_once_wait_for_each_other(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_add_many, args=(url, first)) for first in (0, 20, 40)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    database = Database(url)
    assert len(Accounts(database).all()) == 60
    database.close()


def test_the_folder_of_the_state_keeps_itself_out_of_git(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / '.kbsearch/state.db'}")
    Accounts(database).add("ana", Role.AGENT)
    database.close()
    assert (tmp_path / ".kbsearch/.gitignore").read_text() == "*\n"


def test_what_happened_before_it_is_told_bears_its_own_date_and_nothing_else_does(database: Database) -> None:
    then = datetime(2024, 2, 29, 8, 30, tzinfo=UTC)
    with dated(then):
        Accounts(database).add("wim", Role.AGENT, by="cem")
        with dated(then + timedelta(days=1)):
            Accounts(database).set_role("wim", Role.AUTHOR, by="cem")
        Accounts(database).disable("wim", by="cem")
    assert Accounts(database).get("wim").created == then
    assert [event.at for event in reversed(trail(database, subject="wim"))] == [then, then + timedelta(days=1), then]
    assert abs(now() - datetime.now(UTC)) < timedelta(minutes=1)
