"""The audit trail: who did what, when; rows are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import JSON, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kbsearch.people.database import Base, Database, Utc, now


class Event(Base):
    """One thing that somebody did: `by` a name, `did` in words, to a `subject`, with `details`."""

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Utc, index=True)
    by: Mapped[str]
    did: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    details: Mapped[dict[str, str]] = mapped_column(JSON)


def record(session: Session, by: str, did: str, subject: str, **details: str) -> None:
    """Put something on record, in the same transaction as the thing itself."""
    session.add(Event(at=now(), by=by, did=did, subject=subject, details=details))


def trail(database: Database, *, subject: str | None = None, limit: int = 100) -> Sequence[Event]:
    """What happened last, newest first: to one subject, or to any."""
    wanted = select(Event).order_by(Event.id.desc()).limit(limit)
    with database.read() as session:
        return session.scalars(wanted if subject is None else wanted.where(Event.subject == subject)).all()
