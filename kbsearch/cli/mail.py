"""`kbsearch mail`: requests that come in by e-mail, and the letters that go out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from kbsearch.cli.output import plain, write_json
from kbsearch.cli.session import Session, common_options, pass_session
from kbsearch.counting import counted

if TYPE_CHECKING:
    from kbsearch.tickets.mail.incoming import Incoming
    from kbsearch.tickets.mail.outgoing import Letter

AGAIN = 75  # what a mail server takes for "not now, try again later" (sysexits.h, EX_TEMPFAIL)


@click.group(
    epilog="""\b
Examples
  kbsearch mail receive < message.eml    a mail becomes a ticket, or goes on in one
  kbsearch mail fetch                    what is new in the mailbox
  kbsearch mail send                     the letters that wait
  kbsearch mail queue                    why letters have not gone out"""
)
def command() -> None:
    """Take requests in by e-mail, and send answers out.

    A mail is stored before anything else is done with it. Whatever cannot be read, comes from a
    machine or is one too many is kept and listed, until somebody accepts or dismisses it.
    """


@command.command(
    epilog="""\b
Examples
  kbsearch mail receive < message.eml
  help: "|kbsearch --kb /srv/kb mail receive"    a line of /etc/aliases

Exit status 75 tells a mail server to try again later: the mail could not be stored."""
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
@click.pass_context
def receive(ctx: click.Context, session: Session, as_json: bool) -> None:
    """Take one mail from standard input, as a mail server pipes it."""
    from kbsearch.errors import StateFailed

    with session.open() as kb:
        raw = sys.stdin.buffer.read()
        if not raw.strip():
            raise click.UsageError("No mail on standard input; write 'kbsearch mail receive < message.eml'.")
        try:
            taken = kb.post.inbox.take(raw, "pipe")
        except StateFailed as error:
            click.echo(f"error: {plain(str(error))}", err=True)
            ctx.exit(AGAIN)
    if as_json:
        write_json(_mail(taken))
    else:
        click.echo(_became(taken))


@command.command(epilog="\b\nExamples\n  kbsearch mail fetch\n  kbsearch mail fetch --json")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
def fetch(session: Session, as_json: bool) -> None:
    """Fetch what is new in the mailbox of [mail.imap], and deal with what was left."""
    with session.open() as kb:
        fetched = kb.post.fetch()
        kb.post.inbox.catch_up()
    if as_json:
        write_json({"fetched": fetched})
    else:
        click.echo(f"fetched {counted(fetched, 'mail')}")


@command.command(epilog="\b\nExamples\n  kbsearch mail send\n  kbsearch mail send --json")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
@click.pass_context
def send(ctx: click.Context, session: Session, as_json: bool) -> None:
    """Write the letters that are wanted and hand those that are due to [mail.smtp]."""
    with session.open() as kb:
        kb.weekly.write()
        done = kb.post.send()
    if as_json:
        write_json({"sent": done.sent, "failed": done.failed})
    else:
        failed = f", {done.failed:,} not: see 'kbsearch mail queue'" if done.failed else ""
        click.echo(f"sent {counted(done.sent, 'letter')}{failed}")
    ctx.exit(1 if done.failed else 0)


@command.command(
    epilog="""\b
