"""How findable the articles are, as people read it: a table by kind of probe, and the worst articles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kbsearch.cli.output import plain
from kbsearch.counting import counted

if TYPE_CHECKING:
    from rich.console import Console

    from kbsearch.search.findability import Figures, Findability
    from kbsearch.search.probes import Outcome

COLUMNS = ("probes", "first", "within limit", "further down", "not found", "share")
_SHOWN = 100  # characters of a paste that a line repeats


def print_findability(found: Findability, worst: int, misses: bool) -> None:
    """The table, then every failed probe with `misses`, or the `worst` articles with one each."""
    from rich.table import Table

    from kbsearch.cli.terminal import console, line

    out = console()
    table = Table(box=None, pad_edge=False)
    table.add_column("kind", no_wrap=True)
    for name in COLUMNS:
        table.add_column(name, justify="right", no_wrap=True)
    for one in found.figures:
        table.add_row(one.kind.value, *(f"{count:,}" for count in _counts(one)), f"{one.share:.3f}")
    every = [sum(counts) for counts in zip(*map(_counts, found.figures), strict=True)] or [0] * 5
    table.add_row("all", *(f"{count:,}" for count in every), f"{found.share:.3f}")
    out.print(table)
    line(out, f"{counted(found.articles, 'article')} with probes")
    _print_failed(out, found, worst, misses)


def _counts(one: Figures) -> tuple[int, ...]:
    return one.probes, one.first, one.within, one.behind, one.missing


def _print_failed(out: Console, found: Findability, worst: int, misses: bool) -> None:
    from kbsearch.cli.terminal import line

    for id, outcomes in found.worst(len(found.failed) if misses else worst):
        out.print()
        line(out, plain(f"{id}: {counted(len(outcomes), 'probe')} failed"))
        for outcome in outcomes if misses else _one_of_each(outcomes):
            line(out, plain(said(outcome)), 2)


def _one_of_each(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The first outcome of each kind with each article in front: the others say the same."""
    seen: dict[object, Outcome] = {}
    for outcome in outcomes:
        seen.setdefault((outcome.probe.kind, outcome.front and outcome.front.article), outcome)
    return list(seen.values())


def said(outcome: Outcome) -> str:
    """One failed probe as a line: what was asked, where the article stands, who stands in front and why."""
    from kbsearch.search.shadows import why

    probe, front = outcome.probe, outcome.front
    text = " ".join((probe.message if probe.kind.value == "log" else probe.text).split())
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
    rank = f"rank {outcome.rank}" if outcome.rank else "not found"
    behind = f"behind {front.article} ({front.tier}), {why(front)}" if front else "nobody stands in front"
    return f"{probe.kind.value} {shown!r}: {rank}, {behind}"
