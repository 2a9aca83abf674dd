"""`kbsearch user`: the accounts of a knowledge base."""

from __future__ import annotations

import sys

import click

from kbsearch.cli.output import plain, write_json
from kbsearch.cli.session import Session, common_options, pass_session

ROLES = ("agent", "engineer", "author", "reviewer", "approver", "product-manager", "admin")
_ROLE = click.Choice(ROLES)


@click.group(
    epilog="""\b
Examples
  kbsearch user add ana --role agent
  kbsearch user link ana                a link that signs her in, once
  kbsearch user role ana author
  kbsearch user list"""
)
def command() -> None:
    """Manage who may sign in, and what for.

    Visitors without an account see public articles only. Agents read internal articles and say
    what solved something; authors also write; reviewers also review; approvers also approve
    changes; product managers write and plan releases; admins may do everything.
    """


@command.command(
    epilog="""\b
Examples
  kbsearch user add ana --role agent
  kbsearch user add li --role reviewer --mail li@corp.example
  pass show kb/ana | kbsearch user add ana --role admin --password-stdin"""
)
@click.argument("name")
@click.option("--role", type=_ROLE, default="agent", show_default=True, help="What the person is there for.")
@click.option("--mail", default="", metavar="ADDRESS", help="Where to send what concerns them.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
@common_options()
@pass_session
def add(session: Session, name: str, role: str, mail: str, password_stdin: bool) -> None:
    """Make an account.

    The password is asked for. Without one (press Enter, or no terminal) the account is entered by
    a sign-in link.
    """
    from kbsearch.people.roles import Role

    with session.open() as kb:
        password = _password(password_stdin, wanted=False)
        made = kb.people.accounts.add(name, Role(role), mail=mail, password=password, by=session.user())
    click.echo(f"{plain(made.name)} is now {made.role}")
    if password is None:
        click.echo(f"'kbsearch user link {plain(made.name)}' makes a link that signs in without a password")


@command.command(name="list", epilog="\b\nExamples\n  kbsearch user list\n  kbsearch user list --json | jq '.[].name'")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
def list_(session: Session, as_json: bool) -> None:
    """List all accounts."""
    with session.open() as kb:
        found = kb.people.accounts.all()
    if as_json:
        keys = ("name", "role", "mail")
        write_json([{key: getattr(one, key) for key in keys} | {"active": one.active} for one in found])
        return
    if not found:
        click.echo("nobody has an account: 'kbsearch user add NAME --role admin' makes the first")
    width = max((len(one.name) for one in found), default=0)
    for one in found:
        rest = "  ".join(filter(None, (plain(one.mail), "" if one.active else "disabled")))
        click.echo(f"{plain(one.name):{width}}  {one.role:15}  {rest}".rstrip())


@command.command(epilog="\b\nExamples\n  kbsearch user role ana author")
@click.argument("name")
@click.argument("role", type=_ROLE)
@common_options()
@pass_session
def role(session: Session, name: str, role: str) -> None:
    """Give somebody another role; they have to sign in again."""
    from kbsearch.people.roles import Role

    with session.open() as kb:
        kb.people.accounts.set_role(name, Role(role), by=session.user())
    click.echo(f"{plain(name)} is now {role}")


@command.command(
    epilog="""\b
Examples
  kbsearch user mail ana ana@corp.example
  kbsearch user mail ana ''    no address"""
)
@click.argument("name")
@click.argument("address")
@common_options()
@pass_session
def mail(session: Session, name: str, address: str) -> None:
    """Say where to send what concerns somebody."""
    with session.open() as kb:
        kb.people.accounts.set_mail(name, address, by=session.user())
    click.echo(f"{plain(name)} is told at {plain(address)}" if address.strip() else f"{plain(name)} is told here alone")


@command.command(epilog="\b\nExamples\n  kbsearch user password ana")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
@common_options()
@pass_session
def password(session: Session, name: str, password_stdin: bool) -> None:
    """Give somebody a new password; they have to sign in again."""
    with session.open() as kb:
        kb.people.accounts.get(name)
        chosen = _password(password_stdin, wanted=True)
        kb.people.accounts.set_password(name, chosen or "", by=session.user())
    click.echo(f"{plain(name)} has a new password")


@command.command(
    epilog="""\b
Examples
  kbsearch user link ana
  kbsearch user link ana --at https://kb.corp.example
  kbsearch user link ana --json | jq -r .link"""
)
@click.argument("name")
@click.option(
    "--at",
    metavar="URL",
    help="Where the pages are reached. Default: the server that runs on this machine, else [mail] url.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
def link(session: Session, name: str, at: str | None, as_json: bool) -> None:
    """Print a link that signs somebody in, once, for 15 minutes."""
    from kbsearch.served import PORT, served_at

    with session.open() as kb:
        text = kb.people.tokens.create_link(name, by=session.user())
        at = at or served_at(kb.settings.root) or kb.settings.mail.url or f"http://127.0.0.1:{PORT}"
    address = f"{at.rstrip('/')}/sign-in/{text}"
    if as_json:
        write_json({"name": name, "link": address})
    else:
        click.echo(address)


@command.command(epilog="\b\nExamples\n  kbsearch user disable ana")
@click.argument("name")
@common_options()
@pass_session
def disable(session: Session, name: str) -> None:
    """Shut an account: its sessions and tokens end, what it did stays on record."""
    with session.open() as kb:
        kb.people.accounts.disable(name, by=session.user())
    click.echo(f"{plain(name)} can no longer sign in: 'kbsearch user enable {plain(name)}' undoes it")


@command.command(epilog="\b\nExamples\n  kbsearch user enable ana")
@click.argument("name")
@common_options()
@pass_session
def enable(session: Session, name: str) -> None:
    """Open an account again."""
    with session.open() as kb:
        kb.people.accounts.enable(name, by=session.user())
    click.echo(f"{plain(name)} can sign in again")


def _password(from_stdin: bool, *, wanted: bool) -> str | None:
    """The password that was given; None for none, where none is allowed."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty() and not wanted:
        return None
    asked = "Password: " if wanted else "Password (Enter for none): "
    given: str = click.prompt(asked, prompt_suffix="", hide_input=True, default="", show_default=False)
    if given and given != click.prompt(
        "Once more: ", prompt_suffix="", hide_input=True, default="", show_default=False
    ):
        raise click.UsageError("The two are not the same; nothing was changed.")
    return given if given or wanted else None
