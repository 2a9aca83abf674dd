"""`kbsearch webhook`: what other programs were told of tickets, and what they have not taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kbsearch.cli.output import plain, write_json
from kbsearch.cli.session import Session, common_options, pass_session
from kbsearch.counting import counted

if TYPE_CHECKING:
    from kbsearch.tickets.webhooks import Delivery


@click.group(
    epilog="""\b
Examples
  kbsearch webhook list        what has not arrived, and why
  kbsearch webhook retry 12    send a delivery once more
  kbsearch webhook send        send now what waits"""
)
def command() -> None:
    """See what other programs were told of tickets, and tell them again.

    [[webhooks]] in kbsearch.toml names the addresses; 'kbsearch serve' tells them once a minute. What
    they have not taken is sent again, later each time, and given up after two days.
    """


@command.command(name="list", epilog="\b\nExamples\n  kbsearch webhook list\n  kbsearch webhook list --all --json")
@click.option("--all", "every", is_flag=True, help="Also those of the last thirty days that arrived.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 10_000), help="How many at most.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
def list_(session: Session, every: bool, limit: int, as_json: bool) -> None:
    """List the deliveries that have not arrived, with the reason, newest first."""
    from kbsearch.tickets.attempts import UNSENT, Standing

    with session.open() as kb:
        found = kb.webhooks.list(tuple(Standing) if every else UNSENT, limit)
    if as_json:
        write_json([_delivery(one) for one in found])
        return
    if not found:
        click.echo("nothing was told yet" if every else "everything has arrived")
    for one in found:
        click.echo(f"{one.id}  ticket {one.ticket} {plain(one.tells)}  to {plain(one.url)}  ({_standing(one)})")


@command.command(epilog="\b\nExamples\n  kbsearch webhook send\n  kbsearch webhook send --json")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
@click.pass_context
def send(ctx: click.Context, session: Session, as_json: bool) -> None:
    """Note down what has happened since the last time, and send what is due."""
    with session.open() as kb:
        kb.webhooks.gather()
        taken, lost = kb.webhooks.deliver()
    if as_json:
        write_json({"arrived": taken, "failed": lost})
    else:
        failed = f", {lost:,} not: see 'kbsearch webhook list'" if lost else ""
        click.echo(f"{counted(taken, 'delivery', 'deliveries')} arrived{failed}")
    ctx.exit(1 if lost else 0)


@command.command(
    epilog="\b\nExamples\n  kbsearch webhook retry        all that has not arrived\n  kbsearch webhook retry 12"
)
@click.argument("id", type=int, required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
def retry(session: Session, id: int | None, as_json: bool) -> None:
    """Let a delivery be sent once more, also one that arrived, or all that have not."""
    with session.open() as kb:
        number = kb.webhooks.retry(id, by=session.user())
    if as_json:
        write_json({"again": number})
    else:
        said = counted(number, "delivery", "deliveries")
        click.echo(f"{said} to be sent: 'kbsearch webhook send' does it now")


def _standing(delivery: Delivery) -> str:
    """How it stands with a delivery, in words."""
    if delivery.standing.value == "sent" and delivery.done:
        return f"arrived {delivery.done:%Y-%m-%d %H:%M} UTC"
    tries = f", tried {counted(delivery.tries, 'time')}" if delivery.tries else ""
    next_try = f", again at {delivery.due:%Y-%m-%d %H:%M} UTC" if delivery.standing.value == "waiting" else ""
    return f"{delivery.standing}{tries}{f': {plain(delivery.problem)}' if delivery.problem else ''}{next_try}"


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "url": delivery.url,
        "ticket": delivery.ticket,
        "type": delivery.body["type"],
        "made": delivery.made.isoformat(),
        "standing": delivery.standing.value,
        "tries": delivery.tries,
        "due": delivery.due.isoformat() if delivery.standing.value == "waiting" else None,
        "done": delivery.done.isoformat() if delivery.done else None,
        "problem": delivery.problem,
    }
