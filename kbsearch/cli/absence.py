"""`kbsearch absence`: who is away, and asked for nothing meanwhile."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import click

from kbsearch.cli.output import plain, write_json
from kbsearch.cli.session import Session, common_options, pass_session

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group(
    epilog="""\b
Examples
  kbsearch absence add cem 2026-12-21 2027-01-06
  kbsearch absence list
  kbsearch absence end 3"""
)
def command() -> None:
    """Manage who is away.

    Whoever is away is asked for no review and no approval; the next one is.
    """


@command.command(epilog="\b\nExamples\n  kbsearch absence add cem 2026-12-21 2027-01-06")
@click.argument("name")
@click.argument("first", type=_DAY, metavar="FIRST-DAY")
@click.argument("last", type=_DAY, metavar="LAST-DAY")
@common_options()
@pass_session
def add(session: Session, name: str, first: datetime, last: datetime) -> None:
    """Ask somebody for nothing from one day to another, both included (in UTC)."""
    if last < first:
        raise click.BadParameter(f"{last.date()} is before {first.date()}", param_hint="LAST-DAY")
    if last.date() == date.max:
        raise click.BadParameter("there is no day after it", param_hint="LAST-DAY")
    begins, ends = first.replace(tzinfo=UTC), last.replace(tzinfo=UTC) + timedelta(days=1)
    with session.open() as kb:
        kb.people.rotations.absent(name, begins, ends, by=session.user())
    click.echo(f"{plain(name)} is asked for nothing from {first.date()} to {last.date()}")


@command.command(name="list", epilog="\b\nExamples\n  kbsearch absence list\n  kbsearch absence list --json")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
def list_(session: Session, as_json: bool) -> None:
    """List the absences that are not over, with their numbers."""
    with session.open() as kb:
        found = kb.people.rotations.absences()
    rows = [
        {
            "number": one.id,
            "name": one.account.name,
            "first": one.begins.date().isoformat(),
            "last": (one.ends - timedelta(days=1)).date().isoformat(),
        }
        for one in found
    ]
    if as_json:
        write_json(rows)
        return
    if not rows:
        click.echo("nobody is away")
    for row in rows:
        click.echo(f"{row['number']:4}  {plain(str(row['name']))}  {row['first']} to {row['last']}")


@command.command(epilog="\b\nExamples\n  kbsearch absence end 3")
@click.argument("number", type=int)
@common_options()
@pass_session
def end(session: Session, number: int) -> None:
    """Take an absence back; 'kbsearch absence list' shows the numbers."""
    with session.open() as kb:
        if all(one.id != number for one in kb.people.rotations.absences()):
            raise click.BadParameter(f"there is no absence {number}; 'kbsearch absence list' shows all")
        kb.people.rotations.back(number, by=session.user())
    click.echo(f"absence {number} is taken back")
