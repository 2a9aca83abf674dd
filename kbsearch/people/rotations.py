"""Rotations: whose turn it is to review or approve, absences respected.

A rotation is a list of people under a key, such as a product's name. Where none is set, everybody
whose role has the right takes part. The next one is whoever was asked longest ago, so that the work
goes round whatever happens in between: absences, new people, refusals.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from kbsearch.people.accounts import Account, find_account
from kbsearch.people.audit import record
from kbsearch.people.database import Base, Database, Utc, now
from kbsearch.people.roles import Right, may


class Member(Base):
    """One person's place in one rotation."""

    __tablename__ = "rotation_member"

    key: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    account: Mapped[Account] = relationship(lazy="joined")
    place: Mapped[int]


class Absence(Base):
    """A time in which somebody is asked for nothing."""

    __tablename__ = "absence"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    account: Mapped[Account] = relationship(lazy="joined")
    begins: Mapped[datetime] = mapped_column(Utc)
    ends: Mapped[datetime] = mapped_column(Utc)


class Turn(Base):
    """One time that somebody was asked, for whatever it was."""

    __tablename__ = "turn"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    at: Mapped[datetime] = mapped_column(Utc)


class Rotations:
    """The rotations of one knowledge base."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set(self, key: str, names: Sequence[str], *, by: str) -> None:
        """Put these people, in this order, into a rotation in place of those in it; raises KBE1030."""
        with self._database.write() as session:
            for member in session.scalars(select(Member).where(Member.key == key)):
                session.delete(member)
            session.flush()
            for place, name in enumerate(dict.fromkeys(names)):
                session.add(Member(key=key, account=find_account(session, name), place=place))
            record(session, by, "rotation set", key, people=", ".join(names))

    def members(self, key: str) -> list[str]:
        """The people in a rotation, in its order."""
        with self._database.read() as session:
            return [account.name for account in members_of(session, key)]

    def all(self) -> dict[str, list[str]]:
        """The rotations that are set, by key, each with its people in order."""
        wanted = select(Member).order_by(Member.key, Member.place)
        found: dict[str, list[str]] = {}
        with self._database.read() as session:
            for member in session.scalars(wanted):
                found.setdefault(member.key, []).append(member.account.name)
        return found

    def absent(self, name: str, begins: datetime, ends: datetime, *, by: str) -> None:
        """Ask somebody for nothing in that time; raises KBE1030."""
        with self._database.write() as session:
            session.add(Absence(account_id=find_account(session, name).id, begins=begins, ends=ends))
            record(session, by, "absence set", name, begins=begins.isoformat(), ends=ends.isoformat())

    def absences(self) -> Sequence[Absence]:
        """The absences that are not over yet, by when they begin."""
        wanted = select(Absence).where(Absence.ends > now()).order_by(Absence.begins, Absence.id)
        with self._database.read() as session:
            return session.scalars(wanted).all()

    def back(self, absence: int, *, by: str) -> None:
        """Take an absence back; one that is not there stays so."""
        with self._database.write() as session:
            found = session.get(Absence, absence)
            if found is not None:
                record(session, by, "absence taken back", found.account.name)
                session.delete(found)


def next_in_turn(session: Session, key: str, right: Right, without: Collection[str], at: datetime) -> Account | None:
    """Whose turn it is among those with the right, none of `without`; None when nobody is left.

    The turn is taken: the caller's transaction keeps it. `without` holds names, in any case.
    """
    people = [account for account in members_of(session, key) if account.active] or everybody(session)
    left_out = {name.casefold() for name in without}
    able = [one for one in present(session, people, at) if may(one.role, right) and one.key not in left_out]
    return take_turn(session, key, able, at)


def take_turn(session: Session, key: str, able: Sequence[Account], at: datetime) -> Account | None:
    """Whoever of these was asked longest ago, who is asked now; None when there is nobody."""
    if not able:
        return None
    asked = select(Turn.account_id, func.max(Turn.id)).where(Turn.key == key).group_by(Turn.account_id)
    last = {row[0]: row[1] for row in session.execute(asked)}
    chosen = min(able, key=lambda one: last.get(one.id, 0))  # the first of equals: the order of the rotation
    session.add(Turn(key=key, account_id=chosen.id, at=at))
    return chosen


def present(session: Session, people: Iterable[Account], at: datetime) -> list[Account]:
    """Those whose account may be used and who are not away."""
    away = set(session.scalars(select(Absence.account_id).where(Absence.begins <= at, Absence.ends > at)))
    return [one for one in people if one.active and one.id not in away]


def everybody(session: Session) -> list[Account]:
    """All whose account may be used, in the order in which they came."""
    return list(session.scalars(select(Account).where(Account.disabled.is_(None)).order_by(Account.id)))


def members_of(session: Session, key: str) -> list[Account]:
    """The people in a rotation, in its order."""
    wanted = select(Member).where(Member.key == key).order_by(Member.place)
    return [member.account for member in session.scalars(wanted)]
