"""How sure a first hit is, measured: `python -m tests.ranking.calibrate FOLDER=PASTES[,PASTES] ...`.

Each FOLDER is an indexed knowledge base, PASTES the labelled pastes that belong to it. Every paste is
searched as it is; with the right articles taken away, so that nothing documents it; and in the other
knowledge bases, where nothing ever did. A logistic model of `kbsearch.search.confidence.Signals` is
fitted, cross-validated by article, and printed with the share of confident first hits that are right
for several thresholds. The constants in confidence.py come from here.
"""

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kbsearch import KnowledgeBase
from kbsearch.errors import KbError
from kbsearch.search import confidence
from kbsearch.search.confidence import Signals, doubtful, signals
from kbsearch.search.engines.base import Candidates, Filters
from kbsearch.search.evaluate import LabelledPaste
from kbsearch.search.groups import answered
from kbsearch.search.paste import read_paste
from kbsearch.search.searcher import Searcher

FOLDS = 10
UNANSWERED = 0.1  # what all pastes of a kind that nothing answers weigh against all that something does
OTHERS = 200  # pastes of other knowledge bases that are searched in each
RIDGE = 1.0
EVERYONE = Filters(("public", "customer", "partner", "internal"))

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """One search: its signals, whether the first hit was right, and whether a rule doubts it whatever they say."""

    place: str
    kind: str
    fold: int
    found: Signals
    right: bool
    doubtful: bool


class Without:
    """An engine, snapshot or catalog that behaves as if some articles did not exist."""

    def __init__(self, inner: Any, hidden: frozenset[int]) -> None:
        self._inner, self._hidden = inner, hidden

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def snapshot(self) -> "Without":
        """The engine's snapshot, as blind."""
        return Without(self._inner.snapshot(), self._hidden)

    def candidates(self, query: Any) -> Candidates:
        """The snapshot's candidates without the hidden."""
        found: Candidates = self._inner.candidates(query)
        return replace(
            found,
            by_code=tuple(pair for pair in found.by_code if pair[0] >> 16 not in self._hidden),
            by_line=tuple(pair for pair in found.by_line if pair[0] >> 16 not in self._hidden),
        )

    def by_text(self, query: Any) -> tuple[tuple[int, float], ...]:
        """The snapshot's articles by their text without the hidden."""
        return tuple(pair for pair in self._inner.by_text(query) if pair[0] not in self._hidden)

    def owners(self, code: str, at: int | None = None) -> tuple[int, ...]:
        """The catalog's owners of a code without the hidden."""
        return tuple(key for key in self._inner.owners(code, at) if key not in self._hidden)


def labelled(file: Path) -> list[LabelledPaste]:
    """The labelled pastes of a file; those for which nothing is right (`"expected": []`) as well."""
    lines = [json.loads(line) for line in file.read_text("utf-8").split("\n") if line.strip()]
    return [LabelledPaste(str(line["id"]), line["paste"], tuple(line["expected"])) for line in lines]


def searched(place: str, kb: KnowledgeBase, own: list[LabelledPaste], others: list[LabelledPaste]) -> Iterator[Row]:
    """The rows of one knowledge base for its own pastes, and for those of others that nothing in it answers."""
    with kb._reading() as opened:
        for one in (*own, *others):
            expected = {id: opened.catalog.article_by_id(id) for id in one.expected}
            right = frozenset(stored.key for stored in expected.values() if stored is not None)
            if right and one not in own:
                continue
            fold = int(hashlib.sha256((*one.expected, one.id)[0].encode()).hexdigest(), 16) % FOLDS
            for hidden in (frozenset[int](), right) if right else (frozenset[int](),):
                engine: Any = Without(opened.engine, hidden)
                catalog: Any = Without(opened.catalog, hidden)
                row = _row(Searcher(engine, catalog, kb.settings), one, right - hidden)
                if row is not None:
                    yield replace(
                        row, place=place, kind="taken" if hidden else "own" if right else "foreign", fold=fold
                    )


def _row(searcher: Searcher, one: LabelledPaste, right: frozenset[int]) -> Row | None:
    """One search; None where nothing is found, or only a list page that names the code."""
    try:
        paste = read_paste(one.paste)
    except KbError:
        return None
    planned, ranking = searcher.ranked(paste, EVERYONE, 10)
    if not ranking.evidence:
        return None
    first = ranking.evidence[0]
    if not right and first.answer.coded is not None and not first.answer.own:
        return None
    group = answered(ranking, paste, planned, 10)[0]
    doubts = group.ambiguous or doubtful(ranking, paste, planned)
    return Row("", "", 0, signals(ranking, paste), first.article in right, doubts)


