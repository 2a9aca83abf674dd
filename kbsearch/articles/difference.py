"""Difference: two versions of a text side by side, line by line, and within a changed line word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

CONTEXT = 3
"""Unchanged lines that are shown around a change."""

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_LONGEST = 2_000  # characters of a line that is compared word by word
_ALIKE = 0.4  # share of a line that stays, below which marking words only confuses

Kind = Literal["same", "gone", "new", "left out"]
Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of either version: its number there, from 1, and its pieces, each with whether it changed.

    Of kind "left out" it stands for the unchanged lines that are not shown, and `number` says how many.
    """

    kind: Kind
    number: int
    pieces: Pieces = ()


def difference(before: str, after: str, context: int = CONTEXT) -> tuple[Line, ...]:
    """What changed from one text to the other, with some lines around it; nothing where they are the same."""
    old, new = before.splitlines(), after.splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    lines: list[Line] = []
    shown = 0
    for block in matcher.get_grouped_opcodes(context):
        first = block[0][3]
        if first > shown:
            lines.append(Line("left out", first - shown))
        for tag, old_from, old_to, new_from, new_to in block:
            if tag == "equal":
                lines += [_whole("same", n + 1, new[n], changed=False) for n in range(new_from, new_to)]
            else:
                lines += _changed(old[old_from:old_to], new[new_from:new_to], old_from, new_from)
        shown = block[-1][4]
    if lines and shown < len(new):
        lines.append(Line("left out", len(new) - shown))
    return tuple(lines)


def _changed(old: Sequence[str], new: Sequence[str], old_from: int, new_from: int) -> Iterator[Line]:
    """The lines that went and came, in pairs as far as they go: first all that went, as one reads it."""
    gone, come = [], []
    for n, (was, now) in enumerate(zip_longest(old, new)):
        was_pieces, now_pieces = _words(was, now)
        if was is not None:
            gone.append(Line("gone", old_from + n + 1, was_pieces))
        if now is not None:
            come.append(Line("new", new_from + n + 1, now_pieces))
    yield from gone
    yield from come


def _words(was: str | None, now: str | None) -> tuple[Pieces, Pieces]:
    """Both lines cut where they differ; whole where there is no counterpart or hardly anything stays."""
    if was is None or now is None or len(was) + len(now) > 2 * _LONGEST:
        return ((was or "", True),), ((now or "", True),)
    old, new = _WORDS.findall(was), _WORDS.findall(now)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return ((was, True),), ((now, True),)
    codes = matcher.get_opcodes()
    return (
        tuple(("".join(old[a:b]), tag != "equal") for tag, a, b, _, _ in codes if b > a),
        tuple(("".join(new[c:d]), tag != "equal") for tag, _, _, c, d in codes if d > c),
    )


def _whole(kind: Kind, number: int, text: str, *, changed: bool) -> Line:
    return Line(kind, number, ((text, changed),))
