"""Protocol Buffers: the values of enums."""

from __future__ import annotations

from collections.abc import Iterator

from kbsearch.releases.declarations.c_tokens import comment_of, ends_at, tokens_of
from kbsearch.releases.declarations.located import Keys, record


def read_proto(text: str) -> Iterator[Keys]:
    """A record (enum, name, number, comment) for each value of each enum."""
    tokens = tokens_of(text)
    for place, token in enumerate(tokens):
        if token.text != "enum" or not (place + 2 < len(tokens) and tokens[place + 2].is_mark("{")):
            continue
        enum, at, end = tokens[place + 1].text, place + 3, ends_at(tokens, place + 2)
        while at < end:
            stop = at
            while stop < end and not tokens[stop].is_mark(";"):
                stop = min(ends_at(tokens, stop), end) if tokens[stop].is_mark("([{") else stop
                stop += 1
            words = [one for one in tokens[at:stop] if one.kind != "comment"]
            if len(words) > 2 and words[0].kind == "word" and words[1].is_mark("="):
                negative = "-" if words[2].is_mark("-") and len(words) > 3 else ""
                comment = comment_of(tokens, tokens.index(words[0], at), min(stop + 1, end))
                number = negative + words[3 if negative else 2].text
                yield record(words[0].line, enum=enum, name=words[0].text, number=number, comment=comment)
            at = stop + 1
