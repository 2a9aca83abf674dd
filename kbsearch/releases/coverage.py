"""Coverage: how far one declaration is answered for, and what keeps it from the next step of the ladder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

from kbsearch.articles.article import AUDIENCE, CONFIDENCE, STATED, Article
from kbsearch.articles.lint import lint_draft
from kbsearch.articles.reader import ReadResult
from kbsearch.articles.rules import ERROR as LINT_ERROR
from kbsearch.releases.agreement import agree, left_out, nearest_message, word_difference
from kbsearch.releases.claims import Claim
from kbsearch.releases.declaration import Declaration, Kind
from kbsearch.releases.findings import Finding
from kbsearch.releases.ladder import Step
from kbsearch.releases.manifest import Manifest, Requirement
from kbsearch.releases.probing import Answered
from kbsearch.releases.rules import (
    ERROR_UNCLAIMED,
    FEATURE_UNCLAIMED,
    MESSAGE_DRIFT,
    NOT_FOUND,
    UNFINISHED,
    UNOWNED,
    UNREVIEWED,
    UNSEEN,
    UNTRIED,
    VERSION_EXCLUDED,
    Rule,
)
from kbsearch.search.probes import Outcome
from kbsearch.search.shadows import why
from kbsearch.settings import Settings

_SHOWN = 100  # characters of a probe that a finding repeats
_NAMED = {"found_by": "paste", "wording": "message", "template": "message", "log": "log", "symptom": "words"}


@dataclass(frozen=True, slots=True)
class Demand:
    """What is demanded of one declaration: the step it must reach, and how sure and how visible its article must be."""

    step: Step = Step.NONE
    confidence: str = "not_validated"
    seen_by: str = "internal"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that keeps a declaration from a step."""

    step: Step
    finding: Finding


@dataclass(frozen=True, slots=True)
class Standing:
    """How one declaration stands.

    `article` is the one that explains it (None for none), `reached` the step, `gaps` all that is in
    the way of any step, `asked` and `failed` count its probes (0 where none were asked), `news` says how it
    is new: "added", "reworded", "promoted", or "" when it is not; `checked` whether its demand counts in
    this scope.
    """

    declaration: Declaration
    demand: Demand
    reached: Step
    article: Article | None = None
    gaps: tuple[Gap, ...] = ()
    asked: int = 0
    failed: tuple[Outcome, ...] = ()
    news: str = ""
    checked: bool = True

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is in the way of the step that is demanded."""
        return tuple(gap.finding for gap in self.gaps if gap.step <= self.demand.step)

    @property
    def owner(self) -> str:
        """Who is to see to it, "" for nobody."""
        return self.declaration.owner or (self.article.owner if self.article else "")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What holds for all declarations of one check.

    `version` is the release's, `today` the day of the check; `root` is the knowledge base's folder,
    `since` the day of the base, where there is one.
    """

    manifest: Manifest
    version: str
    today: date
    root: Path
    since: date | None = None
    settings: Settings = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "settings", Settings(root=self.root))


def demand_of(declaration: Declaration, manifest: Manifest) -> Demand:
    """What the manifest demands: the duty of its stage, else the first requirement that fits; nothing by itself."""
    fitting = next((one for one in manifest.require if _fits(one, declaration)), None)
    rest = {"confidence": fitting.confidence, "seen_by": fitting.seen_by} if fitting else {}
    source = next((one for one in manifest.sources if one.id == declaration.source), None)
    duty = source.duty.get(declaration.stage) if source and declaration.stage else None
    level = duty or (fitting.level if fitting else "none")
    return Demand(Step.named(level), **rest)


def _fits(requirement: Requirement, declaration: Declaration) -> bool:
    said = {
        "kind": declaration.kind.value,
        "source": declaration.source,
        "severity": declaration.severity,
        "audience": declaration.audience,
        "stage": declaration.stage,
    }
    subjects = requirement.subject
    return all(not getattr(requirement, key) or value in getattr(requirement, key) for key, value in said.items()) and (
        not subjects or any(fnmatchcase(declaration.id, one) for one in subjects)
    )


