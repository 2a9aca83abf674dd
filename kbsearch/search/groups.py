"""Groups: the errors of a paste that are answered, each with its own hits, and which of those nobody can tell apart.

The primary error comes first: the one that the first hit answers. The others follow in the order
of the ranking's lines, errors before warnings and causes before consequences.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kbsearch.articles.article import Article
from kbsearch.search.analysis import STOP_WORDS, words
from kbsearch.search.confidence import undocumented
from kbsearch.search.paste import Paste, Segment
from kbsearch.search.query import Plan
from kbsearch.search.ranking import Evidence, Ranking
from kbsearch.search.results import FITTING, Tier
from kbsearch.search.severity import SEVERITIES, Severity
from kbsearch.search.versions import fits
from kbsearch.search.weights import WEIGHTS

MOST_GROUPS = 8
"""Errors of one paste that are told apart."""
MOST_HITS = 5
"""Articles that are given for one of them; all that cannot be told apart, up to twice as many, stay together."""

_CLOSE = 0.5  # share of the best answer's nats from which another one is given beside it
_VERSION = re.compile(r"(?<![\w.])v?(\d{1,4}(?:\.\d{1,6}){1,3})(?![\w.])", re.IGNORECASE)
_MARKS = ".,:;()[]\"'"
_NAMED = 3  # products that are named to tell an article from others
_WORDY = 4  # words of a title that are named to tell it from others

Reuse = Callable[[str], int]
"""How often an article has been linked to a ticket, by its id."""


def never(_: str) -> int:
    """The reuse of every article where no tickets are kept."""
    return 0


@dataclass(frozen=True, slots=True)
class Answered:
    """One error of a paste by its line, what answers it, and the first of those that nobody can tell apart."""

    line: int
    text: str
    evidence: tuple[Evidence, ...]
    alike: int = 0

    @property
    def ambiguous(self) -> bool:
        """Whether the paste cannot tell the first from the next."""
        return self.alike > 1


def answered(ranking: Ranking, paste: Paste, planned: Plan, limit: int) -> list[Answered]:
    """The errors that are answered, the primary first; none only where nothing was found.

    Lines with the same best article are one error: they repeat it, or it names them all. A line
    with a code that nobody documents is not answered by an article that only words it alike.
    """
    if not ranking.evidence:
        return []
    first = ranking.evidence[0]
    found = [_answered(ranking, paste, first, first.line)]
    seen = {one.article for one in found[0].evidence[: max(1, found[0].alike)]}
    for line in ranking.lines:
        if len(found) == min(MOST_GROUPS, limit):
            break
        best = next((one for one in ranking.answers_to(line) if one.answers[line].tier in FITTING), None)
        if line == first.line or best is None or best.article in seen or not _meant(best, line, paste):
            continue
        if undocumented(best, line, paste, planned):
            continue
        group = _answered(ranking, paste, best, line)
        seen.update(one.article for one in group.evidence[: max(1, group.alike)])
        found.append(group)
    return found


def _meant(best: Evidence, line: int, paste: Paste) -> bool:
    """Whether a line besides the primary one speaks of an error: it calls itself one, or its message says enough."""
    answer = best.answers[line]
    calls = max((segment.severity for segment in paste.segments if segment.line == line), default=Severity.MINOR)
    if calls is not Severity.UNKNOWN:
        return calls >= Severity.WARNING and (answer.own or answer.tier is not Tier.CODE)
    return answer.tier is not Tier.CODE and answer.nats >= WEIGHTS.enough


def _answered(ranking: Ranking, paste: Paste, best: Evidence, line: int) -> Answered:
    """One line with its answers: the best, those that the paste cannot tell from it, then the others."""
    segment = next((segment for segment in paste.segments if segment.line == line), None)
    if segment is None or line not in best.answers:
        return Answered(0, "", (best,))
    alike = (best, *ranking.alike(best, line))[: 2 * MOST_HITS]
    enough = _CLOSE * best.answers[line].nats
    others = [
        one
        for one in ranking.answers_to(line)
        if one not in alike and one.answers[line].nats >= enough and one.answers[line].tier in FITTING
    ]
    kept = others[: max(0, MOST_HITS - len(alike))]
    return Answered(line, segment.text, (*alike, *kept), len(alike) if len(alike) > 1 else 0)


def ordered(articles: Sequence[Article], paste: Paste, line: int, reuse: Reuse) -> list[int]:
    """The places of articles that a paste cannot tell apart, those first that fit its surroundings best.

    What counts, in this order: a product that the paste names, a version in it that fits, the
    severity that the line calls itself in the title, reuse; then the order in which they came,
    which the words of their text have decided.
    """
    said = {word for segment in paste.segments for word in words(segment.text)}
    called = {segment.severity for segment in paste.segments if segment.line == line}
    versions = _versions(paste.segments)
    titled = [{SEVERITIES[word] for word in words(article.title) if word in SEVERITIES} for article in articles]
    severe = all(titled)  # where one title says no severity, the others say nothing by theirs

    def worth(place: int) -> tuple[int, int, int, int]:
        article = articles[place]
        named = any(set(words(product)) <= said for product in article.products if words(product))
        fitting = article.versions and any(fits(article.versions, version) for version in versions)
        foreign = article.versions and versions and not fitting
        fit = severe and bool(titled[place] & called)
        return (-int(named), int(bool(foreign)) - int(bool(fitting)), -int(fit), -reuse(article.id))

    return sorted(range(len(articles)), key=lambda place: (worth(place), place))


def _versions(segments: Iterable[Segment]) -> tuple[str, ...]:
    """The version numbers that a paste names."""
    return tuple(dict.fromkeys(found[1] for segment in segments for found in _VERSION.finditer(segment.text)))[:20]


def apart(articles: Sequence[Article]) -> list[str]:
    """What tells each of some articles from the others: products, versions, words of the title, else its id."""
    titles = [{word: set(words(word)) - STOP_WORDS for word in article.title.split()} for article in articles]
    common = set.intersection(*(set().union(*title.values()) for title in titles)) if titles else set()
    shared = set.intersection(*(set(article.products) for article in articles)) if articles else set()
    versions = len({article.versions for article in articles}) > 1
    said = []
    for article, title in zip(articles, titles, strict=True):
        own = [word.strip(_MARKS) for word, folded in title.items() if folded - common]
        parts = [
            ", ".join([product for product in article.products if product not in shared][:_NAMED]),
            article.versions if versions else "",
            " ".join(own[:_WORDY]),
        ]
        said.append(" · ".join(filter(None, parts)) or article.id)
    return said
