"""Who works on a ticket, what is promised, and what tickets have to do with each other."""

from __future__ import annotations

from datetime import datetime

import click

from kbsearch.cli.output import plain, write_json
from kbsearch.cli.session import Session, common_options, pass_session
from kbsearch.cli.ticket_options import deed, known_article, pairs, said_by, say, text_of, viewer_of


@click.command(epilog="\b\nExamples\n  kbsearch ticket hand 12 ned --by ana --note 'the relay again'")
@deed
@click.argument("to")
@click.option("--note", default="", metavar="TEXT", help="What they should know.")
def hand(session: Session, number: int, to: str, by: str, note: str, as_json: bool) -> None:
    """Let somebody else work on a ticket; its owner stays."""
    with session.open() as kb:
        ticket = kb.tickets.hand_to(number, to, by=by, note=note)
    say(ticket, f"{ticket.assignee} works on ticket {number}; its owner is {ticket.owner}", as_json)


@click.command(epilog="\b\nExamples\n  kbsearch ticket owner 12 ben --by ana --reason 'on holiday from tomorrow'")
@deed
@click.argument("to")
@click.option("--reason", required=True, metavar="TEXT", help="Why the requester gets somebody else to deal with.")
def owner(session: Session, number: int, to: str, by: str, reason: str, as_json: bool) -> None:
    """Give a ticket another owner; the requester is told."""
    with session.open() as kb:
        ticket = kb.tickets.change_owner(number, to, reason, by=by)
    say(ticket, f"{ticket.owner} owns ticket {number}; {ticket.requester.shown} is told", as_json)


@click.command(
    epilog="\b\nExamples\n  kbsearch ticket escalate 12 --by ana\n  kbsearch ticket escalate 12 --to ned --by ana"
)
@deed
@click.option("--to", default="", metavar="NAME", help="Who gets it; without it, whoever has the least to do.")
@click.option("--note", default="", metavar="TEXT", help="What they should know.")
def escalate(session: Session, number: int, by: str, to: str, note: str, as_json: bool) -> None:
    """Hand a ticket to engineering, at any time; its owner stays."""
    with session.open() as kb:
        ticket = kb.tickets.escalations.escalate(number, by=by, to=to, note=note)
    say(ticket, f"ticket {number} waits for {ticket.assignee}; its owner is {ticket.owner}", as_json)


@click.command(
    name="return", epilog="\b\nExamples\n  kbsearch ticket return 12 --by ned --learnt 'the relay keeps old tokens'"
)
@deed
@click.option("--learnt", default="", metavar="TEXT", help="What the next article about it should say.")
def return_(session: Session, number: int, by: str, learnt: str, as_json: bool) -> None:
    """Give an escalated ticket back to its owner, with what was learnt."""
    with session.open() as kb:
        ticket = kb.tickets.escalations.bring_back(number, by=by, learnt=learnt)
    say(ticket, f"ticket {number} is back with {ticket.owner}", as_json)


@click.command(
    epilog="""\b
Examples
  kbsearch ticket promise 12 15:00 --by ana
  kbsearch ticket promise 12 "tomorrow 9:00" "send the log" --by ana"""
)
@deed
@click.argument("due")
@click.argument("what", default="call back")
def promise(session: Session, number: int, due: str, what: str, by: str, as_json: bool) -> None:
    """Keep what was promised to the requester, and by when: 15:00, 'tomorrow 9:00', +2h, '2026-11-20 15:00'."""
    from kbsearch.cli.ticket_page import local
    from kbsearch.tickets.data import promise_data
    from kbsearch.tickets.moments import read_moment

    with session.open() as kb:
        made = kb.tickets.promises.make(number, read_moment(due, datetime.now().astimezone()), what, by=by)
    if as_json:
        write_json(promise_data(made))
    else:
        click.echo(plain(f"promise {made.id}: {made.what} by {local(made.due)}"))


@click.command(epilog="\b\nExamples\n  kbsearch ticket keep 31 --by ana")
@click.argument("promise", type=int)
@said_by
@click.option("--json", "as_json", is_flag=True, help="Print the promise as JSON.")
@common_options()
@pass_session
def keep(session: Session, promise: int, by: str, as_json: bool) -> None:
    """Say that a promise was kept; 'kbsearch ticket due' shows their numbers."""
    from kbsearch.tickets.data import promise_data

    with session.open() as kb:
        kept = kb.tickets.promises.keep(promise, by=by)
    if as_json:
        write_json(promise_data(kept))
    else:
        click.echo(f"promise {promise} is kept{'' if kept.in_time else ', late'}")


@click.command(epilog="\b\nExamples\n  kbsearch ticket ask 12 'reset her token' --by ana --article sync-e4012")
@deed
@click.argument("what")
@click.option("--article", default="", metavar="ID", help="The article that describes the change.")
def ask(session: Session, number: int, what: str, by: str, article: str, as_json: bool) -> None:
    """Ask the next approver for a change that needs a second pair of eyes."""
    from kbsearch.tickets.data import approval_data

    with session.open() as kb:
        asked = kb.tickets.changes.ask(number, text_of(what), by=by, article=known_article(kb, article))
    if as_json:
        write_json(approval_data(asked))
    else:
        click.echo(plain(f"approval {asked.id}: {asked.approver} is asked"))


