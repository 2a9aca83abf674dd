"""Impact: what disruptions cost those whom they stop."""

from __future__ import annotations

from sqlalchemy import func

from kbsearch.counting import counted
from kbsearch.tickets.measures.asking import MOST_ROWS, Asking
from kbsearch.tickets.measures.measure import Chart, Column, Figure, Measure, Unit
from kbsearch.tickets.models import Ticket


def impact(asking: Asking) -> Measure:
    """Minutes lost by product, the most first."""
    lost = func.sum(Ticket.minutes * Ticket.people)
    wanted = asking.opened(Ticket.product, lost, func.count(), func.sum(Ticket.people)).group_by(Ticket.product)
    found = [tuple(row) for row in asking.session.execute(wanted.order_by(lost.desc(), Ticket.product))]
    minutes, requests = sum(row[1] for row in found), sum(row[2] for row in found)
    return Measure(
        name="impact",
        title="Minutes lost by product",
        means="What the requests of the time cost those whom they stopped: minutes times people, as they were logged. "
        "It is the cost of the disruption, not of the desk.",
        figure=Figure(minutes, Unit.MINUTES, f"lost in {counted(requests, 'request')}"),
        columns=(
            Column("product", "Product", Unit.NAME),
            Column("minutes", "Lost", Unit.MINUTES, drawn=True),
            Column("requests", "Requests"),
            Column("people", "People stopped"),
        ),
        rows=tuple((product or "no product", *rest) for product, *rest in found[:MOST_ROWS]),
        chart=Chart.BARS,
        more=max(0, len(found) - MOST_ROWS),
    )
