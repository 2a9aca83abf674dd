"""The search log: what was asked and how it ended, so that it shows where the articles are thin.

A search is kept by its signature and by what came of it; what was pasted only for a few days, masked. Who
asked is never kept.
"""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Enum, Index, delete, func, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from kbsearch.articles.redact import redact
from kbsearch.people.database import Base, Database, Utc, now, row_of, storable
from kbsearch.search.results import Results
from kbsearch.settings import Settings
from kbsearch.tickets.models import Ticket

TYPING = timedelta(seconds=20)
"""Between two searches of one page: sooner than this, the second only says more exactly what the first asked."""

PASTE = 4_000
"""Characters of a paste that are kept."""

WAITING = 10_000
"""Things to write down that wait at most; where nothing can be written, the oldest are given up."""

_SIGNATURE = 200  # characters of a signature's text that are kept


class Found(StrEnum):
    """What a search found: nothing, nothing that fits for sure, hits none of which is sure, or a sure one."""

    NOTHING = "nothing"
    NEAREST = "nearest"
    UNSURE = "unsure"
    SURE = "sure"


class Search(Base):
    """One search: `page` is the page on which it was asked, "" for a program."""

    __tablename__ = "search"

    id: Mapped[int] = mapped_column(primary_key=True)
    page: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(Utc, index=True)
    inside: Mapped[bool]
    """Whether somebody of the desk asked, and no customer."""
    signature: Mapped[str]
    signature_text: Mapped[str]
    paste: Mapped[str]
    found: Mapped[Found] = mapped_column(
        Enum(Found, native_enum=False, length=32, values_callable=lambda kinds: [kind.value for kind in kinds])
    )
    article: Mapped[str]
    """The first hit, "" for none."""
    clicked: Mapped[datetime | None] = mapped_column(Utc)
    """When an article was opened, or said to be the answer or not."""
    ticket: Mapped[int | None] = mapped_column(index=True)

    __table_args__ = (
        Index("ix_search_signature_at", "signature", "at"),
        Index("ix_search_paste", "at", sqlite_where=text("paste != ''"), postgresql_where=text("paste != ''")),
    )


UNANSWERED = Search.found.in_((Found.NOTHING, Found.NEAREST)) & Search.clicked.is_(None)
"""The condition that no article fits, and none of those that are near was opened."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many searches there were, and how they ended."""

    asked: int
    nothing: int
    """Those for which no article fits, and of which none was opened."""
    unclicked: int
    """Those with hits of which none was opened."""
    ticketed: int
    """Those that ended in a ticket."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Searches of one signature for which no article fits, and of which none was opened."""

    signature: str
    text: str
    count: int
    tickets: int
    last: datetime


