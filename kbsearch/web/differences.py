"""Differences: two texts side by side, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

AROUND = 3
"""Equal lines shown around those that differ."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of two texts side by side: `left` or `right` is None where that text has no such line.

    `kind` is same, changed, left (only there), right (only there) or gap, for `count` equal lines left out.
    """

    kind: str
    left: str | None = None
    right: str | None = None
    count: int = 0


def side_by_side(left: str, right: str) -> tuple[Pair, ...]:
    """The rows of two texts, lines ended by LF; long equal stretches are cut."""
    one, other = left.split("\n"), right.split("\n")
    rows: list[Pair] = []
    opcodes = SequenceMatcher(None, one, other, autojunk=len(one) + len(other) > 4000).get_opcodes()
    for n, (tag, i, j, k, m) in enumerate(opcodes):
        if tag == "equal":
            before, after = AROUND if n else 0, AROUND if n < len(opcodes) - 1 else 0
            rows += _shortened(one[i:j], before, after)
            continue
        for at in range(max(j - i, m - k)):
            has, had = i + at < j, k + at < m
            kind = "changed" if has and had else "left" if has else "right"
            rows.append(Pair(kind, one[i + at] if has else None, other[k + at] if had else None))
    return tuple(rows)


def _shortened(lines: list[str], before: int, after: int) -> list[Pair]:
    """Equal lines: the first and last few of them, and how many stand between."""
    left_out = len(lines) - before - after
    if left_out < 2:
        return [Pair("same", line, line) for line in lines]
    head, tail = lines[:before], lines[len(lines) - after :]
    same = [Pair("same", line, line) for line in (*head, *tail)]
    return [*same[: len(head)], Pair("gap", count=left_out), *same[len(head) :]]