def stand(
    declaration: Declaration,
    claims: Sequence[Claim],
    answered: Answered | None,
    around: Circumstances,
    *,
    news: str = "",
    checked: bool = True,
    instead: str = "",
) -> Standing:
    """How a declaration stands, given the articles that claim it and what came of its probes (None: not asked)."""
    demand = demand_of(declaration, around.manifest)
    if not claims:
        rule = FEATURE_UNCLAIMED if declaration.kind is Kind.FEATURE else ERROR_UNCLAIMED
        finding = _finding(rule, declaration, None, wanted=demand.step, hint=instead)
        gaps = (Gap(Step.CLAIMED, finding),)
        return Standing(declaration, demand, Step.NONE, gaps=gaps, news=news, checked=checked)
    claim = chosen(claims, declaration)
    found = [
        *_incomplete(declaration, claim.article, demand, around),
        *_unreviewed(declaration, claim, around, news),
        *_unfound(declaration, claim.article, answered),
        *_disagreeing(declaration, claim, around),
    ]
    missed = min((gap.step for gap in found), default=Step.AGREES + 1)
    asked, failed = (answered.asked, answered.failed) if answered else (0, ())
    return Standing(
        declaration, demand, Step(missed - 1), claim.article, tuple(found), asked, failed, news=news, checked=checked
    )


def chosen(claims: Sequence[Claim], declaration: Declaration) -> Claim:
    """The claim that counts: the one that says what the product says, else the first by path."""
    if len(claims) == 1:
        return claims[0]
    agreeing = (
        claim
        for claim in claims
        if any(agree(entry.message or "", declaration.message, declaration.id) for entry in claim.entries)
    )
    return next(agreeing, claims[0])


def _finding(rule: Rule, declaration: Declaration, article: Article | None, **values: object) -> Finding:
    owner = declaration.owner or (article.owner if article else "")
    path = article.path if article else ""
    at, line = declaration.path, declaration.line
    return rule.finding(
        declaration.subject, at, line, severity="", owner=owner, article=path, id=declaration.id, **values
    )


def _incomplete(declaration: Declaration, article: Article, demand: Demand, around: Circumstances) -> Iterator[Gap]:
    """What the article lacks: text, statements, and being as sure and as visible as is demanded."""
    problem = unfinished(article, around.settings)
    if problem:
        yield Gap(Step.COMPLETE, _finding(UNFINISHED, declaration, article, problem=problem))
    if CONFIDENCE.index(article.confidence) < CONFIDENCE.index(demand.confidence) and article.confidence != "wip":
        said = {"state": article.confidence, "wanted": demand.confidence, "what": "confidence"}
        yield Gap(Step.COMPLETE, _finding(UNSEEN, declaration, article, **said))
    if AUDIENCE.index(article.audience) > AUDIENCE.index(demand.seen_by):
        said = {"state": f"for {article.audience} eyes", "wanted": f"one for {demand.seen_by}", "what": "audience"}
        yield Gap(Step.COMPLETE, _finding(UNSEEN, declaration, article, **said))
    if declaration.kind is Kind.FEATURE and not (declaration.owner or article.owner):
        yield Gap(Step.COMPLETE, _finding(UNOWNED, declaration, article))


def unfinished(article: Article, native: Settings) -> str:
    """The first thing that an article lacks, as it must be to be asked about; "" for nothing."""
    if article.confidence == "wip":
        return "it is a draft ('confidence: wip')"
    found = [one for one in lint_draft(ReadResult(article.path, article), native) if one.severity == LINT_ERROR]
    if found:
        return f"line {found[0].line}: {found[0].message}"
    unsaid = [key for key in STATED if key not in article.stated]
    return f"it does not state {' and '.join(map(repr, unsaid))}" if unsaid else ""


def _unreviewed(declaration: Declaration, claim: Claim, around: Circumstances, news: str) -> Iterator[Gap]:
    """Whether somebody else has read the article as it is now, and for a feature, whether the help desk tried it."""
    article, keys = claim.article, around.manifest.review
    problem = _review_problem(declaration, claim, around, news) if keys.needed else ""
    if problem:
        yield Gap(Step.REVIEWED, _finding(UNREVIEWED, declaration, article, problem=problem))
    if declaration.kind is Kind.FEATURE and keys.trial:
        problem = _trial_problem(article, around, news)
        if problem:
            yield Gap(Step.REVIEWED, _finding(UNTRIED, declaration, article, problem=problem))


