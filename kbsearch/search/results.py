"""What a search answers: hits with the proof of why they match, by the error they answer, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal, Protocol

from kbsearch.articles.article import Article


class Tier(StrEnum):
    """How exact a hit is, from the strongest to the weakest."""

    CODE_MESSAGE = "code+message"
    MESSAGE = "message"
    CODE = "code"
    WORDS = "words"
    TEXT = "text"


FITTING = frozenset((Tier.CODE_MESSAGE, Tier.MESSAGE, Tier.CODE))
"""The tiers of an article whose error was printed; the others only have words of the paste."""


SpanKind = Literal["fixed", "value", "code"]


@dataclass(frozen=True, slots=True)
class Span:
    """The characters from `start` to `end` of a matched line, and what they are to its template."""

    start: int
    end: int
    kind: SpanKind


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


class Proof(Protocol):
    """What a hit rests on; made when it is asked for, since few of the hits of a search are looked at so closely."""

    @property
    def matches(self) -> tuple[Match, ...]:
        """The lines of the paste that fitted."""

    @property
    def why(self) -> tuple[Reason, ...]:
        """The parts of the score; they sum up to it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One article that answers the paste, with its rank (from 1), tier, score and proof.

    `apart` says what tells it from others that answer the line just as well; "" when it stands alone.
    """

    rank: int
    article: Article
    tier: Tier
    score: float
    proof: Proof = field(repr=False, compare=False)
    stale: bool = False
    apart: str = ""

    @property
    def matches(self) -> tuple[Match, ...]:
        """The lines of the paste that fitted."""
        return self.proof.matches

    @property
    def why(self) -> tuple[Reason, ...]:
        """The parts of the score; they sum up to it."""
        return self.proof.why

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
            "apart": self.apart,
        }


@dataclass(frozen=True, slots=True)
class Group:
    """The hits for one error of the paste, the best first; their ranks are those within the group.

    `line` and `text` say which error; line 0 where only the words of the whole paste speak for
    the hits. `ambiguous` when the paste cannot tell the first from those after it that say what
    sets them `apart`.
    """

    line: int
    text: str
    hits: tuple[Hit, ...]
    ambiguous: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The group as JSON-ready data."""
        return {
            "line": self.line,
            "text": self.text,
            "ambiguous": self.ambiguous,
            "hits": [hit.as_dict() for hit in self.hits],
        }


@dataclass(frozen=True, slots=True)
class Signature:
    """What is left of a paste's first error when all that varies is masked: readable, and a short id of it.

    Two pastes of the same error have the same id, whatever files, hosts and numbers they name.
    """

    id: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Ignored:
    """A part of the paste that took no part in the search: where, what, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Undocumented:
    """A code of the paste that no article declares, and the nearest that are; it is never replaced by them."""

    code: str
    nearest: tuple[str, ...] = ()

    def __str__(self) -> str:
        near = f"; nearest documented: {', '.join(self.nearest)}" if self.nearest else ""
        return f"{self.code} is not documented{near}"


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that nobody wrote, and the one that was searched for instead."""

    word: str
    instead: str

    def __str__(self) -> str:
        return f"searched for {self.instead!r} instead of {self.word!r}"


def _unsigned() -> None:
    """The signature of no paste."""


@dataclass(frozen=True)
class Results:
    """The answer to one search; `took_ms` is the wall time in milliseconds.

    `hits` are all answers, best first; `groups` the same by the error that they answer, the first
    error first, and empty only where there are no hits. `confidence` is the chance in [0, 1] that
    the first hit is right, `confident` whether that is sure enough to rely on. `sign` makes the
    `signature`.
    """

    hits: tuple[Hit, ...]
    ignored: tuple[Ignored, ...] = ()
    took_ms: float = 0.0
    groups: tuple[Group, ...] = ()
    confidence: float = 0.0
    confident: bool = False
    sign: Callable[[], Signature | None] = field(default=_unsigned, repr=False, compare=False)
    undocumented: tuple[Undocumented, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @cached_property
    def signature(self) -> Signature | None:
        """The signature of the paste's first error, None where no line has words."""
        return self.sign()

    @property
    def nearest(self) -> tuple[Hit, ...]:
        """The hits where nothing fits: what is nearest, and not an answer."""
        fits = self.confident or any(hit.tier in FITTING for hit in self.hits[:1])
        return () if fits and not (self.undocumented and not self.confident) else self.hits

    @property
    def notes(self) -> tuple[str, ...]:
        """What the asker should know about the search, in sentences without a full stop."""
        return (*map(str, self.corrections), *map(str, self.undocumented))

    def as_dict(self) -> dict[str, Any]:
        """The whole answer as JSON-ready data; the command line and the API print this."""
        return {
            "confident": self.confident,
            "confidence": round(self.confidence, 3),
            "hits": [hit.as_dict() for hit in self.hits],
            "groups": [group.as_dict() for group in self.groups],
            "signature": asdict(self.signature) if self.signature is not None else None,
            "undocumented": [asdict(one) for one in self.undocumented],
            "corrections": [asdict(one) for one in self.corrections],
            "ignored": [asdict(one) for one in self.ignored],
            "notes": list(self.notes),
            "took_ms": round(self.took_ms, 3),
        }