class SearchLog:
    """The searches of one knowledge base.

    A search never waits for it, nor fails with it: what is to be written waits in memory until `flush`.
    """

    def __init__(self, settings: Settings, database: Database) -> None:
        self._table = settings.searches
        self._database = database
        self._waiting: deque[Callable[[Session], None]] = deque(maxlen=WAITING)
        self._flushing = threading.Lock()

    def asked(self, said: str, results: Results, *, page: str = "", inside: bool = False) -> None:
        """Keep that something was asked."""
        if not self._table.log:
            return
        signature, masked = results.signature, redact(said[:PASTE]).text
        shown = redact(signature.text).text if signature else " ".join(masked.split())
        one = Search(
            page=page,
            at=now(),
            inside=inside,
            signature=signature.id if signature else _id_of(masked),
            signature_text=storable(shown[:_SIGNATURE]),
            paste=storable(masked) if self._table.kept_days else "",
            found=_found(results),
            article=results.hits[0].article.id if results.hits else "",
        )
        self._waiting.append(lambda session: _keep(session, one))

    def clicked(self, page: str) -> None:
        """Keep that what the page showed last was of interest."""
        at = now()
        self._waiting.append(lambda session: _mark(session, page, clicked=at))

    def ticketed(self, page: str, ticket: int) -> None:
        """Keep that what the page asked last ended in a ticket; what led to a private one is only counted."""
        self._waiting.append(lambda session: _end_in(session, page, ticket))

    def flush(self) -> None:
        """Write down what waits; raises KBE1039, and what waits goes on waiting."""
        with self._flushing:
            number = len(self._waiting)
            if not number:
                return
            todo = [self._waiting.popleft() for _ in range(number)]
            try:
                with self._database.write() as session:
                    for write in todo:
                        write(session)
            except BaseException:
                self._waiting.extendleft(reversed(todo))
                raise

    def forget(self) -> None:
        """Delete what was kept long enough: pastes after a few days, all of it after a few years."""
        at = now()
        pastes, all_of_it = (at - timedelta(days=days) for days in (self._table.paste_days, self._table.keep_days))
        with self._database.write() as session:
            session.execute(update(Search).where(Search.at < pastes, Search.paste != "").values(paste=""))
            session.execute(delete(Search).where(Search.at < all_of_it))

    def counts(self, since: datetime, until: datetime) -> Counts:
        """How the searches of a period ended."""
        self.flush()
        period = (Search.at >= since, Search.at < until)

        def number(*wanted: ColumnElement[bool]) -> int:
            return session.scalar(select(func.count()).select_from(Search).where(*period, *wanted)) or 0

        with self._database.read() as session:
            return Counts(
                asked=number(),
                nothing=number(UNANSWERED),
                unclicked=number(Search.found != Found.NOTHING, Search.clicked.is_(None), Search.ticket.is_(None)),
                ticketed=number(Search.ticket.is_not(None)),
            )

    def unanswered(self, since: datetime, until: datetime, *, limit: int = 50) -> Sequence[Unanswered]:
        """What no article answers, the most often asked first; what ended in a private ticket is not among it."""
        self.flush()
        count = func.count()
        wanted = (
            select(
                Search.signature, func.max(Search.signature_text), count, func.count(Search.ticket), func.max(Search.at)
            )
            .outerjoin(Ticket, Ticket.number == Search.ticket)
            .where(Search.at >= since, Search.at < until, UNANSWERED, Search.signature_text != "")
            .where(or_(Ticket.number.is_(None), Ticket.private.is_(False)))
            .group_by(Search.signature)
            .order_by(count.desc(), Search.signature)
            .limit(limit)
        )
        with self._database.read() as session:
            return [Unanswered(*row) for row in session.execute(wanted)]


def _found(results: Results) -> Found:
    if not results.hits:
        return Found.NOTHING
    if results.nearest:
        return Found.NEAREST
    return Found.SURE if results.confident else Found.UNSURE


def _id_of(masked: str) -> str:
    """What tells apart searches without words, such as those for a bare code."""
    return hashlib.blake2b(" ".join(masked.casefold().split()).encode("utf-8", "replace"), digest_size=8).hexdigest()


def _last(session: Session, page: str) -> Search | None:
    """The last search of a page, in whatever order processes have written theirs."""
    if not page:
        return None
    newest = (Search.at.desc(), Search.id.desc())
    return session.scalars(select(Search).where(Search.page == page).order_by(*newest).limit(1)).first()


def _keep(session: Session, asked: Search) -> None:
    """Keep a search; one that follows at once on another of its page takes its place: somebody is still typing."""
    before = _last(session, asked.page)
    if before is not None and (before.signature == asked.signature or asked.at < before.at < asked.at + TYPING):
        return  # the same once more, as after a click that leads back to the answer; or written by a slower process
    if before is not None and before.clicked is None and before.ticket is None and asked.at - before.at < TYPING:
        session.delete(before)
        session.flush()
    session.add(asked)
    session.flush()


def _mark(session: Session, page: str, *, clicked: datetime) -> None:
    found = _last(session, page)
    if found is not None and found.clicked is None:
        found.clicked = clicked


def _end_in(session: Session, page: str, number: int) -> None:
    found, ticket = _last(session, page), row_of(session, Ticket, number)
    if found is None or ticket is None or found.ticket is not None:
        return
    found.ticket = number
    if ticket.private:  # what was tried before on the same page says as much
        tried = update(Search).where(Search.page == page)
        session.execute(tried.values(paste="", signature="", signature_text=""))
