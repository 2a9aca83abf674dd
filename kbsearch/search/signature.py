"""The signature of a paste: its first error with all that varies masked, so that the same error is told again.

It depends on the paste alone, not on what is indexed: what is kept by a signature stays where it is
when articles come and go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from kbsearch.search.analysis import words
from kbsearch.search.codes import CodeSpan, code_key, code_like_spans
from kbsearch.search.masking import Mask
from kbsearch.search.paste import Paste, Segment
from kbsearch.search.results import Signature
from kbsearch.search.severity import Severity

_QUOTED = re.compile(r"(?<!\w)'[^'\n]{1,300}'(?![a-z])|\"[^\"\n]{1,300}\"")
_NAME = re.compile(r"[\w.+-]+")  # with a digit in it, it varies: a host, a hash, a version
_DIGIT = re.compile(r"\d")
_MASKED = re.compile(r"<\w+>")
_BLANKS = re.compile(r"\s{2,}")
_BEHIND = re.compile(r"\s\[<(?:path|file)>[^\[]{0,200}$")  # the project that a builder appends
_LEVEL = r"\b(?:ERROR|FATAL|CRITICAL|SEVERE|PANIC|ERR|WARN|WARNING)\b"
# In front of the message: the time, how bad it is, and the thread in brackets before that.
_PREFIX = re.compile(rf"^(?:<time>|{_LEVEL}|<\w+>\](?=\s*{_LEVEL})|[\s\[\](),:|-])+")
_IN_FRONT = re.compile(rf"(?:{_LEVEL}|[\s\[\](),:|-])+")
_LONGEST = 300  # characters that are kept to be read
_ENOUGH = 3  # words; a line with fewer may have been torn off by whatever wrapped it


def signature_of(paste: Paste) -> Signature | None:
    """The signature of the first error of a paste, or of its first line where none calls itself an error."""
    told = [segment for segment in paste.segments if segment.severity is not Severity.FRAME]
    worst = max((segment.severity for segment in told), default=Severity.FRAME)
    lines = sorted((one for one in told if one.severity is worst), key=lambda one: (one.line, one.joined))
    for enough in (_ENOUGH, 1):
        for segment in lines:
            text = _masked(segment)
            kept = [word for part in text.split() for word in _folded(part)]
            if len(kept) >= enough:
                digest = blake2b("\0".join(kept).encode(), digest_size=8).hexdigest()
                return Signature(digest, text[:_LONGEST], segment.line)
    return None


def message_at(paste: Paste, line: int) -> str:
    """The message of a line as it was pasted, without the time and the level in front of it; "" where none begins."""
    segment = next((one for one in paste.segments if one.line == line), None)
    if segment is None:
        return ""
    start, times = segment.head, {found.start: found.end for found in segment.masks if found.kind == "time"}
    while further := times.get(start) or (found.end() if (found := _IN_FRONT.match(segment.text, start)) else 0):
        start = further
    return segment.text[start:].strip()


def _folded(part: str) -> list[str]:
    """The words of a piece of a masked line in one spelling, a code as its key; values say nothing."""
    code = next(code_like_spans(part), None)
    return [code_key(code.text)] if code is not None else words(_MASKED.sub(" ", part))


def _masked(segment: Segment) -> str:
    """The message of a line with its code, all that varies as <kind>."""
    text = segment.text
    varying = segment.masks
    codes = list(_codes(text, varying))
    # Of a row copied from a table, the cell with the most words is the message.
    start, end = segment.head, len(text)
    if "\t" in text[start:]:
        cells = [(found.start(), found.end()) for found in re.finditer(r"[^\t]+", text)]
        start, end = max(cells, key=lambda cell: len(words(text[slice(*cell)])))
    code = next((span for span in reversed(codes) if span.start < start), None)
    spans = sorted(
        [
            *((span.start, span.end, span.text) for span in codes),
            *((found.start() + 1, found.end() - 1, "<value>") for found in _QUOTED.finditer(text)),
            *((found.start, found.end, f"<{found.kind}>") for found in varying),
            *((found.start(), found.end(), "<value>") for found in _NAME.finditer(text) if _DIGIT.search(found[0])),
        ],
        key=lambda span: (span[0], -span[1]),
    )
    parts: list[str] = [f"{code.text}: "] if code is not None else []
    for first, last, said in spans:
        if start <= first and last <= end:
            parts += [text[start:first], said]
            start = last
    parts.append(text[start:end])
    return _PREFIX.sub("", _BEHIND.sub("", _BLANKS.sub(" ", "".join(parts)))).strip()


def _codes(text: str, varying: Sequence[Mask]) -> Iterator[CodeSpan]:
    """What looks like a code in a line, and is no part of a path, a time or the like."""
    places = [(found.start, found.end) for found in varying if found.kind != "number"]
    for span in code_like_spans(text):
        if not any(start <= span.start < end for start, end in places):
            yield span
