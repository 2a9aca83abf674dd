"""One ticket as people read it on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from textwrap import indent

import click

from kbsearch.cli.output import plain
from kbsearch.tickets.links import Link
from kbsearch.tickets.models import Promise, Ticket, TicketEvent

_TOLD = ("text", "note", "reason", "learnt", "what", "answer", "article", "to", "into", "due", "outcome", "approver")
"""What of an event is shown, where it has it."""


def local(moment: datetime) -> str:
    """A moment in the time zone of this machine."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def print_ticket(
    ticket: Ticket,
    events: Sequence[TicketEvent],
    links: Sequence[Link],
    promises: Sequence[Promise],
    gathered: Sequence[int],
) -> None:
    """What is known about a ticket, then what happened, oldest first."""
    for line in _lines(ticket, links, promises, gathered):
        click.echo(plain(line))
    for event in events:
        kept = "public" if event.public else "internal"
        by = event.by or ("requester" if event.public else "kbsearch")
        click.echo(plain(f"{event.id:6}  {local(event.at)}  {event.kind.value} by {by} ({kept})"))
        for name in _TOLD:
            value = event.data.get(name)
            if value:
                said = local(datetime.fromisoformat(value)) if name == "due" else str(value)
                click.echo(plain(indent(said.strip() if name == "text" else f"{name}: {said}", "        ")))


def _lines(ticket: Ticket, links: Sequence[Link], promises: Sequence[Promise], gathered: Sequence[int]) -> list[str]:
    mail = f" <{ticket.requester.mail}>" if ticket.requester.mail and ticket.requester.name else ""
    about = ", ".join(filter(None, (ticket.product, ticket.category, f"by {ticket.channel.value}")))
    found = [
        f"Ticket {ticket.number}: {ticket.subject}",
        f"{ticket.state.value}, owner {ticket.owner or 'nobody'}, worked on by {ticket.assignee or 'nobody'}",
        f"{ticket.requester.shown}{mail}, {about}, since {local(ticket.opened)}",
    ]
    found += [f"{name}: {value}" for name, value in ticket.fields.items()]
    if ticket.minutes:
        found.append(f"costs {ticket.minutes_lost:,} minutes ({ticket.minutes:,} for each of {ticket.people:,})")
    if ticket.escalated is not None:
        found.append(f"escalated since {local(ticket.escalated)}")
    if ticket.incident is not None:
        found.append(f"gathered under ticket {ticket.incident}")
    if gathered:
        found.append(f"gathers {', '.join(map(str, gathered))}")
    if ticket.merged_into is not None:
        found.append(f"goes on in ticket {ticket.merged_into}")
    found += [f"{link.kind.value}: {link.article}" for link in links]
    return found + [_promised(promise) for promise in promises]


def _promised(promise: Promise) -> str:
    how = {None: "to be kept", True: "kept", False: "missed" if promise.kept is None else "kept late"}[promise.in_time]
    return f"promise {promise.id}: {promise.what} by {local(promise.due)}, {how}"
