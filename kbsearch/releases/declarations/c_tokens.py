"""The tokens of C and of languages that took its comments and strings over, such as Protocol Buffers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<comment>/\*.*?(?:\*/|\Z)|//[^\n]*)
    |(?P<string>(?:u8|[LuU])?"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<word>[A-Za-z_]\w*)
    |(?P<number>\d[\w.]*)
    |(?P<mark>[^\s\\])""",
    re.VERBOSE | re.DOTALL,
)
_QUOTES = re.compile(r"^(?:u8|[LuU])?([\"'])(.*)\1$", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r"}
_DECORATION = re.compile(r"^[ \t]*(?:/\*+[!<]*|//+[!<]*|\*+/?)[ \t]?|[ \t]*\**\*/[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its kind (comment, string, word, number, mark), its text, first and last line, and where it begins."""

    kind: str
    text: str
    line: int
    last: int
    start: int

    def is_mark(self, marks: str) -> bool:
        """Whether it is one of some punctuation marks."""
        return self.kind == "mark" and self.text in marks

    @property
    def said(self) -> str:
        """What a string or a comment says, without its marks."""
        if self.kind == "comment":
            return " ".join(_DECORATION.sub("", self.text).split())
        found = _QUOTES.match(self.text)
        return _ESCAPE.sub(lambda escape: _LETTERS.get(escape[1], escape[1]), found[2]) if found else self.text


def tokens_of(text: str) -> list[Token]:
    """All tokens in their order; what is none is left out."""
    found, line, at = [], 1, 0
    for match in _TOKEN.finditer(text):
        line, at = line + text.count("\n", at, match.start()), match.start()
        last = line + match[0].count("\n")
        found.append(Token(match.lastgroup or "", match[0], line, last, at))
    return found


def comment_of(tokens: Sequence[Token], first: int, after: int) -> str:
    """The comment of what begins with the token `first` and ends before `after`: behind it, else right above it."""
    behind = tokens[after] if after < len(tokens) else None
    if behind and behind.kind == "comment" and behind.line == tokens[after - 1].last:
        return behind.said
    said: list[str] = []
    line, place = tokens[first].line, first - 1
    while place >= 0 and (above := tokens[place]).kind == "comment" and above.last == line - 1:
        if place and tokens[place - 1].last == above.line:  # it stands behind something else
            break
        said.insert(0, above.said)
        line, place = above.line, place - 1
    return " ".join(filter(None, said))


def ends_at(tokens: Sequence[Token], opening: int) -> int:
    """The place of the bracket that closes the one at `opening`, or the number of tokens where none does."""
    depth = 0
    for place in range(opening, len(tokens)):
        depth += tokens[place].is_mark("([{") - tokens[place].is_mark(")]}")
        if depth == 0:
            return place
    return len(tokens)
