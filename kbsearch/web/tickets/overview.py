"""The page `/tickets`: lists of tickets, filtered by the address, a page at a time; and the same as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from flask import Response, render_template, request, stream_with_context
from werkzeug.datastructures import MultiDict

from kbsearch.errors import RequestInvalid
from kbsearch.tickets.lists import Filter
from kbsearch.tickets.models import Channel, State, Ticket
from kbsearch.tickets.spreadsheet import csv_line
from kbsearch.web.numbers import number_in
from kbsearch.web.tickets.door import log, room, viewer
from kbsearch.web.visitor import visitor

WHICH = {"open": "Open", "mine": "Mine", "unanswered": "Unanswered", "escalated": "Escalated", "all": "All"}
"""The lists that are one click away, and what they are called."""

NARROWED = (
    *("person", "requester", "product", "category", "signature", "article"),
    *("state", "channel", "incident", "since", "until"),
)
"""What narrows a list further, as it stands in the address."""

ROWS = 10_000
"""Tickets in a CSV file at most."""

COLUMNS = ("number", "opened", "changed", "state", "subject", "requester", "owner", "assignee", "product", "category",
           "channel", "resolution", "minutes_lost")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """What an address asks for: one of the lists, narrowed by more."""

    which: str
    filter: Filter
    values: dict[str, str]
    """What was chosen beside the list, as it stands in the address."""

    def address(self, **changes: Any) -> dict[str, Any]:
        """The values for `url_for`, with changes; what is empty is left out of an address."""
        values = {"which": self.which, **self.values} | changes
        return {name: value for name, value in values.items() if value not in ("", None)}


@room.get("/tickets")
def overview() -> str:
    """The tickets that are meant, the one that changed last first. Raises KBE1010 and KBE1051."""
    chosen, tickets, asker = _choice(request.args), log(), viewer()
    page = tickets.list(chosen.filter, asker, after=request.args.get("after", ""))
    settings = visitor().kb.settings.tickets
    return render_template(
        "tickets.html",
        chosen=chosen,
        which=WHICH,
        page=page,
        count=tickets.count(chosen.filter, asker),
        begun="after" in request.args,
        states=tuple(State),
        channels=tuple(Channel),
        categories=[one.name for one in settings.categories],
        products=visitor().products(),
        fields=settings.fields,
    )


@room.get("/tickets.csv")
def table() -> Response:
    """The same list as CSV, up to `ROWS` tickets."""
    chosen = _choice(request.args)
    headers = {"Content-Disposition": 'attachment; filename="tickets.csv"'}
    return Response(stream_with_context(_csv(chosen.filter)), mimetype="text/csv; charset=utf-8", headers=headers)


def _choice(args: MultiDict[str, str]) -> Choice:
    """The choice in an address; raises KBE1010 for a value that cannot be one."""
    which = args.get("which", "open")
    if which not in WHICH:
        raise RequestInvalid(problem=f"there is no list {which[:40]!r}", hint=f"choose one of {', '.join(WHICH)}")
    known = {one.name for one in visitor().kb.settings.tickets.fields}
    values = {name: args[name].strip() for name in NARROWED if args.get(name, "").strip()}
    own = {name[2:]: args[name].strip() for name in args if name.startswith("f.") and args[name].strip()}
    filter = Filter(
        states=(State(_known("state", values["state"], State)),) if "state" in values else (),
        channel=Channel(_known("channel", values["channel"], Channel)) if "channel" in values else None,
        person=values.get("person", ""),
        requester=values.get("requester", ""),
        product=values.get("product", ""),
        category=values.get("category", ""),
        signature=values.get("signature", ""),
        article=values.get("article", ""),
        incident=number_in(values.get("incident", "")),
        since=_day("since", values),
        until=_day("until", values),
        fields={name: value for name, value in own.items() if name in known},
    )
    return Choice(which, _of_list(which, filter), values | {f"f.{name}": value for name, value in own.items()})


def _of_list(which: str, filter: Filter) -> Filter:
    if which == "mine":
        return replace(filter, active=True, person=filter.person or viewer().name)
    if which == "unanswered":
        return replace(filter, active=True, states=filter.states or (State.NEW, State.REOPENED, State.WAITING_FOR_US))
    if which == "escalated":
        return replace(filter, escalated=True)
    return replace(filter, active=True if which == "open" else None)


def _known(name: str, given: str, kinds: type[State] | type[Channel]) -> str:
    values = [kind.value for kind in kinds]
    if given not in values:
        raise RequestInvalid(problem=f"{given[:40]!r} is no {name}", hint=f"choose one of {', '.join(values)}")
    return given


def _day(name: str, values: dict[str, str]) -> datetime | None:
    given = values.get(name)
    if given is None:
        return None
    try:
        return datetime.combine(datetime.fromisoformat(given).date(), time()).astimezone()
    except ValueError as error:
        raise RequestInvalid(problem=f"{name}: {given[:40]!r} is no day", hint="write it as 2026-11-20") from error


def _csv(filter: Filter) -> Iterator[str]:
    """The lines of the file."""
    tickets, asker, after, left = log(), viewer(), "", ROWS
    yield csv_line(COLUMNS)
    while left > 0:
        page = tickets.list(filter, asker, after=after, size=min(500, left))
        for ticket in page.tickets:
            yield csv_line(_values(ticket))
        after, left = page.after, left - len(page.tickets)
        if not after:
            return


def _values(ticket: Ticket) -> Iterator[object]:
    yield from (ticket.number, ticket.opened, ticket.changed)
    yield from (ticket.state, ticket.subject, ticket.requester.shown, ticket.owner, ticket.assignee)
    yield from (ticket.product, ticket.category, ticket.channel, ticket.resolution, ticket.minutes_lost)
