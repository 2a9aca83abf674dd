"""Skeletons: a message template as the words it fixes and the places where values stand.

The same skeleton is indexed (`documents`) and held against the lines of a paste (`align`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b

from kbsearch.articles.placeholders import Literal, Placeholder, parse_template
from kbsearch.search.analysis import SENTENCE, stem, words

SOFT = 0.5  # what a quoted word of a template counts against a plain one: some are fixed, some vary
_QUOTES = "'\"`\u201c\u2018\u2039\u00ab\u201e"
_END = re.compile(r"[.!?][\"')*]*\s+(?=[\W\dA-Z]|$)|\n+")  # where a sentence ends, or a line
_LONGEST = 120  # words of a template that are looked at; longer "messages" are pages
_NAME = re.compile(r"\b[a-z]+[A-Z][A-Za-z0-9]*\b")  # `sourceA`, `fileName`: what programmers call a value


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of a value: it stands for the words `start` to `end` (empty for a bare mark).

    `behind` is the punctuation between it and the next slot, where no word stands between them.
    """

    name: str
    start: int
    end: int
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A compiled template.

    `stems` are its words in order, `soft` tells which of them may vary (in quotes, or named like a variable),
    `slots` where values stand, `marked` the author's names of what varies, `runs` the folded
    words between placeholders, `sentences` the places where the sentences of a text begin.
    """

    stems: tuple[str, ...]
    soft: tuple[bool, ...]
    slots: tuple[Slot, ...]
    marked: tuple[str, ...]
    runs: tuple[tuple[str, ...], ...]
    sentences: tuple[int, ...] = ()

    @property
    def signature(self) -> str:
        """One term for the skeleton: equal for templates that are equal once masked; "" without fixed words."""
        if not any(self.runs):
            return ""
        return blake2b("\0".join(" ".join(run) for run in self.runs).encode(), digest_size=12).hexdigest()


def _is_printed(part: Placeholder) -> bool:
    """Whether quotes stand around a whole sentence: it was printed so, and does not vary."""
    return part.mark[:1] in _QUOTES and (part.literal or "").count(" ") >= SENTENCE


@lru_cache(maxsize=1 << 14)
def skeleton(message: str) -> Skeleton:
    """The skeleton of a message template; never raises, linear in the text."""
    terms: list[str] = []
    soft: list[bool] = []
    slots: list[Slot] = []
    marked: list[str] = []
    runs: list[tuple[str, ...]] = []
    sentences: set[int] = {0}
    for part in parse_template(message).parts:
        if isinstance(part, Placeholder) and not _is_printed(part):
            varying = words(part.literal) if part.literal is not None else []
            slots.append(Slot(part.name, len(terms), len(terms) + len(varying)))
            terms += [stem(word) for word in varying]
            soft += [True] * len(varying)
            if part.literal is None:
                marked += [stem(word) for word in words(part.name)]
            continue
        text = part.text if isinstance(part, Literal) else part.literal or ""
        fixed = words(text)
        if slots and not fixed and slots[-1].end == len(terms):
            slots[-1] = replace(slots[-1], behind=text)
        varying_names = {name.lower() for name in _NAME.findall(text)}
        sentences.update(len(terms) + len(words(text[: end.end()])) for end in _END.finditer(text))
        runs.append(tuple(fixed))
        terms += [stem(word) for word in fixed]
        soft += [word in varying_names for word in fixed]
    return Skeleton(
        tuple(terms[:_LONGEST]),
        tuple(soft[:_LONGEST]),
        tuple(slots),
        tuple(marked),
        tuple(run for run in runs if run),
        tuple(sorted(place for place in sentences if place < min(len(terms), _LONGEST))),
    )
