"""`kbsearch release waive`: let one finding pass for a while, on two people's word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kbsearch.cli.output import plain, write_json
from kbsearch.cli.release_options import manifest_option, opened
from kbsearch.cli.session import Session, common_options, pass_session

if TYPE_CHECKING:
    from kbsearch.kb import KnowledgeBase
    from kbsearch.releases.manifest import Manifest
    from kbsearch.releases.waivers import Waiver

REASONS = ("deferred", "not-customer-visible", "covered-elsewhere", "not-detected", "withdrawn")
"""The reasons for a waiver, as `kbsearch.releases.waivers` has them; a test holds the two together."""


@click.command(
    short_help="Write or approve a waiver.",
    epilog="""\b
Examples
  kbsearch release waive error:E4014 --rule KBR301 --until 4.2.1 --owner ana --note "the text waits for legal review"
  kbsearch release waive 'error:E40*' --max 3 --rule KBR304 --until 2027-01-15 --owner ana --note "review in January"
  kbsearch release waive --approve W-0031 --by li""",
)
@click.argument("subject", required=False)
@click.option("--rule", metavar="KBR3xx", help="The rule that the subject is excused from.")
@click.option("--until", metavar="VERSION|DAY", help="When it ends: a release that must do without it, or a day.")
@click.option("--reason", type=click.Choice(REASONS), default="deferred", show_default=True, help="Why.")
@click.option("--note", help="Why, in words.")
@click.option("--owner", metavar="NAME", help="Who sees to it that the waiver is needed no longer.")
@click.option("--ticket", metavar="ID", default="", help="Where the work on it is followed.")
@click.option("--max", "most", type=click.IntRange(min=1), metavar="N", help="How many subjects a pattern may excuse.")
@click.option("--approve", metavar="ID", help="Approve the waiver with this id instead of writing one.")
@click.option("--by", metavar="NAME", help="Who approves it.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="The day it is written.")
@manifest_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
def waive(
    session: Session,
    subject: str | None,
    rule: str | None,
    until: str | None,
    reason: str,
    note: str | None,
    owner: str | None,
    ticket: str,
    most: int | None,
    approve: str | None,
    by: str | None,
    today: datetime | None,
    manifest: Path,
    as_json: bool,
) -> None:
    """Write a waiver for SUBJECT, or approve one.

    It counts once somebody else than its owner has approved it. Where the knowledge base has accounts,
    the next approver in the rotation of the product is asked, and only who may approve can.
    """
    given = {"--rule": rule, "--until": until, "--note": note, "--owner": owner}
    if approve:
        if subject or not by:
            raise click.UsageError("--approve wants --by NAME and no SUBJECT.")
        _approve(session, manifest, approve, by, as_json)
        return
    missing = [name for name, value in {"SUBJECT": subject, **given}.items() if not value]
    if missing:
        raise click.UsageError(f"A waiver wants {', '.join(missing)}.")
    values = {
        "subject": subject,
        "rule": rule,
        "reason": reason,
        "note": note,
        "owner": owner,
        "ticket": ticket,
        "created": today.date() if today else date.today(),
        "expires": {"date" if re.fullmatch(r"\d{4}-\d\d-\d\d", until or "") else "release": until},
        **({"max": most} if most else {}),
    }
    _write(session, manifest, values, as_json)


def _write(session: Session, manifest: Path, values: Mapping[str, object], as_json: bool) -> None:
    """Put a waiver at the end of the file, and ask somebody to approve it."""
    from pydantic import ValidationError

    from kbsearch.releases.waivers import Waiver, Waivers, next_id, with_waiver

    with opened(session, manifest) as (kb, loaded):
        known = Waivers.load(loaded)
        place = loaded.folder / loaded.waivers.file
        try:
            waiver = Waiver.model_validate({"id": next_id(one.id for one in known.waivers), **values})
        except ValidationError as error:
            said = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
            raise click.UsageError(f"{said[:1].upper()}{said[1:]}.") from error
        text = place.read_text("utf-8") if place.is_file() else ""
        changed = with_waiver(text, waiver)
        Waivers.parse(changed, known.path, place)
        _store(place, changed)
        approver = _ask(kb, loaded, waiver)
    if as_json:
        write_json({"id": waiver.id, "path": str(place), "asked": approver or None})
        return
    click.echo(plain(f"{waiver.id} written to {place}"))
    wanted = f"{approver} was asked to approve it" if approver else "it counts once somebody else has approved it"
    click.echo(plain(f"{wanted}: kbsearch release waive --approve {waiver.id} --by {approver or 'NAME'}"))


def _approve(session: Session, manifest: Path, id: str, by: str, as_json: bool) -> None:
    """Write down that somebody has approved a waiver; raises KBE1036 for its owner, KBE1083 for an unknown id."""
    from kbsearch.errors import NotAllowed, SubjectUnknown
    from kbsearch.guess import nearest
    from kbsearch.releases.waivers import Waivers, with_approver

    with opened(session, manifest) as (kb, loaded):
        known = Waivers.load(loaded)
        place = loaded.folder / loaded.waivers.file
        waiver = next((one for one in known.waivers if one.id == id), None)
        if waiver is None:
            guess = nearest(id, [one.id for one in known.waivers])
            raise SubjectUnknown(subject=id, hint=f"did you mean {guess!r}?" if guess else f"see {place}")
        if waiver.owner.casefold() == by.casefold():
            raise NotAllowed(name=by, doing="approve this waiver", problem="it is their own work")
        name = _decide(kb, loaded, waiver, by)
        _store(place, with_approver(place.read_text("utf-8"), id, name))
    if as_json:
        write_json({"id": id, "path": str(place), "approved_by": name})
    else:
        click.echo(plain(f"{id} is approved by {name}"))


def _ask(kb: KnowledgeBase, manifest: Manifest, waiver: Waiver) -> str:
    """Ask the next approver; "" where the knowledge base has no account of the owner."""
    from kbsearch.releases.consent import question

    if not _has_account(kb, waiver.owner):
        return ""
    return kb.people.approvals.ask(question(waiver, manifest.product), by=waiver.owner).approver


def _decide(kb: KnowledgeBase, manifest: Manifest, waiver: Waiver, by: str) -> str:
    """Approve it where it was asked about; the name of whoever did. Raises KBE1036 and KBE1037."""
    from kbsearch.people.approvals import Kind, Outcome
    from kbsearch.releases.consent import about

    if not _has_account(kb, waiver.owner):
        return by
    last = kb.people.approvals.last(about(waiver, manifest.product), Kind.WAIVER)
    if last is None or last.digest != waiver.digest:
        return by
    if last.outcome is Outcome.APPROVED and last.decided_by:
        return last.decided_by
    return kb.people.approvals.decide(last.id, True, by=by).decided_by or by


def _has_account(kb: KnowledgeBase, name: str) -> bool:
    """Whether somebody of that name can sign in to the knowledge base."""
    from kbsearch.errors import AccountUnknown

    if not kb.has_state:
        return False
    try:
        kb.people.accounts.get(name)
    except AccountUnknown:
        return False
    return True


def _store(place: Path, text: str) -> None:
    from kbsearch.errors import FolderNotWritable

    try:
        place.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise FolderNotWritable(path=place.parent, problem=error.strerror or str(error)) from error
