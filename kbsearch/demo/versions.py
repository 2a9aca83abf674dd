"""Versions: what an article said at each of its commits, made from what it says now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kbsearch.articles.front_matter import split
from kbsearch.articles.review import content_digest
from kbsearch.articles.splice import Value, with_values
from kbsearch.demo.calendar import Calendar
from kbsearch.demo.content import Commit


@dataclass(frozen=True, slots=True)
class Version:
    """The text of an article at one commit."""

    at: datetime
    by: str
    did: str
    text: str


def versions(text: str, commits: Sequence[Commit], calendar: Calendar) -> Iterator[Version]:
    """The article at each commit, oldest first; the last is its file.

    A review is bound to the digest of the first version that has one: whatever changed later was not read.
    """
    confidence, digest = None, ""
    for n, commit in enumerate(commits, 1):
        confidence = commit.confidence or confidence
        then = _without(text, commits[n:])
        file = split(then, "")
        if file.readable:
            if "reviewed" in file.keys:
                digest = digest or content_digest(then)
            keys = _dates(file.keys, digest, calendar)
            then = with_values(then, keys if confidence is None else {**keys, "confidence": confidence})
        yield Version(calendar.at(commit.at), commit.by, commit.did, then)


def _without(text: str, later: Sequence[Commit]) -> str:
    """The text before these commits."""
    for commit in reversed(later):
        for before, now in commit.rewords.items():
            text = _replaced(text, re.escape(now), before)
        for heading in (name for name in commit.brings if name[:1].isupper()):
            text = _replaced(text, rf"\n## {re.escape(heading)}\n(?s:.*?)(?=\n## |\Z)", "").rstrip("\n") + "\n"
        keys: dict[str, Value | None] = {name: None for name in commit.brings if not name[:1].isupper()}
        text = with_values(text, keys) if keys else text
    return text


def _replaced(text: str, pattern: str, by: str) -> str:
    """The text with the one place that fits replaced; ValueError when the history speaks of something else."""
    replaced, places = re.subn(pattern, lambda _: by, text)
    if places != 1:
        raise ValueError(f"{pattern!r} stands {places} times in the article")
    return replaced


def _dates(keys: dict[str, Value], digest: str, calendar: Calendar) -> dict[str, Value | None]:
    """The dates of a front matter as they are told today, and what a review was bound to."""
    told: dict[str, Value | None] = {}
    reviewed, due = keys.get("reviewed"), keys.get("review_by")
    if isinstance(reviewed, dict):
        on = calendar.day(date.fromisoformat(str(reviewed["on"])))
        told["reviewed"] = {**reviewed, "on": on.isoformat(), "digest": digest}
    if isinstance(due, str):
        told["review_by"] = calendar.day(date.fromisoformat(due)).isoformat()
    return told
