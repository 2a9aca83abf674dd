"""Worth: which line of a paste is asked about, and what an answer to it is worth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from kbsearch.search.answers import Answer
from kbsearch.search.paste import Paste, Segment
from kbsearch.search.results import Tier
from kbsearch.search.severity import Severity
from kbsearch.search.weights import WEIGHTS

_ALIKE = 0.9  # share of the best answer's nats from which an article answers a line alike


def worth_of_lines(paste: Paste, answers: Mapping[int, Mapping[int, Answer]]) -> dict[int, float]:
    """What an answer earns for its line, per nat: the first error that is answered the most.

    What follows an error is mostly its consequence, and a consequence often has the longer
    message. So the lines that are answered are put in order (errors before warnings, causes
    before what wraps them, then as they stand), and the best answer to each earns a bonus; lesser
    answers to the line earn a share of it. Each line takes from those behind it as much as it is
    strong: by how surely it is answered, and by how few articles answer it alike.
    """
    by_line: dict[int, list[Answer]] = defaultdict(list)
    for lines in answers.values():
        for line, answer in lines.items():
            if answer.strength > 0.0:
                by_line[line].append(answer)
    grade = _grades(paste, {line for line, own in by_line.items() if any(a.tier is Tier.CODE_MESSAGE for a in own)})
    worth: dict[int, float] = {}
    left = WEIGHTS.first
    for line in sorted(by_line, key=lambda line: grade[line]):
        best = max(by_line[line], key=lambda answer: answer.nats)
        strength = max(answer.strength for answer in by_line[line])
        if -grade[line][0] < Severity.ERROR:  # what calls itself an error is one, however many explain it
            alike = sum(answer.own and answer.nats >= _ALIKE * best.nats for answer in by_line[line])
            strength /= 1.0 + WEIGHTS.shared * max(0, alike - 1)
        worth[line] = left * strength / best.nats
        left *= 1.0 - (1.0 - WEIGHTS.line_decay) * strength
    return worth


def _grades(paste: Paste, whole: set[int]) -> dict[int, tuple[float, int]]:
    grade: dict[int, tuple[float, int]] = {}
    for segment in paste.segments:
        for line in (segment.line, *_rest(segment)):
            severity, _ = _grade(segment, whole=line in whole)
            placed = (severity, line)
            grade[line] = min(placed, grade.get(line, placed))
    return grade


def _rest(segment: Segment) -> Iterator[int]:
    """The lines that go on with a line that calls itself an error: torn off, they are a part of it."""
    if segment.severity is Severity.ERROR and segment.head:
        yield from (line for _, line in segment.breaks)


def _grade(segment: Segment, *, whole: bool) -> tuple[float, int]:
    """Where a line stands among the lines that are answered; smaller comes first.

    A line whose code and message one article explains (`whole`) is real, whatever it calls itself:
    it comes before lines that say no severity, but not before errors.
    """
    severity = float(segment.severity)
    if whole and segment.severity < Severity.ERROR:
        severity = max(severity, Severity.UNKNOWN) + 0.5
    return (-severity - segment.cause, segment.line)
