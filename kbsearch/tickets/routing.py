"""Routing: whose a new ticket is. Nobody is asked who is away, and no request is nobody's while somebody is there.

The agent who takes a call owns the ticket; the people of its category work on it. What comes in
without an agent goes to those people, or to whoever `[tickets] people` names. A private category's
ticket belongs to its people from the first moment, whoever took the call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kbsearch.people.accounts import Account
from kbsearch.people.roles import Right, Role, may
from kbsearch.people.rotations import everybody, present, take_turn
from kbsearch.settings.tickets import CategoryTable, TicketsTable, Turn
from kbsearch.tickets.models import Ticket
from kbsearch.tickets.viewer import people_of


@dataclass(frozen=True, slots=True)
class Route:
    """Whom the requester deals with, and who works on it; "" where nobody has an account."""

    owner: str
    assignee: str


def route(session: Session, tickets: TicketsTable, category: CategoryTable | None, by: str, at: datetime) -> Route:
    """Whose a ticket of a category (None for none) is that `by` logs; "" where it came in by itself."""
    worker = _of_category(session, category, at) if category is not None else ""
    if category is not None and category.private:
        return Route(worker, worker)
    if by:
        return Route(by, worker or by)
    if worker and _serves(session, worker):
        return Route(worker, worker)
    owner = _of_desk(session, tickets, at)
    return Route(owner or worker, worker or owner)


def engineer(session: Session, category: CategoryTable | None, owner: str, at: datetime) -> str:
    """Who takes an escalation: somebody of the category but the owner, else an engineer with little to do; or ""."""
    if category is not None:
        others = [one for one in _accounts(session, people_of(session, category)) if one.name != owner]
        chosen = _choose(session, f"category {category.name}", others, category.turn, at)
        if chosen or category.private:
            return chosen
    engineers = [one for one in everybody(session) if one.role is Role.ENGINEER and one.name != owner]
    return _choose(session, "engineering", engineers, "least-open", at)


def _of_category(session: Session, category: CategoryTable, at: datetime) -> str:
    """Who takes the next of a category. Where all are away it is the first, for what is private to find when back."""
    names = people_of(session, category)
    people = _accounts(session, names)
    chosen = _choose(session, f"category {category.name}", people, category.turn, at)
    if chosen or not category.private:
        return chosen
    return next((one.name for one in people), names[0] if names else "")


def _of_desk(session: Session, tickets: TicketsTable, at: datetime) -> str:
    people = _accounts(session, tickets.people) or [one for one in everybody(session) if may(one.role, Right.SERVE)]
    return _choose(session, "requests", people, tickets.turn, at) or (people[0].name if people else "")


def _choose(session: Session, key: str, people: Sequence[Account], turn: Turn, at: datetime) -> str:
    able = present(session, people, at)
    if turn == "first":
        return able[0].name if able else ""
    if turn == "least-open":
        able = _least_open(session, able)
    chosen = take_turn(session, key, able, at)
    return chosen.name if chosen is not None else ""


def _least_open(session: Session, able: Sequence[Account]) -> list[Account]:
    """Those of them who have the fewest open tickets to work on."""
    names = [one.name for one in able]
    counted = (
        select(Ticket.assignee, func.count())
        .where(Ticket.assignee.in_(names), Ticket.active.is_(True))
        .group_by(Ticket.assignee)
    )
    open_ones = {row[0]: row[1] for row in session.execute(counted)}
    fewest = min((open_ones.get(name, 0) for name in names), default=0)
    return [one for one in able if open_ones.get(one.name, 0) == fewest]


def _accounts(session: Session, names: Sequence[str]) -> list[Account]:
    """The accounts of those names, in their order; a name without an account is passed over."""
    keys = [name.casefold() for name in names]
    found = {one.key: one for one in session.scalars(select(Account).where(Account.key.in_(keys)))}
    return [found[key] for key in keys if key in found]


def _serves(session: Session, name: str) -> bool:
    return any(may(one.role, Right.SERVE) for one in _accounts(session, [name]))
