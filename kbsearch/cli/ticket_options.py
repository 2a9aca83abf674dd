"""What the commands about tickets have in common: who does it, who looks, and how a deed is said."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from kbsearch.cli.output import plain, write_json
from kbsearch.cli.session import common_options, pass_session
from kbsearch.cli.stdin import read_stdin

if TYPE_CHECKING:
    from kbsearch.kb import KnowledgeBase
    from kbsearch.tickets.models import Ticket
    from kbsearch.tickets.viewer import Viewer

CHANNELS = ("phone", "e-mail", "web", "chat", "walk-in")
STATES = ("new", "open", "waiting for requester", "waiting for us", "solved", "closed", "reopened")
KINDS = ("resolution", "reference", "rejected")

said_by = click.option("--by", required=True, metavar="NAME", help="Who does it: the name of an account.")
seen_by = click.option(
    "--by", default="", metavar="NAME", help="Who looks; without it, what every agent sees is shown."
)


def deed(command: Callable[..., None]) -> Callable[..., None]:
    """The options of everything that is done to a ticket."""
    named: Any = common_options()(pass_session(command))
    with_json = click.option("--json", "as_json", is_flag=True, help="Print the ticket as JSON.")(named)
    whole: Callable[..., None] = click.argument("number", type=int)(said_by(with_json))
    return whole


def say(ticket: Ticket, said: str, as_json: bool) -> None:
    """Say what was done to a ticket, or how it is now."""
    from kbsearch.tickets.data import ticket_data

    if as_json:
        write_json(ticket_data(ticket))
    else:
        click.echo(plain(said))


def viewer_of(kb: KnowledgeBase, by: str) -> Viewer:
    """Somebody by name; whoever reads the files anyway sees what every agent sees, and nothing private."""
    from kbsearch.people.roles import Role
    from kbsearch.tickets.viewer import Viewer

    return kb.tickets.viewer(by) if by else Viewer("", Role.ADMIN)


def text_of(text: str) -> str:
    """A text as it was given, or standard input for '-'."""
    return read_stdin() if text == "-" else text


def pairs(texts: Iterable[str]) -> dict[str, str]:
    """NAME=VALUE as names and values; raises a usage error."""
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign:
            raise click.BadParameter(f"{text!r} is not NAME=VALUE", param_hint="--field")
        found[name.strip()] = value
    return found


def known_article(kb: KnowledgeBase, id: str) -> str:
    """The id of an article that there is, "" for none; raises KBE1003."""
    from kbsearch.cli.fresh import bring_up_to_date

    if not id:
        return ""
    bring_up_to_date(kb)
    return kb.article(id).id
