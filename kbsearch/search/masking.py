"""Masking: one ordered alternation that finds what varies from one occurrence to the next.

The order is the priority: a URL is never read as a path, a UUID never as a hash. Every
alternative is linear (no nested repetition), so any input is read in linear time. Codes are
protected by the caller: a span that is a declared code is looked up before it is masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_KINDS: tuple[tuple[str, str], ...] = (
    ("url", r"(?<![a-zA-Z0-9+.\-])[a-zA-Z][a-zA-Z0-9+.\-]{1,15}://[^\s\"'<>|\])]{1,2000}"),
    ("email", r"(?<![\w.+\-])[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,5}(?![\w@])"),
    ("uuid", r"\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b"),
    (
        "time",
        r"(?:\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)?"
        r"(?:\s?(?:Z\b|UTC\b|GMT\b|[+\-]\d{2}:?\d{2}\b))?"
        r"|\b(?:\d{1,2}[-/]\d{1,2}[-/]\d{2,4}|\d{1,2}\.\d{1,2}\.\d{4})"
        r"(?:,? \d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?"
        r"(?: ?[AaPp][Mm]\b)?)?(?![\d.])"
        r"|\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? )?"
        r"(?:\d{1,2} )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? \d{1,4}"
        r"(?:,? \d{4})?(?:,? \d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?[AaPp][Mm]\b)?)?"
        r"(?: (?:UTC|GMT))?(?: ?[+\-]\d{4}\b)?"
        r"|\b\d{1,2}:\d{2}:\d{2}(?:[.,:]\d{1,9})?(?: ?[AaPp][Mm]\b)?)(?!\d)",
    ),
    (
        "ip",
        r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5}|/\d{1,2})?(?![\w.])"
        r"|\[?(?<![A-Za-z0-9])(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{1,4}\]?|\[::1\]",
    ),
    ("hash", r"\b(?=[0-9a-fA-F]{0,63}\d)(?=[0-9a-fA-F]{0,63}[a-fA-F])(?:[0-9a-f]{32,64}|[0-9A-F]{32,64})\b"),
    (
        "path",
        r"(?<![\w])[A-Za-z]:[\\/](?:[^\s\"'<>|:*?;,()\[\]]| (?=[^\"'<>|:*?;,()\[\]\\\n\t]{1,40}(?: ?\(\w{1,6}\))?\\)"
        r"| ?\(\w{1,6}\)(?=\\))*"
        r"|\\\\[\w.$\-]{1,80}(?:\\[^\s\"'<>|:*?;,()\[\]\\]+)+"
        r"|(?<![\w/.<+\-])(?:~|\.{1,2}|@?[\w.+\-]{1,80})?(?:/[\w.+@%~$\-]+){2,}/?"
        r"|(?<![\w\\.+\-])(?:\.{1,2}|[\w.+\-]{1,80})?(?:\\[\w.+@%~$\-]+){2,}\\?",
    ),
    ("file", r"(?<![\w.\\/-])[\w+\-.]{1,120}\.[A-Za-z][A-Za-z0-9+]{0,9}(?=[(:]\d|:line \d)(?::\d+){0,2}"),
    ("address", r"\b0x[0-9a-fA-F]{9,16}\b|\b[0-9A-Fa-f]{16}\b(?<=\d)"),
    (
        "size",
        r"(?<![\w.\-])\d+(?:[.,]\d+)? ?(?:ms|us|ns|sec(?:ond)?s?|s|min(?:ute)?s?|h(?:our)?s?"
        r"|[kKMGT]i?[bB]|bytes?|%)(?![\w])",
    ),
    # A minus behind ">" is no sign: what stood before it may have been masked.
    ("number", r"(?:(?<![\w.\->])-|(?<![\w.\-]))\d+(?:[.,]\d+)*(?![\w])"),
)
# The last, nameless alternative steps over the rest of a word and what follows it in one go: nothing that
# varies begins inside a word, so a dozen alternatives need not be tried at each of its letters.
_OVER = r"[A-Za-z0-9]+[^\w.\-+@~/\\\[]*|[^\w.\-+@~/\\\[]+"
# Nor at a word of letters with a blank behind it, but for days and months: most of a line is passed by so.
_PAST = r"(?!Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[A-Za-z]+ "
_MASKS = re.compile("|".join([_PAST, *(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS), _OVER]))
# Without one of these nothing varies; most lines of prose are done with that.
_SIGN = re.compile(r"[\d/\\@]")


class Mask(NamedTuple):
    """A span of a text that varies: its kind (url, path, number ...) and where it stands."""

    kind: str
    start: int
    end: int


def masks(text: str) -> Iterator[Mask]:
    """What varies in a text, from left to right, without overlap."""
    if _SIGN.search(text):
        for found in _MASKS.finditer(text):
            if found.lastgroup:
                yield Mask(found.lastgroup, found.start(), found.end())


def mask(text: str) -> str:
    """The text with each varying span replaced by its kind in angle brackets.

    Masking is idempotent: `mask(mask(text)) == mask(text)`.

    >>> mask("open /var/lib/sync/state.db failed after 30 s")
    'open <path> failed after <size>'
    """
    while True:
        parts: list[str] = []
        end = 0
        for found in masks(text):
            parts += [text[end : found.start], f"<{found.kind}>"]
            end = found.end
        if not parts:
            return text
        # What a mask has uncovered, such as the second number of "0-0", is masked in the next round.
        text = "".join([*parts, text[end:]])
