"""Pastes: any pasted text, read as it comes, into segments that say where an error may stand.

    bytes or text -> clean() -> lines -> role and severity of each -> Segment -> Token

Nothing is dropped in silence: what is not searched is listed in `Paste.ignored` with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import unquote_plus

from kbsearch.errors import PasteEmpty, PasteTooLarge
from kbsearch.search.analysis import unify
from kbsearch.search.masking import Mask, masks
from kbsearch.search.records import read_record
from kbsearch.search.results import Ignored
from kbsearch.search.severity import Severity, begins_with_severity, is_frame, message_start, severity_of
from kbsearch.search.tokens import Token, tokens_of

LIMIT = 16_000_000
"""Characters that one search reads; a longer paste is refused (KBE1005)."""

MOST_SEGMENTS = 200
"""Segments that are looked at closely; of a longer log, those that speak of an error come first."""

_LONGEST = 2_000  # characters of one line that are looked at
_BINARY = 1_000_000  # characters of a binary file that are searched
_SAMPLE = 20_000  # characters by which a binary file is known: one in twenty is a control character
_GLANCE = 400  # characters of a line by which it is told from others and graded
_MOST_LINES = 20_000  # lines whose severity is read one by one

_CONTROL = re.compile(
    r"\x1b\[[0-?]{0,64}[ -/]{0,8}[@-~]|\x1b\][^\x07\x1b]{0,500}(?:\x07|\x1b\\)|\x1b.|[\x00-\x08\x0b\x0e-\x1f\x7f\ufffd]"
)
_QUOTED = re.compile(r"^(?:[ \t]{0,8}>(?!\S*>?\d)){1,8}[ \t]?")
_WALL = re.compile(r"^[\s|\u2502\u2503\u2551^~=_\-\u2500-\u257f*+#.]{0,400}$")

_CAUSE = re.compile(r"^\s*(?:(?:Caused by|\[cause\]|Inner exception)[:\s]*|---> |--> )", re.IGNORECASE)
_HANDED_ON = re.compile(
    r"(?:^|[?&#\s])\w{0,40}(?:error|message|description|reason)\w{0,40}=([^&#\s\"'<>]{8,600})", re.IGNORECASE
)
_CAUSES = re.compile(r"^\s*Caused by:?\s*$", re.IGNORECASE)
_NUMBERED = re.compile(r"^\d{1,2}: ")
_RECORD = re.compile(
    r"^\s*(?:[\[(<{]?\d{1,4}[-/:.]\d{1,2}[-/:.]\d{1,4}|[-*\u2022]\s|\d{1,3}[.)]\s|\d{1,3}>|[A-Za-z]:[\\/]|[\w.\\/+-]{1,200}[(:]\d+[:,)]"
    r"|[A-Z][a-z]{2} [ \d]?\d |\{\"|#|>{1,3}\s|[A-Z][\w -]{1,40}:\s)"
)


@dataclass(eq=False)  # not frozen: one is made of every line of a log, and that would take a thirtieth of a search
class Segment:
    """A line of the paste, or a few lines that a wrapping program has torn apart.

    `line` counts from 1; `head` is the offset at which the message begins, after place, time
    and severity; `joined` is the number of lines, `breaks` where those after the first begin,
    as (offset, line).
    """

    line: int
    text: str
    head: int
    severity: Severity
    joined: int = 1
    cause: bool = False
    breaks: tuple[tuple[int, int], ...] = ()

    @cached_property
    def masks(self) -> tuple[Mask, ...]:
        """What varies in its text; looked for when first asked for, since in a long log only a few lines are read."""
        return tuple(masks(self.text))

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Its words; cut when first asked for."""
        return tuple(tokens_of(self.text, self.head, self.masks))

    def line_at(self, offset: int) -> int:
        """The line of the paste in which an offset of the text lies."""
        return next((line for start, line in reversed(self.breaks) if offset >= start), self.line)


@dataclass(frozen=True)
class Paste:
    """A paste that was read: its segments in their order and what was left out."""

    segments: tuple[Segment, ...]
    ignored: tuple[Ignored, ...]
    lines: int

    @cached_property
    def has_errors(self) -> bool:
        """Whether any segment calls itself an error."""
        return any(segment.severity is Severity.ERROR for segment in self.segments)


def read_paste(text: str) -> Paste:
    """Read a paste; raises PasteEmpty (KBE1006) and PasteTooLarge (KBE1005)."""
    if len(text) > LIMIT:
        raise PasteTooLarge(size=f"{len(text):,}", limit=f"{LIMIT:,}")
    ignored: list[Ignored] = []
    if len(text) > _BINARY and len(_CONTROL.findall(text[:_SAMPLE])) > 0.05 * _SAMPLE:
        ignored.append(Ignored(0, "", f"a binary file: only its first {_BINARY:,} characters were searched"))
        text = text[:_BINARY]
    lines = clean(text).split("\n")
    if not any(line.strip() for line in lines):
        raise PasteEmpty()
    kept = _kept(lines, ignored)
    segments = _caused([segment for number, line in kept for segment in _segments(number, line, ignored)])
    joined = _joined(segments)
    ordered = sorted([*segments, *joined], key=lambda segment: (segment.line, segment.joined))
    return Paste(tuple(ordered), tuple(ignored), len(lines))


