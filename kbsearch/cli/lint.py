"""`kbsearch lint`: what is wrong with the articles."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kbsearch.cli.output import counted, plain, write_json
from kbsearch.cli.session import Session, common_options, pass_session

if TYPE_CHECKING:
    from kbsearch.articles.findings import Finding
    from kbsearch.articles.reader import ReadResult
    from kbsearch.kb import KnowledgeBase

SEVERITIES = ("error", "warning")


@click.command(
    epilog="""\b
Examples
  kbsearch lint
  kbsearch lint articles/sync
  kbsearch lint --no-findability $(git diff --name-only -- '*.md')
  kbsearch lint --format json | jq -r '.findings[].path' | sort -u

\b
Exit status
  0  no finding
  1  findings"""
)
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--no-findability", is_flag=True, help="Do not search for each article by its own messages.")
@common_options()
@pass_session
@click.pass_context
def command(ctx: click.Context, session: Session, paths: tuple[Path, ...], form: str, no_findability: bool) -> None:
    """Check the articles, or only those in PATHS.

    A finding is a line: path:line:col KBL2xx message. `kbsearch explain KBL211` says what a code
    means. All articles are read in any case, since ids, codes and links concern them all.
    """
    with session.open() as kb:
        findings = [finding for finding in _findings(kb, not no_findability) if _within(finding, kb, paths)]
    counts = {f"{severity}s": sum(f.severity == severity for f in findings) for severity in SEVERITIES}
    if form == "json":
        write_json({"findings": [dataclasses.asdict(finding) for finding in findings], **counts})
    else:
        for finding in findings:
            click.echo(plain(str(finding)))
        said = ", ".join(counted(counts[f"{severity}s"], severity) for severity in SEVERITIES)
        click.echo(said if findings else "no findings", err=True)
    ctx.exit(1 if findings else 0)


def _findings(kb: KnowledgeBase, findability: bool) -> Sequence[Finding]:
    """All findings about the knowledge base; with `findability` those of searching for its own messages too."""
    from kbsearch.articles.lint import lint
    from kbsearch.cli.fresh import bring_up_to_date
    from kbsearch.cli.progress import progress_bar

    if findability:
        bring_up_to_date(kb)
    with progress_bar() as progress:
        read, asked = count(1), count(1)

        def read_results() -> Iterator[ReadResult]:
            for result in kb.library.results(keep_body=True):
                progress(next(read), 0, "reading")
                yield result

        def find(text: str) -> list[str]:
            progress(next(asked), 0, "searching")
            return [hit.article.id for hit in kb.search(text, limit=3, audience="internal").hits]

        return lint(read_results(), kb.settings, find if findability else None)


def _within(finding: Finding, kb: KnowledgeBase, paths: tuple[Path, ...]) -> bool:
    """Whether a finding is about one of the paths, or about anything when there are none."""
    place = (kb.settings.root / finding.path).resolve()
    return not paths or any(place.is_relative_to(path.resolve()) for path in paths)
