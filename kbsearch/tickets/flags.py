"""Flags: what readers found wrong with an article, for its owner to mend."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Enum, select
from sqlalchemy.orm import Mapped, mapped_column

from kbsearch.people.audit import record
from kbsearch.people.database import Base, Database, Utc, now


class Reason(StrEnum):
    """What is wrong with a flagged article."""

    WRONG = "wrong"
    UNCLEAR = "unclear"
    OUTDATED = "outdated"
    BROKEN_LINK = "broken link"
    OTHER = "other"


class Flag(Base):
    """One complaint; `owner` is whom it went to when it was raised."""

    __tablename__ = "flag"

    id: Mapped[int] = mapped_column(primary_key=True)
    article: Mapped[str] = mapped_column(index=True)
    owner: Mapped[str] = mapped_column(index=True)
    reason: Mapped[Reason] = mapped_column(
        Enum(Reason, native_enum=False, length=32, values_callable=lambda reasons: [one.value for one in reasons])
    )
    note: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Utc)
    closed: Mapped[datetime | None] = mapped_column(Utc)
    closed_by: Mapped[str | None]


class Flags:
    """The flags of one knowledge base."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, article: str, reason: Reason, *, by: str, owner: str = "", note: str = "") -> Flag:
        """Say what is wrong with an article."""
        made = Flag(article=article, owner=owner, reason=reason, note=note.strip(), by=by, at=now())
        with self._database.write() as session:
            session.add(made)
            record(session, by, f"flagged as {reason}", article)
        return made

    def close(self, id: int, *, by: str) -> Flag | None:
        """Put a flag aside: it was heeded, or answered. None when there is none open of that number."""
        with self._database.write() as session:
            found = session.get(Flag, id)
            if found is None or found.closed is not None:
                return None
            found.closed, found.closed_by = now(), by
            record(session, by, "flag closed", found.article)
        return found

    def open(self, *, article: str | None = None, owner: str | None = None) -> Sequence[Flag]:
        """The flags that nobody has put aside, oldest first: of one article, of one owner's, or all."""
        wanted = select(Flag).where(Flag.closed.is_(None)).order_by(Flag.id)
        if article is not None:
            wanted = wanted.where(Flag.article == article)
        if owner is not None:
            wanted = wanted.where(Flag.owner == owner)
        with self._database.read() as session:
            return session.scalars(wanted).all()

    def flagged(self) -> Collection[str]:
        """The ids of the articles that have an open flag."""
        with self._database.read() as session:
            return set(session.scalars(select(Flag.article).where(Flag.closed.is_(None))))
