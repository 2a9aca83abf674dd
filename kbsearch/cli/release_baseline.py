"""`kbsearch release baseline`: what was not covered when the gate began."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from kbsearch.cli.output import write_json
from kbsearch.cli.release_options import asked, manifest_option, opened
from kbsearch.cli.session import Session, common_options, pass_session
from kbsearch.counting import counted


@click.group(
    short_help="Keep what was not covered when the gate began.",
    epilog="""\b
Examples
  kbsearch release baseline write
  kbsearch release baseline prune""",
)
def baseline() -> None:
    """Keep the list of what was not covered when the gate began; it may only shrink."""


@baseline.command(epilog="\b\nExamples\n  kbsearch release baseline write")
@manifest_option
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="The day of the check.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
def write(session: Session, manifest: Path, today: datetime | None, as_json: bool) -> None:
    """Write down all that a check of everything finds now, apart from what is new and what is waived.

    A baseline that is there already is not made larger, unless the manifest says 'growth: allow'.
    """
    _change(session, manifest, today, as_json, prune=False)


@baseline.command(epilog="\b\nExamples\n  kbsearch release baseline prune")
@manifest_option
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="The day of the check.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
def prune(session: Session, manifest: Path, today: datetime | None, as_json: bool) -> None:
    """Take out of the baseline what is mended."""
    _change(session, manifest, today, as_json, prune=True)


def _change(session: Session, manifest: Path, today: datetime | None, as_json: bool, *, prune: bool) -> None:
    """Check everything, and write the baseline that this leaves."""
    from kbsearch.cli.progress import progress_bar
    from kbsearch.errors import FolderNotWritable

    with opened(session, manifest) as (kb, loaded), progress_bar() as progress:
        question = asked(kb, loaded, "all", today=today)
        readiness = kb.readiness(question, progress=progress)
    before = question.baseline
    if prune:
        after = before.pruned(readiness.findings)
    else:
        after = before.written(readiness.for_baseline, growth=loaded.baseline.growth == "allow")
    place = loaded.folder / after.path
    try:
        place.write_text(str(after), encoding="utf-8", newline="\n")
    except OSError as error:
        raise FolderNotWritable(path=place.parent, problem=error.strerror or str(error)) from error
    gone, come = len(before.known - after.known), len(after.known - before.known)
    if as_json:
        write_json({"path": str(place), "findings": len(after.known), "added": come, "removed": gone})
        return
    click.echo(f"{place}: {counted(len(after.known), 'finding')}, {come} added, {gone} removed")
