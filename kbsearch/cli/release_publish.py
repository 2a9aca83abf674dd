"""`kbsearch release publish`: let the readiness board show how a release stands."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kbsearch.cli.output import plain, write_json
from kbsearch.cli.release_options import asked, manifest_option, opened
from kbsearch.cli.session import Session, common_options, pass_session
from kbsearch.counting import counted

if TYPE_CHECKING:
    from kbsearch.kb import KnowledgeBase


@click.command(
    short_help="Show on the board how a release stands.",
    epilog="""\b
Examples
  kbsearch release publish
  kbsearch release publish --release 4.2.0 --scope all
  kbsearch release check --output json:readiness.json
  kbsearch release publish --report readiness.json --kb /srv/kb""",
)
@manifest_option
@click.option("--release", metavar="VERSION", default="", help="The version that is to ship.")
@click.option("--base", metavar="REF", default="", help="What it is compared with.")
@click.option(
    "--scope",
    type=click.Choice(["release", "all"]),
    default="release",
    show_default=True,
    help="What must be covered: what this release brings, or all there is.",
)
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="The day of the check.")
@click.option("--report", type=click.Path(path_type=Path), metavar="FILE", help="Publish this JSON, without a check.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
def publish(
    session: Session,
    manifest: Path,
    release: str,
    base: str,
    scope: str,
    today: datetime | None,
    report: Path | None,
    as_json: bool,
) -> None:
    """Check a release and keep the report, so that the page /releases shows it.

    Each day that something is published is a point of the line that runs down to the ship day. Where the
    server is on another machine, send it the JSON of 'kbsearch release check': POST /api/v1/releases.
    """
    from kbsearch.cli.progress import progress_bar
    from kbsearch.releases.reports.as_json import as_dict

    if report is not None:
        with session.open() as kb:
            _keep(kb, _read(report), session.user(), as_json)
        return
    with opened(session, manifest) as (kb, loaded), progress_bar() as progress:
        if kb.settings.kb.index == ".":
            raise click.UsageError("An index keeps no reports; name the folder of the knowledge base with --kb.")
        data = as_dict(kb.readiness(asked(kb, loaded, scope, release, base, today), progress=progress))
        _keep(kb, data, session.user(), as_json)


def _read(path: Path) -> Any:
    """The data in a file; raises KBE1084."""
    from kbsearch.errors import ReportInvalid

    try:
        return json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise ReportInvalid(problem=f"{path}: {error}") from error


def _keep(kb: KnowledgeBase, data: Any, by: str, as_json: bool) -> None:
    """Publish a report, and say what that brought about."""
    published = kb.publish(data, by=by)
    kept = published.kept
    if as_json:
        write_json(
            {
                "product": kept.product,
                "version": kept.version,
                "day": kept.day.isoformat(),
                "blocking": kept.blocking,
                "asked_again": list(published.asked_again),
            }
        )
        return
    click.echo(plain(f"{kept.product} {kept.version}, {kept.day}: {counted(kept.blocking, 'thing')} in the way"))
    for id in published.asked_again:
        click.echo(plain(f"{id} is to be read again: the product has changed its message"))
    click.echo(plain(f"on the board: /releases/{kept.product}/{kept.version}"))
