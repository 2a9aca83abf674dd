"""Outcomes: how requests end: fixed at first contact, and how long it takes."""

from __future__ import annotations

from sqlalchemy import func

from kbsearch.tickets.measures.asking import Asking, counted, grouped
from kbsearch.tickets.measures.measure import Chart, Column, Figure, Measure, Unit, share
from kbsearch.tickets.measures.spread import HOUR, spread
from kbsearch.tickets.models import Ticket


def first_contact(asking: Asking) -> Measure:
    """Requests that took one contact and whose requester said that it is fixed."""
    confirmed = Ticket.confirmed.is_not(None)
    fixed = confirmed & (Ticket.contacts == 1) & (Ticket.reopenings == 0)
    steps = asking.by_step(asking.opened(func.count(), counted(confirmed), counted(fixed)), Ticket.opened)
    requests, _, at_first = map(sum, zip(*steps.values(), strict=True))
    return Measure(
        name="first-contact",
        title="Fixed at first contact",
        means="Of the requests of the time, how many took one contact and were confirmed as fixed by whoever asked. "
        "What is still open, or was never confirmed, does not count as fixed.",
        figure=Figure(share(at_first, requests), Unit.SHARE, f"of {requests:,} requests"),
        columns=(
            Column("step", asking.period.called, Unit.NAME),
            Column("requests", "Requests"),
            Column("confirmed", "Confirmed as fixed"),
            Column("first_contact", "Fixed at first contact"),
            Column("share", "Share", Unit.SHARE, drawn=True),
        ),
        rows=tuple((f"{step}", *counts, share(counts[2], counts[0])) for step, counts in steps.items()),
        chart=Chart.LINE,
    )


def resolution_time(asking: Asking) -> Measure:
    """How long it takes from the first contact until a request is solved, or closed without."""
    ended = asking.opened(Ticket.opened, Ticket.solved, Ticket.closed).where(
        Ticket.solved.is_not(None) | Ticket.closed.is_not(None)
    )
    took = [
        (asking.step_at(opened), ((solved or closed) - opened) / HOUR)
        for opened, solved, closed in asking.session.execute(ended)
    ]
    by_step, whole = grouped(took), spread(hours for _, hours in took)
    spreads = {step: spread(by_step.get(step, ())) for step in asking.period.steps()}
    return Measure(
        name="resolution-time",
        title="Time to resolution",
        means="Hours from the first contact until a request was solved, for the requests of the time that are: "
        "the half that was quickest took up to the median, nine of ten took up to the 90th percentile.",
        figure=Figure(whole.median, Unit.HOURS, f"is the median of {whole.count:,} requests that are solved"),
        columns=(
            Column("step", asking.period.called, Unit.NAME),
            Column("solved", "Solved"),
            Column("median", "Median", Unit.HOURS, drawn=True),
            Column("p90", "90th percentile", Unit.HOURS, drawn=True),
        ),
        rows=tuple((f"{step}", one.count, one.median, one.p90) for step, one in spreads.items()),
        chart=Chart.LINE,
    )
