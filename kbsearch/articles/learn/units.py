"""Which folders of a tree are of one kind: each looked at for itself, those put together that one mapping serves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeVar

from kbsearch.articles.fields import FieldRules
from kbsearch.articles.learn.learnt import Learnt, extracted
from kbsearch.articles.learn.sample import Sample

T = TypeVar("T")

SMALLEST = 10  # files from which on a folder is looked at for itself
MOST = 24  # folders that are looked at for themselves; of more, the smallest join the folder around them
_TRIED = 100  # articles of a folder on which it is tried whether another mapping serves it
_TOLERATED = 0.03  # share of them that a mapping may read otherwise than the folder's own and still serve it
_FEW = 50  # articles below which a folder's own rules are less sure, and more may be read otherwise
_TOLERATED_OF_FEW = 0.15


def folders_of(paths: Iterable[str]) -> dict[str, str]:
    """For each path the folder that it is looked at with: the nearest with enough files in it, "" for the whole."""
    parent = {path: _parent(path) for path in paths}
    counts = Counter(parent.values())
    inner = {above for folder in counts for above in _and_above(folder)}
    home: dict[str, str] = {}
    for folder in sorted(inner, key=lambda folder: (-_depth(folder), folder)):
        if folder and counts[folder] < SMALLEST:
            counts[_parent(folder)] += counts.pop(folder, 0)
            home[folder] = _parent(folder)
    while len(counts) > MOST:
        folder = min((folder for folder in counts if folder), key=lambda folder: (counts[folder], folder))
        above = next(above for above in _and_above(_parent(folder)) if above in counts or not above)
        counts[above] += counts.pop(folder)
        home[folder] = above
    return {path: _settled(folder, home) for path, folder in parent.items()}


def _settled(folder: str, home: Mapping[str, str]) -> str:
    while folder in home:
        folder = home[folder]
    return folder


def _and_above(folder: str) -> list[str]:
    """The folder and all around it, the innermost first; "" is the last."""
    above = [folder]
    while folder:
        folder = _parent(folder)
        above.append(folder)
    return above


def _parent(path: str) -> str:
    parent = PurePosixPath(path).parent.as_posix()
    return "" if parent == "." else parent


def _depth(folder: str) -> int:
    return folder.count("/") + bool(folder)


@dataclass(slots=True)
class Kind:
    """Folders of one kind, the articles looked at there, and the rules that those tried teach together.

    `is_served` tells whether the rules of the whole tree read them as well.
    """

    folders: list[str]
    articles: list[Sample]
    tried: list[Sample]
    rules: FieldRules
    is_served: bool = False


def kinds(units: Mapping[str, Sequence[Sample]]) -> list[Kind]:
    """Put the folders together that one mapping serves, the kind with most articles first.

    Those that are served by what all teach together are of one kind. Of the others, each joins the
    first kind for which what both teach together reads the articles of either as its own rules
    do. Rules for mixed articles serve only where a folder is mixed by itself.
    """
    if len(units) < 2:
        return [_kind(folder, articles, [], FieldRules()) for folder, articles in units.items()]
    alone = [
        _kind(folder, articles, (tried := spread(articles, _TRIED)), Learnt(tried).rules())
        for folder, articles in sorted(units.items(), key=lambda unit: (-len(unit[1]), unit[0]))
    ]
    every = [article for kind in alone for article in kind.tried]
    joint = Learnt(every).rules()
    found: list[Kind] = []
    for kind in alone:
        kind.is_served = _is_clear(joint, kind) and serves(joint, kind.rules, kind.tried)
    alike = [kind for kind in alone if kind.is_served]
    if alike:
        found.append(_together(alike))
    for kind in alone:
        if not kind.is_served:
            _join(found, kind)
    return sorted(found, key=lambda kind: (-len(kind.articles), kind.folders))


def _kind(folder: str, articles: Sequence[Sample], tried: list[Sample], rules: FieldRules) -> Kind:
    return Kind([folder], list(articles), tried, rules)


def _join(found: list[Kind], kind: Kind) -> None:
    """Put a folder to the first kind that it fits, or make it one of its own."""
    for place, other in enumerate(found):
        joint = Learnt([*other.tried, *kind.tried]).rules()
        if (_is_clear(joint, kind) or _is_clear(joint, other)) and all(
            serves(joint, each.rules, each.tried) for each in (kind, other)
        ):
            found[place] = _together([other, kind])
            return
    found.append(kind)


def _is_clear(joint: FieldRules, kind: Kind) -> bool:
    return kind.rules.is_mixed or not joint.is_mixed


def _together(alike: Sequence[Kind]) -> Kind:
    """One kind of several, its rules learnt anew."""
    if len(alike) == 1:
        return alike[0]
    tried = spread([article for kind in alike for article in kind.tried], 2 * _TRIED)
    return Kind(
        [folder for kind in alike for folder in kind.folders],
        [article for kind in alike for article in kind.articles],
        tried,
        Learnt(tried).rules(),
    )


def serves(joint: FieldRules, own: FieldRules, articles: Sequence[Sample]) -> bool:
    """Whether `joint` finds in these articles what `own` does; more messages are no loss, codes of others are."""
    otherwise = 0
    for article in articles:
        wanted, got = extracted(article, own), extracted(article, joint)
        codes = [{entry.code.casefold() for entry in found.errors if entry.code} for found in (wanted, got)]
        messages = [{entry.message for entry in found.errors if entry.message} for found in (wanted, got)]
        is_same = codes[0] == codes[1] and messages[0] <= messages[1] and set(wanted.products) <= set(got.products)
        otherwise += not is_same
    tolerated = _TOLERATED if len(articles) >= _FEW else _TOLERATED_OF_FEW
    return otherwise <= max(1, tolerated * len(articles))


def spread(items: Sequence[T], most: int) -> list[T]:
    """At most so many of the items, taken evenly from first to last."""
    if len(items) <= most:
        return list(items)
    return [items[place * len(items) // most] for place in range(most)]
