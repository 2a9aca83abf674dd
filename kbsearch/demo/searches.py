"""Searches: what was looked for in the last quarter, by customers and by the desk, and how each search ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import count

from kbsearch.articles.article import AUDIENCE
from kbsearch.demo.calendar import Calendar
from kbsearch.demo.content import End, Sought
from kbsearch.kb import KnowledgeBase
from kbsearch.people.database import dated
from kbsearch.search.results import Results

_MORNING, _DAY = time(6, 30, tzinfo=UTC), timedelta(hours=15)
_STEP = 0.6180339887498949  # of a day: no two in a row at the same hour, and none twice for long


class Searches:
    """The search log of the company, while it is written: each search is asked of its articles."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._found: dict[tuple[str, bool], Results] = {}
        self._pages = map("page-{:011}".format, count(1))

    def ask(self, text: str, n: int = 0, *, inside: bool = True, goes_on: bool = True) -> str:
        """Search for a text, in which `{n}` is a number; the page on which that was done, "" for one that was left."""
        if (text, inside) not in self._found:  # another number finds the same
            audience = AUDIENCE[-1] if inside else AUDIENCE[0]
            self._found[text, inside] = self._kb.search(_filled(text, n), limit=1, audience=audience)
        page = next(self._pages) if goes_on else ""
        self._kb.searches.asked(_filled(text, n), self._found[text, inside], page=page, inside=inside)
        return page

    def open(self, page: str) -> None:
        """Open what a page shows."""
        self._kb.searches.clicked(page)

    def end_in(self, page: str, ticket: int) -> None:
        """Log what a page does not answer, or what it was about."""
        self._kb.searches.ticketed(page, ticket)

    def look(self, sought: tuple[Sought, ...], calendar: Calendar) -> None:
        """Do what customers did on the pages, each search at its time, also in the evening and on weekends."""
        for one in sought:
            for n, at in enumerate(_times(one)):
                with dated(calendar.at(at)):
                    opened = one.ends[n % len(one.ends)] is End.OPENED
                    page = self.ask(one.text, n, inside=False, goes_on=opened)
                    if opened:
                        self.open(page)

    def write_down(self) -> None:
        """Keep all of it, pastes as long as the settings say."""
        self._kb.searches.flush()
        self._kb.searches.forget()


def _times(sought: Sought) -> Iterator[datetime]:
    days = (sought.last - sought.first).days
    for n in range(sought.times):
        day = sought.first + timedelta(days=round(days * n / max(sought.times - 1, 1)))
        yield (datetime.combine(day, _MORNING) + _DAY * ((n + len(sought.text)) * _STEP % 1)).replace(microsecond=0)


def _filled(text: str, n: int) -> str:
    return text.replace("{n}", str(21 + n))
