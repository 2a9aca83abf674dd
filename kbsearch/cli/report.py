"""`kbsearch report`: what the log of requests tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kbsearch.cli.output import plain, write_json
from kbsearch.cli.session import Session, common_options, pass_session
from kbsearch.cli.ticket_options import seen_by, viewer_of

if TYPE_CHECKING:
    from kbsearch.tickets.measures.measure import Measure


@click.command(
    epilog="""\b
Examples
  kbsearch report                                       the figure of every report, over a quarter
  kbsearch report gaps                                  what no article answers, the biggest first
  kbsearch report link-rate --since 2026-09-01 --csv    a table for a spreadsheet"""
)
@click.argument("name", required=False, metavar="[NAME]")
@click.option("--since", default="", metavar="DAY", help="The first day, as 2026-09-01. Default: a quarter earlier.")
@click.option("--until", default="", metavar="DAY", help="The day before which it ends. Default: now.")
@seen_by
@click.option("--csv", "as_csv", is_flag=True, help="Print the table of the report as CSV.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
def command(session: Session, name: str | None, since: str, until: str, by: str, as_csv: bool, as_json: bool) -> None:
    """Say what the log of requests tells.

    Without NAME, the figure of every report. Tickets of a private category are in no figure but those of
    its people: name yourself with --by.
    """
    from kbsearch.people.database import now
    from kbsearch.tickets.measures.as_data import measure_data
    from kbsearch.tickets.measures.measures import MEASURES
    from kbsearch.tickets.measures.period import read_period
    from kbsearch.tickets.spreadsheet import csv_line

    if as_csv and as_json:
        raise click.UsageError("--csv and --json are two forms: choose one")
    if as_csv and not name:
        raise click.UsageError("--csv wants the NAME of a report")
    period = read_period(since, until, now())
    with session.open() as kb:
        found = kb.tickets.measures.of([name] if name else list(MEASURES), viewer_of(kb, by), period)
    if as_json:
        write_json(measure_data(found[0]) if name else [measure_data(one) for one in found])
    elif as_csv:
        for line in ([column.key for column in found[0].columns], *found[0].rows):
            click.echo(plain(csv_line(line).rstrip("\r\n")))
    elif name:
        _print(found[0])
    else:
        _print_figures(found)


def _print_figures(measures: list[Measure]) -> None:
    width = max(len(one.name) for one in measures)
    for one in measures:
        click.echo(plain(f"{one.name:{width}}  {_figure(one)}"))


def _print(measure: Measure) -> None:
    """The figure and the table of one report."""
    from kbsearch.tickets.measures.measure import worded

    click.echo(plain(f"{measure.title}: {_figure(measure)}"))
    if measure.empty:
        click.echo("there is nothing to tell of this time")
        return
    cells = [[worded(value, column.unit) for value, column in zip(row, measure.columns, strict=True)]
             for row in measure.rows]  # fmt: skip
    heads = [column.title for column in measure.columns]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    for line in (heads, *cells):
        first, *rest = (text.ljust(width) if not place else text.rjust(width)
                        for place, (text, width) in enumerate(zip(line, widths, strict=True)))  # fmt: skip
        click.echo(plain("  ".join((first, *rest)).rstrip()))
    if measure.more:
        click.echo(f"and {measure.more:,} more with less")


def _figure(measure: Measure) -> str:
    from kbsearch.tickets.measures.measure import worded

    said = f"{worded(measure.figure.value, measure.figure.unit)} {measure.figure.of}"
    return f"{said} - {measure.alarm}" if measure.alarm else said
