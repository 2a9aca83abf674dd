"""The engine protocol: where the searchable text is kept, and how candidates are asked for.

An engine is given words that `kbsearch.search.analysis` has already cut and normalised, joined
by single blanks, so that every engine indexes the same terms: it splits at blanks and does
nothing else. It never sees a paste, a grammar or a file. Two kinds of document exist, since
their term statistics must not mix:

    entry     one error entry: its code keys and the fixed words of its message template
    article   one article: title, symptoms, summary and body

An engine only proposes candidates; `kbsearch.search.align` decides what is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

EntryField = Literal["codes", "words", "shingles", "marked", "signature"]
ArticleField = Literal["title", "symptoms", "summary", "body"]


@dataclass(frozen=True, slots=True)
class EntryDocument:
    """One error entry as an engine keeps it.

    `key` is the catalog's key of the entry. `codes` holds code keys, `words` the template's
    fixed words in order, `shingles` pairs of neighbouring fixed words, each joined by "_",
    `marked` the words that the author marked as placeholders, `signature` one term for the
    masked template; all joined by blanks.
    """

    key: int
    codes: str
    words: str
    shingles: str
    marked: str
    signature: str


@dataclass(frozen=True, slots=True)
class ArticleDocument:
    """One article as an engine keeps it, with the filters that apply to it and its entries.

    `key` is the catalog's key of the article. `summary` is what it says it is about: its symptoms
    (again, since lengths mean little in a field that few articles have), the prose of its front
    matter and the opening of its issue, which the body holds too. `products` holds product keys,
    `audience` one audience, `versions` one term for the version range as written ("" for any).
    """

    key: int
    title: str
    symptoms: str
    summary: str
    body: str
    products: tuple[str, ...]
    audience: str
    versions: str
    archived: bool
    entries: tuple[EntryDocument, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the asker may see and wants to see; applied inside the query, before scoring.

    Empty `products` means any product (an article without a product fits every product);
    `audiences` lists the audiences the asker may see; `versions` lists the version terms that
    fit, or is None for any; archived articles appear only when `archived` is set.
    """

    audiences: tuple[str, ...]
    products: tuple[str, ...] = ()
    versions: tuple[str, ...] | None = None
    archived: bool = False


@dataclass(frozen=True, slots=True)
class LineClause:
    """One line of the paste as terms of the entry documents: weighted words and shingles."""

    words: tuple[tuple[str, float], ...]
    shingles: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class TextClause:
    """One thing that the text of articles is asked for: a word, with whatever says the same.

    `alternatives` are terms, each with its weight; several joined by blanks must stand side by
    side. The clause earns what its best alternative earns, the BM25 of that in each of `fields`
    times the field's weight. `nats` is the information it carries.
    """

    alternatives: tuple[tuple[str, float], ...]
    fields: tuple[tuple[ArticleField, float], ...]
    nats: float = 0.0


@dataclass(frozen=True, slots=True)
class Query:
    """A planned search as plain data: no user text, only terms and weights.

    `codes`   code keys, any of which an entry must carry to be a code candidate.
    `lines`   an entry's score is the best of its line scores, never their sum: the noise of a
              long log cannot add up against the one line that fits.
    `text`    what the text of articles is asked for; an article's score is the sum over the clauses.
    `limit`   articles wanted by their text.
    `coded`   entries wanted by code.
    `read`    places of words in the text of articles that may be read, those of the first few clauses aside:
              what bounds the time among a million.
    `rows`    entries wanted by line; each is held against the paste, which is what a search takes most time for.
    `share`   of the best entry's line score below which another is not wanted; in [0, 1].
    """

    filters: Filters
    codes: tuple[str, ...] = ()
    lines: tuple[LineClause, ...] = ()
    text: tuple[TextClause, ...] = ()
    limit: int = 50
    coded: int = 200
    rows: int = 50
    share: float = 0.0
    read: int = 100_000


@dataclass(frozen=True, slots=True)
class Candidates:
    """The entries that an engine proposes, best first: their keys with the engine's scores."""

    by_code: tuple[tuple[int, float], ...] = ()
    by_line: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class EngineStats:
    """How much an engine holds; sizes in bytes."""

    articles: int
    entries: int
    bytes: int


class Snapshot(Protocol):
    """One committed state of the index; several threads may ask it at once."""

    @property
    def articles(self) -> int:
        """How many article documents there are."""

    @property
    def entries(self) -> int:
        """How many entry documents there are."""

    def entry_frequency(self, field: EntryField, term: str) -> int:
        """In how many entry documents the term stands (deleted ones may still count)."""

    def entry_frequencies(self, field: EntryField) -> Mapping[str, int]:
        """The same as a table that fills itself, for whoever asks for many terms; 0 for one that stands nowhere."""

    def article_frequency(self, field: ArticleField, term: str) -> int:
        """In how many article documents the term stands (deleted ones may still count)."""

    def article_terms(self, field: ArticleField, prefix: str) -> Sequence[tuple[str, int]]:
        """The terms of a field that begin with `prefix`, each with its frequency, the most frequent first."""

    def candidates(self, query: Query) -> Candidates:
        """The entries that fit the codes and the lines best, filtered, best first; equal scores by key."""

    def by_text(self, query: Query) -> tuple[tuple[int, float], ...]:
        """The articles whose text fits best, filtered, best first, with the engine's scores; equal ones by key."""

    def covered(self, query: Query, articles: Sequence[int]) -> dict[int, float]:
        """The nats of the text clauses that each of these articles meets; those that meet none are left out."""


class Engine(Protocol):
    """Keeps the searchable text. One writer at a time; readers are never blocked."""

    def build(self, documents: Iterable[ArticleDocument]) -> None:
        """Fill an empty index and commit once at the end."""

    def update(self, documents: Iterable[ArticleDocument]) -> None:
        """Replace these articles (and all their entries) by key and commit."""

    def delete(self, keys: Sequence[int]) -> None:
        """Remove these articles and their entries and commit."""

    def snapshot(self) -> Snapshot:
        """The newest committed state, cheap to ask for on every search."""

    def stats(self) -> EngineStats:
        """How much is kept."""

    def close(self) -> None:
        """Let go of files and threads; calling it twice is fine."""
