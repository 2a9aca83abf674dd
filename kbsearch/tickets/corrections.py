"""Corrections: what is known about a ticket, said anew; what was said before stays in the events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kbsearch.articles.redact import redact
from kbsearch.settings.tickets import TicketsTable
from kbsearch.tickets.ledger import Deed
from kbsearch.tickets.models import Happening
from kbsearch.tickets.new import SUBJECT, check_impact, read_category, read_fields
from kbsearch.tickets.routing import route


@dataclass(frozen=True, slots=True)
class Corrected:
    """What is to be known instead; None leaves it as it is. `fields` are all of its own fields."""

    subject: str | None = None
    product: str | None = None
    category: str | None = None
    fields: Mapping[str, str] | None = None
    minutes: int | None = None
    people: int | None = None


def correct(deed: Deed, corrected: Corrected, tickets: TicketsTable) -> None:
    """Keep what changes, if anything does; another category is routed anew. Raises KBE1051."""
    ticket = deed.ticket
    wanted: dict[str, Any] = {}
    if corrected.subject is not None and corrected.subject.strip():
        wanted["subject"] = redact(" ".join(corrected.subject.split())).text[:SUBJECT]
    if corrected.product is not None:
        wanted["product"] = corrected.product.strip()
    if corrected.fields is not None:
        wanted["fields"] = read_fields(corrected.fields, tickets)
    minutes = ticket.minutes if corrected.minutes is None else corrected.minutes
    people = ticket.people if corrected.people is None else corrected.people
    check_impact(minutes, people)
    wanted |= {"minutes": minutes, "people": people}
    category = None
    if corrected.category is not None:
        category = read_category(corrected.category, tickets)
        wanted["category"] = category.name if category else corrected.category.strip()
    changes = {name: [getattr(ticket, name), value] for name, value in wanted.items() if getattr(ticket, name) != value}
    if not changes:
        return
    private = {"private": category is not None and category.private} if "category" in changes else {}
    deed.add(Happening.CORRECTED, changes=changes, **private)
    if category is not None and "category" in changes:
        way = route(deed.session, tickets, category, ticket.owner, deed.at)
        if way.owner != ticket.owner:
            event = deed.add(Happening.OWNER_CHANGED, to=way.owner, before=ticket.owner, reason="another category")
            deed.tell(way.owner, event, to=way.owner)
            deed.tell_requester(event, to=way.owner)
        if way.assignee != ticket.assignee:
            deed.tell(way.assignee, deed.add(Happening.HANDED, to=way.assignee, note=""), to=way.assignee)
