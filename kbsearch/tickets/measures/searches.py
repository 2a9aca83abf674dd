"""Searches: how far people find what they look for, before they ask anybody."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from kbsearch.counting import counted
from kbsearch.tickets.measures.asking import Asking, matching
from kbsearch.tickets.measures.measure import Chart, Column, Figure, Measure, Unit, share
from kbsearch.tickets.models import Ticket
from kbsearch.tickets.searches import UNANSWERED, Found, Search


def searches(asking: Asking) -> Measure:
    """Searches for which no article fits, of which nothing was opened, and that ended in a ticket."""
    ended = Search.ticket.is_not(None)
    columns: tuple[Any, ...] = (
        func.count(),
        matching(UNANSWERED),
        matching((Search.found != Found.NOTHING) & Search.clicked.is_(None) & ~ended),
        matching(ended),
    )
    wanted = select(*columns).select_from(Search).where(*asking.within(Search.at)).where(may_count(asking))
    steps = asking.by_step(wanted.outerjoin(Ticket, Ticket.number == Search.ticket), Search.at)
    asked, *parts = map(sum, zip(*steps.values(), strict=True))
    nothing, unclicked, ticketed = (share(part, asked) for part in parts)
    limits = asking.searches
    past = [
        f"{found:.0%} {said}, {most} % are the limit".replace("%", " %", 1)
        for found, said, most in (
            (nothing, "find no article that fits", limits.nothing_most),
            (unclicked, "open nothing of what they find", limits.unclicked_most),
            (ticketed, "end in a ticket", limits.ticket_most),
        )
        if found is not None and found * 100 > most
    ]
    return Measure(
        name="searches",
        title="Searches",
        means="The searches of the time: those for which no article fits and none was opened, those that found "
        "something of which nothing was opened, and those that ended in a ticket. The limits of the alarm are those of "
        "the settings.",
        figure=Figure(nothing, Unit.SHARE, f"of {counted(asked, 'search', 'searches')} found no article that fits"),
        columns=(
            Column("step", asking.period.called, Unit.NAME),
            Column("searches", "Searches"),
            Column("nothing", "Without a fit", Unit.SHARE, drawn=True),
            Column("unclicked", "Without a click", Unit.SHARE, drawn=True),
            Column("ticketed", "Ending in a ticket", Unit.SHARE, drawn=True),
        ),
        rows=tuple((f"{step}", all_, *(share(part, all_) for part in rest)) for step, (all_, *rest) in steps.items()),
        chart=Chart.LINE,
        alarm=f"{'; '.join(past)}." if past else "",
    )


def may_count(asking: Asking) -> ColumnElement[bool]:
    """The condition under which a search counts: what ended in a ticket is known to whoever may know of that."""
    return or_(Search.ticket.is_(None), asking.seen)
