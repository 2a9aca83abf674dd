"""The ledger: one deed on one ticket, with what it amounts to and who hears of it, whole or not at all."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kbsearch.errors import NotAllowed, TicketRefused, TicketUnknown
from kbsearch.people.accounts import Account, find_account
from kbsearch.people.database import Database, now, row_of, storable
from kbsearch.people.roles import Right, Role, may
from kbsearch.settings.tickets import TicketsTable
from kbsearch.tickets.models import PUBLIC, Happening, Notice, Requester, Ticket, TicketEvent
from kbsearch.tickets.projection import opened, project
from kbsearch.tickets.viewer import Viewer, named


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that `by` does to a ticket in one transaction; "" is the requester, or what goes on by itself."""

    session: Session
    ticket: Ticket
    by: str
    at: datetime

    def add(self, kind: Happening, /, **data: Any) -> TicketEvent:
        """Put on record what happens, and what it amounts to."""
        event = _event(kind, self.ticket.number, self.by, self.at, data)
        self.session.add(event)
        self.session.flush()
        project(self.session, self.ticket, event)
        return event

    def tell(self, account: str, event: TicketEvent, **values: str) -> None:
        """Let somebody with an account know, unless they did it themselves."""
        if account and account != self.by:
            self._notice(account, event, values)

    def tell_all(self, accounts: Iterable[str], event: TicketEvent, **values: str) -> None:
        """Let several people know, each once."""
        for account in dict.fromkeys(accounts):
            self.tell(account, event, **values)

    def tell_requester(self, event: TicketEvent, **values: str) -> None:
        """Let the requester know; who has left no address hears of it when they look."""
        self._notice("", event, values)

    def _notice(self, account: str, event: TicketEvent, values: dict[str, str]) -> None:
        self.session.add(
            Notice(
                account=account,
                kind=event.kind.value,
                ticket=self.ticket.number,
                event=event.id,
                values=values,
                at=self.at,
            )
        )


class Ledger:
    """Where deeds are written; everything that changes a ticket goes through it."""

    def __init__(self, tickets: TicketsTable, database: Database) -> None:
        self.tickets = tickets
        self.database = database

    @contextlib.contextmanager
    def deed(self, number: int, by: str, right: Right = Right.SOLVE) -> Iterator[Deed]:
        """A deed on a ticket, kept when the block ends; raises as `within` does."""
        with self.database.write() as session:
            yield self.within(session, number, by, right)

    def within(self, session: Session, number: int, by: str, right: Right = Right.SOLVE) -> Deed:
        """A deed on a ticket, in a session that writes.

        Raises KBE1050 where there is none that `by` may know of, KBE1030 and KBE1036 where `by` has no
        account or not the right (the owner of a ticket may answer its requester in any case), KBE1052
        where the ticket was merged into another.
        """
        ticket = row_of(session, Ticket, number)
        actor = actor_of(session, by)
        if ticket is None or not self.may_see(session, actor, ticket):
            raise TicketUnknown(number=number)
        if by and not may(actor.role, right) and not (right is Right.SERVE and actor.name == ticket.owner):
            raise NotAllowed(name=actor.name, doing=right.value, problem=f"as {actor.role}")
        if ticket.merged_into is not None:
            said = f"it was merged into ticket {ticket.merged_into}"
            raise TicketRefused(number=number, problem=said, hint=f"go on in ticket {ticket.merged_into}")
        return Deed(session, ticket, actor.name, now())

    def open(self, session: Session, by: str, data: dict[str, Any]) -> tuple[Deed, TicketEvent]:
        """Begin a ticket with what is known about it, in a session that writes: the deed, and what it begins with."""
        event = _event(Happening.OPENED, 0, by, now(), data)
        ticket = opened(event)
        ticket.requester = session.get_one(Requester, data["requester"])
        session.add(ticket)
        session.flush()
        event.ticket = ticket.number
        session.add(event)
        session.flush()
        project(session, ticket, event)
        return Deed(session, ticket, by, event.at), event

    def may_see(self, session: Session, viewer: Viewer, ticket: Ticket) -> bool:
        """Whether somebody may know of a ticket; what has no name, the requester's own doors, was let in before."""
        return not viewer.name or viewer.sees(ticket, named(session, self.tickets, viewer))


def actor_of(session: Session, by: str) -> Viewer:
    """Whoever does something, with the name as their account has it. Raises KBE1030 and KBE1036.

    While nobody has an account, nobody can sign in either: any name is taken then, as that of an admin.
    """
    if not by:
        return Viewer("", None)
    if session.scalar(select(Account.id).limit(1)) is None:
        return Viewer(by.strip(), Role.ADMIN)
    account = find_account(session, by)
    if not account.active:
        raise NotAllowed(name=account.name, doing="work on tickets", problem="the account is shut")
    return Viewer(account.name, account.role)


def _event(kind: Happening, ticket: int, by: str, at: datetime, data: dict[str, Any]) -> TicketEvent:
    return TicketEvent(ticket=ticket, at=at, by=by, kind=kind, public=kind in PUBLIC, data=_storable(data))


def _storable(value: Any) -> Any:
    """A part of an event, its texts as every database takes them."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {_storable(name): _storable(part) for name, part in value.items()}
    return [_storable(part) for part in value] if isinstance(value, list) else value
