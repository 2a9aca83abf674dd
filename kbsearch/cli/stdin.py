"""Standard input as text, whatever the bytes are: logs come in every encoding, and half of one."""

from __future__ import annotations

import codecs
import sys

import click

LIMIT = 64 * 2**20
"""Bytes read at most; far above what a search takes, so that the search itself can say how much is too much."""

MANY = 100_000
"""Bytes that are not UTF-8 which are looked at one by one; with more, the paste is not UTF-8 at all."""

_MARKS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_stdin() -> str:
    """All of standard input, decoded; on a terminal it says first how to end the paste."""
    if sys.stdin.isatty():
        click.echo("Paste the error, then press Ctrl-D on a line of its own.", err=True)
    return decode(sys.stdin.buffer.read(LIMIT))


def decode(raw: bytes) -> str:
    """The text of `raw`: UTF-8, or UTF-16 and UTF-32 by their byte order mark.

    A byte that is not UTF-8 is read as Windows-1252, byte by byte, so that one stray byte does not spoil
    the rest; what has `MANY` of them is read as Windows-1252 altogether. Lone surrogates and NUL come
    through as they are. Never raises.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    raw = raw.removeprefix(codecs.BOM_UTF8)
    if len(raw) > MANY and raw.decode("utf-8", "replace").count("\N{REPLACEMENT CHARACTER}") > MANY:
        return raw.decode("cp1252", "replace")
    return raw.decode("utf-8", "kbsearch-forgiving")


def _forgive(error: UnicodeError) -> tuple[str, int]:
    """The error handler: a surrogate written as UTF-8 is kept, any other byte is one of Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    start = error.start
    three = error.object[start : start + 3]
    if len(three) == 3 and three[0] == 0xED and 0xA0 <= three[1] <= 0xBF and 0x80 <= three[2] <= 0xBF:
        return three.decode("utf-8", "surrogatepass"), start + 3
    return error.object[start : start + 1].decode("cp1252", "replace"), start + 1


codecs.register_error("kbsearch-forgiving", _forgive)
