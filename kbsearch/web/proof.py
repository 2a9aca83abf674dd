"""The proof of a hit on a page: the asker's own line and the template, cut where something is marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kbsearch.articles.placeholders import Literal as FixedText
from kbsearch.articles.placeholders import parse_template
from kbsearch.search.results import Match


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and what it is: nothing special (""), a fixed word, a value, or the code."""

    text: str
    kind: str


def line_pieces(match: Match) -> Iterator[Piece]:
    """The matched line in pieces that joined are the line."""
    end = 0
    for span in match.spans:
        yield Piece(match.text[end : span.start], "")
        yield Piece(match.text[span.start : span.end], span.kind)
        end = span.end
    yield Piece(match.text[end:], "")


def template_pieces(message: str) -> Iterator[Piece]:
    """A message template in pieces, its placeholders of kind value."""
    for part in parse_template(message).parts:
        yield Piece(part.mark, "" if isinstance(part, FixedText) else "value")