@click.command(
    epilog="\b\nExamples\n  kbsearch ticket decide 3 --by eva\n"
    "  kbsearch ticket decide 3 --refuse --by eva --answer 'ask her first'"
)
@click.argument("approval", type=int)
@said_by
@click.option("--refuse", is_flag=True, help="Refuse it; without this, it is approved.")
@click.option("--answer", default="", metavar="TEXT", help="What the asker should know.")
@click.option("--json", "as_json", is_flag=True, help="Print the approval as JSON.")
@common_options()
@pass_session
def decide(session: Session, approval: int, by: str, refuse: bool, answer: str, as_json: bool) -> None:
    """Approve or refuse a change that a ticket asks for; never one's own."""
    from kbsearch.tickets.data import approval_data

    with session.open() as kb:
        decided = kb.tickets.changes.decide(approval, not refuse, by=by, answer=answer)
    if as_json:
        write_json(approval_data(decided))
    else:
        click.echo(plain(f"{decided.outcome}; {decided.asked_by} is told"))


@click.command(epilog="\b\nExamples\n  kbsearch ticket gather 12 14 15 --by ana")
@deed
@click.argument("others", type=int, nargs=-1, required=True)
def gather(session: Session, number: int, others: tuple[int, ...], by: str, as_json: bool) -> None:
    """Gather tickets of the same cause under one, to answer all at once."""
    with session.open() as kb:
        fresh = kb.tickets.incidents.gather(number, others, by=by)
        ticket = kb.tickets.get(number, viewer_of(kb, by))
    say(ticket, f"ticket {number} gathers {', '.join(map(str, fresh)) or 'no other than before'}", as_json)


@click.command(epilog="\b\nExamples\n  kbsearch ticket answer 12 'The hub is up again.' --solve --by ana")
@deed
@click.argument("text")
@click.option("--solve", "solved", is_flag=True, help="Ask each of them whether that fixed it.")
@click.option("--as-is", is_flag=True, help="Send it although it holds words that are not for requesters.")
def answer(session: Session, number: int, text: str, by: str, solved: bool, as_is: bool, as_json: bool) -> None:
    """Say the same to the requesters of all tickets that one gathers, and of that one."""
    with session.open() as kb:
        told = kb.tickets.incidents.answer(number, text_of(text), by=by, solve=solved, as_is=as_is)
        ticket = kb.tickets.get(number, viewer_of(kb, by))
    say(ticket, f"answered in ticket {', '.join(map(str, told))}", as_json)


@click.command(epilog="\b\nExamples\n  kbsearch ticket merge 14 12 --by ana")
@deed
@click.argument("into", type=int)
def merge(session: Session, number: int, into: int, by: str, as_json: bool) -> None:
    """Let a ticket go on in another one of the same requester; every event is kept."""
    with session.open() as kb:
        ticket = kb.tickets.incidents.merge(number, into, by=by)
    say(ticket, f"ticket {number} goes on in ticket {into}", as_json)


@click.command(epilog="\b\nExamples\n  kbsearch ticket split 12 407 --by ana --subject 'printer on fire'")
@deed
@click.argument("event", type=int)
@click.option("--subject", default="", metavar="TEXT", help="A line about it; without it, what they said.")
def split(session: Session, number: int, event: int, by: str, subject: str, as_json: bool) -> None:
    """Begin a ticket with something that the requester said in another; 'ticket show' gives the numbers of events."""
    with session.open() as kb:
        ticket = kb.tickets.incidents.split(number, event, by=by, subject=subject)
    say(ticket, f"ticket {ticket.number} begins with it: {ticket.subject}", as_json)


@click.command(epilog="\b\nExamples\n  kbsearch ticket correct 12 --product acme-hub --people 8 --by ana")
@deed
@click.option("--subject", metavar="TEXT", help="A line about it.")
@click.option("--product", metavar="NAME", help="The product that it is about.")
@click.option("--category", metavar="NAME", help="The category; it is routed anew.")
@click.option("--field", "fields", multiple=True, metavar="NAME=VALUE", help="A field of your own; may be repeated.")
@click.option("--minutes", type=int, metavar="N", help="Minutes that it costs each of those it stops.")
@click.option("--people", type=int, metavar="N", help="How many people it stops.")
def correct(
    session: Session,
    number: int,
    by: str,
    subject: str | None,
    product: str | None,
    category: str | None,
    fields: tuple[str, ...],
    minutes: int | None,
    people: int | None,
    as_json: bool,
) -> None:
    """Say anew what is known about a ticket; what was said before stays on record."""
    from kbsearch.tickets.corrections import Corrected

    with session.open() as kb:
        kept = kb.tickets.get(number, viewer_of(kb, by)).fields
        values = {**kept, **pairs(fields)} if fields else None
        corrected = Corrected(subject, product, category, values, minutes, people)
        ticket = kb.tickets.correct(number, corrected, by=by)
    say(ticket, f"ticket {number} is corrected", as_json)


COMMANDS = (hand, owner, escalate, return_, promise, keep, ask, decide, gather, answer, merge, split, correct)
