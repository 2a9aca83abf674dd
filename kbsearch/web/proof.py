"""The proof of a hit: the asker's own line, with the template's fixed words and the bound values marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

from kbsearch.articles.placeholders import Literal as FixedText
from kbsearch.articles.placeholders import parse_template
from kbsearch.search.codes import code_keys, code_spans
from kbsearch.search.results import Match

SHOWN = 1_200
"""Characters of one line that are shown and aligned; longer lines are cut around what matched."""

Kind = Literal["", "fixed", "value", "code"]

_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text and what it is: nothing special, a fixed word, a bound value, or the code."""

    text: str
    kind: Kind


def line_spans(match: Match) -> tuple[Span, ...]:
    """The matched line, cut into spans that joined are the line (shortened when very long)."""
    text = _window(match)
    kinds: list[Kind] = [""] * len(text)
    _mark_template(text, kinds, match)
    if match.code:
        wanted = set(code_keys(match.code))
        for span in code_spans(text):
            if wanted.intersection(span.keys):
                kinds[span.start : span.end] = ["code"] * (span.end - span.start)
                break
    return _spans(text, kinds)


def template_spans(message: str) -> tuple[Span, ...]:
    """A message template, its placeholders as spans of kind value."""
    parts = parse_template(message).parts
    return tuple(Span(part.mark, "" if isinstance(part, FixedText) else "value") for part in parts)


def _window(match: Match) -> str:
    """The part of a very long line around its first bound value or code."""
    text = match.text
    if len(text) <= SHOWN:
        return text
    clues = (text.find(clue) for clue in (match.code, *match.values.values()) if clue)
    start = max(0, min((at for at in clues if at >= 0), default=0) - SHOWN // 3)
    end = start + SHOWN
    return ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")


def _mark_template(text: str, kinds: list[Kind], match: Match) -> None:
    """Find the template's tokens in the line, in their order, and mark them with what they are."""
    wanted = list(_needles(match.template, match.values))
    there = list(_TOKEN.finditer(text))
    matcher = SequenceMatcher(
        None, [token.casefold() for token, _ in wanted], [token[0].casefold() for token in there], autojunk=False
    )
    previous_end, previous_kind = 0, ""
    for block in matcher.get_matching_blocks():
        for n in range(block.size):
            kind, token = wanted[block.a + n][1], there[block.b + n]
            adjoining = n > 0 and kind == previous_kind and text[previous_end : token.start()].isspace()
            start = previous_end if adjoining else token.start()
            kinds[start : token.end()] = [kind] * (token.end() - start)
            previous_end, previous_kind = token.end(), kind


def _needles(template: str, values: Mapping[str, str]) -> Iterator[tuple[str, Kind]]:
    """The tokens that the line should hold: fixed words, and the values in the places of their placeholders."""
    left = dict(values)
    for part in parse_template(template).parts:
        if isinstance(part, FixedText):
            yield from ((token, "fixed") for token in _TOKEN.findall(part.text))
        elif left:
            value = left.pop(part.name, None) or left.pop(next(iter(left)))
            quoted = part.literal is not None and not value.startswith(part.mark[:1])
            if quoted:
                yield part.mark[:1], "fixed"
            yield from ((token, "value") for token in _TOKEN.findall(value))
            if quoted:
                yield part.mark[-1:], "fixed"
        elif part.literal:
            yield from ((token, "fixed") for token in _TOKEN.findall(part.literal))


def _spans(text: str, kinds: list[Kind]) -> tuple[Span, ...]:
    """Join neighbouring characters of one kind."""
    return tuple(
        Span("".join(character for character, _ in run), kind)
        for kind, run in groupby(zip(text, kinds, strict=True), key=lambda pair: pair[1])
    )
