"""Lists of tickets: which are meant, in which order, a page at a time.

A page begins after the last ticket of the one before (keyset), so that the thousandth page costs
what the first does. How many there are is counted up to a limit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, tuple_

from kbsearch.errors import RequestInvalid
from kbsearch.people.database import storable
from kbsearch.tickets.models import Channel, Requester, State, Ticket, TicketField

SHOWN = 50
"""Tickets on a page where nothing else is asked."""

COUNTED = 1_000
"""How far a list is counted."""

_PLACE = re.compile(r"(\d{1,17})-(\d{1,9})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which tickets are meant; what is left out does not matter.

    `person` owns it or works on it; `requester` is a name or an address; `article` what solved it;
    `linked` whether anything did; `fields` the values of own fields; `since` and `until` bound when
    it was opened.
    """

    active: bool | None = None
    states: tuple[State, ...] = ()
    person: str = ""
    owner: str = ""
    assignee: str = ""
    requester: str = ""
    product: str = ""
    category: str = ""
    channel: Channel | None = None
    signature: str = ""
    article: str = ""
    linked: bool | None = None
    escalated: bool | None = None
    incident: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The filter as conditions on `Ticket`."""
        equal = (
            (Ticket.owner, self.owner),
            (Ticket.assignee, self.assignee),
            (Ticket.product, self.product),
            (Ticket.category, self.category),
            (Ticket.channel, self.channel),
            (Ticket.signature, self.signature),
            (Ticket.resolution, self.article),
            (Ticket.incident, self.incident),
        )
        found = [
            column == (storable(wanted) if isinstance(wanted, str) else wanted) for column, wanted in equal if wanted
        ]
        if self.active is not None:
            found.append(Ticket.active.is_(self.active))
        if self.states:
            found.append(Ticket.state.in_(self.states))
        if self.person:
            found.append(or_(Ticket.owner == self.person, Ticket.assignee == self.person))
        if self.requester:
            who = storable(self.requester).strip()
            ids = select(Requester.id).where(or_(Requester.key == who.casefold(), Requester.name == who))
            found.append(Ticket.requester_id.in_(ids))
        if self.linked is not None:
            found.append(Ticket.resolution != "" if self.linked else Ticket.resolution == "")
        if self.escalated is not None:
            found.append(Ticket.escalated.is_not(None) if self.escalated else Ticket.escalated.is_(None))
        if self.since is not None:
            found.append(Ticket.opened >= self.since)
        if self.until is not None:
            found.append(Ticket.opened < self.until)
        return [*found, *(_has_field(name, value) for name, value in self.fields.items())]


@dataclass(frozen=True, slots=True)
class Page:
    """Some tickets, the one that changed last first; `after` is where the next page begins, "" where there is none."""

    tickets: tuple[Ticket, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are; `more` says that there are more than were counted."""

    number: int
    more: bool

    def __str__(self) -> str:
        return f"{self.number:,}{'+' if self.more else ''}"


def page_query(filter: Filter, seen: ColumnElement[bool], after: str, size: int) -> Select[Ticket]:
    """The tickets of a page, and one more that tells whether there is another; raises KBE1010 for a wrong `after`."""
    wanted = select(Ticket).where(seen, *filter.conditions())
    if after:
        at, number = _read_place(after)
        wanted = wanted.where(tuple_(Ticket.changed, Ticket.number) < tuple_(literal(at, Ticket.changed.type), number))
    return wanted.order_by(Ticket.changed.desc(), Ticket.number.desc()).limit(size + 1)


def count_query(filter: Filter, seen: ColumnElement[bool], limit: int) -> Select[int]:
    """How many tickets there are, up to one more than `limit`."""
    inner = select(literal(1)).select_from(Ticket).where(seen, *filter.conditions()).limit(limit + 1)
    return select(func.count()).select_from(inner.subquery())


def place_of(ticket: Ticket) -> str:
    """Where the page after a ticket begins: the microsecond when it changed, and its number."""
    return f"{(ticket.changed - _EPOCH) // timedelta(microseconds=1)}-{ticket.number}"


def _read_place(after: str) -> tuple[datetime, int]:
    found = _PLACE.fullmatch(after)
    if found is None:
        hint = "take the place that the page before gave"
        raise RequestInvalid(problem=f"{after[:60]!r} is no place in a list", hint=hint)
    return _EPOCH + timedelta(microseconds=int(found[1])), int(found[2])


def _has_field(name: str, value: str) -> ColumnElement[bool]:
    return exists().where(
        and_(TicketField.ticket == Ticket.number, TicketField.name == name, TicketField.value == value)
    )