def clean(text: str) -> str:
    """The text with one kind of line end, quote and blank, and without control sequences."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n")
    if _CONTROL.search(text):
        text = _CONTROL.sub("", text)
    if "`" in text:
        text = _BACKTICKS.sub(_unquoted, text)
    return unify(text)


_BACKTICKS = re.compile(r"`([^`\n]{1,2000})`")


def _unquoted(found: re.Match[str]) -> str:
    """Code marks around one word are quotes; around more they are only marks."""
    inner = found[1]
    return inner if " " in inner or "'" in inner or '"' in inner else f"'{inner}'"


def _kept(lines: list[str], ignored: list[Ignored]) -> list[tuple[int, str]]:
    """The numbered lines that are worth reading closely, without repetitions, in their order."""
    seen: set[str] = set()
    found: list[tuple[int, str]] = []
    blank = repeated = 0
    for number, line in enumerate(lines, 1):
        if not line or line.isspace():
            continue
        if len(line) < 400 and _WALL.match(line):
            blank += 1
            continue
        alike = line[:_GLANCE].strip()
        if len(lines) >= 100:
            alike = alike.translate(_DIGITS)
        if alike in seen:
            repeated += 1
            continue
        seen.add(alike)
        found.append((number, line))
    if repeated:
        said = "line repeats" if repeated == 1 else "lines repeat"
        ignored.append(Ignored(0, "", f"{repeated:,} {said} an earlier line"))
    if blank:
        ignored.append(Ignored(0, "", f"{blank:,} {'line holds' if blank == 1 else 'lines hold'} no word"))
    if len(found) <= MOST_SEGMENTS:
        return found
    graded = sorted((_grade(line[:_GLANCE]) if number <= _MOST_LINES else 9, number, line) for number, line in found)
    first = min(number for _, number, _ in graded[MOST_SEGMENTS:])
    left = len(graded) - MOST_SEGMENTS
    said = f"{left:,} {'line says' if left == 1 else 'lines say'} less of an error than the {MOST_SEGMENTS} searched"
    ignored.append(Ignored(first, "", said))
    return sorted((number, line) for _, number, line in graded[:MOST_SEGMENTS])


_DIGITS = str.maketrans("123456789", "000000000")


def _grade(line: str) -> int:
    """0 for a line that speaks of an error, more for one that does less."""
    if is_frame(line):
        return 4
    return _GRADES[severity_of(line)]


_GRADES = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.UNKNOWN: 2, Severity.MINOR: 3}


def _segments(number: int, line: str, ignored: list[Ignored]) -> list[Segment]:
    """One line as its segments: one, or those of the fields of a JSON log line."""
    quoted = _QUOTED.match(line)
    if quoted:
        line = line[quoted.end() :]
    if len(line) > _LONGEST:
        ignored.append(
            Ignored(number, line[:80], f"only the first {_LONGEST:,} of {len(line):,} characters were searched")
        )
        line = line[:_LONGEST]
    if line.lstrip().startswith("{") and '"' in line:
        inner = read_record(line)
        if inner:
            return [segment(number, text, severity) for text, severity in inner]
    return [segment(number, line), *(segment(number, told, Severity.ERROR) for told in _told_in_addresses(line))]


def _told_in_addresses(line: str) -> Iterator[str]:
    """What an address hands on as the text of an error, as sign-in pages do: `?error_description=it+broke`."""
    for found in _HANDED_ON.finditer(line) if "=" in line else ():
        told = unquote_plus(found[1]).strip()
        if " " in told:
            yield " ".join(told.split())


def segment(
    number: int, text: str, severity: Severity | None = None, breaks: tuple[tuple[int, int], ...] = ()
) -> Segment:
    """One text as a segment, cut into tokens; `breaks` where it is put together from several lines."""
    text = text.strip()
    cause = _CAUSE.match(text)
    if severity is None:
        severity = Severity.FRAME if is_frame(text) and not cause else severity_of(text)
    begin = message_start(text) or (cause.end() if cause else 0)
    if begin >= len(text):
        begin = 0
    return Segment(number, text, begin, severity, 1 + len(breaks), cause is not None, breaks)


def _caused(segments: list[Segment]) -> list[Segment]:
    """The segments, with those marked as causes that stand in a list below a line that only says `Caused by:`."""
    found: list[Segment] = []
    listed = 0
    for one in segments:
        if listed and one.line == listed + 1 and (_NUMBERED.match(one.text) or _CAUSES.match(found[-1].text)):
            one = replace(one, cause=True, severity=max(one.severity, Severity.ERROR))
            listed = one.line
        else:
            listed = one.line if _CAUSES.match(one.text) else 0
        found.append(one)
    return found


def _joined(segments: list[Segment]) -> list[Segment]:
    """Neighbouring lines put together again, where the second does not begin a record of its own."""
    found: list[Segment] = []
    torn = [_continues(segment) for segment in segments]
    for index, first in enumerate(segments[:-1]):
        if first.severity is Severity.FRAME or len(found) >= MOST_SEGMENTS // 2:
            continue
        text, breaks = first.text, []
        for place in range(index + 1, min(index + 4, len(segments))):
            following, previous = segments[place], segments[place - 1]
            if not torn[place] or following.line - previous.line > 1 + (previous is first):
                break
            breaks.append((len(text) + 1, following.line))
            text = f"{text} {following.text}"
        if breaks and len(text) <= 2 * _LONGEST:
            severity = first.severity if first.severity is not Severity.UNKNOWN else None
            found.append(segment(first.line, text, severity, tuple(breaks)))
    return found


def _continues(following: Segment) -> bool:
    """Whether a line may be the rest of the one before it, torn off by a wrapping program."""
    own = following.severity is Severity.FRAME or following.cause or following.head > 0
    return not (own or _RECORD.match(following.text) or begins_with_severity(following.text))
