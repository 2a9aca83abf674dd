"""`kbsearch release check`: whether a release may ship."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kbsearch.cli.release_options import asked, check_options, opened
from kbsearch.cli.session import Session, common_options, pass_session

if TYPE_CHECKING:
    from kbsearch.releases.readiness import Readiness

FORMATS = ("text", "json", "sarif", "junit", "github", "gitlab", "markdown", "html")
"""The forms of a report, as `kbsearch.releases.reports` has them; a test holds the two together."""


class Output(click.ParamType[tuple[str, Path | None]]):
    """`FMT` or `FMT:PATH`."""

    name = "fmt[:path]"

    def convert(
        self, value: str | tuple[str, Path | None], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, Path | None]:
        """The form and the file; no file stands for standard output."""
        if isinstance(value, tuple):
            return value
        form, _, path = value.partition(":")
        if form not in FORMATS:
            self.fail(f"{form!r} is none of {', '.join(FORMATS)}", param, ctx)
        return form, Path(path) if path else None


@click.command(
    short_help="Say whether a release may ship.",
    epilog="""\b
Examples
  kbsearch release check
  kbsearch release check --scope new --base origin/main
  kbsearch release check --output text --output sarif:kbsearch.sarif
  kbsearch release check --release 4.2.0 --output html:readiness.html
  kbsearch release check --scope all --json | jq '.ladder'

\b
Exit status
  0  nothing is in the way
  1  the release is blocked
  2  the call, the manifest or a file that it names is wrong
  3  it could not be told: no base, a source that finds too little, no knowledge base""",
)
@check_options
@click.option(
    "--output",
    "outputs",
    multiple=True,
    type=Output(),
    metavar="FMT[:PATH]",
    help=f"A report: {', '.join(FORMATS)}; to a file, or to standard output.  [default: text]",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --output json.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="error",
    show_default=True,
    help="What blocks: errors, or warnings as well.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 where the release is blocked; 2 and 3 stay.")
@click.option("--no-cache", is_flag=True, help="Search for everything again.")
@common_options()
@pass_session
@click.pass_context
def check(
    ctx: click.Context,
    session: Session,
    manifest: Path,
    release: str,
    base: str,
    scope: str,
    today: datetime | None,
    outputs: tuple[tuple[str, Path | None], ...],
    as_json: bool,
    fail_on: str,
    exit_zero: bool,
    no_cache: bool,
) -> None:
    """Say whether a release may ship: whether the help desk can answer for all that it brings.

    Every error and feature that the product declares is held against the knowledge base: an article
    explains it, is finished, was reviewed, is found by the message that a customer would paste, and
    says what the product says. What is new since the base must reach what the manifest demands;
    with --scope all, everything must.
    """
    from kbsearch.cli.progress import progress_bar

    wanted = (*outputs, ("json", None)) if as_json else outputs or (("text", None),)
    if sum(path is None for _, path in wanted) > 1:
        raise click.UsageError("Only one report can go to standard output; name files for the others.")
    with opened(session, manifest) as (kb, loaded), progress_bar() as progress:
        question = asked(kb, loaded, scope, release, base, today)
        readiness = kb.readiness(question, remembering=not no_cache, progress=progress)
    for form, path in wanted:
        _write(readiness, form, path, fail_on)
    ctx.exit(1 if readiness.blocking(fail_on) and not exit_zero else 0)


def _write(readiness: Readiness, form: str, path: Path | None, fail_on: str) -> None:
    """One report, to a file or to standard output; on a terminal the text has colours."""
    from kbsearch.cli.output import plain
    from kbsearch.errors import FolderNotWritable
    from kbsearch.releases.reports import render

    if path is None and form == "text":
        from kbsearch.cli.terminal import console
        from kbsearch.releases.reports.text import lines

        out = console()
        for line in lines(readiness, fail_on):
            line.plain = plain(line.plain)
            out.print(line, soft_wrap=True)
        return
    data = render(readiness, form, fail_on).encode("utf-8", "backslashreplace")
    if path is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise FolderNotWritable(path=path.parent, problem=error.strerror or str(error)) from error
