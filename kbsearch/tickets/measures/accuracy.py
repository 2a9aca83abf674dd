"""Accuracy: whether the links are right, by a sample that somebody looks at who did not make them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Select, cast, func, select
from sqlalchemy.orm import Mapped, mapped_column

from kbsearch.counting import counted
from kbsearch.errors import NotAllowed, TicketRefused, TicketUnknown
from kbsearch.people.database import Base, Utc, now, row_of
from kbsearch.tickets.ledger import Ledger
from kbsearch.tickets.links import Link, LinkKind
from kbsearch.tickets.measures.asking import Asking, matching
from kbsearch.tickets.measures.measure import Chart, Column, Figure, Measure, Unit, share
from kbsearch.tickets.measures.period import Period
from kbsearch.tickets.models import Ticket
from kbsearch.tickets.viewer import Viewer, named, visible

SAMPLE = 10
"""Links that are looked at in one go."""

_SPREAD, _ROUND = 2_654_435_761, 2**32  # Knuth's multiplicative hashing (The Art of Computer Programming, 6.4)


class Verdict(Base):
    """What somebody found who looked at a link: whether its article does solve its ticket."""

    __tablename__ = "link_verdict"

    link: Mapped[int] = mapped_column(ForeignKey("link.id"), primary_key=True, autoincrement=False)
    right: Mapped[bool]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Utc)


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A link to be looked at, and its ticket."""

    link: Link
    ticket: Ticket


class Accuracy:
    """The sample of links of one knowledge base, and the verdicts about them."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def sample(self, viewer: Viewer, period: Period, *, size: int = SAMPLE) -> Sequence[Doubtful]:
        """Links of the time that nobody has looked at, drawn evenly, the same until they are: never one's own."""
        drawn = (cast(Link.id, BigInteger) * _SPREAD) % _ROUND
        with self._ledger.database.read() as session:
            seen = visible(viewer, named(session, self._ledger.tickets, viewer))
            wanted = _resolutions(Link, Ticket, period=period, seen=seen).outerjoin(Verdict, Verdict.link == Link.id)
            wanted = wanted.where(Verdict.link.is_(None), Link.by != viewer.name).order_by(drawn).limit(size)
            return [Doubtful(link, ticket) for link, ticket in session.execute(wanted)]

    def judge(self, link: int, right: bool, *, by: str) -> Verdict:
        """Say whether a link is right; saying it again replaces what was said.

        Raises KBE1050 where its ticket is not for them, KBE1052 where it was taken back or solved nothing, and
        KBE1036 for a link of one's own.
        """
        with self._ledger.database.write() as session:
            found = row_of(session, Link, link)
            if found is None or found.ticket is None:
                raise TicketUnknown(number=link)
            deed = self._ledger.within(session, found.ticket, by)
            if found.undone is not None or found.kind is not LinkKind.RESOLUTION:
                problem = f"{found.article} is not linked as its resolution"
                raise TicketRefused(number=found.ticket, problem=problem, hint="take the next of the sample")
            if found.by.casefold() == deed.by.casefold():
                raise NotAllowed(name=deed.by, doing="judge this link", problem="they made it themselves")
            return session.merge(Verdict(link=link, right=right, by=deed.by, at=now()))


def link_accuracy(asking: Asking) -> Measure:
    """Links of the time that somebody looked at, and how many were right."""
    looked = _resolutions(
        func.count(Verdict.link), matching(Verdict.right.is_(True)), period=asking.period, seen=asking.seen
    ).outerjoin(Verdict, Verdict.link == Link.id)
    steps = asking.by_step(looked.add_columns(func.count()), Link.at)
    judged, right, links = map(sum, zip(*steps.values(), strict=True))
    return Measure(
        name="link-accuracy",
        title="Link accuracy",
        means="Of the links of the time that were looked at in the sample, how many name the article that does solve "
        "the ticket. Nobody looks at links of their own.",
        figure=Figure(share(right, judged), Unit.SHARE, f"of {counted(judged, 'link')} looked at, of {links:,}"),
        columns=(
            Column("step", asking.period.called, Unit.NAME),
            Column("links", "Links"),
            Column("looked_at", "Looked at"),
            Column("right", "Right"),
            Column("share", "Share", Unit.SHARE, drawn=True),
        ),
        rows=tuple((f"{step}", one[2], one[0], one[1], share(one[1], one[0])) for step, one in steps.items()),
        chart=Chart.LINE,
    )


def _resolutions(*columns: Any, period: Period, seen: ColumnElement[bool]) -> Select[Any]:
    """Columns of the links of the time by which an article solved a ticket that may be seen."""
    wanted: Select[Any] = select(*columns)
    return (
        wanted.select_from(Link)
        .join(Ticket, Ticket.number == Link.ticket)
        .where(Link.at >= period.since, Link.at < period.until)
        .where(Link.kind == LinkKind.RESOLUTION, Link.undone.is_(None), seen)
    )
