"""`kbsearch release explain` and `release stubs`: how one declaration stands, and drafts for what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kbsearch.cli.output import plain, write_json
from kbsearch.cli.release_options import asked, check_options, opened
from kbsearch.cli.session import Session, common_options, pass_session

if TYPE_CHECKING:
    from kbsearch.kb import KnowledgeBase
    from kbsearch.releases.coverage import Standing
    from kbsearch.releases.findings import Finding
    from kbsearch.releases.readiness import Readiness


@click.command(
    short_help="Say how one error or feature stands.",
    epilog="""\b
Examples
  kbsearch release explain E4014
  kbsearch release explain feature:shard-move
  kbsearch release explain E4014 --json | jq '.reached'""",
)
@click.argument("subject")
@check_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
def explain(
    session: Session,
    subject: str,
    manifest: Path,
    release: str,
    base: str,
    scope: str,
    today: datetime | None,
    as_json: bool,
) -> None:
    """Say how one error or feature stands: what it must reach, has reached, and what is in the way.

    SUBJECT is a code or an id in any spelling, with error: or feature: in front where two have the same.
    """
    from kbsearch.cli.progress import progress_bar
    from kbsearch.releases.reports.as_json import finding_as_dict, standing_as_dict
    from kbsearch.releases.subjects import find

    with opened(session, manifest) as (kb, loaded), progress_bar() as progress:
        question = asked(kb, loaded, "all", release, base, today)
        meant = find(question.declared, subject)
        readiness = kb.readiness(question, progress=progress)
    standing = next(one for one in readiness.standings if one.declaration == meant)
    findings = [one for one in readiness.findings if one.subject == meant.subject]
    if as_json:
        write_json(standing_as_dict(standing) | {"findings": [finding_as_dict(one) for one in findings]})
        return
    for line in _lines(standing, findings):
        click.echo(plain(line))


def _lines(one: Standing, findings: list[Finding]) -> Iterator[str]:
    """How a declaration stands, as lines."""
    from kbsearch.releases.coverage import failed_values
    from kbsearch.releases.ladder import Step
    from kbsearch.releases.probing import Answered
    from kbsearch.releases.reports.wording import level

    declared = one.declaration
    said = " ".join((declared.message or declared.title).split())
    yield f"{declared.subject}  {said}".rstrip()
    yield f"  declared in {declared.place}, source {declared.source}" + (f", {one.news}" if one.news else "")
    yield f"  article     {one.article.path if one.article else 'none'}"
    yield f"  owner       {one.owner or 'nobody named'}"
    for step in Step:
        if step is not Step.NONE:
            mark = "reached" if step <= one.reached else "missing"
            yield f"  {step!s:<11} {mark}" + (", demanded" if step <= one.demand.step else "")
    if one.asked:
        yield f"  searches    {one.asked - len(one.failed)} of {one.asked} find it"
        for outcome in one.failed:
            values = failed_values(Answered(one.asked, (outcome,)))
            yield f"              the {values['kind']} {values['text']!r}: {values['front']}"
    for finding in findings:
        yield f"  {finding.rule}      {finding.message} ({level(finding)})"
        if not finding.excused:
            yield f"              to mend it: {finding.fix}"


@click.command(
    short_help="Write drafts for all that no article explains.",
    epilog="""\b
Examples
  kbsearch release stubs
  kbsearch release stubs --scope all
  kbsearch release stubs error:E4014 feature:shard-move""",
)
@click.argument("subjects", nargs=-1, metavar="[SUBJECT]...")
@check_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
def stubs(
    session: Session,
    subjects: tuple[str, ...],
    manifest: Path,
    release: str,
    base: str,
    scope: str,
    today: datetime | None,
    as_json: bool,
) -> None:
    """Write a draft for each error and feature that no article explains, and print their paths.

    With SUBJECT only for these. Code, message, product, owner and the declaring line are filled in; nothing is
    ever overwritten. A draft does not make a release pass: it must be finished first.
    """
    from kbsearch.cli.progress import progress_bar
    from kbsearch.releases.ladder import Step
    from kbsearch.releases.subjects import find

    with opened(session, manifest) as (kb, loaded), progress_bar() as progress:
        question = asked(kb, loaded, "all" if subjects else scope, release, base, today)
        named = {find(question.declared, subject).subject for subject in subjects}
        readiness = kb.readiness(question, progress=progress)
        missing = [
            one
            for one in readiness.checked
            if one.article is None and (one.declaration.subject in named or (not named and one.demand.step > Step.NONE))
        ]
        written = [_write(kb, readiness, one) for one in missing]
    paths = [str(path) for path in written if path]
    if as_json:
        write_json({"written": paths})
        return
    for path in paths:
        click.echo(plain(path))
    if not paths:
        click.echo("no draft is wanted: an article is there for all of them", err=True)


def _write(kb: KnowledgeBase, readiness: Readiness, one: Standing) -> Path | None:
    """The file of a new draft; None where a file of that name is there already, which is said."""
    from kbsearch.errors import FolderNotWritable
    from kbsearch.releases.stubs import stub_of

    stub = stub_of(one.declaration, readiness.question.manifest.product)
    path = kb.settings.articles_folder / f"{stub.id}.md"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(stub.text)
    except FileExistsError:
        click.echo(f"note: {plain(str(path))} is there already, and was left as it is", err=True)
        return None
    except OSError as error:
        raise FolderNotWritable(path=path.parent, problem=error.strerror or str(error)) from error
    return path
