"""`kbsearch token`: what programs sign in with."""

from __future__ import annotations

from datetime import datetime, timedelta

import click

from kbsearch.cli.output import plain, write_json
from kbsearch.cli.session import Session, common_options, pass_session

SCOPES = ("search", "write", "tickets", "releases", "admin")


@click.group(
    epilog="""\b
Examples
  kbsearch token create ana --scope search
  kbsearch token list ana
  kbsearch token revoke 3"""
)
def command() -> None:
    """Manage the tokens with which programs use the JSON API.

    A token may do what its account may, as far as its scopes go. It is sent as
    'Authorization: Bearer TOKEN'.
    """


@command.command(
    epilog="""\b
Examples
  kbsearch token create ana --scope search
  KB_TOKEN=$(kbsearch token create ci --scope search --name "release check" --days 90)"""
)
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice(SCOPES),
    multiple=True,
    default=("search",),
    show_default=True,
    help="What it may be used for; may be given several times.",
)
@click.option("--name", "label", default="", metavar="TEXT", help="What it is for, as the list shows it.")
@click.option("--days", type=click.IntRange(1, 3650), help="After how many days it ends; without, never.")
@common_options()
@pass_session
def create(session: Session, name: str, scopes: tuple[str, ...], label: str, days: int | None) -> None:
    """Make a token for an account and print it, alone: it cannot be shown again."""
    from kbsearch.people.tokens import Scope

    lasts = None if days is None else timedelta(days=days)
    with session.open() as kb:
        wanted = [Scope(scope) for scope in scopes]
        click.echo(kb.people.tokens.create(name, wanted, name=label, lasts=lasts, by=session.user()))


@command.command(name="list", epilog="\b\nExamples\n  kbsearch token list ana")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
def list_(session: Session, name: str, as_json: bool) -> None:
    """List the tokens of an account: their numbers, scopes, and when each was last used."""
    with session.open() as kb:
        found = kb.people.tokens.of(name)
    rows = [
        {
            "number": one.id,
            "name": one.name,
            "scopes": one.scopes,
            "created": _day(one.created),
            "used": _day(one.used),
            "ends": _day(one.ends),
            "revoked": _day(one.revoked),
        }
        for one in found
    ]
    if as_json:
        write_json(rows)
        return
    if not rows:
        click.echo(f"{plain(name)} has no token: 'kbsearch token create {plain(name)}' makes one")
    for row, one in zip(rows, found, strict=True):
        said = [f"used {row['used']}" if row["used"] else "never used"]
        said += [f"{word} {row[key]}" for key, word in (("ends", "ends"), ("revoked", "revoked")) if row[key]]
        click.echo(f"{one.id:4}  {', '.join(one.scopes)}  {plain(one.name)}  ({', '.join(said)})")


@command.command(epilog="\b\nExamples\n  kbsearch token revoke 3")
@click.argument("number", type=int)
@common_options()
@pass_session
def revoke(session: Session, number: int) -> None:
    """End a token at once; 'kbsearch token list NAME' shows the numbers."""
    with session.open() as kb:
        kb.people.tokens.revoke(number, by=session.user())
    click.echo(f"token {number} no longer works")


def _day(moment: datetime | None) -> str | None:
    return None if moment is None else moment.date().isoformat()
