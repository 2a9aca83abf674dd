"""The proof of a hit: the line of the paste, the template it fits, and what each part of the line is."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from kbsearch.search.answers import Answer
from kbsearch.search.binding import Value, bind, without
from kbsearch.search.codes import code_spans
from kbsearch.search.fitting import Fit
from kbsearch.search.known_codes import Code
from kbsearch.search.paste import Paste, Segment
from kbsearch.search.ranking import Evidence
from kbsearch.search.results import Match, Reason, Span, SpanKind
from kbsearch.search.skeleton import skeleton

FITS_IN_PART = 0.4
"""Coverage from which a message is shown beside a line that it does not fit as a whole."""

Place = tuple[int, int, SpanKind]
"""Where a part of a line stands, and what it is to the template."""

_SHOWN = 600  # characters of a line that a match repeats
_BEFORE = 120  # of them before the first part that matched


class Proven:
    """The proof of one hit, for as long as somebody holds it: what an article says to one line of a paste."""

    def __init__(self, evidence: Evidence, answer: Answer, paste: Paste) -> None:
        self._evidence = evidence
        self._answer = answer
        self._paste = paste

    @cached_property
    def matches(self) -> tuple[Match, ...]:
        """The match behind the answer; none where only words of the text speak for it."""
        match = _match(self._answer, self._paste)
        return (match,) if match is not None else ()

    @cached_property
    def why(self) -> tuple[Reason, ...]:
        """The parts of the article's score."""
        return self._evidence.reasons()


def _match(answer: Answer, paste: Paste) -> Match | None:
    coded, message = answer.coded, answer.message
    code = coded.code if coded is not None else None
    if message is not None and (message.alignment.coverage >= FITS_IN_PART or coded is message):
        return _said(message, paste, code)
    if code is not None:
        segment = paste.segments[code.segment]
        return _shown(Match(segment.line, segment.text, "", {}, code.text, spans=_code(segment, code)))
    return None


def _said(fit: Fit, paste: Paste, code: Code | None) -> Match:
    """The line that an entry's message fits, with what its placeholders took."""
    segment = paste.segments[fit.segment]
    template = fit.entry.message or ""
    coded = _code(segment, code) if code is not None else ()
    values: list[Value] = []
    for value in bind(skeleton(template), segment, fit.alignment):
        kept = without(value, segment.text, coded[0].start, coded[0].end) if coded else value
        if kept is not None:
            values.append(kept)
    taken: list[Place] = [(span.start, span.end, "code") for span in coded]
    taken += [(value.start, value.end, "value") for value in values]
    tokens = [segment.tokens[at] for _, at in fit.alignment.pairs]
    fixed: list[Place] = [
        (token.start, token.end, "fixed")
        for token in tokens
        if not any(token.start < end and start < token.end for start, end, _ in taken)
    ]
    match = Match(
        line=segment.line,
        text=segment.text,
        template=template,
        values={value.name: segment.text[value.start : value.end] for value in values},
        code=code.text if code is not None else "",
        coverage=round(fit.alignment.coverage, 3),
        spans=_joined(segment.text, [*taken, *fixed]),
    )
    return _shown(match)


def _code(segment: Segment, code: Code) -> tuple[Span, ...]:
    """Where a code stands in a line, if it does."""
    text, said = segment.text, code.text
    at = text.find(said)
    if at >= 0 and not text[at - 1 : at].isalnum() and not text[at + len(said) : at + len(said) + 1].isalnum():
        return (Span(at, at + len(said), "code"),)
    wanted = set(code.keys)
    for span in code_spans(segment.text):
        if not wanted.isdisjoint(span.keys):
            return (Span(span.start, span.end, "code"),)
    return ()


def _joined(text: str, places: Iterable[Place]) -> tuple[Span, ...]:
    """The places from left to right, none on top of another; fixed words with only marks between them are one."""
    found: list[Place] = []
    for start, end, kind in sorted(places, key=lambda place: (place[0], -place[1])):
        first, last, before = found[-1] if found else (0, 0, None)
        if start < last:
            continue
        if before == kind == "fixed" and not any(map(str.isalnum, text[last:start])):
            found[-1] = (first, end, "fixed")
        else:
            found.append((start, end, kind))
    return tuple(Span(start, end, kind) for start, end, kind in found)


def _shown(match: Match) -> Match:
    """The match with its line shortened around what matched."""
    if len(match.text) <= _SHOWN:
        return match
    first = match.spans[0].start if match.spans else 0
    start = max(0, first - _BEFORE) if first + _BEFORE > _SHOWN else 0
    before = "… " if start else ""
    text = match.text[start : start + _SHOWN]
    after = " …" if start + _SHOWN < len(match.text) else ""
    move = len(before) - start
    spans = tuple(
        Span(span.start + move, min(span.end, start + _SHOWN) + move, span.kind)
        for span in match.spans
        if span.start < start + _SHOWN
    )
    return Match(match.line, before + text + after, match.template, match.values, match.code, match.coverage, spans)
