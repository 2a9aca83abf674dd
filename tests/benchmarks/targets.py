"""The targets: what a search may take, as ratios of one run, each beside what was measured."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.benchmarks.measure import Times
from tests.benchmarks.peers import RawTantivy, SqliteFts5
from tests.benchmarks.report import Table, number

LINE, LOG, LONG = "one line", "60-line log", "2,000-line log"

MOST_LOST = 0.02
"""What hit@1 on the labelled pastes of a corpus may lose when it is hidden among generated articles."""

Measured = Mapping[str, Mapping[str, Times]]
"""How long each engine took: kind of paste -> engine -> times."""


@dataclass(frozen=True, slots=True)
class Target:
    """A ratio of medians that may be at most so much."""

    what: str
    most: float
    taken: float


def targets(measured: Measured, ours: str, articles: int) -> Iterator[Target]:
    """The targets for a corpus of that many articles: below 50,000, below 500,000, and from there on."""
    raw, fts = RawTantivy.name, SqliteFts5.name
    line, log = (8.0, 3.0) if articles < 50_000 else (1.0, 1.0) if articles < 500_000 else (0.5, 0.5)
    for kind, most in ((LINE, line), (LOG, log)):
        times = measured[kind]
        yield Target(f"{kind}: time / {raw}'s", most, times[ours].median / times[raw].median)
        if fts in times:
            yield Target(f"{kind}: time / {fts}'s", 0.5, times[ours].median / times[fts].median)
        yield Target(f"{kind}: p99 / median", 4.0, times[ours].p99 / times[ours].median)
    yield Target(f"{LONG} / {LOG}", 10.0, measured[LONG][ours].median / measured[LOG][ours].median)


def table(measured: Measured, ours: str, articles: int, rate: float) -> Table:
    """The targets as a table; `rate` is the index rate as a share of raw tantivy's."""
    found = Table(
        "Targets",
        "Ratios of this run; the fewer cores are free, the less the p99 says.",
        ("what", "wanted", "measured", "met"),
    )
    for target in targets(measured, ours, articles):
        met = "yes" if target.taken <= target.most else "no"
        found.add(target.what, f"at most {number(target.most)}", number(target.taken), met)
    found.add("index rate / tantivy's", "at least 0.500", number(rate), "yes" if rate >= 0.5 else "no")
    return found


def judge_hidden(found: Table, name: str, alone: float, hidden: float) -> None:
    """Add to the targets what a set of labelled pastes may lose: hit@1 of its corpus by itself, and hidden."""
    lost = round(max(0.0, alone - hidden), 4)
    met = "yes" if lost <= MOST_LOST else "no"
    found.add(f"{name}: hit@1 lost by hiding", f"at most {number(MOST_LOST)}", f"{lost:.3f}", met)
