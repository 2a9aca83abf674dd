"""Changes: what a product declares now that it did not declare so at its base."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kbsearch.errors import ManifestInvalid, SourceQuiet
from kbsearch.releases.base import Base
from kbsearch.releases.declaration import Declaration, Kind
from kbsearch.releases.declarations import Declared, read
from kbsearch.releases.manifest import Manifest
from kbsearch.releases.sources import Expectation
from kbsearch.releases.tree import CommitTree

_STAGES = (
    ("planned", "wip", "in development", "development", "hidden", "internal"),
    ("experimental", "experiment", "alpha", "pre alpha", "preview", "nightly"),
    ("beta", "rc", "public preview", "limited"),
    ("ga", "stable", "general", "default", "released", "generally available", "lts"),
    ("deprecated",),
    ("removed", "retired"),
)
_AUDIENCES = ("internal", "partner", "customer", "public")


@dataclass(frozen=True, slots=True)
class Change:
    """One declaration as it was at the base and as it is now."""

    before: Declaration
    after: Declaration


@dataclass(frozen=True, slots=True)
class Changes:
    """The difference between two sets of declarations; each part is sorted as the declarations are.

    `reworded` has another message, `promoted` another stage or a wider audience. Emissions take no part.
    """

    added: tuple[Declaration, ...] = ()
    reworded: tuple[Change, ...] = ()
    promoted: tuple[Change, ...] = ()
    removed: tuple[Declaration, ...] = ()

    @property
    def subjects(self) -> frozenset[str]:
        """What is new in any way: added, reworded or promoted."""
        changed = (change.after for change in (*self.reworded, *self.promoted))
        return frozenset(declaration.subject for declaration in (*self.added, *changed))


def compare(base: Declared, head: Declared) -> Changes:
    """What is new in `head`: a set difference of declarations, so that moving a line changes nothing."""
    before, after = base.by_subject(), head.by_subject()
    both = [Change(before[subject], after[subject]) for subject in after if subject in before]
    real = [change for change in both if change.after.kind is not Kind.EMISSION]
    return Changes(
        added=tuple(one for subject, one in after.items() if subject not in before and one.kind is not Kind.EMISSION),
        reworded=tuple(one for one in real if _words(one.before) != _words(one.after)),
        promoted=tuple(one for one in real if _is_promoted(one)),
        removed=tuple(one for subject, one in before.items() if subject not in after and one.kind is not Kind.EMISSION),
    )


def declared_at(manifest: Manifest, base: Base) -> Declared:
    """What a product declared at its base; nothing, where there is no commit. Raises GitFailed.

    The files are read as the manifest says now and as it said then, so that neither a source that is new in the
    manifest nor one whose files have moved makes old declarations look new.
    """
    if not base.commit:
        return Declared()
    tree = CommitTree(manifest.folder, base.commit)
    now = read(manifest, tree)
    then = _manifest_at(manifest, tree)
    if then is None:
        return now
    old = read(then, tree)
    together = {one.subject: one for one in (*now.declarations, *old.declarations)}
    return replace(now, declarations=tuple(together.values()), counts={**old.counts, **now.counts})


def drops(manifest: Manifest, base: Base, before: Declared, head: Declared) -> Iterator[SourceQuiet]:
    """What to say of sources that lost more of their declarations since the base than `expect: {max_drop}` allows.

    What another source declares now is not lost; a source that is no longer in the manifest may lose as much as one
    that says nothing of it.
    """
    after = head.by_subject()
    allowed = {source.id: source.expect.max_drop for source in manifest.sources}
    for id in dict.fromkeys(one.source for one in before.declarations):
        had = [one for one in before.declarations if one.source == id]
        kept = sum(one.subject in after for one in had)
        share = allowed.get(id, Expectation().max_drop)
        if kept < len(had) * (1 - share):
            files = head.counts[id].files if id in head.counts else 0
            yield SourceQuiet(
                source=id,
                found=f"{kept:,} of the {len(had):,} of {base.name}",
                files=f"{files:,} {'file' if files == 1 else 'files'}",
                wanted=f"at most {share:.0%} may be gone",
                hint="correct the source, or raise 'expect: {max_drop: ...}' if so much is really gone",
            )


def _manifest_at(manifest: Manifest, tree: CommitTree) -> Manifest | None:
    """The manifest that a commit has; None where it has none that can be read."""
    if manifest.path.name not in tree.paths:
        return None
    content = next(tree.read([manifest.path.name]))[1]
    try:
        return Manifest.parse(content.decode("utf-8-sig", "replace"), manifest.path)
    except ManifestInvalid:
        return None


def _words(declaration: Declaration) -> list[str]:
    """The message as words: how it is broken into lines is no matter of its wording."""
    return declaration.message.split()


def _is_promoted(change: Change) -> bool:
    """Whether more people will meet it: a later stage, one that is in no usual list, or a wider audience."""
    before, after = change.before, change.after
    if before.stage != after.stage and after.stage:
        old, new = _stage(before.stage), _stage(after.stage)
        if new is None or old is None or new > old:
            return True
    return before.audience != after.audience and _width(after.audience) > _width(before.audience)


def _stage(name: str) -> int | None:
    """How far a stage is, by its usual names; None for one of the product's own."""
    plain = " ".join(name.casefold().replace("_", " ").replace("-", " ").split())
    return next((place for place, names in enumerate(_STAGES) if plain in names), None)


def _width(audience: str) -> int:
    plain = audience.casefold()
    return _AUDIENCES.index(plain) if plain in _AUDIENCES else 0
