"""Code keys: equal spellings of an error code become equal keys.

Case and separators do not count (`E-1234/5` is `e12345`), `0x` may be there or not, and a
32-bit value is the same in hexadecimal, decimal and signed decimal (`0x80070005`, `80070005`,
`2147942405`, `-2147024891`). Dots between digits do count: `5.1.10` is not `5110`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_SEPARATORS = re.compile(r"[\s\-_/.:#\\()\[\]]+")
_DOTTED = re.compile(r"\d+(?:\.\d+)+")
_HEX = re.compile(r"(?:0x|x|h')([0-9a-f]{1,16})'?")
_BARE_HEX = re.compile(r"[0-9a-f]{8}")
_DECIMAL = re.compile(r"-?[1-9]\d*")

# A run of the characters that codes are made of; what stands inside one may be a code of its own.
_RUN = re.compile(r"(?<![^\W_])-?[^\W_]+(?:[-_./:#\\][^\W_]+)*")
_PIECE = re.compile(r"[^\W_]+")
_WITHOUT_DOTS = re.compile(r"[^\W_]+(?:[-_/][^\W_]+)*")
_HYPHENED = re.compile(r"[^\W_]+(?:[-_][^\W_]+)*")
_DIGIT = re.compile(r"\d")
_CODE_LIKE = re.compile(
    r"0[xX][\dA-Fa-f]{2,38}|(?=[^\d]*\d[^\d]*\d)(?=[^A-Z]*[A-Z])[A-Z\d][A-Z\d_.:/#\\-]{1,39}|(?=[A-Z\d]*_)[A-Z\d][A-Z\d_]{5,39}"
)


@dataclass(frozen=True, slots=True)
class CodeSpan:
    """A place in a text that may be a code: its text, where it stands, and its keys."""

    text: str
    start: int
    end: int
    keys: tuple[str, ...]


@lru_cache(maxsize=1 << 15)
def code_keys(code: str) -> tuple[str, ...]:
    """All keys of a code, the plainest first; two codes are equal when they share a key.

    >>> code_keys("E-1234/5")
    ('e12345',)
    >>> sorted(set(code_keys("0x80070005")) & set(code_keys("-2147024891")))
    ['#2147942405']
    """
    folded = code.strip().lower()
    if _DECIMAL.fullmatch(folded):
        value = int(folded) if len(folded) < 12 else 0
        number = value + 2**32 if -(2**31) <= value < 0 else value
        keys = [folded.lstrip("-")] if value >= 0 else []
        if 0 < number < 2**32:
            keys.append(f"#{number}")
        if _BARE_HEX.fullmatch(folded):
            keys.append(f"#{int(folded, 16)}")
        return tuple(keys) or (folded,)
    hexadecimal = _HEX.fullmatch(folded)
    if hexadecimal:
        return (f"#{int(hexadecimal[1], 16)}",)
    if _BARE_HEX.fullmatch(folded):
        return (folded, f"#{int(folded, 16)}")
    if _DOTTED.fullmatch(folded):
        return (folded,)
    squeezed = _SEPARATORS.sub("", folded)
    return (squeezed,) if squeezed else ()


def code_key(code: str) -> str:
    """The plainest key of a code, "" for one without a letter or digit."""
    keys = code_keys(code)
    return keys[0] if keys else ""


def code_spans(text: str) -> Iterator[CodeSpan]:
    """Every place of a text that may be a code: whole runs, their pieces, and pairs of runs.

    Whether one is a code, only the knowledge base can tell: no shape is assumed here beyond
    "letters and digits, perhaps with separators inside".
    """
    previous: CodeSpan | None = None
    for run in _RUN.finditer(text):
        start, whole = run.start(), run.group()
        if len(whole) > 200:
            continue
        seen: set[str] = set()
        spans = [(0, whole)]
        if not whole.isalnum():
            spans += [(m.start(), m.group()) for m in _WITHOUT_DOTS.finditer(whole)]
            spans += [(m.start(), m.group()) for m in _HYPHENED.finditer(whole)]
            spans += [(m.start(), m.group()) for m in _DOTTED.finditer(whole)]
            spans += [(m.start(), m.group()) for m in _PIECE.finditer(whole)]
        for offset, piece in spans:
            if piece not in seen:
                seen.add(piece)
                yield CodeSpan(piece, start + offset, start + offset + len(piece), code_keys(piece))
        current = CodeSpan(whole, start, run.end(), code_keys(whole))
        if previous is not None and run.start() - previous.end <= 2 and _DIGIT.search(whole) and len(whole) <= 12:
            pair = text[previous.start : run.end()]
            yield CodeSpan(pair, previous.start, run.end(), code_keys(pair))
        previous = current


def looks_like_code(text: str) -> bool:
    """Whether a text has the look of a code when nobody declares it: a digit and a letter, or `A_B`."""
    return _CODE_LIKE.fullmatch(text) is not None