def _review_problem(declaration: Declaration, claim: Claim, around: Circumstances, news: str) -> str:
    """Why the review of an article does not count, "" where it does."""
    article, keys = claim.article, around.manifest.review
    reviewed = article.reviewed
    if reviewed is None:
        return "nobody has read it but its author"
    if keys.not_author and reviewed.by.casefold() == article.owner.casefold():
        return f"{reviewed.by} owns it and reviewed it"
    if keys.approvers and reviewed.by.casefold() not in {name.casefold() for name in keys.approvers}:
        return f"{reviewed.by} is none of the approvers ({', '.join(keys.approvers)})"
    on = date.fromisoformat(reviewed.on)
    if reviewed.current is False and "body" in keys.stale_if:
        return f"it was changed after {reviewed.by} read it on {on}"
    if _reworded_since(on, declaration, claim, around, news) and "message" in keys.stale_if:
        return f"the product has changed the message since {reviewed.by} read it on {on}"
    age = (around.today - on).days
    return f"{reviewed.by} read it {age} days ago, {keys.max_age} are allowed" if age > keys.max_age else ""


def _reworded_since(on: date, declaration: Declaration, claim: Claim, around: Circumstances, news: str) -> bool:
    """Whether the product has reworded the message since a review; one bound to the text has read what it says now."""
    if news != "reworded" or claim.article.reviewed is None:
        return False
    if claim.article.reviewed.current and _agreeing(declaration, claim):
        return False
    return around.since is not None and on <= around.since


def _trial_problem(article: Article, around: Circumstances, news: str) -> str:
    """Why the help desk's sign-off does not count, "" where it does."""
    others = [trial for trial in article.tried if trial.by.casefold() != article.owner.casefold()]
    if not article.tried:
        return "nobody has tried it"
    if not others:
        return f"only its owner {article.owner} has tried it"
    last = max(date.fromisoformat(trial.on) for trial in others)
    if last > around.today:
        return f"{last} is still to come"
    if news == "promoted" and around.since is not None and last <= around.since:
        return f"it was tried on {last}, before it was promoted"
    return ""


def _unfound(declaration: Declaration, article: Article, answered: Answered | None) -> Iterator[Gap]:
    """Which of the searches do not find the article."""
    if answered is not None and answered.failed:
        values = failed_values(answered)
        yield Gap(Step.FINDABLE, _finding(NOT_FOUND, declaration, article, article_id=article.id, **values))


def failed_values(answered: Answered) -> Mapping[str, object]:
    """How many searches failed, and the first of them, as a finding says it."""
    first = answered.failed[0]
    kind = first.probe.kind.value
    return {
        "failed": len(answered.failed),
        "asked": answered.asked,
        "kind": _NAMED.get(kind, kind),
        "text": _shown(first.probe.text),
        "front": _in_front(first),
    }


def _in_front(outcome: Outcome) -> str:
    where = f"it stands at place {outcome.place}" if outcome.place else "it is not among the hits"
    return f"{where}, {outcome.front.article} first, {why(outcome.front)}" if outcome.front else where


def _shown(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= _SHOWN else said[: _SHOWN - 3] + "..."


def _disagreeing(declaration: Declaration, claim: Claim, around: Circumstances) -> Iterator[Gap]:
    """Where the article says something else than the product."""
    article = claim.article
    if declaration.message and not _agreeing(declaration, claim):
        said = nearest_message((entry.message or "" for entry in claim.entries), declaration.message, declaration.id)
        difference = word_difference(said, declaration.message, declaration.id)
        values = {"difference": difference, "message": repr(declaration.message)}
        yield Gap(Step.AGREES, _finding(MESSAGE_DRIFT, declaration, article, **values))
    version = left_out(article.versions, declaration, around.version)
    if version:
        values = {"versions": repr(article.versions), "version": version}
        yield Gap(Step.AGREES, _finding(VERSION_EXCLUDED, declaration, article, **values))


def _agreeing(declaration: Declaration, claim: Claim) -> bool:
    return any(agree(entry.message or "", declaration.message, declaration.id) for entry in claim.entries)
