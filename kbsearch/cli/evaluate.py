"""`kbsearch eval`: how well the search finds the articles, by their own probes or by labelled pastes."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kbsearch.cli.output import plain, write_json
from kbsearch.cli.session import Session, common_options, pass_session
from kbsearch.counting import counted

if TYPE_CHECKING:
    from kbsearch.kb import KnowledgeBase
    from kbsearch.search.evaluate import Evaluation
    from kbsearch.search.findability import Findability

KINDS = ("found_by", "code", "template", "message", "wording", "log", "symptom")
"""The kinds of probes, as `kbsearch.search.probes` has them; a test holds the two together."""

OF_PROBES = ("article", "kind", "sample", "seed", "worst")
"""The options that mean nothing for files of labelled pastes."""


@click.command(
    "eval",
    epilog="""\b
Examples
  kbsearch eval
  kbsearch eval --sample 200 --kind message --kind log
  kbsearch eval --article sync-e4012 --misses
  kbsearch eval --article draft.md --fail-under 1
  kbsearch eval pastes.jsonl without-codes.jsonl --misses
  kbsearch eval pastes.jsonl --json | jq '.files[0].hit_at'

\b
Kinds of probes
  found_by  the pastes under found_by       message   messages with values in them, with their code
  code      codes in their usual spellings  wording   the same without the code
  template  messages as they are worded     log       the same with the code, in a log
  symptom   symptoms, as told and as a question

\b
A line of a file of labelled pastes
  {"id": "p1", "paste": "error E4012: refused", "expected": ["sync-e4012"]}

