"""The lines of an article under review: what has changed, with the remarks below the lines they are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kbsearch.articles.approved import Line
from kbsearch.articles.review import Comment

AROUND = 3
"""Lines shown around whatever is to be looked at."""

SHORTEST_FOLD = 4
"""Lines that are worth folding away."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line with the remarks about it; `chosen` when the form for another one stands below it."""

    line: Line
    comments: tuple[Comment, ...] = ()
    chosen: bool = False

    @property
    def matters(self) -> bool:
        """Whether there is anything to look at."""
        return self.chosen or bool(self.comments) or self.line.kind != "same"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines that follow each other; `folded` where they are as they were."""

    rows: tuple[Row, ...]
    folded: bool


def stretches(lines: Iterable[Line], comments: Sequence[Comment], chosen: int, *, fold: bool) -> tuple[Stretch, ...]:
    """The lines in stretches; with `fold`, long ones in which nothing has changed are folded away.

    A remark about a line that is there no more stands below the last.
    """
    found = tuple(lines)
    last = max((line.number for line in found), default=0)
    said: dict[int, list[Comment]] = {}
    for comment in comments:
        if comment.line:
            said.setdefault(min(comment.line, last), []).append(comment)
    rows = tuple(
        Row(line, tuple(said.get(line.number, ())) if line.number else (), chosen=0 < chosen == line.number)
        for line in found
    )
    return tuple(_folded(rows)) if fold else (Stretch(rows, folded=False),)


def _folded(rows: tuple[Row, ...]) -> Iterator[Stretch]:
    shown = [False] * len(rows)
    for place, row in enumerate(rows):
        if row.matters:
            begin, end = max(0, place - AROUND), min(len(rows), place + AROUND + 1)
            shown[begin:end] = [True] * (end - begin)
    begin = 0
    for place in range(1, len(rows) + 1):
        if place == len(rows) or shown[place] != shown[begin]:
            yield Stretch(rows[begin:place], folded=not shown[begin] and place - begin >= SHORTEST_FOLD)
            begin = place
