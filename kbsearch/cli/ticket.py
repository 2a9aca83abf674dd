"""`kbsearch ticket`: the log of requests, from a terminal."""

from __future__ import annotations

from typing import Any

import click

from kbsearch.cli import ticket_talk, ticket_work
from kbsearch.cli.output import plain, write_json
from kbsearch.cli.session import Session, common_options, pass_session
from kbsearch.cli.ticket_options import (
    CHANNELS,
    KINDS,
    STATES,
    known_article,
    pairs,
    said_by,
    seen_by,
    text_of,
    viewer_of,
)
from kbsearch.counting import counted

LISTED = 50
"""Tickets that are listed where nothing else is asked."""


@click.group(
    epilog="""\b
Examples
  kbsearch ticket add --by ana --requester "Maria <maria@shop.example>" --paste - < error.log
  kbsearch ticket link 12 sync-e4012 --as resolution --by ana
  kbsearch ticket solve 12 --by ana
  kbsearch ticket list --owner ana
  kbsearch ticket show 12"""
)
def command() -> None:
    """Keep the log of requests.

    A ticket has one owner, whom the requester deals with from the first contact to the end. Notes are
    internal, replies are for the requester. Tickets of a private category are shown to its people
    alone: name yourself with --by.
    """


for one in (*ticket_talk.COMMANDS, *ticket_work.COMMANDS):
    command.add_command(one)


@command.command(
    epilog="""\b
Examples
  kbsearch ticket add --by ana --requester Maria --subject "printer on fire"
  build 2>&1 | kbsearch ticket add --by ana --requester otto@shop.example --paste - --json"""
)
@said_by
@click.option(
    "--requester", required=True, metavar="WHO", help="Who asks: a name, an e-mail address, 'Name <address>'."
)
@click.option("--paste", default="", metavar="TEXT", help="What they pasted or said; '-' reads standard input.")
@click.option("--subject", default="", metavar="TEXT", help="A line about it; without it, the error of the paste.")
@click.option("--channel", type=click.Choice(CHANNELS), default="phone", show_default=True, help="How they reached us.")
@click.option("--product", default="", metavar="NAME", help="The product that it is about.")
@click.option("--category", default="", metavar="NAME", help="The category; it says who works on it.")
@click.option("--article", default="", metavar="ID", help="An article to link.")
@click.option("--as", "kind", type=click.Choice(KINDS), default="reference", show_default=True, help="What it was.")
@click.option("--field", "fields", multiple=True, metavar="NAME=VALUE", help="A field of your own; may be repeated.")
@click.option("--minutes", type=int, default=0, metavar="N", help="Minutes that it costs each of those it stops.")
@click.option("--people", type=int, default=1, metavar="N", help="How many people it stops.")
@click.option("--json", "as_json", is_flag=True, help="Print the ticket as JSON.")
@common_options()
@pass_session
def add(
    session: Session,
    by: str,
    requester: str,
    paste: str,
    subject: str,
    channel: str,
    product: str,
    category: str,
    article: str,
    kind: str,
    fields: tuple[str, ...],
    minutes: int,
    people: int,
    as_json: bool,
) -> None:
    """Log a request, and print the number of its ticket."""
    from kbsearch.tickets.data import ticket_data
    from kbsearch.tickets.links import LinkKind
    from kbsearch.tickets.models import Channel
    from kbsearch.tickets.new import New

    with session.open() as kb:
        new = New(
            requester=requester,
            paste=text_of(paste),
            subject=subject,
            channel=Channel(channel),
            product=product,
            category=category,
            article=known_article(kb, article),
            kind=LinkKind(kind),
            fields=pairs(fields),
            minutes=minutes,
            people=people,
        )
        ticket = kb.tickets.add(new, by=by)
        alike = kb.tickets.similar(ticket.signature, kb.tickets.viewer(by), without=ticket.number)
    if as_json:
        write_json(ticket_data(ticket) | {"similar": [other.number for other in alike]})
        return
    click.echo(f"ticket {ticket.number}, owner {plain(ticket.owner)}: {plain(ticket.subject)}")
    if alike:
        click.echo(f"open tickets of the same error: {', '.join(str(other.number) for other in alike)}")


