"""Known codes: those of a paste that articles declare, how surely each is meant, and those nobody declares."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kbsearch.search.codes import code_spans, looks_like_code
from kbsearch.search.engines.base import Snapshot
from kbsearch.search.paste import Paste, Segment, Severity
from kbsearch.search.weights import importance

_CALLED = re.compile(
    r"(?:errors?|err|code|status|event|errno|exit|exited with|hresult|result|reason|number|stop|http|smtp|id|no\.?|#"
    r"|fehler|erreur)"
    r"[\s:=#(\[\"']{0,3}(?:code)?[\s:=#(\[\"']{0,3}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Code:
    """A code of the paste that articles declare: its text, its segment, its declared keys, its trust in [0, 1]."""

    text: str
    segment: int
    keys: tuple[str, ...]
    trust: float


def find_codes(paste: Paste, snapshot: Snapshot) -> tuple[tuple[Code, ...], tuple[str, ...]]:
    """The declared codes of a paste, errors first, then by line; and what looks like a code but is none."""
    found: dict[tuple[str, ...], Code] = {}
    unknown: dict[str, None] = {}
    for index, segment in enumerate(paste.segments):
        if segment.joined > 1:
            continue
        for span in code_spans(segment.text):
            keys = tuple(key for key in span.keys if snapshot.entry_frequency("codes", key))
            if not keys:
                if looks_like_code(span.text) and segment.severity is not Severity.FRAME:
                    unknown.setdefault(span.text)
                continue
            trust = _trust(segment, span.start, span.end, span.text) * importance(segment, paste)
            before = found.get(keys)
            if before is None or trust > before.trust:
                found[keys] = Code(span.text, index if before is None else before.segment, keys, trust)
    ordered = sorted(found.values(), key=lambda code: (-round(code.trust, 1), code.segment))
    known = {code.text for code in ordered}
    return tuple(ordered[:24]), tuple(text for text in unknown if not any(text in k or k in text for k in known))[:8]


def _trust(segment: Segment, start: int, end: int, text: str) -> float:
    """How surely a place of a line is a code: bare numbers and words must be called one."""
    if text.isdigit() or not any(character.isdigit() for character in text):
        called = _CALLED.search(segment.text[max(0, start - 24) : start])
        if text.isdigit():
            return 1.0 if called else 0.6 if start == segment.head or len(text) > 6 else 0.25
        return 1.0 if called or not text.isalpha() or text.isupper() or text[1:] != text[1:].lower() else 0.5
    token = next((token for token in segment.tokens if token.start <= start < token.end), None)
    inside = token is not None and token.trust <= 0.12 and end <= token.end + 1 and start >= segment.head
    around = segment.text[max(0, start - 1) : start] + segment.text[end : end + 1]
    return 0.5 if inside and any(mark in "/\\" for mark in around) else 1.0
