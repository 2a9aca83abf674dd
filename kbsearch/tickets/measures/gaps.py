"""Gaps: what people ask again and again and no article answers, the biggest first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, case, exists, func, literal, null, select, union_all

from kbsearch.counting import counted
from kbsearch.tickets.measures.asking import MOST_ROWS, Asking, unindexed
from kbsearch.tickets.measures.measure import Chart, Column, Figure, Measure, Unit
from kbsearch.tickets.models import Ticket
from kbsearch.tickets.searches import UNANSWERED, Search


def gaps(asking: Asking) -> Measure:
    """Requests that no article solved and searches that found none, put together by their masked error."""
    all_ = union_all(_requests(asking), _searches(asking)).subquery()
    requests, searches, minutes = (func.sum(column) for column in (all_.c.requests, all_.c.searches, all_.c.minutes))
    error = func.coalesce(func.max(all_.c.asked), func.max(all_.c.looked))
    row = (error, requests, searches, func.sum(all_.c.open), minutes, func.max(all_.c.last), func.max(all_.c.ticket))
    whole = (func.count().over(), *(func.sum(part).over() for part in (requests, searches, minutes)))
    biggest = select(*row, *whole).group_by(all_.c.signature)
    biggest = biggest.order_by((requests + searches).desc(), minutes.desc(), all_.c.signature).limit(MOST_ROWS)
    rows = [tuple(row) for row in asking.session.execute(biggest)]
    found, asked, looked, lost = map(int, rows[0][len(row) :] if rows else (0, 0, 0, 0))
    return Measure(
        name="gaps",
        title="Gaps",
        means="The requests of the time that no article solved, and the searches for which none fits, of which none "
        "was opened, and that ended in no ticket, put together by their error with what varies masked, the biggest "
        "first. Each is the beginning of an article.",
        figure=Figure(
            asked,
            Unit.COUNT,
            f"{'request' if asked == 1 else 'requests'} and {counted(looked, 'search', 'searches')} without an answer, "
            f"{counted(lost, 'minute')} lost",
        ),
        columns=(
            Column("error", "Error", Unit.NAME),
            Column("requests", "Requests", drawn=True),
            Column("searches", "Searches", drawn=True),
            Column("open", "Still open"),
            Column("minutes", "Lost", Unit.MINUTES),
            Column("last", "Last", Unit.MOMENT),
            Column("ticket", "Newest ticket"),
        ),
        rows=tuple(one[: len(row)] for one in rows),
        chart=Chart.BARS,
        more=max(0, found - MOST_ROWS),
    )


def _requests(asking: Asking) -> Select[Any]:
    """Requests of the time that no article solved, each as a part of its gap."""
    return asking.opened(
        Ticket.signature.label("signature"),
        Ticket.signature_text.label("asked"),
        null().label("looked"),
        Ticket.opened.label("last"),
        literal(1).label("requests"),
        literal(0).label("searches"),
        case((Ticket.active.is_(True), 1), else_=0).label("open"),
        (Ticket.minutes * Ticket.people).label("minutes"),
        Ticket.number.label("ticket"),
    ).where(unindexed(Ticket.resolution) == "", Ticket.signature != "")


def _searches(asking: Asking) -> Select[Any]:
    """Searches that found nothing, each as a part of its gap; those that ended in a ticket are told by that.

    What says the same as a ticket that the viewer may not know of may have been its people's search.
    """
    secret = exists().where(Ticket.signature == Search.signature, Ticket.private.is_(True), ~asking.seen)
    at, text = Search.at, Search.signature_text
    parts: tuple[Any, ...] = (
        Search.signature,
        null(),
        text,
        at,
        literal(0),
        literal(1),
        literal(0),
        literal(0),
        null(),
    )
    return select(*parts).where(*asking.within(at), UNANSWERED, unindexed(Search.ticket).is_(None), text != "", ~secret)