def fitted(matrix: Numbers, right: Numbers, weight: Numbers) -> Numbers:
    """The bias and the weights of a ridge-regularised logistic regression, by Newton's method."""
    wide = np.hstack([np.ones((len(matrix), 1)), matrix])
    ridge = RIDGE * np.diag([1e-4, *np.ones(matrix.shape[1])])
    found = np.zeros(wide.shape[1])
    for _ in range(50):
        chance = 1.0 / (1.0 + np.exp(-wide @ found))
        slope = wide.T @ (weight * (right - chance)) - ridge @ found
        found += np.linalg.solve((wide * (weight * chance * (1 - chance))[:, None]).T @ wide + ridge, slope)
    return found


def crossed(matrix: Numbers, right: Numbers, weight: Numbers, folds: NDArray[np.int64]) -> Numbers:
    """The chance of every row by a model that never saw its article."""
    chances = np.zeros(len(matrix))
    for fold in range(FOLDS):
        inside, outside = folds != fold, folds == fold
        model = fitted(matrix[inside], right[inside], weight[inside])
        chances[outside] = 1.0 / (1.0 + np.exp(-model[0] - matrix[outside] @ model[1:]))
    return chances


def table(rows: list[Row], chances: Numbers) -> None:
    """Print, by threshold, how many first hits are confident and how many of them are right."""
    total = Counter(row.kind for row in rows)
    print("| sure from | confident | of own | wrong | right | taken away, yet confident | foreign, yet confident |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    for sure in (0.5, 0.7, 0.8, 0.84, 0.86, 0.87, 0.88, 0.9, 0.92, 0.95):
        confident = [row for row, chance in zip(rows, chances, strict=True) if chance >= sure and not row.doubtful]
        count = Counter(row.kind for row in confident)
        wrong = sum(row.kind == "own" and not row.right for row in confident)
        right = 1 - wrong / max(1, count["own"])
        others = " | ".join(f"{count[kind]} of {total[kind]}" for kind in ("taken", "foreign"))
        print(f"| {sure} | {count['own']} | {total['own']} | {wrong} | {right:.4f} | {others} |")


def main() -> None:
    """Search, fit, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.ranking.calibrate", description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+", metavar="FOLDER=PASTES[,PASTES]")
    places: dict[str, list[LabelledPaste]] = {}
    for words in parser.parse_args().sets:
        folder, _, files = words.partition("=")
        places[folder] = [one for file in files.split(",") for one in labelled(Path(file))]
    rows: list[Row] = []
    for folder, own in places.items():
        others = dict.fromkeys(one for pastes in places.values() for one in pastes if one not in own)
        with KnowledgeBase.open(folder) as kb:
            rows += searched(folder, kb, own, list(others)[:: 1 + len(others) // OTHERS])
        print(f"searched: {folder}", file=sys.stderr)
    matrix = np.array([astuple(row.found) for row in rows])
    right = np.array([float(row.right) for row in rows])
    total = Counter(row.kind for row in rows)
    weight = np.array([1.0 if row.kind == "own" else UNANSWERED * total["own"] / total[row.kind] for row in rows])
    model = fitted(matrix, right, weight)
    print(f"BIAS = {model[0]:.2f}")
    for field, value in zip(fields(Signals), model[1:], strict=True):
        print(f"{field.name} = {value:.2f}")
    print("\nCross-validated by article:\n")
    table(rows, crossed(matrix, right, weight, np.array([row.fold for row in rows])))
    print("\nWith the constants in confidence.py:\n")
    now = [confidence.probability(row.found, confidence.SIGNAL_WEIGHTS, confidence.BIAS) for row in rows]
    table(rows, np.array(now))
    print(
        f"\nBy knowledge base, sure from {confidence.SURE}:\n\n| own pastes of | confident | wrong | of |\n|---|---:|---:|---:|"
    )
    for folder in places:
        inside = [
            (row, chance) for row, chance in zip(rows, now, strict=True) if (row.place, row.kind) == (folder, "own")
        ]
        sure = [row for row, chance in inside if chance >= confidence.SURE and not row.doubtful]
        print(f"| {Path(folder).name} | {len(sure)} | {sum(not row.right for row in sure)} | {len(inside)} |")


if __name__ == "__main__":
    main()
