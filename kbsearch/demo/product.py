"""Product: the repository of what the company makes, and how its next release stood at each of its commits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from kbsearch.demo.calendar import WRITTEN, Calendar
from kbsearch.demo.content import Product, ProductCommit
from kbsearch.demo.folder import fill
from kbsearch.demo.history import Change, commit_all
from kbsearch.kb import KnowledgeBase
from kbsearch.people.database import dated
from kbsearch.releases.base import Scope
from kbsearch.releases.gathering import gather
from kbsearch.releases.manifest import FILE_NAME, Manifest
from kbsearch.releases.reports.as_json import as_dict

FOLDER = "ferrywell"
"""Where the repository stands, below the folder of the demo."""

_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b", re.ASCII)


def develop(product: Product, folder: Path, kb: KnowledgeBase, calendar: Calendar) -> str:
    """Write the repository commit by commit, and publish how the release stood after each.

    The knowledge base must be indexed. Why there is no repository, "" if there is one: without git nobody
    could tell what is new in a release.
    """
    changes = list(_changes(product.commits, calendar))
    for n, change in enumerate(changes, 1):
        fill(folder, change.files)
        problem = commit_all(folder, changes[:n])
        if problem:
            return problem
        if not change.tag:
            _publish(folder, kb, change, change.at.date())
    _publish(folder, kb, changes[-1], calendar.day(WRITTEN))
    return ""


def _publish(folder: Path, kb: KnowledgeBase, change: Change, day: date) -> None:
    """Check the release on a day, and put the report on the board."""
    question = gather(Manifest.load(folder / FILE_NAME), Scope.RELEASE, today=day, root=kb.settings.root)
    readiness = kb.readiness(question, remembering=False, workers=0)
    with dated(change.at.replace(year=day.year, month=day.month, day=day.day)):
        kb.publish(as_dict(readiness), by=change.by)


def _changes(commits: Sequence[ProductCommit], calendar: Calendar) -> Iterator[Change]:
    """The commits as git keeps them, with the files that each has changed."""
    before: Mapping[str, str] = {}
    for commit in commits:
        after = _after(before, commit)
        changed = {name: text for name, text in after.items() if text != before.get(name)}
        told = {name: _told(text, calendar).encode() for name, text in changed.items()}
        yield Change(
            calendar.at(commit.at), commit.by, f"{commit.by}@vossmere.example", commit.did, told, tag=commit.tag
        )
        before = after


def _after(before: Mapping[str, str], commit: ProductCommit) -> dict[str, str]:
    """All files after a commit; ValueError when it speaks of something that is not there."""
    files = {**before, **{name: text.lstrip("\n") for name, text in commit.files.items()}}
    for name, lines in commit.adds.items():
        files[name] += "".join(f"{line}\n" for line in lines)
    for was, now in commit.rewords.items():
        files[_holder(files, was)] = files[_holder(files, was)].replace(was, now)
    for start in commit.drops:
        name = _holder(files, start)
        files[name] = "".join(line for line in files[name].splitlines(True) if not line.startswith(start))
    return files


def _holder(files: Mapping[str, str], words: str) -> str:
    """The file that has these words once."""
    found = [name for name, text in files.items() if text.count(words) == 1]
    if len(found) != 1:
        raise ValueError(f"{words!r} stands in {len(found)} files of the product")
    return found[0]


def _told(text: str, calendar: Calendar) -> str:
    """The text with its days as they are told today."""
    return _DAY.sub(lambda found: calendar.day(date.fromisoformat(found[0])).isoformat(), text)
