"""The viewer: who looks at the log. What they may not know of does not exist for them.

    everybody with an account   tickets of no private category, and their own
    engineer                    their own, and those of the categories that name them
    the people of a private category   its tickets, and nobody else: no admin either

Every list, count, report and export goes by `visible`, so this is the one file that decides.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, or_
from sqlalchemy.orm import Session

from kbsearch.people.roles import Right, Role, may
from kbsearch.people.rotations import members_of
from kbsearch.settings.tickets import CategoryTable, TicketsTable
from kbsearch.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Viewer:
    """Someone with an account; `role` is None for whoever has none."""

    name: str
    role: Role | None

    def sees(self, ticket: Ticket, categories: Collection[str]) -> bool:
        """Whether they may know of a ticket; `categories` are those that name them, as `named` finds them."""
        if not may(self.role, Right.SOLVE):
            return False
        own = bool(self.name) and self.name in (ticket.owner, ticket.assignee)
        open_to_all = not ticket.private and may(self.role, Right.SERVE)
        return own or open_to_all or ticket.category in categories


def visible(viewer: Viewer, categories: Collection[str]) -> ColumnElement[bool]:
    """The condition on tickets under which a viewer may know of one: `Viewer.sees` as SQL."""
    if not may(viewer.role, Right.SOLVE):
        return false()
    own = [Ticket.owner == viewer.name, Ticket.assignee == viewer.name] if viewer.name else []
    named_in = [Ticket.category.in_(sorted(categories))] if categories else []
    open_to_all = [Ticket.private.is_(False)] if may(viewer.role, Right.SERVE) else []
    return or_(false(), *own, *named_in, *open_to_all)


def named(session: Session, tickets: TicketsTable, viewer: Viewer) -> frozenset[str]:
    """The categories whose people the viewer is one of."""
    return frozenset(
        one.name
        for one in tickets.categories
        if viewer.name and viewer.name.casefold() in {name.casefold() for name in people_of(session, one)}
    )


def people_of(session: Session, category: CategoryTable) -> list[str]:
    """The people of a category: those it names, or those in its rotation."""
    return list(category.people) or [account.name for account in members_of(session, category.rotation)]