Examples
  kbsearch mail listen                     LMTP on 127.0.0.1:8424
  kbsearch mail listen --smtp --port 2525"""
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8424, show_default=True, type=click.IntRange(1, 65535), help="The port.")
@click.option("--smtp", is_flag=True, help="Speak SMTP rather than LMTP.")
@common_options()
@pass_session
def listen(session: Session, host: str, port: int, smtp: bool) -> None:
    """Take mails from a mail server until Ctrl-C; wants kbsearch[mail]."""
    import threading

    from kbsearch.tickets.mail.listener import listening

    with session.open() as kb:
        listener = listening(kb.settings, kb.post.inbox, host, port, lmtp=not smtp)
        try:
            click.echo(f"listening on {host}:{port} ({'SMTP' if smtp else 'LMTP'}); Ctrl-C ends it")
            threading.Event().wait()
        except KeyboardInterrupt:
            click.echo()
        finally:
            listener.stop()


@command.command(name="list", epilog="\b\nExamples\n  kbsearch mail list\n  kbsearch mail list --all --json")
@click.option("--all", "every", is_flag=True, help="Also those that became tickets.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
def list_(session: Session, every: bool, as_json: bool) -> None:
    """List the mails that wait for somebody to look at them, newest first."""
    from kbsearch.tickets.mail.incoming import WAITING, Fate

    with session.open() as kb:
        found = kb.post.inbox.store.list(tuple(Fate) if every else WAITING)
    if as_json:
        write_json([_mail(mail) for mail in found])
        return
    if not found:
        click.echo("no mail was kept yet" if every else "no mail waits")
    for mail in found:
        sender, subject = plain(mail.sender) or "unknown sender", plain(mail.subject)
        click.echo(f"{mail.id}  {mail.at:%Y-%m-%d %H:%M} UTC  {sender}  {subject}  ({_fate(mail)})")


@command.command(epilog="\b\nExamples\n  kbsearch mail show 12\n  kbsearch mail show 12 --raw > message.eml")
@click.argument("id", type=int)
@click.option("--raw", is_flag=True, help="The mail as it came in.")
@common_options()
@pass_session
def show(session: Session, id: int, raw: bool) -> None:
    """Show a mail that is kept, whatever became of it."""
    from kbsearch.tickets.mail.message import Unreadable

    with session.open() as kb:
        inbox = kb.post.inbox
        mail = inbox.store.get(id)
        if raw:
            sys.stdout.flush()
            sys.stdout.buffer.write(inbox.store.raw(mail))
            return
        click.echo(f"mail {mail.id}, {mail.at:%Y-%m-%d %H:%M} UTC, {mail.size:,} bytes ({_fate(mail)})")
        try:
            read = inbox.read(mail)
        except Unreadable as error:
            click.echo(f"It cannot be read: {error}. '--raw' writes it as it came in.")
            return
    name, address = plain(read.sender.name), plain(read.sender.address) or "unknown sender"
    click.echo(f"From: {f'{name} <{address}>' if name else address}\nSubject: {plain(read.subject)}\n")
    click.echo(plain(read.text.strip()))
    for file in read.files:
        click.echo(f"[{plain(file.name)}, {len(file.content):,} bytes]")


@command.command(epilog="\b\nExamples\n  kbsearch mail accept 12")
@click.argument("id", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
def accept(session: Session, id: int, as_json: bool) -> None:
    """Make a ticket of a mail that was put aside or cannot be read."""
    with session.open() as kb:
        taken = kb.post.inbox.accept(id, by=session.user())
    if as_json:
        write_json(_mail(taken))
    else:
        click.echo(_became(taken))


@command.command(epilog="\b\nExamples\n  kbsearch mail dismiss 12")
@click.argument("id", type=int)
@common_options()
@pass_session
def dismiss(session: Session, id: int) -> None:
    """Say that a mail needs nothing; it is deleted once it was kept long enough."""
    with session.open() as kb:
        kb.post.inbox.dismiss(id, by=session.user())
    click.echo(f"mail {id} is dismissed")


@command.command(epilog="\b\nExamples\n  kbsearch mail queue\n  kbsearch mail queue --json")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
def queue(session: Session, as_json: bool) -> None:
    """List the letters that have not been sent, with the reason, newest first."""
    with session.open() as kb:
        kb.post.letters.write()
        found = kb.post.outgoing.list()
    if as_json:
        write_json([_letter(letter) for letter in found])
        return
    if not found:
        click.echo("no letter waits")
    for letter in found:
        tries = f", tried {counted(letter.tries, 'time')}" if letter.tries else ""
        problem = f": {plain(letter.problem)}" if letter.problem else ""
        said = f"{letter.standing}{tries}{problem}"
        click.echo(f"{letter.id}  to {plain(letter.recipient)}  {plain(letter.subject)}  ({said})")


@command.command(epilog="\b\nExamples\n  kbsearch mail retry        all of them\n  kbsearch mail retry 12")
@click.argument("id", type=int, required=False)
@common_options()
@pass_session
def retry(session: Session, id: int | None) -> None:
    """Let a letter be tried again at once, or all that wait or were given up."""
    with session.open() as kb:
        number = kb.post.outgoing.retry(id, by=session.user())
    click.echo(f"{counted(number, 'letter')} to be sent: 'kbsearch mail send' does it now")


@command.command(epilog="\b\nExamples\n  kbsearch mail cancel 12")
@click.argument("id", type=int)
@common_options()
@pass_session
def cancel(session: Session, id: int) -> None:
    """Let a letter not be sent."""
    with session.open() as kb:
        kb.post.outgoing.cancel(id, by=session.user())
    click.echo(f"letter {id} will not be sent")


@command.command(epilog="\b\nExamples\n  kbsearch mail texts\n  kbsearch mail texts replied.txt > mail/replied.txt")
@click.argument("name", required=False)
@common_options()
@pass_session
def texts(session: Session, name: str | None) -> None:
    """List the texts of letters, or print one as it comes with kbsearch, to begin one's own with."""
    from kbsearch.tickets.mail.templates import BUILT_IN, names

    if name is not None and name not in names():
        raise click.UsageError(f"No text is called {name!r}; there are {', '.join(names())}.")
    if name is not None:
        click.echo((BUILT_IN / name).read_text(encoding="utf-8"), nl=False)
        return
    with session.open() as kb:
        folder = kb.settings.root / kb.settings.mail.templates
    for one in names():
        click.echo(f"{one}  {'your own' if (folder / one).is_file() else 'as it comes with kbsearch'}")


def _fate(mail: Incoming) -> str:
    into = f", ticket {mail.ticket}" if mail.ticket else ""
    return f"{mail.fate}{into}{f': {plain(mail.why)}' if mail.why else ''}"


def _became(mail: Incoming) -> str:
    """What a mail became, as one line."""
    stands = mail.ticket and mail.fate.value in ("taken", "noted")
    return f"mail {mail.id}: ticket {mail.ticket}" if stands else f"mail {mail.id} is kept ({_fate(mail)})"


def _mail(mail: Incoming) -> dict[str, Any]:
    return {
        "id": mail.id,
        "at": mail.at.isoformat(),
        "via": mail.via,
        "sender": mail.sender,
        "subject": mail.subject,
        "size": mail.size,
        "fate": mail.fate.value,
        "why": mail.why,
        "ticket": mail.ticket,
    }


def _letter(letter: Letter) -> dict[str, Any]:
    return {
        "id": letter.id,
        "ticket": letter.ticket,
        "event": letter.event,
        "recipient": letter.recipient,
        "subject": letter.subject,
        "standing": letter.standing.value,
        "tries": letter.tries,
        "due": letter.due.isoformat(),
        "problem": letter.problem,
    }
