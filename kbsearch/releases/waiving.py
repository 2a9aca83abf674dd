"""Waiving: which findings the waivers excuse, and what is wrong with the waivers themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from packaging.version import InvalidVersion, Version

from kbsearch.releases.findings import WARNING, Finding
from kbsearch.releases.manifest import Manifest
from kbsearch.releases.rules import (
    WAIVER_ALONE,
    WAIVER_ENDED,
    WAIVER_ENDING,
    WAIVER_UNUSED,
    WAIVER_WIDE,
    WAIVERS_MANY,
)
from kbsearch.releases.waivers import Waiver, Waivers


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a waiver must hold for: the version that is to ship, the day it ships, and today.

    `whole` says whether all declarations are looked at, so that a waiver which excuses none is unused.
    """

    version: str
    ships: date
    today: date
    whole: bool = True


def waived(
    findings: Iterable[Finding], waivers: Waivers, manifest: Manifest, occasion: Occasion
) -> tuple[list[Finding], list[Finding]]:
    """The findings, those that a waiver excuses marked with its id; and the findings about the waivers.

    A waiver that does not count excuses nothing, and so both the finding and what is wrong with it are said.
    """
    every = list(findings)
    excused: dict[Finding, str] = {}
    problems: list[Finding] = []
    for waiver, line in zip(waivers.waivers, waivers.lines, strict=True):
        fitting = [one for one in every if waiver.excuses(one)]
        wrong = list(_problems(waiver, fitting, waivers.path, line, manifest, occasion))
        problems += wrong
        if all(one.severity == WARNING for one in wrong):
            excused |= dict.fromkeys(fitting, waiver.id)
    most = manifest.waivers.max_open
    if len(waivers.waivers) > most:
        number = len(waivers.waivers)
        problems.append(WAIVERS_MANY.finding("waivers", waivers.path, number=number, most=most))
    return [replace(one, waived=excused[one]) if one in excused else one for one in every], problems


def _problems(
    waiver: Waiver, fitting: Sequence[Finding], path: str, line: int, manifest: Manifest, occasion: Occasion
) -> Iterator[Finding]:
    """What is wrong with one waiver; the first that says why it does not count is enough."""
    subject, owner = f"waiver:{waiver.id}", waiver.owner
    alone = _alone(waiver, manifest)
    ended = _ended(waiver, occasion)
    wide = _wide(waiver, fitting, manifest, occasion)
    if alone:
        yield WAIVER_ALONE.finding(subject, path, line, owner=owner, id=waiver.id, problem=alone)
    elif ended:
        yield WAIVER_ENDED.finding(subject, path, line, owner=owner, id=waiver.id, end=waiver.expires, problem=ended)
    elif wide:
        yield WAIVER_WIDE.finding(subject, path, line, owner=owner, id=waiver.id, problem=wide)
    elif not fitting:
        severity = "" if occasion.whole else WARNING
        yield WAIVER_UNUSED.finding(subject, path, line, severity=severity, owner=owner, id=waiver.id, file=path)
    elif waiver.expires.day is not None:
        days = (waiver.expires.day - occasion.today).days
        if days <= manifest.waivers.warn_days:
            end = waiver.expires
            yield WAIVER_ENDING.finding(subject, path, line, owner=owner, id=waiver.id, end=end, days=days)


def _alone(waiver: Waiver, manifest: Manifest) -> str:
    """Why nobody else has agreed, "" where somebody has."""
    allowed = manifest.review.approvers
    if not waiver.approved_by.strip():
        return "nobody has approved it"
    if waiver.approved_by.casefold() == waiver.owner.casefold():
        return f"{waiver.owner} owns it and approved it"
    if allowed and waiver.approved_by.casefold() not in {name.casefold() for name in allowed}:
        return f"{waiver.approved_by} is none of the approvers ({', '.join(allowed)})"
    return ""


def _ended(waiver: Waiver, occasion: Occasion) -> str:
    """Why it does not last until the release, "" where it does."""
    end = waiver.expires
    if end.day is None:
        return "" if _later(end.release, occasion.version) else f"and this is release {occasion.version}"
    if end.day < occasion.today:
        return "which is past"
    return f"before the release ships on {occasion.ships}" if end.day < occasion.ships else ""


def _wide(waiver: Waiver, fitting: Sequence[Finding], manifest: Manifest, occasion: Occasion) -> str:
    """In what it goes further than a waiver may, "" in nothing."""
    most = timedelta(days=manifest.waivers.max_days)
    last = waiver.expires.day or occasion.today
    if last - waiver.created > most:
        return f"it lasts {(last - waiver.created).days} days, {most.days} are allowed"
    if waiver.created > occasion.today:
        return f"it was created on {waiver.created}, which is to come"
    subjects = {one.subject for one in fitting}
    if len(subjects) > waiver.max:
        return f"it excuses {len(subjects)} subjects, {waiver.max} were agreed on"
    return ""


def _later(release: str, than: str) -> bool:
    """Whether one version comes after another; what cannot be read is no later."""
    try:
        return Version(release) > Version(than)
    except InvalidVersion:
        return bool(than) and release != than and release > than
