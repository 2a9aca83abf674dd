"""The company, written to a folder: files, then their history, then people and what they did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kbsearch.demo.calendar import Calendar
from kbsearch.demo.content import Content
from kbsearch.demo.folder import claim, fill, finish
from kbsearch.demo.history import Change, commit_all
from kbsearch.demo.people import move_in
from kbsearch.demo.product import FOLDER, develop
from kbsearch.demo.searches import Searches
from kbsearch.demo.tickets import answer_calls
from kbsearch.demo.use import put_on_record
from kbsearch.demo.versions import Version, versions
from kbsearch.kb import KnowledgeBase

_IGNORED = (
    b"# Made by kbsearch, and always safe to delete.\n/index/\n/site/\n\n"
    b"# A product, in a repository of its own.\n/ferrywell/\n"
)
_BEGAN = "Begin the knowledge base"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: whether anything, how much of it, and why the articles have no history ("" if they have).

    `product` is the folder of a product's repository, "" where there is none.
    """

    anew: bool
    articles: int = 0
    people: int = 0
    commits: int = 0
    no_history: str = ""
    product: str = ""


def write(folder: Path, today: date, *, reset: bool = False, content: Content | None = None) -> Written:
    """Write the company to a folder, dated as on `today`; one that was written before stays as it is.

    With `reset` it is written anew, and what was changed in it is lost. The same day gives the same
    bytes. Raises KBE1007 when the folder is not the demo's, KBE1023 and KBE1039 when it cannot be written.
    """
    content = content or Content()
    if not claim(folder, reset=reset):
        return Written(anew=False)
    calendar = Calendar(today)
    written = {path: list(texts) for path, texts in _articles(content, calendar)}
    rest = {path: data for path, data in content.files.items() if path not in written} | {".gitignore": _IGNORED}
    fill(folder, rest | {path: texts[-1].text.encode() for path, texts in written.items()})
    changes = _changes(content, calendar, rest, written)
    no_history = commit_all(folder, changes)
    with KnowledgeBase.open(folder) as kb:
        move_in(content.company, kb.people, calendar)
        kb.index()
        searches = Searches(kb)
        put_on_record(content.use, kb, searches, calendar)
        answer_calls(content.calls, kb, searches, calendar)
        searches.look(content.sought, calendar)
        searches.write_down()
        product = bool(content.product and not no_history)
        if content.product and product:
            develop(content.product, folder / FOLDER, kb, calendar)
    finish(folder)
    commits = 0 if no_history else len(changes)
    return Written(True, len(written), len(content.company.people), commits, no_history, FOLDER if product else "")


def _articles(content: Content, calendar: Calendar) -> Iterator[tuple[str, Iterator[Version]]]:
    """The versions of every article, by path."""
    for path, data in content.files.items():
        if path.endswith(".md"):
            commits = content.history[path.removeprefix("articles/").removesuffix(".md")]
            yield path, versions(data.decode(), commits, calendar)


def _changes(
    content: Content, calendar: Calendar, rest: Mapping[str, bytes], written: Mapping[str, list[Version]]
) -> list[Change]:
    """All commits, oldest first: the files that are no articles, then each version of each article."""
    mails = {one.name: one.mail for one in content.company.people}
    first = content.company.people[0]
    began = Change(calendar.at(first.since), first.name, first.mail, _BEGAN, dict(sorted(rest.items())))
    later = [
        Change(one.at, one.by, mails[one.by], one.did, {path: one.text.encode()})
        for path, texts in written.items()
        for one in texts
    ]
    return [began, *sorted(later, key=lambda change: (change.at, *change.files))]
