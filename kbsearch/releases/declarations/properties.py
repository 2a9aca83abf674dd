"""Java .properties: keys, values, and the comment above each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbsearch.releases.declarations.lines import numbered
from kbsearch.releases.declarations.located import Keys, Text, Unreadable, record

_PAIR = re.compile(r"(?P<key>(?:\\.|[^\\=:\s])*)[ \t\f]*(?:[=:][ \t\f]*)?(?P<value>.*)", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_LETTERS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}


def read_properties(text: str) -> Iterator[Keys]:
    """A record (key, value, comment) for each property, as java.util.Properties reads it; raises Unreadable."""
    comment: list[str] = []
    lines = numbered(text)
    for number, raw in lines:
        line = raw.lstrip(" \t\f")
        if not line or line[0] in "#!":
            comment = [*comment, line[1:].strip()] if line else []
            continue
        while _goes_on(line):
            line = line[:-1] + next(lines, (0, ""))[1].lstrip(" \t\f")
        pair = _PAIR.fullmatch(line)
        if pair is None:
            raise Unreadable("the line is no property", number)
        key, value = (_unescaped(pair[part], number) for part in ("key", "value"))
        yield record(number, key=key, value=Text(value, number), comment=" ".join(comment))
        comment = []


def _goes_on(line: str) -> bool:
    """Whether the next line belongs to this one: it ends with an odd number of backslashes."""
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _unescaped(text: str, line: int) -> str:
    """The text with its escapes resolved; pairs of surrogates become the character that they mean."""
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else _LETTERS.get(found[2], found[2]), text)
    try:
        return plain.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError as error:
        raise Unreadable("half a character stands in an escape", line) from error
