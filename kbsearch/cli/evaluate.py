"""`kbsearch eval`: how well the search answers labelled pastes."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kbsearch.cli.output import counted, plain, write_json
from kbsearch.cli.session import Session, common_options, pass_session

if TYPE_CHECKING:
    from kbsearch.search.evaluate import Evaluation


@click.command(
    "eval",
    epilog="""\b
Examples
  kbsearch eval pastes.jsonl
  kbsearch eval pastes.jsonl without-codes.jsonl --misses
  kbsearch eval pastes.jsonl --json | jq '.files[0].hit_at'

\b
A line of a file of labelled pastes
  {"id": "p1", "paste": "error E4012: refused", "expected": ["sync-e4012"]}""",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--misses", is_flag=True, help="List the pastes whose first hit is not an expected article.")
@common_options()
@pass_session
def command(session: Session, files: tuple[Path, ...], as_json: bool, misses: bool) -> None:
    """Measure the search with labelled pastes.

    hit@k is the share of pastes with an expected article among the first k hits, MRR the mean of 1
    over the rank of the first expected one, latency that of one search in this process.
    """
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
    for name in ("pastes", "hit@1", "hit@3", "hit@10", "MRR", "median ms", "p99 ms"):
        table.add_column(name, justify="right", no_wrap=True)
    for file, one in found.items():
        shares = (*(one.hit_at[k] for k in (1, 3, 10)), one.mrr)
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