\b
Exit status
  0  measured
  1  a share is under --fail-under""",
)
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
@click.option(
    "--article", "articles", multiple=True, metavar="ID|FILE", help="Only this article, or this draft of one."
)
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only probes of this kind.")
@click.option(
    "--sample", type=click.IntRange(min=1), metavar="N", help="Only N of the articles that have probes, at random."
)
@click.option("--seed", type=int, default=0, show_default=True, help="Draws another sample.")
@click.option("--worst", type=click.IntRange(min=0), default=10, show_default=True, help="Articles to list.")
@click.option("--misses", is_flag=True, help="List everything that was not found first.")
@click.option("--fail-under", type=click.FloatRange(0, 1), metavar="SHARE", help="Exit with 1 when less was found.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
@click.pass_context
def command(
    ctx: click.Context,
    session: Session,
    files: tuple[Path, ...],
    articles: tuple[str, ...],
    kinds: tuple[str, ...],
    sample: int | None,
    seed: int,
    worst: int,
    misses: bool,
    fail_under: float | None,
    as_json: bool,
) -> None:
    """Measure how well the search finds the articles.

    Without FILE every article is searched for by what it declares: its codes, its messages with
    sample values in them, its symptoms, the pastes under found_by. "within limit" counts symptoms
    among the first three, and articles that share a code or message with all who stand in front.

    With FILE the labelled pastes in it are searched for. hit@k is the share of pastes with an
    expected article among the first k hits, MRR the mean of 1 over the rank of the first expected
    one, latency that of one search in this process.
    """
    from kbsearch.cli.findability import print_findability

    if files:
        _no_probe_options(ctx)
        shares = _labelled(session, files, misses, as_json)
    else:
        found = _probed(session, articles, kinds, sample, seed)
        shares = {"findability": found.share}
        if as_json:
            write_json(found.as_dict())
        else:
            print_findability(found, worst, misses)
    under = {name: share for name, share in shares.items() if fail_under is not None and share < fail_under}
    for name, share in under.items():
        click.echo(f"{plain(name)}: {share:.4f} is under {fail_under:g}", err=True)
    ctx.exit(1 if under else 0)


def _no_probe_options(ctx: click.Context) -> None:
    """Refuse options that would do nothing."""
    from click.core import ParameterSource

    for param in ctx.command.params:
        given = param.name and ctx.get_parameter_source(param.name) is ParameterSource.COMMANDLINE
        if given and param.name and param.name.removesuffix("s") in OF_PROBES:
            raise click.UsageError(f"{param.opts[0]} and FILE exclude each other.")


def _probed(
    session: Session, articles: Sequence[str], kinds: Sequence[str], sample: int | None, seed: int
) -> Findability:
    """Ask the probes of all articles, of a sample, or of these."""
    from kbsearch.cli.fresh import bring_up_to_date
    from kbsearch.cli.progress import progress_bar
    from kbsearch.search.probes import ProbeKind

    wanted = [ProbeKind(kind) for kind in kinds] or list(ProbeKind)
    with session.open() as kb, progress_bar() as progress:
        bring_up_to_date(kb)
        if articles:
            return _of(kb, articles, wanted)
        return kb.findability(kinds=wanted, sample=sample, seed=seed, progress=progress)


def _of(kb: KnowledgeBase, articles: Sequence[str], kinds: Sequence[Any]) -> Findability:
    """The findability of these articles: each an id, or a file that need not be in the knowledge base."""
    from kbsearch.cli.drafts import draft_in
    from kbsearch.search.findability import joined

    parts = []
    for one in articles:
        if Path(one).is_file():
            with kb.draft(draft_in(kb, Path(one))) as draft:
                parts.append(draft.findability(kinds))
        else:
            parts.append(kb.findability([one], kinds=kinds))
    return joined(parts)


def _labelled(session: Session, files: Sequence[Path], misses: bool, as_json: bool) -> dict[str, float]:
    """Search for the labelled pastes and print what came of them; hit@1 of each file."""
    from kbsearch.cli.fresh import bring_up_to_date
    from kbsearch.cli.progress import progress_bar
    from kbsearch.search.evaluate import evaluate, read_labels

    labels = {file: read_labels(file) for file in files}
    with session.open() as kb, progress_bar() as progress:
        bring_up_to_date(kb)
        found = {file: evaluate(kb, pastes, progress=progress) for file, pastes in labels.items()}
    if as_json:
        write_json({"files": [{"file": str(file), **_data(one, misses)} for file, one in found.items()]})
    else:
        _print(found, misses)
    return {f"hit@1 of {file}": one.hit_at[1] for file, one in found.items()}


def _data(one: Evaluation, misses: bool) -> dict[str, Any]:
    """An evaluation as JSON-ready data."""
    data = dataclasses.asdict(one)
    if not misses:
        del data["misses"]
    return data


def _print(found: dict[Path, Evaluation], misses: bool) -> None:
    """A row of figures for each file, then the misses."""
    from rich.table import Table

    from kbsearch.cli.terminal import console, line

    out = console()
    table = Table(box=None, pad_edge=False)
    table.add_column("file", overflow="fold")
    for name in ("pastes", "hit@1", "hit@3", "hit@5", "hit@10", "MRR", "median ms", "p99 ms"):
        table.add_column(name, justify="right", no_wrap=True)
    for file, one in found.items():
        shares = (*one.hit_at.values(), one.mrr)
        times = (one.latency_ms["median"], one.latency_ms["p99"])
        row = (f"{one.pastes:,}", *(f"{share:.3f}" for share in shares), *(f"{time:.1f}" for time in times))
        table.add_row(plain(str(file)), *row)
    out.print(table)
    for file, one in found.items() if misses else ():
        out.print()
        line(out, f"{plain(str(file))}: {counted(len(one.misses), 'paste')} without an expected article first")
        for miss in one.misses:
            rank = f"rank {miss.rank}" if miss.rank else "not found"
            said = f"{miss.id}: wants {' or '.join(miss.expected)} ({rank}), first is {miss.found or 'nothing'}"
            line(out, plain(said), 2)
            if miss.why:
                line(out, plain(f"the first {miss.why}"), 4)
