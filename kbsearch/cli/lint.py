"""`kbsearch lint`: what is wrong with the articles."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kbsearch.cli.output import plain, write_json
from kbsearch.cli.session import Session, common_options, pass_session
from kbsearch.counting import counted

if TYPE_CHECKING:
    from kbsearch.articles.findings import Finding
    from kbsearch.articles.reader import ReadResult
    from kbsearch.kb import KnowledgeBase

SEVERITIES = ("error", "warning")

FEW = 500
"""Articles that are searched for without being asked to: some seconds of work."""


@click.command(
    epilog="""\b
Examples
  kbsearch lint
  kbsearch lint articles/sync
  kbsearch lint draft.md
  kbsearch lint --findability
  kbsearch lint --no-findability $(git diff --name-only -- '*.md')
  kbsearch lint --format json | jq -r '.findings[].path' | sort -u

\b
Exit status
  0  no finding
  1  findings"""
)
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--findability/--no-findability",
    default=None,
    help=f"Whether to search for each article by what it declares.  [default: for up to {FEW} articles]",
)
@common_options()
@pass_session
@click.pass_context
def command(ctx: click.Context, session: Session, paths: tuple[Path, ...], form: str, findability: bool | None) -> None:
    """Check the articles, or only those in PATHS.

    A finding is a line: path:line:col KBL2xx message. `kbsearch explain KBL211` says what a code
    means. All articles are read in any case, since ids, codes and links concern them all. A file
    in PATHS may stand outside the knowledge base: it is checked as a draft of an article.
    """
    with session.open() as kb:
        findings = sorted({*_findings(kb, paths), *_unfound(kb, paths, findability)})
    counts = {f"{severity}s": sum(f.severity == severity for f in findings) for severity in SEVERITIES}
    if form == "json":
        write_json({"findings": [dataclasses.asdict(finding) for finding in findings], **counts})
    else:
        for finding in findings:
            click.echo(plain(str(finding)))
        said = ", ".join(counted(counts[f"{severity}s"], severity) for severity in SEVERITIES)
        click.echo(said if findings else "no findings", err=True)
    ctx.exit(1 if findings else 0)


def _findings(kb: KnowledgeBase, paths: tuple[Path, ...]) -> Iterator[Finding]:
    """What reading the articles shows, and what one shows beside the others."""
    from kbsearch.articles.lint import lint, lint_draft
    from kbsearch.cli.drafts import read_draft
    from kbsearch.cli.progress import progress_bar

    with progress_bar() as progress:
        read = count(1)

        def results() -> Iterator[ReadResult]:
            for result in kb.library.results(keep_body=True):
                progress(next(read), 0, "reading")
                yield result

        yield from (one for one in lint(results(), kb.settings) if _within(one.path, kb, paths))
    for file in _drafts(kb, paths):
        yield from lint_draft(read_draft(kb, file), kb.settings)


def _unfound(kb: KnowledgeBase, paths: tuple[Path, ...], wanted: bool | None) -> Iterator[Finding]:
    """Whom a search for what they declare themselves does not find first, unless that is too many to ask unasked."""
    from kbsearch.cli.drafts import read_draft
    from kbsearch.cli.fresh import bring_up_to_date
    from kbsearch.cli.progress import progress_bar
    from kbsearch.search.shadows import LINTED, shadows

    if wanted is False:
        return
    bring_up_to_date(kb)
    with kb.catalog() as catalog:
        ids = [id for id, path in catalog.places() if _within(path, kb, paths)]
    if wanted is None and len(ids) > FEW:
        said = f"{len(ids):,} articles were not searched for: name those that changed, or say --findability"
        click.echo(f"note: {said}", err=True)
    else:
        with progress_bar() as progress:
            yield from shadows(kb.findability(ids, kinds=LINTED, brief=True, progress=progress), kb.article)
    for file in _drafts(kb, paths):
        article = read_draft(kb, file).article
        if article is not None:
            with kb.draft(article) as draft:
                yield from draft.findings()


def _drafts(kb: KnowledgeBase, paths: tuple[Path, ...]) -> list[Path]:
    """The files among the paths that are no articles of the knowledge base."""
    known = {(kb.settings.root / path).resolve() for path in kb.library.scan().files} if paths else set()
    return [path for path in paths if path.is_file() and path.resolve() not in known]


def _within(path: str, kb: KnowledgeBase, paths: tuple[Path, ...]) -> bool:
    """Whether the article file at `path` is one of the paths or below one; any is when there are none."""
    place = (kb.settings.root / path).resolve()
    return not paths or any(place.is_relative_to(one.resolve()) for one in paths)
