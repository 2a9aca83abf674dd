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
_TRIED = 150  # articles of a folder on which it is tried whether another mapping serves it
_TOLERATED = 0.03  # share of them that a mapping may read otherwise than the folder's own and still serve it


def folders_of(paths: Iterable[str]) -> dict[str, str]:
    """For each path the folder that it is looked at with: the nearest with enough files in it, "" for the whole."""
    parent = {path: _parent(path) for path in paths}
    counts = Counter(parent.values())
    inner = {above for folder in counts for above in _and_above(folder)}
    home: dict[str, str] = {}
    for folder in sorted(inner, key=lambda folder: (-_depth(folder), folder)):
        if folder and counts[folder] < SMALLEST:
            counts[_parent(folder)] += counts.pop(folder)
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
    """Folders of one kind, the articles looked at there, and what the articles tried teach together."""

    folders: list[str]
    articles: list[Sample]
    tried: list[Sample]
    rules: FieldRules


def kinds(units: Mapping[str, Sequence[Sample]]) -> list[Kind]:
    """Put the folders together that one mapping serves, the kind with most articles first.

    A folder joins the first kind for which what both teach together reads the articles of either as
    its own rules do. Rules for mixed articles serve only where a folder is mixed by itself.
    """
    found: list[Kind] = []
    for folder, articles in sorted(units.items(), key=lambda unit: (-len(unit[1]), unit[0])):
        tried = spread(articles, _TRIED)
        own = Learnt(tried).rules()
        for kind in found:
            both = [*kind.tried, *tried]
            joint = Learnt(both).rules()
            is_muddle = joint.is_mixed and not own.is_mixed and not kind.rules.is_mixed
            if not is_muddle and serves(joint, own, tried) and serves(joint, kind.rules, kind.tried):
                kind.folders.append(folder)
                kind.articles += articles
                kind.tried = spread(both, 2 * _TRIED)
                kind.rules = joint if len(both) <= 2 * _TRIED else Learnt(kind.tried).rules()
                break
        else:
            found.append(Kind([folder], list(articles), tried, own))
    return sorted(found, key=lambda kind: (-len(kind.articles), kind.folders))


def serves(joint: FieldRules, own: FieldRules, articles: Sequence[Sample]) -> bool:
    """Whether `joint` finds in these articles what `own` does; more messages are no loss, codes of others are."""
    otherwise = 0
    for article in articles:
        wanted, got = extracted(article, own), extracted(article, joint)
        codes = [{entry.code.casefold() for entry in found.errors if entry.code} for found in (wanted, got)]
        messages = [{entry.message for entry in found.errors if entry.message} for found in (wanted, got)]
        is_same = codes[0] == codes[1] and messages[0] <= messages[1] and set(wanted.products) <= set(got.products)
        otherwise += not is_same
    return otherwise <= max(1, _TOLERATED * len(articles))


def spread(items: Sequence[T], most: int) -> list[T]:
    """At most so many of the items, taken evenly from first to last."""
    if len(items) <= most:
        return list(items)
    return [items[place * len(items) // most] for place in range(most)]
