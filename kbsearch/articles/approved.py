"""Approved: the text of an article that was approved last, and what has changed since, line by line."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from kbsearch.articles.article import Article
from kbsearch.articles.repository import GitFailed, Repository, Revision
from kbsearch.articles.review import content_digest
from kbsearch.settings import Settings

SEARCHED = 200
"""Revisions looked through for the approved one."""


@dataclass(frozen=True, slots=True)
class Approved:
    """The text that the last review read, and the revision that has it."""

    text: str
    revision: Revision


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a comparison; `number` counts from 1 in the newer text, 0 for a line that is gone."""

    kind: Literal["same", "added", "removed"]
    number: int
    text: str


def approved_text(settings: Settings, article: Article) -> Approved | None:
    """What the last approved review of an article read; None where there was none or no history has it."""
    if article.reviewed is None or article.reviewed.digest is None:
        return None
    repository = Repository.of(settings.root)
    if repository is None:
        return None
    with contextlib.suppress(GitFailed):
        for revision in repository.history(article.path, SEARCHED):
            with contextlib.suppress(GitFailed):  # the revision that deleted the file has no text
                text = repository.text(revision)
                if content_digest(text) == article.reviewed.digest:
                    return Approved(text, revision)
    return None


def compared(before: str | None, now: str) -> Iterator[Line]:
    """The lines of `now`, and where they were taken out those of `before`; with no `before`, all as they are."""
    new = _lines(now)
    old = new if before is None else _lines(before)
    for kind, first, last, begin, end in SequenceMatcher(None, old, new).get_opcodes():
        if kind != "equal":
            yield from (Line("removed", 0, text) for text in old[first:last])
        yield from (Line("same" if kind == "equal" else "added", n + 1, new[n]) for n in range(begin, end))


def _lines(text: str) -> list[str]:
    """The lines of a file, whatever ends them; those that only Unicode knows as line ends are none."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines
