"""Incidents: several tickets of one cause, answered at once; two tickets of one request, made one; one made two.

Nothing is lost in any of it: every event stays with the ticket in which it happened.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kbsearch.errors import TicketInvalid, TicketRefused
from kbsearch.people.database import row_of
from kbsearch.people.roles import Right
from kbsearch.tickets.ledger import Deed, Ledger
from kbsearch.tickets.models import Happening, State, Ticket, TicketEvent
from kbsearch.tickets.new import signed
from kbsearch.tickets.viewer import Viewer, named, visible
from kbsearch.tickets.wording import checked

MOST = 1_000
"""Tickets that one incident may gather."""


class Incidents:
    """What tickets have to do with each other."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def gather(self, number: int, others: Sequence[int], *, by: str) -> Sequence[int]:
        """Gather tickets of the same cause under one; which were not there yet. Raises KBE1050 to KBE1052."""
        with self._ledger.database.write() as session:
            head = self._ledger.within(session, number, by)
            if head.ticket.incident is not None:
                hint = f"gather them under ticket {head.ticket.incident}"
                raise TicketRefused(number=number, problem="it is gathered itself", hint=hint)
            fresh = [other for other in dict.fromkeys(others) if self._gather_one(head, other)]
            if fresh:
                if len(_gathered(session, number)) > MOST:
                    raise TicketInvalid(problem=f"an incident gathers up to {MOST:,} tickets", hint="begin another")
                head.add(Happening.GATHERED, gathered=fresh)
        return fresh

    def let_go(self, number: int, *, by: str) -> Ticket:
        """Take a ticket out of its incident; raises KBE1050 and KBE1052."""
        with self._ledger.deed(number, by) as deed:
            if deed.ticket.incident is None:
                raise TicketRefused(number=number, problem="no incident gathers it", hint="nothing is to be done")
            deed.add(Happening.LET_GO, incident=deed.ticket.incident)
        return deed.ticket

    def gathered(self, number: int, viewer: Viewer) -> Sequence[Ticket]:
        """The tickets that an incident gathers and that may be seen, oldest first."""
        with self._ledger.database.read() as session:
            seen = visible(viewer, named(session, self._ledger.tickets, viewer))
            wanted = select(Ticket).where(Ticket.incident == number, seen).order_by(Ticket.number).limit(MOST)
            return session.scalars(wanted).all()

    def answer(self, number: int, text: str, *, by: str, solve: bool = False, as_is: bool = False) -> Sequence[int]:
        """Say the same to the requesters of an incident and of all that it gathers and that is open; to which.

        With `solve` each is asked whether that fixed it. Raises KBE1036, KBE1050 to KBE1052 and KBE1054.
        """
        said = checked(text, self._ledger.tickets.internal_words, as_is=as_is)
        with self._ledger.database.write() as session:
            head = self._ledger.within(session, number, by, Right.SERVE)
            deeds = [head, *(self._ledger.within(session, one.number, "") for one in _gathered(session, number))]
            open_ones = [deed for deed in deeds if deed.ticket.active]
            if not open_ones:
                hint = "reopen one first if something is to be said"
                raise TicketRefused(number=number, problem=f"it is {head.ticket.state}, and so are all", hint=hint)
            for deed in open_ones:
                _answer(Deed(session, deed.ticket, head.by, head.at), said, number, solve)
        return [deed.ticket.number for deed in open_ones]

    def merge(self, number: int, into: int, *, by: str) -> Ticket:
        """Let a ticket go on in another one of the same requester; promises go with it. Raises KBE1050 and KBE1052.

        What two requesters said is never shown to one of them: their tickets are gathered, not merged.
        """
        with self._ledger.database.write() as session:
            from_, to = (self._ledger.within(session, one, by) for one in (number, into))
            if number == into:
                raise TicketRefused(number=number, problem="it is the same ticket", hint="name another one")
            if from_.ticket.requester_id != to.ticket.requester_id:
                problem = f"ticket {into} is of another requester"
                raise TicketRefused(number=number, problem=problem, hint="gather them as one incident")
            from_.add(Happening.MERGED, into=into)
            to.add(Happening.TOOK_IN, taken=number)
        return to.ticket

    def split(self, number: int, event: int, *, by: str, subject: str = "") -> Ticket:
        """Begin a ticket of its own with something that the requester said in another; both know of each other.

        Raises KBE1050 to KBE1052.
        """
        with self._ledger.database.write() as session:
            deed = self._ledger.within(session, number, by)
            said = row_of(session, TicketEvent, event)
            if said is None or said.ticket != number or said.kind not in (Happening.OPENED, Happening.HEARD):
                hint = "choose something that the requester said in it"
                raise TicketRefused(number=number, problem=f"event {event} cannot be split off", hint=hint)
            first = session.scalars(
                select(TicketEvent).where(TicketEvent.ticket == number).order_by(TicketEvent.id).limit(1)
            ).one()
            data = first.data | signed(said.data["text"], subject) | {"owner": deed.ticket.owner}
            data |= {"assignee": deed.ticket.owner, "category": deed.ticket.category, "private": deed.ticket.private}
            made, opened = self._ledger.open(session, deed.by, data | {"split_from": number})
            deed.add(Happening.SPLIT, into=made.ticket.number, event=event)
            made.tell(made.ticket.owner, opened, subject=made.ticket.subject)
            made.tell_requester(opened, subject=made.ticket.subject)
        return made.ticket

    def _gather_one(self, head: Deed, other: int) -> bool:
        """Gather one ticket; False where it was there already."""
        number, deed = head.ticket.number, self._ledger.within(head.session, other, head.by)
        if deed.ticket.incident == number:
            return False
        problem = ""
        if other == number:
            problem = "it cannot gather itself"
        elif deed.ticket.incident is not None:
            problem = f"ticket {deed.ticket.incident} gathers it"
        elif _gathered(head.session, other):
            problem = "it gathers others itself"
        if problem:
            raise TicketRefused(number=other, problem=problem, hint="choose another ticket, or let go of it first")
        deed.add(Happening.GATHERED, incident=number)
        return True


def _gathered(session: Session, number: int) -> Sequence[Ticket]:
    wanted = select(Ticket).where(Ticket.incident == number, Ticket.merged_into.is_(None))
    return session.scalars(wanted.order_by(Ticket.number)).all()


def _answer(deed: Deed, text: str, incident: int, solve: bool) -> None:
    state = State.OPEN if solve else State.WAITING_FOR_US
    event = deed.add(Happening.REPLIED, text=text, state=state.value, incident=incident)
    deed.tell_requester(event, text=text)
    if solve:
        asked = deed.add(Happening.SOLVED, article=deed.ticket.resolution)
        deed.tell_requester(asked, subject=deed.ticket.subject)
