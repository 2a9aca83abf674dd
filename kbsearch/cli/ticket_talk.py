"""What is said in a ticket, and how it ends: note, reply, hear, link, solve, confirm, close."""

from __future__ import annotations

import click

from kbsearch.cli.session import Session
from kbsearch.cli.ticket_options import CHANNELS, KINDS, deed, known_article, say, text_of, viewer_of


@click.command(epilog="\b\nExamples\n  kbsearch ticket note 12 'the relay again' --by ana")
@deed
@click.argument("text")
def note(session: Session, number: int, text: str, by: str, as_json: bool) -> None:
    """Keep a note that only those inside read; '-' reads it from standard input."""
    with session.open() as kb:
        kb.tickets.note(number, text_of(text), by=by)
        say(kb.tickets.get(number, viewer_of(kb, by)), f"noted in ticket {number}", as_json)


@click.command(
    epilog="""\b
Examples
  kbsearch ticket reply 12 "Please make a new token. I call you at 15:00." --by ana
  kbsearch ticket reply 12 - --by ana < answer.txt"""
)
@deed
@click.argument("text")
@click.option("--as-is", is_flag=True, help="Send it although it holds words that are not for requesters.")
def reply(session: Session, number: int, text: str, by: str, as_is: bool, as_json: bool) -> None:
    """Answer the requester; '-' reads the answer from standard input.

    Internal words, and promises that do not say by when, are pointed out first.
    """
    with session.open() as kb:
        kb.tickets.reply(number, text_of(text), by=by, as_is=as_is)
        ticket = kb.tickets.get(number, viewer_of(kb, by))
    say(ticket, f"answered {ticket.requester.shown} in ticket {number}", as_json)


@click.command(epilog="\b\nExamples\n  kbsearch ticket hear 12 'it is back' --by ana --channel phone")
@deed
@click.argument("text")
@click.option("--channel", type=click.Choice(CHANNELS), default="phone", show_default=True, help="How they said it.")
def hear(session: Session, number: int, text: str, by: str, channel: str, as_json: bool) -> None:
    """Keep what the requester says; a ticket that was solved or closed is open again."""
    from kbsearch.tickets.models import Channel

    with session.open() as kb:
        event = kb.tickets.hear(number, text_of(text), channel=Channel(channel), by=by)
        ticket = kb.tickets.get(event.ticket, viewer_of(kb, by))
    say(ticket, f"kept in ticket {ticket.number}, which is {ticket.state}", as_json)


@click.command(epilog="\b\nExamples\n  kbsearch ticket link 12 sync-e4012 --as resolution --by ana")
@deed
@click.argument("article")
@click.option("--as", "kind", type=click.Choice(KINDS), required=True, help="What the article was to the request.")
def link(session: Session, number: int, article: str, by: str, kind: str, as_json: bool) -> None:
    """Link an article: what solved the request (one at most), what was read beside it, or what was not the answer."""
    from kbsearch.tickets.links import LinkKind

    with session.open() as kb:
        ticket = kb.tickets.link(number, known_article(kb, article), LinkKind(kind), by=by)
    say(ticket, f"ticket {number}: {article} is linked as {kind}", as_json)


@click.command(epilog="\b\nExamples\n  kbsearch ticket unlink 12 sync-e4012 --by ana")
@deed
@click.argument("article")
def unlink(session: Session, number: int, article: str, by: str, as_json: bool) -> None:
    """Take a link back; that it was there stays on record."""
    with session.open() as kb:
        ticket = kb.tickets.unlink(number, article, by=by)
    say(ticket, f"ticket {number}: {article} is not linked any more", as_json)


@click.command(epilog="\b\nExamples\n  kbsearch ticket solve 12 --by ana --article sync-e4012")
@deed
@click.option("--article", default="", metavar="ID", help="What solved it, if that is not linked yet.")
def solve(session: Session, number: int, by: str, article: str, as_json: bool) -> None:
    """Say that a ticket is solved: the requester is asked whether it is."""
    with session.open() as kb:
        ticket = kb.tickets.solve(number, by=by, article=known_article(kb, article))
    say(ticket, f"ticket {number} is solved; {ticket.requester.shown} is asked whether it is", as_json)


@click.command(epilog="\b\nExamples\n  kbsearch ticket confirm 12 --by ana\n  kbsearch ticket confirm 12 --no --by ana")
@deed
@click.option("--no", "not_fixed", is_flag=True, help="It did not fix the reason for which they called.")
def confirm(session: Session, number: int, by: str, not_fixed: bool, as_json: bool) -> None:
    """Keep what the requester said when asked whether it is fixed; a no opens the ticket again."""
    with session.open() as kb:
        ticket = kb.tickets.confirm(number, not not_fixed, by=by)
    said = "is open again" if not_fixed else "is closed: the requester says it is fixed"
    say(ticket, f"ticket {ticket.number} {said}", as_json)


@click.command(epilog="\b\nExamples\n  kbsearch ticket close 12 --by ana --reason 'wrong number'")
@deed
@click.option("--reason", default="", metavar="TEXT", help="Why.")
def close(session: Session, number: int, by: str, reason: str, as_json: bool) -> None:
    """End a ticket without asking anybody."""
    with session.open() as kb:
        ticket = kb.tickets.close(number, by=by, reason=reason)
    say(ticket, f"ticket {number} is closed", as_json)


@click.command(epilog="\b\nExamples\n  kbsearch ticket reopen 12 --by ana")
@deed
@click.option("--reason", default="", metavar="TEXT", help="Why.")
def reopen(session: Session, number: int, by: str, reason: str, as_json: bool) -> None:
    """Take a ticket up again, with the same owner."""
    with session.open() as kb:
        ticket = kb.tickets.reopen(number, by=by, reason=reason)
    say(ticket, f"ticket {number} is open again, with {ticket.owner}", as_json)


COMMANDS = (note, reply, hear, link, unlink, solve, confirm, close, reopen)
