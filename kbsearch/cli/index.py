"""`kbsearch index`: the index brought up to date with the articles."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING

import click

from kbsearch.cli.output import plain, write_json
from kbsearch.cli.session import SETTINGS_FILE, Session, common_options, pass_session
from kbsearch.counting import counted

if TYPE_CHECKING:
    from kbsearch.search.indexer import IndexReport
    from kbsearch.settings import Settings

SHOWN = 10  # findings printed; `kbsearch lint` prints all


@click.command(
    epilog="""\b
Examples
  kbsearch index
  kbsearch index --rebuild
  kbsearch --kb my-docs index --json | jq .added"""
)
@click.option("--rebuild", is_flag=True, help="Read every article again and build a new index beside the old one.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
def command(session: Session, rebuild: bool, as_json: bool) -> None:
    """Bring the index up to date with the articles.

    Only what changed is read. It may be stopped at any moment: the last index goes on answering,
    and the next run does the rest. An article that cannot be read keeps its last good version and
    is listed, errors before warnings; `kbsearch lint` is the command whose exit status tells.
    """
    from kbsearch.cli.progress import progress_bar

    with session.open() as kb, progress_bar() as progress:
        report = kb.index(rebuild=rebuild, progress=progress)
    if as_json:
        write_json({**dataclasses.asdict(report), "took_ms": round(report.took_ms, 3)})
    else:
        _print(report)
        if _foreign(kb.settings, report):
            click.echo("note: not written for kbsearch? 'kbsearch init' finds out how to read these articles", err=True)


def _foreign(settings: Settings, report: IndexReport) -> bool:
    """Whether articles have front matter that kbsearch does not know, and nobody has said how to read it."""
    from kbsearch.articles.rules import UNKNOWN_KEY

    unknown = any(finding.code == UNKNOWN_KEY.code for finding in report.findings)
    return unknown and not (settings.root / SETTINGS_FILE).exists()


def _print(report: IndexReport) -> None:
    """One line of figures, then what is wrong with which file, errors first."""
    total = report.added + report.updated + report.unchanged
    click.echo(
        f"{counted(total, 'article')} in the index: {report.added:,} added, {report.updated:,} updated, "
        f"{report.removed:,} removed, {report.unchanged:,} unchanged, in {report.took_ms / 1000:.2f} s"
    )
    ordered = sorted(report.findings, key=lambda finding: finding.severity != "error")
    for finding in ordered[:SHOWN]:
        click.echo(plain(str(finding)))
    left = Counter(finding.code for finding in ordered[SHOWN:])
    if left:
        codes = ", ".join(f"{number:,} {code}" for code, number in left.most_common())
        click.echo(f"and {codes}: kbsearch lint lists them all")
