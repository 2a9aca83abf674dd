"""Binding: where the values stand in a line that was aligned with a template.

The fixed words of an alignment are given; what stands between them belongs to the placeholders,
without the separators around it, without what wraps the message, and without the code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kbsearch.search.align import Alignment
from kbsearch.search.paste import Segment
from kbsearch.search.skeleton import Skeleton, Slot

_LONGEST = 300  # characters of a value
# A builder's project, the reason or the next sentence, a closing quote, a closing tag.
_WRAPPED = re.compile(r" \[|[.:] |\" |</")
_AROUND = " \t:;,.'\"-="
_AROUND_TRIMMED = " \t:;,'\""


@dataclass(frozen=True, slots=True)
class Value:
    """What the placeholder `name` stands for: the characters from `start` to `end` of the line's text."""

    name: str
    start: int
    end: int


def bind(bones: Skeleton, line: Segment, alignment: Alignment) -> tuple[Value, ...]:
    """The values that the line has at the template's placeholders; repeated names are numbered."""
    values: dict[str, Value] = {}
    for slots in _neighbours(_held(bones.slots, alignment)):
        for slot, (start, end) in zip(slots, _places(slots, line, alignment), strict=True):
            name = slot.name or "value"
            number = 2
            while start < end and name in values:
                name, number = f"{slot.name or 'value'} {number}", number + 1
            if start < end:
                values[name] = Value(name, start, end)
    return tuple(values.values())


def _held(slots: tuple[Slot, ...], alignment: Alignment) -> tuple[Slot, ...]:
    """The slots of what the line holds of a template: of all, or of one sentence."""
    if alignment.sentence is None:
        return slots
    begin, end = alignment.sentence
    return tuple(slot for slot in slots if begin <= slot.start and slot.end <= end)


def without(value: Value, text: str, start: int, end: int) -> Value | None:
    """The value without the code that stands from `start` to `end`; None where nothing else is left of it."""
    if end <= value.start or value.end <= start:
        return value
    sides = (_narrow(text, value.start, start, " ([,:;-"), _narrow(text, end, value.end, " )],:;-"))
    begin, stop = max(sides, key=lambda side: side[1] - side[0])
    return Value(value.name, begin, stop) if begin < stop else None


def _neighbours(slots: tuple[Slot, ...]) -> list[list[Slot]]:
    """The slots in groups between which no word stands."""
    groups: list[list[Slot]] = []
    for slot in slots:
        if groups and groups[-1][-1].end == slot.start and groups[-1][-1].behind:
            groups[-1].append(slot)
        else:
            groups.append([slot])
    return groups


def _places(slots: list[Slot], line: Segment, alignment: Alignment) -> list[tuple[int, int]]:
    """Where the text between the fixed words on either side of some slots stands, one part for each of them."""
    before = [at for place, at in alignment.pairs if place < slots[0].start]
    after = [at for place, at in alignment.pairs if place >= slots[-1].end]
    start = line.tokens[before[-1]].end if before else 0
    end = line.tokens[after[0]].start if after else len(line.text)
    if not before and after:
        start = line.head if line.head < end else 0
    quoted = list(_quoted(line.text, start, end))
    if not after and quoted and any(map(str.isalnum, line.text[start : quoted[0][0]])):
        quoted = []  # what is quoted behind other words follows the message
    if len(quoted) >= len(slots):
        # At the start of a message the values nearest to its fixed words are meant, elsewhere the first.
        return quoted[-len(slots) :] if not before and after else quoted[: len(slots)]
    parts: list[tuple[int, int]] = []
    for slot in slots[:-1]:
        mark = slot.behind.strip() or " "
        at = line.text.find(mark, start, end)
        stop = at if at >= 0 else end
        parts.append(_trimmed(line.text, start, stop, open_end=False))
        start = min(stop + len(mark), end)
    return [*parts, _trimmed(line.text, start, end, open_end=not after)]


def _quoted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The places between quotes, of the first kind of quote that stands there at least twice."""
    for quote in "'\"":
        marks = [at for at in range(start, end) if text[at] == quote]
        if len(marks) >= 2:
            yield from ((a + 1, b) for a, b in zip(marks[::2], marks[1::2], strict=False) if text[a + 1 : b].strip())
            return


def _trimmed(text: str, start: int, end: int, *, open_end: bool) -> tuple[int, int]:
    """The gap without the separators around it; at the end of a line, without what wraps or follows the message."""
    start, end = _narrow(text, start, end, _AROUND)
    wrapped = _WRAPPED.search(text, start, end) if open_end else None
    start, end = _narrow(text, start, wrapped.start() if wrapped else end, _AROUND_TRIMMED)
    if text[start:end].endswith(")") and text.count(")", start, end) > text.count("(", start, end):
        end -= 1
    return start, min(end, start + _LONGEST)


def _narrow(text: str, start: int, end: int, marks: str) -> tuple[int, int]:
    """The span without the marks at its ends."""
    while start < end and text[start] in marks:
        start += 1
    while start < end and text[end - 1] in marks:
        end -= 1
    return start, end
