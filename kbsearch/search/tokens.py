"""Tokens: the words of a line, and how likely each is to vary from one occurrence to the next."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from kbsearch.search.analysis import SENTENCE, expand, stem, word_pattern
from kbsearch.search.masking import Mask

_TRUST = (1.0, 0.5, 0.12)  # of plain words, of words in quotes, of what varies
_QUOTES = re.compile(r"'[^'\n]{1,300}'(?![a-z])|\"[^\"\n]{1,300}\"")


class Token(NamedTuple):
    """One word of a segment: its stem, where it stands, and how likely it is to vary.

    `trust` is in (0, 1]: 1 for plain words, less for words in quotes, in the part that says
    where (a file, a time), and least for words inside a path, URL, number or hash.
    """

    stem: str
    start: int
    end: int
    trust: float


def tokens_of(text: str, head: int, varying: Iterable[Mask]) -> list[Token]:
    """The words of a line in their order; `head` is the offset at which its message begins.

    `varying` is what the masks of the line cover.
    """
    marks = bytearray(len(text))  # 1: quoted, 2: varies
    for found in _QUOTES.finditer(text):
        name = found.group().count(" ") < SENTENCE
        if name and (found.start() == 0 or not text[found.start() - 1].isalnum()):
            marks[found.start() : found.end()] = b"\x01" * (found.end() - found.start())
    for _, start, end in varying:
        marks[start:end] = b"\x02" * (end - start)
    tokens: list[Token] = []
    for found in word_pattern(text).finditer(text):
        start, end = found.span()
        trust = _TRUST[marks[start]]
        if end <= head:
            trust *= 0.4
        word = found[0].lower()
        if "'" in word:
            tokens += [Token(stem(part), start, end, trust) for part in expand(word)]
        else:
            tokens.append(Token(stem(word), start, end, trust))
    return tokens
