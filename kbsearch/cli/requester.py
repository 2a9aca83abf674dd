"""`kbsearch requester`: what is kept about somebody who asks, on their demand."""

from __future__ import annotations

import click

from kbsearch.cli.output import plain, write_json
from kbsearch.cli.session import Session, common_options, pass_session
from kbsearch.counting import counted


@click.group(
    epilog="""\b
Examples
  kbsearch requester export maria@shop.example > maria.json
  kbsearch requester erase maria@shop.example"""
)
def command() -> None:
    """Give requesters what is kept about them, or erase it.

    Whoever is meant is named by their e-mail address, or by their name where none is known. Both are
    put on record.
    """


@command.command(epilog="\b\nExamples\n  kbsearch requester export maria@shop.example > maria.json")
@click.argument("who")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, which is printed in any case.")
@common_options()
@pass_session
def export(session: Session, who: str, as_json: bool) -> None:
    """Print all that a requester said and was told, as JSON; notes of those inside are not in it."""
    with session.open() as kb:
        write_json(kb.tickets.requesters.export(who, by=session.user()))


@command.command(
    epilog="""\b
Examples
  kbsearch requester erase maria@shop.example
  kbsearch requester erase maria@shop.example --yes --json"""
)
@click.argument("who")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
def erase(session: Session, who: str, yes: bool, as_json: bool) -> None:
    """Blank all that tells who a requester is and what they said; this cannot be undone.

    That there was a request stays: its number, its times, and which articles were linked.
    """
    if not yes:
        click.confirm(f"Erase {plain(who)} for good?", abort=True, err=True)
    with session.open() as kb:
        tickets = kb.tickets.requesters.erase(who, by=session.user())
    if as_json:
        write_json({"tickets": tickets})
    else:
        click.echo(f"erased, in {counted(tickets, 'ticket')}")
