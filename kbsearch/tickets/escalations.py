"""Escalations: what waits for engineering. Anybody raises one at any time, without a checklist; it ages in plain sight.

What the engineer needs is in the ticket: paste, signature, fields, the articles that were tried. The owner
stays whom the requester deals with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from kbsearch.articles.redact import redact
from kbsearch.errors import TicketRefused, TicketUnknown
from kbsearch.people.database import now, row_of
from kbsearch.tickets.ledger import Deed, Ledger, actor_of
from kbsearch.tickets.links import links_of
from kbsearch.tickets.models import Happening, Ticket, TicketEvent
from kbsearch.tickets.notices import alarm
from kbsearch.tickets.routing import engineer
from kbsearch.tickets.viewer import Viewer, named, visible

SHOWN = 100
"""Escalations of a list that are shown at once."""

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What an article about a ticket can begin with: its paste and what was learnt when it came back."""

    title: str
    product: str
    paste: str
    learnt: str


class Escalations:
    """The escalations of one knowledge base."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def escalate(self, number: int, *, by: str, to: str = "", note: str = "") -> Ticket:
        """Hand a ticket to engineering: to somebody by name, the people of its category, or who has the least to do.

        Where nobody is there to take it, it stays with whoever works on it, and the alarm is raised at once.
        Raises KBE1030, KBE1050 and KBE1052.
        """
        with self._ledger.deed(number, by) as deed:
            ticket = deed.ticket
            if ticket.escalated is not None:
                problem = f"it waits for {ticket.assignee or 'engineering'} already"
                raise TicketRefused(number=number, problem=problem, hint="add a note, or hand it to somebody else")
            if not ticket.active:
                hint = "reopen it first if something is to be done"
                raise TicketRefused(number=number, problem=f"it is {ticket.state}", hint=hint)
            taker = actor_of(deed.session, to).name if to else self._taker(deed)
            tried = [link.article for link in links_of(deed.session, number)]
            event = deed.add(
                Happening.ESCALATED, to=taker or ticket.assignee, note=redact(note).text.strip(), tried=tried
            )
            if taker:
                deed.tell_all((taker, ticket.owner), event, to=taker, subject=ticket.subject)
            else:
                alarm(deed, self._ledger.tickets, event, to="", subject=ticket.subject)
        return ticket

    def bring_back(self, number: int, *, by: str, learnt: str = "") -> Ticket:
        """Give a ticket back to its owner, with what was learnt; raises KBE1050 and KBE1052."""
        with self._ledger.deed(number, by) as deed:
            if deed.ticket.escalated is None:
                raise TicketRefused(number=number, problem="it is not escalated", hint="nothing is to be brought back")
            waited = round((deed.at - deed.ticket.escalated) / HOUR, 2)
            event = deed.add(Happening.BROUGHT_BACK, learnt=redact(learnt).text.strip(), hours=waited)
            deed.tell(deed.ticket.owner, event, subject=deed.ticket.subject)
        return deed.ticket

    def open(self, viewer: Viewer, *, limit: int = SHOWN) -> Sequence[Ticket]:
        """What waits for engineering and may be seen, the longest first."""
        wanted = select(Ticket).where(Ticket.escalated.is_not(None)).order_by(Ticket.escalated, Ticket.number)
        with self._ledger.database.read() as session:
            seen = visible(viewer, named(session, self._ledger.tickets, viewer))
            return session.scalars(wanted.where(seen).limit(limit)).all()

    def lesson(self, number: int, viewer: Viewer) -> Lesson:
        """What an article about it can begin with; raises KBE1050."""
        with self._ledger.database.read() as session:
            ticket = row_of(session, Ticket, number)
            if ticket is None or not viewer.sees(ticket, named(session, self._ledger.tickets, viewer)):
                raise TicketUnknown(number=number)
            wanted = select(TicketEvent).where(
                TicketEvent.ticket == number,
                TicketEvent.kind.in_((Happening.OPENED, Happening.BROUGHT_BACK)),
            )
            events = session.scalars(wanted.order_by(TicketEvent.id)).all()
        learnt = [event.data["learnt"] for event in events if event.kind is Happening.BROUGHT_BACK]
        return Lesson(ticket.subject, ticket.product, events[0].data["text"], "\n\n".join(filter(None, learnt)))

    def rise(self) -> None:
        """Raise the alarm for every escalation that has passed a limit; for each limit once."""
        limits, at = self._ledger.tickets.escalation_hours, now()
        if not limits:
            return
        old = select(Ticket.number).where(Ticket.escalated <= at - limits[0] * HOUR, Ticket.level < len(limits))
        with self._ledger.database.read() as session:
            numbers = session.scalars(old).all()
        for number in numbers:
            with self._ledger.deed(number, "") as deed:
                self._rise_one(deed, at)

    def _rise_one(self, deed: Deed, at: datetime) -> None:
        if deed.ticket.escalated is None:  # it came back just now
            return
        hours = (at - deed.ticket.escalated) / HOUR
        level = sum(limit <= hours for limit in self._ledger.tickets.escalation_hours)
        if level > deed.ticket.level:
            event = deed.add(Happening.ESCALATION_ROSE, level=level, hours=int(hours))
            alarm(deed, self._ledger.tickets, event, hours=str(int(hours)), subject=deed.ticket.subject)

    def _taker(self, deed: Deed) -> str:
        """Who gets it where nobody is named; "" where nobody is there."""
        category = self._ledger.tickets.category(deed.ticket.category)
        return engineer(deed.session, category, deed.ticket.owner, deed.at)
