"""Wording: the sentences that several reports share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kbsearch.counting import counted
from kbsearch.releases.declaration import Kind
from kbsearch.releases.findings import WARNING, Finding
from kbsearch.releases.readiness import Readiness

NOBODY = "nobody named"


def headline(readiness: Readiness) -> str:
    """Which release of what is compared with what."""
    asked = readiness.question
    compared = f", {asked.base}..{asked.head}" if asked.base else f", {asked.head}" if asked.head else ""
    return f"{asked.manifest.product} {asked.version}".rstrip() + f", scope {asked.scope}{compared}"


def looked_at(readiness: Readiness) -> str:
    """What was looked at, so that nobody takes an empty check for a pass."""
    asked = readiness.question
    kinds = Counter(one.declaration.kind for one in readiness.standings)
    said = [counted(kinds[kind], kind.value) for kind in (Kind.ERROR, Kind.FEATURE) if kinds[kind]]
    news = Counter(asked.news[one.declaration.subject] for one in readiness.standings if one.news)
    new = [f"{news[how]} {how}" for how in ("added", "reworded", "promoted") if news[how]]
    new += [f"{len(asked.gone)} removed"] if asked.gone else []
    sources = counted(len(asked.counts), "source")
    held = f"{len(readiness.checked):,} held to what they must reach"
    return f"{', '.join(said) or 'no declarations'} from {sources}; {', '.join(new) or 'nothing new'}; {held}"


def verdict(readiness: Readiness, fail_on: str) -> str:
    """How it ends: what blocks, what is let pass, and what is only said."""
    blocking = readiness.blocking(fail_on)
    waived = sum(bool(one.waived) for one in readiness.findings)
    known = sum(one.known and not one.waived for one in readiness.findings)
    warned = sum(one.severity == WARNING and not one.excused for one in readiness.findings) if fail_on != WARNING else 0
    said = [f"{len(blocking)} blocking" if blocking else "nothing in the way"]
    said += [f"{waived} waived"] if waived else []
    said += [f"{known} in the baseline"] if known else []
    said += [counted(warned, "warning")] if warned else []
    return ", ".join(said)


def by_owner(findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    """The findings by who is to take the next step, in the order of the names; those of nobody come last."""
    grouped: dict[str, list[Finding]] = {}
    for one in findings:
        grouped.setdefault(one.owner, []).append(one)
    ordered = sorted(grouped, key=lambda owner: (not owner, owner.casefold(), owner))
    return [(owner or NOBODY, grouped[owner]) for owner in ordered]


def level(finding: Finding) -> str:
    """How much a finding counts, in one word."""
    return f"waived by {finding.waived}" if finding.waived else "known" if finding.known else finding.severity
