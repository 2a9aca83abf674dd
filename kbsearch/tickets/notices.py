"""Notices: what people are to be told, kept with the event that it tells of. Mail is made of them elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, literal, select, update
from sqlalchemy.orm import Session

from kbsearch.people.accounts import Account
from kbsearch.people.database import Database, now
from kbsearch.people.roles import Right, may
from kbsearch.people.rotations import everybody
from kbsearch.settings.tickets import TicketsTable
from kbsearch.tickets.ledger import Deed
from kbsearch.tickets.models import Notice, TicketEvent
from kbsearch.tickets.viewer import Viewer, named

SHOWN = 50
"""Notices that are shown at once."""

COUNTED = 100
"""How far the notices of somebody are counted."""


class Notices:
    """The notices of one knowledge base."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self, account: str, *, limit: int = SHOWN) -> Sequence[Notice]:
        """What somebody has not seen yet, the newest first."""
        wanted = select(Notice).where(Notice.account == account, Notice.seen.is_(None))
        with self._database.read() as session:
            return session.scalars(wanted.order_by(Notice.id.desc()).limit(limit)).all() if account else ()

    def count(self, account: str) -> int:
        """How many somebody has not seen yet, counted up to `COUNTED`."""
        inner = select(literal(1)).where(Notice.account == account, Notice.seen.is_(None)).limit(COUNTED).subquery()
        with self._database.read() as session:
            return (session.scalar(select(func.count()).select_from(inner)) or 0) if account else 0

    def see(self, account: str, *, ticket: int | None = None) -> None:
        """Keep that somebody has seen theirs: all of them, or those about one ticket."""
        theirs = update(Notice).where(Notice.account == account, Notice.seen.is_(None))
        if ticket is not None:
            theirs = theirs.where(Notice.ticket == ticket)
        with self._database.write() as session:
            session.execute(theirs.values(seen=now()))

    def unsent(self, *, limit: int = SHOWN) -> Sequence[Notice]:
        """Those of which no mail was made yet, the oldest first."""
        with self._database.read() as session:
            return session.scalars(select(Notice).where(Notice.sent.is_(None)).order_by(Notice.id).limit(limit)).all()

    def send(self, ids: Collection[int]) -> None:
        """Keep that mails were made of these, or that they need none."""
        with self._database.write() as session:
            session.execute(update(Notice).where(Notice.id.in_(ids)).values(sent=now()))


def alarm(deed: Deed, tickets: TicketsTable, event: TicketEvent, also: str = "", **values: str) -> None:
    """Tell whoever hears of alarms, if they may know of the ticket, those whose it is, and one person more."""
    ticket = deed.ticket
    hearing = [
        one.name
        for one in _alarmed(deed.session, tickets)
        if (viewer := Viewer(one.name, one.role)).sees(ticket, named(deed.session, tickets, viewer))
    ]
    deed.tell_all((ticket.owner, ticket.assignee, also, *hearing), event, **values)


def _alarmed(session: Session, tickets: TicketsTable) -> Sequence[Account]:
    """The people of the settings, or all who approve changes."""
    keys = {name.casefold() for name in tickets.alarms}
    return [one for one in everybody(session) if (one.key in keys if keys else may(one.role, Right.APPROVE))]
