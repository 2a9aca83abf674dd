"""Outgoing mail: letters wait in the database until a mail server has taken them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import JSON, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kbsearch.errors import LetterRefused
from kbsearch.people.audit import record
from kbsearch.people.database import Base, Database, Utc, now
from kbsearch.tickets.attempts import UNSENT, Attempted, Standing, again, claim, failed, succeeded

BATCH = 50
"""Letters that are handed over in one connection."""

KEY = "{{access key}}"
"""What stands in a waiting letter for the key to its ticket: the key itself is made when the letter is sent."""


class Letter(Attempted, Base):
    """One letter to one person, about a ticket (0 for none). `automatic`: no person wrote it, so no machine answers."""

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket: Mapped[int] = mapped_column(index=True)
    event: Mapped[str]
    recipient: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str]
    text: Mapped[str]
    token: Mapped[str]
    """What the address for the answer carries; "" for a letter that no requester gets."""
    message_id: Mapped[str] = mapped_column(unique=True)
    references: Mapped[list[str]] = mapped_column(JSON)
    automatic: Mapped[bool]
    made: Mapped[datetime] = mapped_column(Utc)

    __table_args__ = (Index("ix_letter_standing_due", "standing", "due"),)


class Outgoing:
    """The letters of one knowledge base."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, limit: int = BATCH) -> Sequence[Letter]:
        """Letters that are due; nobody else sends them meanwhile."""
        with self._database.write() as session:
            return claim(session, Letter, now(), limit)

    def sent(self, letter: Letter) -> None:
        """A server has taken the letter."""
        with self._database.write() as session:
            succeeded(session.get_one(Letter, letter.id), now())

    def failed(self, letter: Letter, problem: str, *, for_good: bool = False) -> None:
        """No server has taken it; it is tried again later, unless that is of no use."""
        with self._database.write() as session:
            failed(session.get_one(Letter, letter.id), now(), problem, for_good=for_good)

    def list(
        self, standings: Sequence[Standing] = UNSENT, limit: int = 100, *, ticket: int | None = None
    ) -> Sequence[Letter]:
        """The letters with which it stands so, of one ticket or of all, newest first, at most `limit`."""
        wanted = select(Letter).where(Letter.standing.in_(standings)).order_by(Letter.id.desc()).limit(limit)
        if ticket is not None:
            wanted = wanted.where(Letter.ticket == ticket)
        with self._database.read() as session:
            return session.scalars(wanted).all()

    def retry(self, id: int | None = None, *, by: str) -> int:
        """Try a letter again at once, or all that wait or were given up; their number. Raises KBE1066."""
        open_ones = select(Letter).where(Letter.standing.in_(UNSENT))
        with self._database.write() as session:
            found = session.scalars(open_ones).all() if id is None else [_open(session, id)]
            for letter in found:
                again(letter, now())
                record(session, by, "letter tried again", str(letter.ticket), letter=str(letter.id))
        return len(found)

    def cancel(self, id: int, *, by: str) -> None:
        """Let a letter not be sent any more; raises KBE1066."""
        with self._database.write() as session:
            letter = _open(session, id)
            letter.standing, letter.done = Standing.CANCELLED, now()
            record(session, by, "letter cancelled", str(letter.ticket), letter=str(letter.id))


def forget_letters(session: Session, tickets: Collection[int]) -> None:
    """Blank the letters about some tickets, sent or not, to whomever: what waits is not sent any more."""
    for letter in session.scalars(select(Letter).where(Letter.ticket.in_(tickets))):
        letter.recipient, letter.subject, letter.text, letter.problem = "", "", "", ""
        if letter.standing in UNSENT:
            letter.standing, letter.done = Standing.CANCELLED, now()


def _open(session: Session, id: int) -> Letter:
    """A letter that waits or was given up."""
    found = session.get(Letter, id)
    if found is None or found.standing in (Standing.SENT, Standing.CANCELLED):
        raise LetterRefused(
            id=id, problem="there is none of that number" if found is None else f"it is {found.standing}"
        )
    return found
