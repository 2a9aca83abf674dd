"""What a search answers: hits with the proof of why they match, groups, and what was ignored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from kbsearch.articles.article import Article


class Tier(StrEnum):
    """How exact a hit is, from the strongest to the weakest."""

    CODE_MESSAGE = "code+message"
    MESSAGE = "message"
    CODE = "code"
    WORDS = "words"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Span:
    """The characters from `start` to `end` of a matched line, and what they are to its template."""

    start: int
    end: int
    kind: Literal["fixed", "value", "code"]


@dataclass(frozen=True, slots=True)
class Match:
    """Which line of the paste fitted which template, and the values its placeholders took.

    `line` counts from 1 in the paste as it was given, `text` is that line (or the joined
    lines) after cleaning, shortened around what matched, `template` the article's message as
    written ("" where only a code matched), `code` the code found ("" for none), `coverage` the
    share in [0, 1] of the template's information that the line carries. `spans` say, from left
    to right and without overlap, what the parts of `text` are.
    """

    line: int
    text: str
    template: str
    values: Mapping[str, str] = field(default_factory=dict)
    code: str = ""
    coverage: float = 0.0
    spans: tuple[Span, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The match as JSON-ready data."""
        return {
            "line": self.line,
            "text": self.text,
            "template": self.template,
            "values": dict(self.values),
            "code": self.code,
            "coverage": self.coverage,
            "spans": [[span.start, span.end, span.kind] for span in self.spans],
        }


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a hit's score: what it is for, in words, and how much it added."""

    part: str
    detail: str
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One article that answers the paste, with its rank (from 1), tier, score and proof."""

    rank: int
    article: Article
    tier: Tier
    score: float
    matches: tuple[Match, ...] = ()
    why: tuple[Reason, ...] = ()
    stale: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The hit as the JSON of `kbsearch search --json` and of the API."""
        return {
            "rank": self.rank,
            "id": self.article.id,
            "title": self.article.title,
            "path": self.article.path,
            "tier": self.tier.value,
            "score": round(self.score, 3),
            "matches": [match.as_dict() for match in self.matches],
            "why": [{"part": r.part, "detail": r.detail, "score": round(r.score, 3)} for r in self.why],
            "stale": self.stale,
        }


@dataclass(frozen=True, slots=True)
class Ignored:
    """A part of the paste that took no part in the search: where, what, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to one search; `took_ms` is the wall time in milliseconds."""

    hits: tuple[Hit, ...]
    ignored: tuple[Ignored, ...] = ()
    notes: tuple[str, ...] = ()
    took_ms: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """The whole answer as JSON-ready data; the command line and the API print this."""
        return {
            "hits": [hit.as_dict() for hit in self.hits],
            "ignored": [{"line": i.line, "text": i.text, "reason": i.reason} for i in self.ignored],
            "notes": list(self.notes),
            "took_ms": round(self.took_ms, 3),
        }
