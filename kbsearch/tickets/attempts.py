"""Attempts: what has to reach somebody outside is tried again, later each time, until it does or is given up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import Enum, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kbsearch.people.database import Utc

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
"""How long is waited after each attempt that failed; after the last one it is given up, two days after the first."""

LEASE = timedelta(minutes=10)
"""How long one process has for an attempt before another one makes it again."""

LONGEST = 500  # characters of a problem that are kept


class Standing(StrEnum):
    """How it stands with something that is to be delivered."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given up"
    CANCELLED = "cancelled"


UNSENT = (Standing.WAITING, Standing.GIVEN_UP)
"""What has not arrived, and may still."""


class Attempted:
    """The columns of what is tried until it succeeds; a mixin of its table."""

    standing: Mapped[Standing] = mapped_column(
        Enum(Standing, native_enum=False, length=32, values_callable=lambda standings: [one.value for one in standings])
    )
    tries: Mapped[int] = mapped_column(default=0)
    due: Mapped[datetime] = mapped_column(Utc)
    """When the next attempt is made."""
    problem: Mapped[str] = mapped_column(default="")
    """Why the last attempt failed; "" where it did not."""
    done: Mapped[datetime | None] = mapped_column(Utc)


Kind = TypeVar("Kind", bound=Attempted)


def claim(session: Session, kind: type[Kind], at: datetime, limit: int) -> Sequence[Kind]:
    """What is due, oldest first, each counted as tried: nobody else takes it meanwhile."""
    wanted = select(kind).where(kind.standing == Standing.WAITING, kind.due <= at).order_by(kind.due).limit(limit)
    found = session.scalars(wanted.with_for_update(skip_locked=True)).all()
    for one in found:
        one.tries += 1
        one.due = at + LEASE
    return found


def succeeded(one: Attempted, at: datetime) -> None:
    """It has arrived."""
    one.standing, one.done, one.problem = Standing.SENT, at, ""


def failed(one: Attempted, at: datetime, problem: str, *, for_good: bool = False) -> None:
    """It has not: it is tried again after a pause, unless that is of no use."""
    one.problem = problem[:LONGEST]
    if for_good or one.tries > len(PAUSES):
        one.standing, one.done = Standing.GIVEN_UP, at
    else:
        one.due = at + PAUSES[max(one.tries, 1) - 1]


def again(one: Attempted, at: datetime) -> None:
    """Let it be tried at once, from the beginning."""
    one.standing, one.tries, one.due, one.done = Standing.WAITING, 0, at, None
