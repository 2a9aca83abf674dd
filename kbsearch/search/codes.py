"""Code keys: equal spellings of an error code become equal keys.

Case and separators do not count (`E-1234/5` is `e12345`), `0x` may be there or not, and a
32-bit value is the same in hexadecimal, decimal and signed decimal (`0x80070005`, `80070005`,
`2147942405`, `-2147024891`, `0xffffffff80070005`). Dots between digits do count: `5.1.10` is not `5110`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

_SEPARATORS = re.compile(r"[\s\-_/.:=#\\()\[\]]+")
_DOTTED = re.compile(r"\d+(?:\.\d+)+")
_HEX = re.compile(r"0x([0-9a-f]{1,16})|(?:x|h')([0-9a-f]{4,16})'?")  # x86 is no value
_BARE_HEX = re.compile(r"[0-9a-f]{8}")
_EXTENDED = 0xFFFFFFFF_00000000  # what a negative value of 32 bits has in front where it was widened to 64
_DECIMAL = re.compile(r"-?[1-9]\d*")

# A run of the characters that codes are made of; what stands inside one may be a code of its own.
_RUN = re.compile(r"(?<![^\W_])-?[^\W_]+(?:[-_./:#\\][^\W_]+)*")
_PLAIN_RUN = re.compile(r"(?<![A-Za-z0-9])-?[A-Za-z0-9]+(?:[-_./:#\\][A-Za-z0-9]+)*")  # in ASCII text, and faster
_PIECE = re.compile(r"[^\W_]+")
_WITHOUT_DOTS = re.compile(r"[^\W_]+(?:[-_/][^\W_]+)*")
_HYPHENED = re.compile(r"[^\W_]+(?:[-_][^\W_]+)*")
_DIGIT = re.compile(r"\d")
_DIGIT_OR_BAR = re.compile(r"[\d_]")
_MIXED = re.compile(r"^-|[.:#\\]")  # a run with a sign, or with other separators than - _ and /
# A number of a time, an address or a version, which is no code of its own.
_CLOCKED = re.compile(r"(?<=\d[.:])\d+(?![^\W_])|\d+(?=[.:]\d)")
# A day or a time of day: every line of a log has one, and no code is written so.
_CLOCK = re.compile(r"\d{4}-\d\d-\d\d|(?:\d{4}-\d\d-\d\d[Tt])?\d{1,2}:\d\d:\d\d(?:\.\d{1,9})?[Zz]?")
_LAST_WORD = re.compile(r"-[^\W\d_]{3,}$")
_ASCII = re.compile(r"(?=[A-Za-z]*[\d_])[A-Za-z\d]+(?:[-_./:#\\][A-Za-z\d]+)*")
_LONGEST = 200  # characters of a run that is looked into
_CODE_LIKE = re.compile(
    r"0[xX][\dA-Fa-f]{2,38}|(?=[^\d]*\d[^\d]*\d)(?=[^A-Z]*[A-Z])[A-Z\d][A-Z\d_.:/#\\-]{1,39}|(?=[A-Z\d]*_)[A-Z\d][A-Z\d_]{5,39}"
)


class CodeSpan(NamedTuple):
    """A place in a text that may be a code: its text, where it stands, and its keys."""

    text: str
    start: int
    end: int
    keys: tuple[str, ...]


def pieces(run: str, *, pair: bool) -> list[tuple[int, str]]:
    """What of a run may be a code: the whole, and the parts of one that is no pair, with offsets."""
    if pair or run.isalnum():
        return [(0, run)]
    patterns = [_HYPHENED, _PIECE]
    if _MIXED.search(run):
        patterns = [_WITHOUT_DOTS, _HYPHENED, _DOTTED, _PIECE]
    found = {run: 0}
    for pattern in patterns:
        for piece in pattern.finditer(run):
            if not _CLOCKED.match(run, piece.start()) or pattern is _DOTTED:
                found.setdefault(piece.group(), piece.start())
    if "-" in run:
        for piece in _HYPHENED.finditer(run):
            for inner in _without_words(piece.group()):
                found.setdefault(inner, run.index(inner, piece.start()))
    return [(offset, piece) for piece, offset in found.items()]


def _without_words(hyphened: str) -> Iterator[str]:
    """What is left of a run such as `job-ORA-00942-failed` without the words it ends or begins with."""
    stem = _LAST_WORD.sub("", hyphened)
    while "-" in stem:
        yield stem
        first, _, stem = stem.partition("-")
        if not first.isalpha():
            return


@lru_cache(maxsize=1 << 15)
def code_keys(code: str) -> tuple[str, ...]:
    """All keys of a code, the plainest first; two codes are equal when they share a key.

    >>> code_keys("E-1234/5")
    ('e12345',)
    >>> sorted(set(code_keys("0x80070005")) & set(code_keys("-2147024891")))
    ['#2147942405']
    """
    folded = code.strip().lower()
    if folded.isalpha() and len(folded) != 8:  # a word, as most are that are looked up: none of the numbers below
        return (folded,)
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
        value = int(hexadecimal[1] or hexadecimal[2], 16)
        return (f"#{value - _EXTENDED if value >= _EXTENDED + 2**31 else value}",)
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


@lru_cache(maxsize=256)
def code_spans(text: str) -> tuple[CodeSpan, ...]:
    """Every place of a text that may be a code: whole runs, their pieces, and pairs of runs.

    Whether one is a code, only the knowledge base can tell: no shape is assumed here beyond
    "letters and digits, perhaps with separators inside".
    """
    return tuple(
        CodeSpan(piece, start + offset, start + offset + len(piece), code_keys(piece))
        for start, run, pair in code_runs(text)
        for offset, piece in pieces(run, pair=pair)
    )


def code_runs(text: str, quiet: Mapping[str, bool] | None = None) -> Iterator[tuple[int, str, bool]]:
    """The runs of a text that may be or hold codes, and the pairs of runs side by side: offset, text, is it a pair.

    Where scripts follow one another without a blank, what is ASCII in a run is a run of its own.

    The same runs stand in line after line of a log, and what is in one depends on its text alone:
    whoever reads many lines need look into each but once. Words that are `quiet` are left out.
    """
    before = end = -3
    for found in (_PLAIN_RUN if text.isascii() else _RUN).finditer(text):
        run = found[0]
        if quiet is not None and quiet[run]:
            before, end = found.span()
            continue
        start, stop = found.span()
        if len(run) > _LONGEST or (run[:1].isdigit() and _CLOCK.fullmatch(run)):
            continue
        yield start, run, False
        if run.isalpha() and run.isascii():  # as most are: neither with a piece of its own nor the second of a pair
            before, end = start, stop
            continue
        if not run.isascii():
            for part in _ASCII.finditer(run):
                yield start + part.start(), part.group(), False
        if start - end <= 2 and not run.isalpha() and len(run) <= 12 and _DIGIT.search(run):
            yield before, text[before:stop], True
        before, end = start, stop


def code_like_spans(text: str) -> Iterator[CodeSpan]:
    """The places of a text that have the look of a code, as `code_spans` gives them."""
    if not _DIGIT_OR_BAR.search(text):
        return
    for start, run, pair in code_runs(text):
        if _DIGIT_OR_BAR.search(run):
            for offset, piece in pieces(run, pair=pair):
                if looks_like_code(piece):
                    yield CodeSpan(piece, start + offset, start + offset + len(piece), code_keys(piece))


def looks_like_code(text: str) -> bool:
    """Whether a text has the look of a code when nobody declares it: a digit and a letter, or `A_B`."""
    return _CODE_LIKE.fullmatch(text) is not None
