"""Gathering: what a check asks, put together from the manifest, the repository and its history."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kbsearch.articles.git import GitFailed, run_git
from kbsearch.errors import BaseMissing, SourcesFailed
from kbsearch.releases.base import Base, Scope, find_base
from kbsearch.releases.baseline import Baseline
from kbsearch.releases.changes import Changes, compare, declared_at, drops
from kbsearch.releases.declaration import Kind
from kbsearch.releases.declarations import Declared, read
from kbsearch.releases.manifest import Manifest
from kbsearch.releases.readiness import Question
from kbsearch.releases.tree import FolderTree
from kbsearch.releases.waivers import Waivers


def gather(manifest: Manifest, scope: Scope, *, today: date, root: Path, version: str = "", base: str = "") -> Question:
    """The question about a release, with all that is declared and what of it is new.

    `version` and `base` go before what the manifest says, `root` is the folder of the knowledge base. Raises
    KBE1072, KBE1073 where it cannot be told what is new, KBE1074 and KBE1075 where a source cannot be read or
    found less than it must (KBE1076 for several of them), KBE1080 and KBE1081.
    """
    wanted = version or manifest.release.version
    manifest = manifest.model_copy(update={"release": manifest.release.model_copy(update={"version": wanted})})
    head = read(manifest, FolderTree(manifest.folder))
    found = _base(manifest, scope, base)
    before = declared_at(manifest, found) if found else Declared()
    faults = (*head.faults, *(drops(manifest, found, before, head) if found else ()))
    if faults:
        raise faults[0] if len(faults) == 1 else SourcesFailed(count=len(faults), problem="; ".join(map(str, faults)))
    changes = compare(before, head) if found else Changes()
    return Question(
        manifest=manifest,
        declared=head.declarations,
        counts={id: count.declarations for id, count in head.counts.items()},
        scope=scope,
        version=wanted,
        today=today,
        root=root,
        news=_news(changes, before, head) if found else {},
        gone=changes.removed,
        base=found.name if found else "",
        head=_described(manifest.folder),
        since=_day(manifest.folder, found.commit) if found and found.commit else None,
        waivers=Waivers.load(manifest),
        baseline=Baseline.load(manifest),
    )


def _base(manifest: Manifest, scope: Scope, given: str) -> Base | None:
    """The base; where everything is looked at and none is named, there need be none."""
    try:
        return find_base(manifest.folder, manifest.release, scope, given)
    except BaseMissing:
        if scope is Scope.ALL and not given:
            return None
        raise


def _news(changes: Changes, before: Declared, head: Declared) -> dict[str, str]:
    """How each subject is new; codes that only now stand in the source are among them."""
    known = before.by_subject()
    emitted = (one for one in head.declarations if one.kind is Kind.EMISSION and one.subject not in known)
    return {
        **{one.subject: "added" for one in emitted},
        **{change.after.subject: "promoted" for change in changes.promoted},
        **{change.after.subject: "reworded" for change in changes.reworded},
        **{one.subject: "added" for one in changes.added},
    }


def _described(folder: Path) -> str:
    """HEAD as people know it: its short id, with a + where files have changed since; "" without git."""
    try:
        return run_git(folder, "describe", "--always", "--exclude=*", "--dirty=+").decode().strip()
    except GitFailed:
        return ""


def _day(folder: Path, commit: str) -> date | None:
    """The day of a commit."""
    try:
        return date.fromisoformat(run_git(folder, "show", "-s", "--format=%cs", commit).decode().strip())
    except (GitFailed, ValueError):
        return None
