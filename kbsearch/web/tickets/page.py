"""The page `/tickets/<number>`: what was said, what is to be done, and everything that one may do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import render_template, request

from kbsearch.errors import KbError
from kbsearch.people.database import now
from kbsearch.people.roles import Right
from kbsearch.tickets.models import Channel, Happening
from kbsearch.web.identity import identity
from kbsearch.web.tickets import files
from kbsearch.web.tickets.door import log, number_of, room, viewer
from kbsearch.web.tickets.thread import entries
from kbsearch.web.visitor import visitor

SHOWN = 60
"""Events that are shown at once; the older ones are one click away."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What was in the way of a step, at which form of the page it is said, and what had been filled in there."""

    place: str
    error: KbError
    filled: Mapping[str, str] = field(default_factory=dict)


@room.get("/tickets/<number>")
def show(number: str) -> str:
    """A ticket; what whoever asks was told about it counts as seen. Raises KBE1050."""
    found = number_of(number)
    page_text = page(found)
    if log().notices.count(identity().name):
        log().notices.see(identity().name, ticket=found)
    return page_text


def page(number: int, problem: Problem | None = None) -> str:
    """The page of a ticket, with what was in the way of a step if something was."""
    tickets, asker = log(), viewer()
    ticket = tickets.get(number, asker)
    events = tickets.events(number, asker)
    promises = tickets.promises.of(number, asker)
    hidden = 0 if "all" in request.args else max(0, len(events) - SHOWN)
    links = tickets.links(number, asker)
    accounts = [one for one in visitor().kb.people.accounts.all() if one.active]
    settings = visitor().kb.settings.tickets
    return render_template(
        "ticket.html",
        ticket=ticket,
        thread=list(entries(events[hidden:], promises)),
        hidden=hidden,
        paste=next((one.data["text"] for one in events if one.kind is Happening.OPENED and one.ticket == number), ""),
        open_promises=[one for one in promises if one.kept is None],
        links=[(link, _title(link.article)) for link in links],
        similar=[one for one in tickets.similar(ticket.signature, asker, without=number) if one.incident != number],
        files=visitor().kb.attachments.of(number),
        largest_mb=files.largest_mb(),
        undelivered=[one for one in visitor().kb.post.outgoing.list(ticket=number) if one.problem],
        gathered=tickets.incidents.gathered(number, asker),
        changes=tickets.changes.of(number, asker),
        lesson=tickets.escalations.lesson(number, asker) if identity().writes else None,
        serves=identity().may(Right.SERVE) or identity().name == ticket.owner,
        names=[one.name for one in accounts],
        fields={one.name: one.title for one in settings.fields},
        own_fields=settings.fields,
        categories=settings.categories,
        products=visitor().products(),
        channels=tuple(Channel),
        now=now(),
        problem=problem,
    )


def _title(article: str) -> str:
    """The title of a linked article; "" for one that is gone."""
    with visitor().kb.catalog() as catalog:
        stored = catalog.article_by_id(article)
    return stored.article.title if stored is not None else ""
