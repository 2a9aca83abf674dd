"""Found by: where an article that is being written would stand for everything it declares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kbsearch.articles.article import Article
from kbsearch.errors import KbError
from kbsearch.search.analysis import words
from kbsearch.search.probes import Claim, Front, Outcome, Probe, ProbeKind, ask, front_of, probes_of
from kbsearch.search.results import Hit
from kbsearch.search.shadows import why

if TYPE_CHECKING:
    from kbsearch.kb import KnowledgeBase
    from kbsearch.search.draft import Draft

MOST = 40
"""Things that are searched for at once: about a second of work."""

ASKED = (ProbeKind.FOUND_BY, ProbeKind.CODE, ProbeKind.TEMPLATE, ProbeKind.MESSAGE, ProbeKind.SYMPTOM)

SAID = {
    ProbeKind.FOUND_BY: "paste",
    ProbeKind.CODE: "code",
    ProbeKind.TEMPLATE: "message",
    ProbeKind.MESSAGE: "message filled in",
    ProbeKind.SYMPTOM: "symptom",
}
"""What each kind of search is called."""


@dataclass(frozen=True, slots=True)
class Row:
    """One search for the article: what it was made from, its text, the article's place, and who stands in front.

    `passed` says whether the place is good enough, `line` where the thing is declared (0: not known).
    """

    kind: str
    text: str
    rank: int | None
    passed: bool
    line: int = 0
    front: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another article that declares the same thing."""

    id: str
    title: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an article stands: a row for each thing it declares, how many more there are, duplicates.

    `customer` is the row of what a customer would send, if that was asked; `problem` why nothing could be.
    """

    rows: tuple[Row, ...] = ()
    more: int = 0
    duplicates: tuple[Duplicate, ...] = ()
    customer: Row | None = None
    problem: str = ""


def standing(kb: KnowledgeBase, article: Article | None, customer: str = "") -> Standing:
    """Search for everything that the article declares, and for what a customer would send."""
    if article is None:
        return Standing(problem="the file cannot be read as an article yet")
    probes = probes_of(article, ASKED, brief=True)
    duplicates: dict[str, Duplicate] = {}
    try:
        with kb.draft(article) as draft:
            rows = tuple(_row(probe, draft, duplicates) for probe in probes[:MOST])
            sent = _sent(article, customer)
            found = _row(sent, draft, {}) if sent else None
    except KbError as error:
        return Standing(problem=f"{error.said}: {error.advice}")
    return Standing(rows, max(0, len(probes) - MOST), tuple(duplicates.values()), found)


def _row(probe: Probe, draft: Draft, duplicates: dict[str, Duplicate]) -> Row:
    """Ask one probe; articles that declare the same thing are noted among the duplicates."""
    first: list[Hit] = []

    def search(text: str, limit: int) -> Sequence[Hit]:
        hits = draft.search(text, limit=limit).hits
        first[:] = hits[:1]
        for hit in hits:
            other = hit.article
            if other.id != probe.article and probe.claim.shared_by(other):
                said = probe.message or probe.text
                duplicates.setdefault(other.id, Duplicate(other.id, other.title, SAID[probe.kind].split()[0], said))
        return hits

    outcome = ask(probe, search)
    ahead = front_of(first[0]) if first and outcome.rank not in (None, 1) else None
    return _as_row(outcome, outcome.front or ahead)


def _as_row(outcome: Outcome, front: Front | None) -> Row:
    """What is said of a probe; who declares the same may stand in front, too."""
    probe = outcome.probe
    return Row(
        SAID[probe.kind],
        probe.text,
        outcome.rank,
        outcome.passed,
        probe.line,
        front.article if front else "",
        why(front) if front else "",
    )


def _sent(article: Article, text: str) -> Probe | None:
    """The search that a customer's paste is."""
    if not text.strip():
        return None
    return Probe(ProbeKind.FOUND_BY, text, article.id, Claim(said=tuple(words(text)) or (text,)), 1)
