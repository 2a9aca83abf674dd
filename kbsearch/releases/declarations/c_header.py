"""C and C++: `#define`s, the members of enums, and lists of macro calls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kbsearch.releases.declarations.c_tokens import Token, comment_of, ends_at, tokens_of
from kbsearch.releases.declarations.located import Keys, record

_CONTINUED = re.compile(r"(?:\\[ \t]*\n|[^\n])*")


def read_c_header(text: str, calls: Sequence[str] = ()) -> Iterator[Keys]:
    """A record for each `#define` with a value (name, value, text, comment), each member of an enum (enum, name,
    value, comment), and each call of a macro among `calls` (macro, name, text, comment, and its arguments by number).

    `text` is what the string literals of a value say, joined.
    """
    tokens = tokens_of(text)
    for place, token in enumerate(tokens):
        following = tokens[place + 1 : place + 3]
        if token.is_mark("#") and len(following) == 2 and following[0].text == "define":
            yield from _define(text, tokens, place)
        elif token.text == "enum" and token.kind == "word":
            yield from _enum(tokens, place)
        elif token.text in calls and following and following[0].is_mark("("):
            yield _call(tokens, place)


def _define(text: str, tokens: Sequence[Token], place: int) -> Iterator[Keys]:
    """The record of one `#define`; those with parameters and those without a value are none."""
    name = tokens[place + 2]
    line = _CONTINUED.match(text, name.start)
    end = line.end() if line else len(text)
    after = next((i for i in range(place + 3, len(tokens)) if tokens[i].start >= end), len(tokens))
    behind = name.start + len(name.text)
    value = [one for one in tokens[place + 3 : after] if one.kind != "comment"]
    if value and text[behind] != "(":
        said = [one for one in tokens[place + 3 : after] if one.kind == "comment"]
        comment = said[0].said if said else comment_of(tokens, place, after)
        yield record(name.line, name=name.text, value=_written(value), text=_literals(value), comment=comment)


def _enum(tokens: Sequence[Token], place: int) -> Iterator[Keys]:
    """The records of the members of one enum; a mention of its type has none."""
    opening = place + 1
    while opening < len(tokens) and (tokens[opening].kind in ("word", "comment") or tokens[opening].is_mark(":")):
        opening += 1
    if opening == len(tokens) or not tokens[opening].is_mark("{"):
        return
    names = [
        one.text for one in tokens[place + 1 : opening] if one.kind == "word" and one.text not in ("class", "struct")
    ]
    end, first = ends_at(tokens, opening), opening + 1
    for member, stop in _parts(tokens, first, end):
        words = [one for one in tokens[member:stop] if one.kind != "comment"]
        if words and words[0].kind == "word":
            at = next(i for i in range(member, stop) if tokens[i] is words[0])
            comment = comment_of(tokens, at, min(stop + 1, end))
            value = _written(words[2:]) if len(words) > 2 else ""
            yield record(
                words[0].line, enum=names[0] if names else "", name=words[0].text, value=value, comment=comment
            )


def _call(tokens: Sequence[Token], place: int) -> Keys:
    """The record of one macro call."""
    end = ends_at(tokens, place + 1)
    arguments = [
        [one for one in tokens[first:stop] if one.kind != "comment"] for first, stop in _parts(tokens, place + 2, end)
    ]
    parts = {str(number): _literals(words) or _written(words) for number, words in enumerate(arguments, 1)}
    text = next((said for words in arguments if (said := _literals(words))), "")
    comment = comment_of(tokens, place, min(end + 1, len(tokens)))
    return record(
        tokens[place].line, macro=tokens[place].text, name=parts.get("1", ""), text=text, comment=comment, **parts
    )


def _parts(tokens: Sequence[Token], first: int, end: int) -> Iterator[tuple[int, int]]:
    """First token and end of each part between commas, brackets within a part respected."""
    at = start = first
    while at < end:
        if tokens[at].is_mark("([{"):
            at = min(ends_at(tokens, at), end)
        elif tokens[at].is_mark(","):
            yield start, at
            start = at + 1
        at += 1
    if start < end:
        yield start, end


def _written(words: Sequence[Token]) -> str:
    """A value as it is written; brackets around one word are left out."""
    if len(words) > 2 and words[0].is_mark("(") and words[-1].is_mark(")"):
        words = words[1:-1]
    text = "".join(f" {one.text}" if one.kind == "word" and i else one.text for i, one in enumerate(words))
    return words[0].said if len(words) == 1 and words[0].kind == "string" else text


def _literals(words: Sequence[Token]) -> str:
    """What the string literals among some tokens say, joined."""
    return "".join(one.said for one in words if one.kind == "string" and not one.text.startswith("'"))
