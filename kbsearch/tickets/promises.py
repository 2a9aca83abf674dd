"""Promises: what was told to a requester, and by when. Whoever made one is reminded; a missed one raises the alarm.

    made -> reminded, a little before -> kept
                                      └> missed -> kept, late

A promise that was missed stays on the list until it is kept, in whatever way: the requester still waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kbsearch.articles.redact import redact
from kbsearch.errors import PromiseClosed, TicketInvalid, TicketRefused, TicketUnknown
from kbsearch.people.database import now, row_of
from kbsearch.people.roles import Right
from kbsearch.tickets.ledger import Deed, Ledger
from kbsearch.tickets.models import Happening, Promise, Ticket
from kbsearch.tickets.notices import alarm
from kbsearch.tickets.viewer import Viewer, named, visible

USUAL = "call back"
"""What is promised where nothing else is said."""

LONGEST = 500
"""Characters of what is promised."""

FARTHEST = timedelta(days=366)
"""How far ahead something can be promised: more is a slip of the finger."""

SHOWN = 100
"""Promises of a list that are shown at once."""


@dataclass(frozen=True, slots=True)
class Due:
    """A promise that is still to be kept, and its ticket."""

    promise: Promise
    ticket: Ticket


class Promises:
    """The promises of one knowledge base."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def make(self, number: int, due: datetime, what: str = USUAL, *, by: str) -> Promise:
        """Keep what was promised to the requester of a ticket, and by when. Raises KBE1050 to KBE1052."""
        said, at = redact(what).text.strip()[:LONGEST] or USUAL, now()
        if not at < due <= at + FARTHEST:
            problem = "the time has gone by" if due <= at else "it is more than a year ahead"
            raise TicketInvalid(problem=f"nothing can be promised by then: {problem}", hint="give a time to come")
        with self._ledger.deed(number, by, Right.SERVE) as deed:
            if not deed.ticket.active:
                hint = "reopen it first if something is to be done"
                raise TicketRefused(number=number, problem=f"it is {deed.ticket.state}", hint=hint)
            event = deed.add(Happening.PROMISED, what=said, due=due.isoformat())
            deed.tell(deed.ticket.owner, event, what=said, due=due.isoformat())
            return deed.session.get_one(Promise, event.id)

    def keep(self, id: int, *, by: str) -> Promise:
        """Say that a promise was kept, in time or late. Raises KBE1050 and KBE1055."""
        with self._ledger.database.write() as session:
            promise = row_of(session, Promise, id)
            if promise is None:
                raise PromiseClosed(id=id, problem="there is none of that number")
            deed = self._deed(session, promise, by)
            if promise.kept is not None:
                raise PromiseClosed(id=id, problem="it was kept")
            deed.add(Happening.PROMISE_KEPT, promise=id)
        return promise

    def due(self, viewer: Viewer, *, mine: bool = False, limit: int = SHOWN) -> Sequence[Due]:
        """What is still to be kept and may be seen, the longest overdue first; `mine` leaves out what others promised.

        A promise is somebody's who made it, who owns the ticket, or who works on it.
        """
        wanted = select(Promise, Ticket).join(Ticket, Ticket.number == Promise.ticket).where(Promise.kept.is_(None))
        if mine:
            name = viewer.name
            wanted = wanted.where((Promise.by == name) | (Ticket.owner == name) | (Ticket.assignee == name))
        with self._ledger.database.read() as session:
            seen = visible(viewer, named(session, self._ledger.tickets, viewer))
            rows = session.execute(wanted.where(seen).order_by(Promise.due, Promise.id).limit(limit)).all()
        return [Due(promise, ticket) for promise, ticket in rows]

    def of(self, number: int, viewer: Viewer) -> Sequence[Promise]:
        """All promises of a ticket, oldest first; raises KBE1050."""
        with self._ledger.database.read() as session:
            ticket = row_of(session, Ticket, number)
            if ticket is None or not viewer.sees(ticket, named(session, self._ledger.tickets, viewer)):
                raise TicketUnknown(number=number)
            return session.scalars(select(Promise).where(Promise.ticket == number).order_by(Promise.id)).all()

    def rise(self) -> None:
        """Remind of what is due soon, and raise the alarm for what was missed; each once."""
        at = now()
        soon = at + timedelta(minutes=self._ledger.tickets.remind_minutes)
        waiting = select(Promise.id).where(Promise.kept.is_(None), Promise.missed.is_(None), Promise.due <= soon)
        with self._ledger.database.read() as session:
            ids = session.scalars(waiting.where((Promise.due <= at) | Promise.reminded.is_(None))).all()
        for id in ids:
            with self._ledger.database.write() as session:
                self._rise_one(session, session.get_one(Promise, id), at)

    def _rise_one(self, session: Session, promise: Promise, at: datetime) -> None:
        if promise.kept is not None or promise.missed is not None:  # somebody was faster
            return
        deed = self._deed(session, promise, "")
        values = {"what": promise.what, "due": promise.due.isoformat()}
        if promise.due <= at:
            event = deed.add(Happening.PROMISE_MISSED, promise=promise.id)
            alarm(deed, self._ledger.tickets, event, promise.by, **values)
        elif promise.reminded is None:
            event = deed.add(Happening.REMINDED, promise=promise.id)
            deed.tell_all((deed.ticket.owner, promise.by), event, **values)

    def _deed(self, session: Session, promise: Promise, by: str) -> Deed:
        return self._ledger.within(session, promise.ticket, by)
