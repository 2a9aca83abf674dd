"""What events amount to: each kind of event changes its ticket in one way, now or when all are read again.

An event holds all that its effect depends on, so that neither settings nor accounts of today change
what happened then.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from kbsearch.people.database import Database
from kbsearch.tickets.models import Channel, Happening, Promise, State, Ticket, TicketEvent, TicketField

ENDED = frozenset({State.SOLVED, State.CLOSED})
"""The states in which nothing is to be done."""


def opened(event: TicketEvent) -> Ticket:
    """The ticket that begins with an event of the kind `opened`."""
    data = event.data
    return Ticket(
        requester_id=data["requester"],
        subject=data["subject"],
        channel=Channel(data["channel"]),
        product=data["product"],
        category=data["category"],
        private=data["private"],
        signature=data["signature"],
        signature_text=data["signature_text"],
        fields=data["fields"],
        minutes=data["minutes"],
        people=data["people"],
        state=State.OPEN if event.by else State.NEW,
        active=True,
        owner=data["owner"],
        assignee=data["assignee"],
        opened=event.at,
        changed=event.at,
        heard=event.at,
        contacts=1,
        reopenings=0,
        resolution="",
        level=0,
    )


def project(session: Session, ticket: Ticket, event: TicketEvent) -> None:
    """Change a ticket, and its promises, as an event says; the event has its number already."""
    ticket.changed = event.at
    change = _CHANGES.get(event.kind)
    if change is not None:
        change(ticket, event)
    if event.kind in _PROMISES:
        _promise(session, event)
    if event.kind in _PROMISES or event.kind is Happening.TOOK_IN:
        ticket.due = session.scalar(
            select(func.min(Promise.due)).where(Promise.ticket == ticket.number, Promise.kept.is_(None))
        )
    if event.kind in (Happening.OPENED, Happening.CORRECTED):
        _index_fields(session, ticket)


def rebuild(database: Database) -> int:
    """Make all tickets and promises again from their events; how many tickets that are."""
    with database.write() as session:
        for table in (TicketField, Promise, Ticket):
            session.execute(delete(table))
        made: dict[int, Ticket] = {}
        for event in session.scalars(select(TicketEvent).order_by(TicketEvent.id)):
            if event.kind is Happening.OPENED:
                made[event.ticket] = opened(event)
                made[event.ticket].number = event.ticket
                session.add(made[event.ticket])
            session.flush()
            project(session, made[event.ticket], event)
        return len(made)


def _set_state(ticket: Ticket, state: State) -> None:
    ticket.state, ticket.active = state, state not in ENDED


def _again(ticket: Ticket) -> None:
    """It was ended, and is not."""
    _set_state(ticket, State.REOPENED)
    ticket.reopenings += 1
    ticket.solved = ticket.confirmed = ticket.closed = None


def _heard(ticket: Ticket, event: TicketEvent) -> None:
    ticket.heard = event.at
    ticket.contacts += 1
    if ticket.merged_into is not None:
        return
    if ticket.state in ENDED:
        _again(ticket)
    elif ticket.state is not State.NEW:
        _set_state(ticket, State.WAITING_FOR_US)


def _replied(ticket: Ticket, event: TicketEvent) -> None:
    if ticket.state not in ENDED:
        _set_state(ticket, State(event.data["state"]))


def _corrected(ticket: Ticket, event: TicketEvent) -> None:
    for name, (_, after) in event.data["changes"].items():
        setattr(ticket, name, after)
    if "private" in event.data:
        ticket.private = event.data["private"]


def _linked(ticket: Ticket, event: TicketEvent) -> None:
    if event.data["kind"] == "resolution":
        ticket.resolution = event.data["article"]


def _unlinked(ticket: Ticket, event: TicketEvent) -> None:
    if event.data["kind"] == "resolution":
        ticket.resolution = ""


def _handed(ticket: Ticket, event: TicketEvent) -> None:
    ticket.assignee = event.data["to"]
    if ticket.state is State.NEW:
        _set_state(ticket, State.OPEN)


def _owner_changed(ticket: Ticket, event: TicketEvent) -> None:
    if ticket.assignee == ticket.owner:
        ticket.assignee = event.data["to"]
    ticket.owner = event.data["to"]


def _escalated(ticket: Ticket, event: TicketEvent) -> None:
    _set_state(ticket, State.WAITING_FOR_US)
    ticket.escalated, ticket.level, ticket.assignee = event.at, 0, event.data["to"]


def _escalation_rose(ticket: Ticket, event: TicketEvent) -> None:
    ticket.level = event.data["level"]


def _brought_back(ticket: Ticket, event: TicketEvent) -> None:
    ticket.escalated, ticket.level, ticket.assignee = None, 0, ticket.owner
    if ticket.state not in ENDED:
        _set_state(ticket, State.OPEN)


def _solved(ticket: Ticket, event: TicketEvent) -> None:
    _set_state(ticket, State.SOLVED)
    ticket.solved, ticket.escalated, ticket.level = event.at, None, 0


def _confirmed(ticket: Ticket, event: TicketEvent) -> None:
    _set_state(ticket, State.CLOSED)
    ticket.confirmed = ticket.closed = event.at


def _denied(ticket: Ticket, event: TicketEvent) -> None:
    ticket.heard = event.at
    ticket.contacts += 1
    ticket.assignee = ticket.owner
    _again(ticket)


def _closed(ticket: Ticket, event: TicketEvent) -> None:
    _set_state(ticket, State.CLOSED)
    ticket.closed, ticket.escalated, ticket.level = event.at, None, 0


def _reopened(ticket: Ticket, event: TicketEvent) -> None:
    ticket.assignee = ticket.owner
    _again(ticket)


def _gathered(ticket: Ticket, event: TicketEvent) -> None:
    ticket.incident = event.data.get("incident", ticket.incident)


def _let_go(ticket: Ticket, event: TicketEvent) -> None:
    ticket.incident = None


def _merged(ticket: Ticket, event: TicketEvent) -> None:
    _closed(ticket, event)
    ticket.merged_into = event.data["into"]


_CHANGES: dict[Happening, Callable[[Ticket, TicketEvent], None]] = {
    Happening.HEARD: _heard,
    Happening.REPLIED: _replied,
    Happening.CORRECTED: _corrected,
    Happening.LINKED: _linked,
    Happening.UNLINKED: _unlinked,
    Happening.HANDED: _handed,
    Happening.OWNER_CHANGED: _owner_changed,
    Happening.ESCALATED: _escalated,
    Happening.ESCALATION_ROSE: _escalation_rose,
    Happening.BROUGHT_BACK: _brought_back,
    Happening.SOLVED: _solved,
    Happening.CONFIRMED: _confirmed,
    Happening.DENIED: _denied,
    Happening.CLOSED: _closed,
    Happening.REOPENED: _reopened,
    Happening.GATHERED: _gathered,
    Happening.LET_GO: _let_go,
    Happening.MERGED: _merged,
}

_PROMISES = frozenset(
    {
        Happening.PROMISED,
        Happening.REMINDED,
        Happening.PROMISE_KEPT,
        Happening.PROMISE_MISSED,
        Happening.MERGED,
    }
)


def _promise(session: Session, event: TicketEvent) -> None:
    """Make a promise, or keep what became of it; where tickets are merged, what was promised is still to be kept."""
    if event.kind is Happening.MERGED:
        theirs = update(Promise).where(Promise.ticket == event.ticket, Promise.kept.is_(None))
        session.execute(theirs.values(ticket=event.data["into"]))
        return
    if event.kind is Happening.PROMISED:
        due = datetime.fromisoformat(event.data["due"])
        what, by = event.data["what"], event.by
        session.add(Promise(id=event.id, ticket=event.ticket, what=what, by=by, made=event.at, due=due))
        session.flush()
        return
    promise = session.get_one(Promise, event.data["promise"])
    if event.kind is Happening.REMINDED:
        promise.reminded = event.at
    elif event.kind is Happening.PROMISE_MISSED:
        promise.missed = event.at
    else:
        promise.kept = event.at
    session.flush()


def _index_fields(session: Session, ticket: Ticket) -> None:
    session.execute(delete(TicketField).where(TicketField.ticket == ticket.number))
    session.add_all(TicketField(ticket=ticket.number, name=name, value=said) for name, said in ticket.fields.items())
