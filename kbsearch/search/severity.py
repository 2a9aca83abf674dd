"""Severity: how bad a line says it is, where its message begins, and whether it is a frame of a stack trace.

Lines by the thousand are told apart here, so what costs is only tried on lines that hold a word of severity.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache


class Severity(IntEnum):
    """How bad a line says it is; FRAME is a place in a stack trace."""

    FRAME = 0
    MINOR = 1
    WARNING = 2
    UNKNOWN = 3
    ERROR = 4


_ERROR = (
    "fatal|error|err|exception|critical|severe|panic|panicked|failure|failed|emerg|crit|abort|aborted"
    "|fehler|erreur|errore|erro|fout|fel|b\u0142\u0105d|chyba|hiba|virhe|fejl|feil|hata|\u043e\u0448\u0438\u0431\u043a\u0430"
    "|\u30a8\u30e9\u30fc|\u9519\u8bef|\u932f\u8aa4|\uc624\ub958"
)
_WARNING = (
    "warn|warning|warnung|avertissement|advertencia|avviso|aviso|waarschuwing|varning"
    "|\u043f\u0440\u0435\u0434\u0443\u043f\u0440\u0435\u0436\u0434\u0435\u043d\u0438\u0435|\u8b66\u544a|\uacbd\uace0"
)
_MINOR = "note|info|information|notice|hint|help|debug|trace|verbose|fine|finer|finest|remark|hinweis|nota"
SEVERITIES = {
    word: severity
    for severity, words in ((Severity.MINOR, _MINOR), (Severity.WARNING, _WARNING), (Severity.ERROR, _ERROR))
    for word in words.split("|")
}
"""What each word says that programs print for how bad it is."""
_LETTERS = re.compile(r"[^\W\d_]+")
# What stands between the letters of ASCII text becomes blanks: a third of the time of _LETTERS.
_UNLETTERED = bytes(ord(c if c.isalpha() else " ") for c in map(chr, range(128))) + bytes(128)
# What stands around a word of severity where programs print it, not inside a sentence: it is at the start, or
# after a place, a bracket, a separator or a time; or before a colon; or it shouts.
_OPENING = re.compile(r"(?:[:\])>|,;\[(<\"=\d-]\s{0,3}|\t)\Z")
_MARK = re.compile(r"\s*|[:\])>|,;\[(<\"=\d-]\s{0,3}")
_CLOSING = re.compile(r"[\s:\]),|!\[>\"]|\Z")
_COLON = re.compile(r"\s{0,2}[:!\]|]")
_SHOUTED = frozenset(("ERROR", "FATAL", "CRITICAL", "SEVERE", "PANIC", "EXCEPTION", "WARN", "WARNING"))
# A word with a code behind it says more than one that stands before it (`note: error X12:`).
_NUMBERED = re.compile(r"\s{1,2}[\[(]?[A-Za-z]{0,10}[-_]?\d{2,10}[\])]?\s{0,2}:")
_CAMEL_ERROR = re.compile(r"\b[A-Za-z_$][\w.$]{0,120}(?:Error|Exception|Fault|Failure)\b")
_CAMEL_END = re.compile(r"(?:Error|Exception|Fault|Failure)\b")  # found at once, or there is no such name
# What ends the part of a line that says where, and begins what: `file(1,2): error C1: `.
_BEFORE = re.compile(r"[\s:\])>|\[-]")
_BEHIND = re.compile(r"(?:\s{0,2}[\[(]?[A-Za-z]{0,12}[-_]?\d{1,10}[\])]?)?\s{0,3}[:!\]|]+\s{0,3}")
_PLACE = 301  # characters that time, place and what else comes first take at most
_FRAME = re.compile(
    r"^\s*(?:at\s+[\w$.<>/\[\]`@ ]{1,300}\(|at\s+\S.{0,300}\bin\s.{1,300}:line \d|at\s+\S{1,300}:\d+:\d+"
    r"|File \"[^\"]{1,500}\", line \d|#\d+\s+(?:0x|\S+ at )|\d+:\s+0x[0-9a-f]|\d+: [\w:<>]{1,200}$"
    r"|goroutine \d+ \[|\S+\.go:\d+ \+0x"
    r"|\.\.\. \d+ (?:more|common)|--- End of |from \S{1,300}:\d+:in )"
)


def severity_of(line: str) -> Severity:
    """How bad a line says it is, frames of stack traces aside."""
    first: Severity | None = None
    for start, end, severity in _spoken(line):
        alone = line[start - 1 : start] != "_" and not line[start - 1 : start].isdigit()
        if severity > Severity.MINOR and alone and _NUMBERED.match(line, end):
            return severity
        if first is None and _printed(line, start, end, alone=alone):
            first = severity
    if first is not None:
        return first
    return Severity.ERROR if _CAMEL_END.search(line) and _CAMEL_ERROR.search(line) else Severity.UNKNOWN


def is_frame(line: str) -> bool:
    """Whether a line is a place in a stack trace."""
    return _FRAME.match(line) is not None


def begins_with_severity(line: str) -> bool:
    """Whether the first word of a line is one of severity, or stands behind a mark at its start."""
    word = _LETTERS.search(line)
    if word is None or not _MARK.fullmatch(line, 0, word.start()):
        return False
    said = word.group()
    return said.lower() in SEVERITIES and (said in _SHOUTED or _CLOSING.match(line, word.end()) is not None)


def message_start(line: str) -> int:
    """Where the message begins, behind place, time and severity; 0 for a line that says no severity."""
    for start, end, _ in _spoken(line):
        if start <= _PLACE and (start == 0 or _BEFORE.match(line, start - 1)) and (head := _BEHIND.match(line, end)):
            return head.end()
    return 0


def _words(lowered: str) -> list[str]:
    """The runs of letters of a text in small letters, in order."""
    if lowered.isascii():
        return lowered.encode("ascii").translate(_UNLETTERED).decode("ascii").split()
    found: list[str] = _LETTERS.findall(lowered)
    return found


@lru_cache(maxsize=8)  # a line is asked for its severity, and at once for the start of its message
def _spoken(line: str) -> tuple[tuple[int, int, Severity], ...]:
    """The words of severity in a line, wherever they stand: start, end and what each says."""
    lowered = line.lower()
    if len(lowered) != len(line):  # a letter that becomes two would move all places
        lowered = line
    words = _words(lowered)
    if SEVERITIES.keys().isdisjoint(words):
        return ()
    end = 0
    found = []
    for word in [word for word in words if word in SEVERITIES]:
        start = lowered.index(word, end)
        while lowered[start - 1 : start].isalpha() or lowered[start + len(word) : start + len(word) + 1].isalpha():
            start = lowered.index(word, start + 1)  # that was a part of a longer word
        end = start + len(word)
        found.append((start, end, SEVERITIES[word]))
    return tuple(found)


def _printed(line: str, start: int, end: int, *, alone: bool) -> bool:
    """Whether a word of severity stands where programs print it, not inside a sentence."""
    before = line[:start]
    opened = not before or before.isspace() or _OPENING.search(before, max(0, start - 4))
    if opened and _CLOSING.match(line, end):
        return True
    if before[-1:].isspace() and _COLON.match(line, end):
        return True
    behind = line[end : end + 1]
    return alone and line[start:end] in _SHOUTED and not (behind == "_" or behind.isdigit())
