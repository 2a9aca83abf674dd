"""How often the right article comes first, on pastes that people labelled."""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.corpus import SHARED, names

QUERIES = SHARED / "queries"

Search = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A set of pastes for one corpus: each with the ids of the articles that answer it."""

    name: str
    corpus: str
    pastes: tuple[tuple[str, frozenset[str]], ...]

    def hit_at_1(self, search: Search) -> float:
        """The share of pastes, in [0, 1], for which the first hit is a right one."""
        found = ((search(paste), right) for paste, right in self.pastes)
        return sum(bool(hits) and hits[0] in right for hits, right in found) / len(self.pastes)


def sets(folder: Path = QUERIES) -> tuple[Labelled, ...]:
    """The labelled pastes that are there, a set for each file and corpus, sorted.

    A paste belongs to the corpus that it names, or to the one that its file's name begins with.
    """
    pastes: dict[tuple[str, str], list[tuple[str, frozenset[str]]]] = defaultdict(list)
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            said = json.loads(line)
            corpus = said.get("corpus") or path.stem.split("-")[0]
            pastes[path.stem, corpus].append((said["paste"], frozenset(said["expected"])))
    return tuple(Labelled(name, corpus, tuple(found)) for (name, corpus), found in sorted(pastes.items()))


def absent(found: Sequence[Labelled]) -> str:
    """Why nothing can be measured with these sets, "" when something can."""
    if not found:
        return "skipped: there are no labelled pastes at ../shared/queries"
    if not {labelled.corpus for labelled in found} & set(names()):
        return "skipped: the corpora that the labelled pastes belong to are not at ../shared/corpora"
    return ""
