"""Outcomes: how requests end: fixed at first contact, and how long it takes."""

from __future__ import annotations

from sqlalchemy import func

from kbsearch.counting import counted
from kbsearch.tickets.measures.asking import Asking, matching
from kbsearch.tickets.measures.measure import Chart, Column, Figure, Measure, Unit, share
from kbsearch.tickets.measures.spread import Spread, seconds, spreads
from kbsearch.tickets.models import Ticket


def first_contact(asking: Asking) -> Measure:
    """Requests that took one contact and whose requester said that it is fixed."""
    confirmed = Ticket.confirmed.is_not(None)
    fixed = confirmed & (Ticket.contacts == 1) & (Ticket.reopenings == 0)
    steps = asking.by_step(asking.opened(func.count(), matching(confirmed), matching(fixed)), Ticket.opened)
    requests, _, at_first = map(sum, zip(*steps.values(), strict=True))
    return Measure(
        name="first-contact",
        title="Fixed at first contact",
        means="Of the requests of the time, how many took one contact and were confirmed as fixed by whoever asked. "
        "What is still open, or was never confirmed, does not count as fixed.",
        figure=Figure(share(at_first, requests), Unit.SHARE, f"of {counted(requests, 'request')}"),
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
    ended = func.coalesce(Ticket.solved, Ticket.closed)
    taken = asking.opened(asking.step(Ticket.opened), seconds(Ticket.opened, ended)).where(ended.is_not(None))
    whole, found = spreads((step, took) for step, took in asking.session.execute(taken))
    steps = [(day, found.get(number, Spread())) for number, day in enumerate(asking.period.steps())]
    return Measure(
        name="resolution-time",
        title="Time to resolution",
        means="Hours from the first contact until a request was solved, for the requests of the time that are: "
        "the half that was quickest took up to the median, nine of ten took up to the 90th percentile.",
        figure=Figure(whole.median, Unit.HOURS, f"is the median of {counted(whole.count, 'solved request')}"),
        columns=(
            Column("step", asking.period.called, Unit.NAME),
            Column("solved", "Solved"),
            Column("median", "Median", Unit.HOURS, drawn=True),
            Column("p90", "90th percentile", Unit.HOURS, drawn=True),
        ),
        rows=tuple((f"{step}", one.count, one.median, one.p90) for step, one in steps),
        chart=Chart.LINE,
    )
