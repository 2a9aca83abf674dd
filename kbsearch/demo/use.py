"""Use: what the people of the company did with its articles over the last weeks, put on record in its order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from functools import partial

from kbsearch.articles.article import Article
from kbsearch.articles.placeholders import parse_template
from kbsearch.demo.calendar import Calendar
from kbsearch.demo.content import Asked, Flagged, Remark, Solved, Use
from kbsearch.demo.searches import Searches
from kbsearch.kb import KnowledgeBase
from kbsearch.people.database import dated
from kbsearch.search.paste import read_paste
from kbsearch.search.signature import signature_of

_MORNING, _DAY = time(8, 10, tzinfo=UTC), timedelta(hours=8)
_STEP = 0.6180339887498949  # of a day: no two in a row at the same hour, and none twice for long

Deed = tuple[datetime, Callable[[], object]]


def put_on_record(use: Use, kb: KnowledgeBase, searches: Searches, calendar: Calendar) -> None:
    """Do what people did, each thing at its time."""
    deeds: list[Deed] = [
        *(deed for solved in use.solved for deed in _solved(kb, searches, solved)),
        *((flag.at, partial(_flag, kb, flag)) for flag in use.flags),
        *((remark.at, partial(_remark, kb, remark)) for remark in use.remarks),
        *((asked.at, partial(_ask, kb, asked)) for asked in use.asked),
        *((asked.refused, partial(_refuse, kb, asked)) for asked in use.asked if asked.refused),
    ]
    for at, do in sorted(deeds, key=lambda deed: deed[0]):
        with dated(calendar.at(at)):
            do()


def _solved(kb: KnowledgeBase, searches: Searches, solved: Solved) -> Iterator[Deed]:
    """Links spread over the days from the first to the last, in office hours, never on a weekend."""
    text = _pasted(kb.library.get(solved.article))
    found = signature_of(read_paste(text))
    days = (solved.last - solved.first).days
    for n in range(solved.times):
        day = solved.first + timedelta(days=round(days * n / max(solved.times - 1, 1)))
        day -= timedelta(days=max(day.weekday() - 4, 0))
        at = datetime.combine(day, _MORNING) + _DAY * ((n + 1) * _STEP % 1)
        by = solved.by[n % len(solved.by)]
        yield at.replace(microsecond=0), partial(_solve, kb, searches, solved, by, text, found.id if found else "")


def _solve(kb: KnowledgeBase, searches: Searches, solved: Solved, by: str, text: str, signature: str) -> None:
    """Look for a text, and say with one click what the article was to it."""
    searches.open(searches.ask(text))
    kb.links.add(solved.article, solved.kind, by=by, signature=signature)


def _pasted(article: Article) -> str:
    """What the article was used for: a paste that finds it, its message, or what it is about."""
    message = next((entry.message for entry in article.errors if entry.message), "")
    said = "".join(part.mark for part in parse_template(message).parts)
    return next(iter(article.found_by), said) or article.title


def _flag(kb: KnowledgeBase, flag: Flagged) -> None:
    kb.flags.add(flag.article, flag.reason, by=flag.by, owner=kb.library.get(flag.article).owner, note=flag.note)


def _remark(kb: KnowledgeBase, remark: Remark) -> None:
    article = kb.library.get(remark.article)
    lines = (kb.settings.root / article.path).read_text("utf-8").splitlines()
    line = next(n for n, text in enumerate(lines, 1) if text.lstrip().startswith(remark.on)) if remark.on else 0
    kb.reviews.comment(article, line, remark.said, by=remark.by)


def _ask(kb: KnowledgeBase, asked: Asked) -> None:
    article = kb.library.get(asked.article)
    if asked.audience:
        kb.reviews.ask_audience(article, asked.audience, by=asked.by, note=asked.note)
    else:
        kb.reviews.ask(article, by=asked.by, note=asked.note)


def _refuse(kb: KnowledgeBase, asked: Asked) -> None:
    waiting = kb.people.approvals.waiting(subject=asked.article)[-1]
    kb.reviews.refuse(waiting.id, by=asked.refused_by, answer=asked.answer)
