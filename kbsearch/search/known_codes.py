"""Known codes: those of a paste that articles declare, how surely each is meant, and those nobody declares."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kbsearch.search.codes import code_keys, code_runs, looks_like_code, pieces
from kbsearch.search.engines.base import Snapshot
from kbsearch.search.lookalikes import lookalikes
from kbsearch.search.paste import Paste, Segment
from kbsearch.search.severity import Severity
from kbsearch.search.tables import table_of
from kbsearch.search.weights import importance

_CALLED = re.compile(
    r"(?:errors?|err|code|status|errno|hresult|#|fehler|erreur"
    r"|(?<![a-z])(?:event(?: ?id)?|exit|exited with|result|reason|number|stop|http(?:/\d(?:\.\d)?)?|smtp|id|no\.?))"
    r"[\s:=#(\[\"'>]{0,3}(?:code)?[\s:=#(\[\"'>]{0,3}$",
    re.IGNORECASE,
)
_STATUS = re.compile(r"[1-5]\d\d")  # what is called a status or an error and has this form may be one of HTTP
# A short number may be the decimal spelling of a code that articles write in hexadecimal where it is called a value.
_VALUED = re.compile(r"code|status|exit|result|stop", re.IGNORECASE)
_SHORT = 6
_SHORT_HEX = re.compile(r"0[xX][\dA-Fa-f]{1,4}")
_TYPED = re.compile(r"[a-z]{1,6}-?\d{3,8}")  # a code as people type it into a question


@dataclass(frozen=True, slots=True)
class Code:
    """A code of the paste that articles declare: its text, its segment, its declared keys, its trust in [0, 1]."""

    text: str
    segment: int
    keys: tuple[str, ...]
    trust: float


Pieces = list[tuple[int, str, tuple[str, ...]]]
"""What of a run is a declared code, or looks like one: offset, text, declared keys."""


def find_codes(paste: Paste, snapshot: Snapshot) -> tuple[tuple[Code, ...], tuple[str, ...]]:
    """The declared codes of a paste, errors first, then by line; and what looks like a code but is none."""
    found: dict[tuple[str, ...], Code] = {}
    unknown: dict[str, None] = {}
    quiet, runs, pairs = table_of(snapshot, _is_quiet), table_of(snapshot, _in_run), table_of(snapshot, _in_pair)
    for index, segment in enumerate(paste.segments):
        if segment.joined > 1:
            continue
        for begin, run, pair in code_runs(segment.text, quiet):
            telling = pairs[run] if pair else runs[run]
            if not telling:
                if not (len(run) == 3 and _STATUS.fullmatch(run) and _called(segment.text, begin)):
                    continue
                telling = [(0, run, keys)] if (keys := _declared(f"HTTP {run}", snapshot)) else []
            for offset, text, keys in telling:
                if not keys:
                    if segment.severity is not Severity.FRAME:
                        unknown.setdefault(text)
                    continue
                start = begin + offset
                trust = _trust(segment, start, start + len(text), text, keys) * importance(segment, paste)
                before = found.get(keys)
                if before is None or trust > before.trust:
                    found[keys] = Code(text, index if before is None else before.segment, keys, trust)
    ordered = sorted(found.values(), key=lambda code: (-round(code.trust, 1), code.segment))
    known = {code.text for code in ordered}
    return tuple(ordered[:24]), tuple(text for text in unknown if not any(text in k or k in text for k in known))[:8]


def _is_quiet(snapshot: Snapshot, run: str) -> bool:
    """Whether a run is a word and nothing else, as most are: no code, and no part of one."""
    return run.isalpha() and run.isascii() and not _in_run(snapshot, run)


def _in_run(snapshot: Snapshot, run: str) -> Pieces:
    """What of a run is declared, with the declared keys, or looks like a code that nobody declares, without."""
    found = [(offset, text, _declared(text, snapshot)) for offset, text in pieces(run, pair=False)]
    if not any(keys for _, _, keys in found):
        found = [(offset, text, _misread(text, snapshot)) for offset, text, _ in found]
    return _telling(found)


def _in_pair(snapshot: Snapshot, pair: str) -> Pieces:
    """The same of two runs side by side."""
    return _telling([(offset, text, _declared(text, snapshot)) for offset, text in pieces(pair, pair=True)])


def _telling(found: Pieces) -> Pieces:
    return [piece for piece in found if piece[2] or looks_like_code(piece[1]) or _TYPED.fullmatch(piece[1])]


def _declared(text: str, snapshot: Snapshot) -> tuple[str, ...]:
    declared = snapshot.entry_frequencies("codes")
    return tuple(key for key in code_keys(text) if declared[key])


def _misread(text: str, snapshot: Snapshot) -> tuple[str, ...]:
    """The keys of the one declared code that a text may have been before it was misread; none where there are two."""
    found = {keys for reading in lookalikes(text) if (keys := _declared(reading, snapshot))}
    return found.pop() if len(found) == 1 else ()


def _called(text: str, start: int) -> re.Match[str] | None:
    """The words before a place that call what stands there a code."""
    return _CALLED.search(text[max(0, start - 24) : start])


def _trust(segment: Segment, start: int, end: int, text: str, keys: tuple[str, ...]) -> float:
    """How surely a place of a line is a code: bare numbers and words must be called one."""
    called = _called(segment.text, start)
    if text.isdigit():
        if len(text) <= _SHORT and all(key.startswith("#") for key in keys):
            return 0.5 if called and _VALUED.search(called.group()) else 0.15
        begins = start == segment.head and len(text) > 2
        return 1.0 if called else 0.6 if begins or len(text) > _SHORT else 0.25
    if not any(character.isdigit() for character in text):
        return 1.0 if called or not text.isalpha() or text.isupper() or text[1:] != text[1:].lower() else 0.5
    if _SHORT_HEX.fullmatch(text) and not called and start != segment.head:
        return 0.6
    token = next((token for token in segment.tokens if token.start <= start < token.end), None)
    inside = token is not None and token.trust <= 0.12 and end <= token.end + 1 and start >= segment.head
    around = segment.text[max(0, start - 1) : start] + segment.text[end : end + 1]
    return 0.5 if inside and any(mark in "/\\" for mark in around) else 1.0
