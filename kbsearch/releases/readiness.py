"""Readiness: whether a release may ship, as far as the knowledge base can answer for it.

    declarations, articles, searches -> standings -> findings -> those that waivers and baseline let pass -> Readiness

Nothing here asks the clock or the network: the same question about the same articles has the same answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Protocol

from kbsearch.articles.article import Article
from kbsearch.releases.base import Scope
from kbsearch.releases.baseline import Baseline
from kbsearch.releases.claims import Claims, keys_of
from kbsearch.releases.coverage import Circumstances, Standing, chosen, demand_of, stand
from kbsearch.releases.crosswise import ambiguous, emitted, lost_rank, removed, shared, undeclared
from kbsearch.releases.declaration import Declaration, Kind
from kbsearch.releases.findings import ERROR, WARNING, Finding, in_order
from kbsearch.releases.ladder import Step
from kbsearch.releases.manifest import Manifest, ProbeKeys
from kbsearch.releases.pastes import kept_pastes
from kbsearch.releases.probing import Answered, Progress, Sought
from kbsearch.releases.rules import BASELINE_STALE
from kbsearch.releases.waivers import OWN, Waivers
from kbsearch.releases.waiving import Occasion, waived


class Asks(Protocol):
    """Whoever asks the probes: `probing.Prober`, or `remembered.RememberingProber`."""

    def answers(
        self,
        sought: Sequence[Sought],
        keys: ProbeKeys,
        *,
        progress: Progress | None = None,
        workers: int | None = None,
    ) -> list[Answered]:
        """What came of each, in their order."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a check is asked: whose release, what it declares, and what of that is new.

    `declared` are the errors, features and emissions of HEAD, `counts` how many each source gave;
    `news` says of each subject that is new how ("added", "reworded", "promoted"), `gone` are those
    that the base declared and HEAD does not. `base` and `head` name the two for people; `since` is
    the day of the base. `root` is the folder of the knowledge base.
    """

    manifest: Manifest
    declared: Sequence[Declaration]
    counts: Mapping[str, int]
    scope: Scope
    version: str
    today: date
    root: Path
    news: Mapping[str, str] = field(default_factory=dict)
    gone: Sequence[Declaration] = ()
    base: str = ""
    head: str = ""
    since: date | None = None
    waivers: Waivers = field(default_factory=lambda: Waivers(""))
    baseline: Baseline = field(default_factory=lambda: Baseline(""))

    @property
    def ships(self) -> date:
        """The day on which the release ships; today where the manifest does not say."""
        return self.manifest.release.date or self.today


@dataclass(frozen=True, slots=True)
class Readiness:
    """How a release stands: every declaration, and all that is in its way, sorted by place."""

    question: Question
    standings: tuple[Standing, ...]
    findings: tuple[Finding, ...]

    @property
    def checked(self) -> tuple[Standing, ...]:
        """The declarations whose demands counted."""
        return tuple(one for one in self.standings if one.checked)

    def blocking(self, fail_on: str = ERROR) -> tuple[Finding, ...]:
        """What keeps the release from shipping: errors that nothing excuses, with "warning" warnings as well."""
        severities = (ERROR, WARNING) if fail_on == WARNING else (ERROR,)
        return tuple(one for one in self.findings if not one.excused and one.severity in severities)

    @property
    def for_baseline(self) -> tuple[Finding, ...]:
        """What a baseline may know: what is wrong with declarations that are not new, and is not waived."""
        own = (*OWN, BASELINE_STALE.code)
        news = self.question.news
        return tuple(one for one in self.findings if not one.waived and one.rule not in own and one.subject not in news)

    def ladder(self) -> dict[str, int]:
        """How many of the checked declarations stand on each step, by its name."""
        steps = [one.reached for one in self.checked]
        return {str(step): steps.count(step) for step in Step}


def evaluate(
    question: Question,
    articles: Sequence[Article],
    prober: Asks,
    *,
    progress: Progress | None = None,
    workers: int | None = None,
) -> Readiness:
    """Hold what a product declares against the articles; `prober` searches in the index of those very articles."""
    claims = Claims(articles, question.manifest.product)
    standings = _standings(question, claims, prober, progress, workers)
    whole = question.scope is Scope.ALL
    found = in_order(finding for one in standings if one.checked for finding in one.findings)
    found += _crosswise(question, claims, standings)
    old = [one for one in found if one.subject not in question.news]
    known = {one for one in old if question.baseline.has(one)}
    marked = [replace(one, known=True) if one in known else one for one in found]
    stale = question.baseline.stale(found) if whole else []
    occasion = Occasion(question.version, question.ships, question.today, whole=question.scope is not Scope.NEW)
    excused, problems = waived(marked, question.waivers, question.manifest, occasion)
    return Readiness(question, tuple(standings), tuple(in_order((*excused, *stale, *problems))))


def _standings(
    question: Question, claims: Claims, prober: Asks, progress: Progress | None, workers: int | None
) -> list[Standing]:
    """How each error and feature stands, in the order of their places."""
    manifest = question.manifest
    around = Circumstances(manifest, question.version, question.today, question.root, question.since)
    declared = sorted(
        (one for one in question.declared if one.kind is not Kind.EMISSION),
        key=lambda one: (one.path, one.line, one.subject),
    )
    claimed = {one.subject: claims.of(one) for one in declared}
    pastes = kept_pastes(question.root, manifest.probes.pastes)
    wanted: list[Sought] = []
    for one in declared:
        if claimed[one.subject] and demand_of(one, manifest).step >= Step.FINDABLE:
            article = chosen(claimed[one.subject], one).article
            kept = dict.fromkeys(text for key in keys_of(one.id) for text in pastes.get(key, ()))
            found_by = (*article.found_by, *kept)
            wanted.append(Sought(one, article.id, article.symptoms, found_by, one.subject in question.news))
    answers = prober.answers(wanted, manifest.probes, progress=progress, workers=workers)
    answered = dict(zip((one.declaration.subject for one in wanted), answers, strict=True))
    return [
        stand(
            one,
            claimed[one.subject],
            answered.get(one.subject),
            around,
            news=question.news.get(one.subject, ""),
            checked=question.scope is Scope.ALL or one.subject in question.news,
            instead=claims.instead(one),
        )
        for one in declared
    ]


def _crosswise(question: Question, claims: Claims, standings: Sequence[Standing]) -> Iterator[Finding]:
    """What shows only when declarations and articles are held against each other as a whole."""
    yield from shared(standings, claims)
    yield from ambiguous(standings, question.manifest)
    yield from emitted(question.declared, None if question.scope is Scope.ALL else question.news)
    if question.scope is not Scope.NEW:
        yield from undeclared(question.declared, question.gone, claims, question.manifest)
        yield from removed(question.gone, claims, question.manifest)
    if question.scope is not Scope.ALL:
        yield from lost_rank(standings, sure=question.baseline.exists)
