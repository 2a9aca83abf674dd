"""The state database: what people did, kept beside the articles and never made from them.

The index can always be built again; accounts, approvals and tickets cannot. They stand in SQLite in
the knowledge base's own folder, or wherever `[state] url` points. Every room that keeps state adds
its tables to `Base`, and a migration for them.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import DateTime, Dialect, Engine, MetaData, create_engine, event, inspect, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from kbsearch import own_folder
from kbsearch.errors import StateFailed, StateNewer

HEAD = "0010"
"""The migration that this version of the program works with; a test holds it against the scripts."""

WAIT_S = 15
"""How long a write waits for another process that writes."""

_WRITES = "kbsearch_writes"
_MIGRATIONS = Path(__file__).parent / "migrations"


class Base(DeclarativeBase):
    """The base of all tables; constraints have names, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Utc(TypeDecorator[datetime]):
    """A moment, always in UTC; one without a zone is refused rather than guessed at."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: UTC, without the zone that SQLite would not keep."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: with its zone again."""
        return None if value is None else value.replace(tzinfo=UTC)


LARGEST = 2**31 - 1
"""The largest number of a row, whatever the database."""

Row = TypeVar("Row", bound=Base)


def row_of(session: Session, table: type[Row], id: int) -> Row | None:
    """The row of a number, None where there is none: no number that somebody types is too large to ask for."""
    return session.get(table, id) if 0 < id <= LARGEST else None


def storable(text: str) -> str:
    """A text as every database takes it: what UTF-8 cannot hold, and NUL, replaced."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


_dated: ContextVar[datetime | None] = ContextVar("dated", default=None)


def now() -> datetime:
    """The present moment in UTC, or the one that `dated` says."""
    return _dated.get() or datetime.now(UTC)


@contextlib.contextmanager
def dated(moment: datetime) -> Iterator[None]:
    """What is put on record within the block, in this thread, bears that moment: what happened before it is told."""
    before = _dated.set(moment)
    try:
        yield
    finally:
        _dated.reset(before)


class Database:
    """The state of one knowledge base; safe to use from several threads and processes.

    The file is made, and brought to the newest form, when it is first asked. Raises KBE1039 when it
    cannot be opened or written, KBE1040 when a newer kbsearch has changed its form.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self._preparing = threading.Lock()
        self._engine: Engine | None = None
        self._writing: ContextVar[Session | None] = ContextVar("writing", default=None)

    @contextlib.contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment of the state; what is changed in it is thrown away.

        Within `write`, in the same thread, it sees what has been written so far.
        """
        outer = self._writing.get()
        if outer is not None:
            yield outer
            return
        with self._failures(), Session(self._prepared(), expire_on_commit=False) as session:
            yield session

    @contextlib.contextmanager
    def write(self) -> Iterator[Session]:
        """A session that writes: all of it at the end, or nothing; one writer at a time.

        The lock is taken at the beginning: a reader that turns into a writer later could not wait for
        another one, it would fail. A write within a write, in the same thread, is a part of it: what fails
        in the part alone is taken back, and all of it is kept when the outer one ends.
        """
        outer = self._writing.get()
        if outer is not None:
            with outer.begin_nested():
                yield outer
            return
        with self._failures(), Session(self._prepared(), expire_on_commit=False) as session:
            session.connection(execution_options={_WRITES: True})
            before = self._writing.set(session)
            try:
                yield session
            finally:
                self._writing.reset(before)
            session.commit()

    def close(self) -> None:
        """Let go of all connections; calling it twice is fine."""
        with self._preparing:
            engine, self._engine = self._engine, None
        if engine is not None:
            engine.dispose()

    @property
    def _shown(self) -> str:
        return self.url.database or "" if self._is_file else self.url.render_as_string(hide_password=True)

    @property
    def _is_file(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextlib.contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise StateFailed(place=self._shown, problem=_first_line(error.orig or error)) from error
        except (SQLAlchemyError, OSError) as error:
            raise StateFailed(place=self._shown, problem=_first_line(error)) from error

    def _prepared(self) -> Engine:
        """The engine over a database of the newest form."""
        with self._preparing:
            if self._engine is None:
                engine = self._made()
                try:
                    self._bring_up_to_date(engine)
                except BaseException:
                    engine.dispose()
                    raise
                self._engine = engine
            return self._engine

    def _made(self) -> Engine:
        if not self._is_file:
            return create_engine(self.url, pool_pre_ping=True)
        if self.url.database:
            _make_folder(Path(self.url.database).parent)
        engine = create_engine(self.url, connect_args={"timeout": WAIT_S})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _bring_up_to_date(self, engine: Engine) -> None:
        """Run the migrations that are missing; alembic is imported only when there are any."""
        with engine.connect() as connection:
            found = _version(connection)
        if found == HEAD:
            return
        from alembic import command
        from alembic.config import Config
        from alembic.script import ScriptDirectory

        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if found is not None and found not in known:
            raise StateNewer(place=self._shown, version=found)
        with engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _version(connection: Connection) -> str | None:
    """The migration at which a database stands; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _make_folder(folder: Path) -> None:
    """The folder of the database file, where there is none yet."""
    if folder.name == own_folder.NAME:
        own_folder.own_folder(folder.parent)
    folder.mkdir(parents=True, exist_ok=True)


def _prepare_sqlite(connection: Any, _: object) -> None:
    """Readers beside a writer (WAL), foreign keys held, and nothing acknowledged that a power cut could take."""
    connection.isolation_level = None  # transactions begin where `_begin_sqlite` says
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITES) else "BEGIN")


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0] or type(error).__name__