@command.command(
    name="list",
    epilog="""\b
Examples
  kbsearch ticket list                         what is open
  kbsearch ticket list --all --product acme-sync
  kbsearch ticket list --unlinked --json | jq '.tickets[].subject'""",
)
@seen_by
@click.option("--all", "every", is_flag=True, help="Also what is solved or closed.")
@click.option("--state", "states", multiple=True, type=click.Choice(STATES), help="Of a state; may be repeated.")
@click.option("--person", default="", metavar="NAME", help="Owned by somebody, or worked on by them.")
@click.option("--owner", default="", metavar="NAME", help="Owned by somebody.")
@click.option("--assignee", default="", metavar="NAME", help="Worked on by somebody.")
@click.option("--requester", default="", metavar="WHO", help="Of a requester: their address, or their name.")
@click.option("--product", default="", metavar="NAME", help="About a product.")
@click.option("--category", default="", metavar="NAME", help="Of a category.")
@click.option("--signature", default="", metavar="ID", help="Of the same error.")
@click.option("--field", "fields", multiple=True, metavar="NAME=VALUE", help="With a value; may be repeated.")
@click.option("--unlinked", is_flag=True, help="That no article solved.")
@click.option("--escalated", is_flag=True, help="That wait for engineering.")
@click.option("--limit", type=click.IntRange(1, 1000), default=LISTED, show_default=True, help="How many.")
@click.option("--after", default="", metavar="PLACE", help="Where the page begins, as the page before said.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
def list_(
    session: Session,
    /,
    by: str,
    every: bool,
    states: tuple[str, ...],
    fields: tuple[str, ...],
    unlinked: bool,
    escalated: bool,
    limit: int,
    after: str,
    as_json: bool,
    **equal: Any,
) -> None:
    """List tickets, the one that changed last first."""
    from kbsearch.tickets.data import ticket_data
    from kbsearch.tickets.lists import Filter
    from kbsearch.tickets.models import State

    wanted = Filter(
        active=None if every or states else True,
        states=tuple(map(State, states)),
        linked=False if unlinked else None,
        escalated=True if escalated else None,
        fields=pairs(fields),
        **equal,
    )
    with session.open() as kb:
        viewer = viewer_of(kb, by)
        page = kb.tickets.list(wanted, viewer, after=after, size=limit)
        count = kb.tickets.count(wanted, viewer)
    if as_json:
        write_json({"tickets": [ticket_data(ticket) for ticket in page.tickets], "after": page.after})
        return
    if not page.tickets:
        click.echo("no ticket is like that" if every or states else "no ticket is open")
    for ticket in page.tickets:
        mark = "!" if ticket.escalated else " "
        head = f"{ticket.number:6} {mark} {ticket.state.value:21}  {plain(ticket.owner or '-'):12}"
        click.echo(f"{head}  {plain(ticket.requester.shown)}: {plain(ticket.subject)}")
    if page.after:
        click.echo(f"{counted(len(page.tickets), 'ticket')} of {count}; the next with --after {page.after}")


@command.command(epilog="\b\nExamples\n  kbsearch ticket show 12\n  kbsearch ticket show 12 --json --by eva")
@click.argument("number", type=int)
@seen_by
@click.option("--json", "as_json", is_flag=True, help="Print the ticket with all that happened as JSON.")
@common_options()
@pass_session
def show(session: Session, number: int, by: str, as_json: bool) -> None:
    """Show a ticket and all that happened in it."""
    from kbsearch.cli.ticket_page import print_ticket
    from kbsearch.tickets.data import approval_data, event_data, link_data, promise_data, ticket_data

    with session.open() as kb:
        log, viewer = kb.tickets, viewer_of(kb, by)
        ticket, events, links = log.get(number, viewer), log.events(number, viewer), log.links(number, viewer)
        promises, approvals = log.promises.of(number, viewer), log.changes.of(number, viewer)
        gathered = [one.number for one in log.incidents.gathered(number, viewer)]
    if as_json:
        write_json(
            ticket_data(ticket)
            | {
                "links": [link_data(link) for link in links],
                "promises": [promise_data(promise) for promise in promises],
                "approvals": [approval_data(approval) for approval in approvals],
                "gathered": gathered,
                "events": [event_data(event) for event in events],
            }
        )
        return
    print_ticket(ticket, events, links, promises, gathered)


@command.command(epilog="\b\nExamples\n  kbsearch ticket due --by ana\n  kbsearch ticket due --json")
@seen_by
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
def due(session: Session, by: str, as_json: bool) -> None:
    """List the promises that are still to be kept, the longest overdue first; with --by, those of somebody."""
    from kbsearch.cli.ticket_page import local
    from kbsearch.people.database import now
    from kbsearch.tickets.data import promise_data

    with session.open() as kb:
        found = kb.tickets.promises.due(viewer_of(kb, by), mine=bool(by))
    if as_json:
        write_json([promise_data(one.promise) for one in found])
        return
    if not found:
        click.echo("nothing is promised")
    for one in found:
        late = "MISSED " if one.promise.due <= now() else "       "
        head = f"{late}{local(one.promise.due)}  promise {one.promise.id}, ticket {one.ticket.number}"
        click.echo(f"{head}  {plain(one.promise.what)} ({plain(one.ticket.requester.shown)})")
