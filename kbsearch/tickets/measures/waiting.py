"""Waiting: whom we let wait: promises, approvals, escalations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import func, select

from kbsearch.people.approvals import Approval, Kind, Outcome
from kbsearch.tickets.changes import ticket_of
from kbsearch.tickets.measures.asking import Asking, counted
from kbsearch.tickets.measures.measure import Chart, Column, Figure, Measure, Unit, share
from kbsearch.tickets.measures.spread import HOUR, spread
from kbsearch.tickets.models import Promise, Ticket

_AT_ONCE = 500  # values in one statement: every database takes that many


def promises(asking: Asking) -> Measure:
    """Promises that were due: kept, kept late, or missed."""
    kept, due = Promise.kept.is_not(None), Promise.due <= asking.at
    columns: tuple[Any, ...] = (
        func.count(),
        counted(kept & (Promise.kept <= Promise.due)),
        counted(kept & (Promise.kept > Promise.due)),
        counted(~kept & due),
    )
    wanted = (
        select(*columns)
        .select_from(Promise)
        .join(Ticket, Ticket.number == Promise.ticket)
        .where(*asking.within(Promise.due), (kept | due), asking.seen)
    )
    steps = asking.by_step(wanted, Promise.due)
    all_, in_time, _, missed = map(sum, zip(*steps.values(), strict=True))
    return Measure(
        name="promises",
        title="Promises kept",
        means="The promises to requesters that were due in the time: kept by then, kept later, or missed, which means "
        "that whoever was promised something still waits.",
        figure=Figure(share(in_time, all_), Unit.SHARE, f"of {all_:,} promises were kept in time"),
        columns=(
            Column("step", asking.period.called, Unit.NAME),
            Column("due", "Due"),
            Column("kept", "Kept in time", drawn=True),
            Column("late", "Kept late", drawn=True),
            Column("missed", "Missed", drawn=True),
            Column("share", "Share kept in time", Unit.SHARE),
        ),
        rows=tuple((f"{step}", *counts, share(counts[1], counts[0])) for step, counts in steps.items()),
        chart=Chart.LINE,
        alarm=f"{missed:,} still wait for what they were promised." if missed else "",
    )


def approvals(asking: Asking) -> Measure:
    """How long those who need a second pair of eyes wait for it, by what it is about."""
    wanted = select(Approval.kind, Approval.subject, Approval.outcome, Approval.asked, Approval.decided)
    rows = list(_known(asking, asking.session.execute(wanted.where(*asking.within(Approval.asked))).all()))
    decided = (Outcome.APPROVED, Outcome.REFUSED)
    waited = {
        kind: spread((row[4] - row[3]) / HOUR for row in rows if row[0] is kind and row[2] in decided) for kind in Kind
    }
    whole = spread((row[4] - row[3]) / HOUR for row in rows if row[2] in decided)
    asked = {kind: [row for row in rows if row[0] is kind] for kind in Kind}
    return Measure(
        name="approvals",
        title="Waiting for approval",
        means="Hours between a question to approvers and their answer, for the questions that were asked in the time: "
        "about changes that tickets need, articles, their audience, and waivers of releases.",
        figure=Figure(whole.median, Unit.HOURS, f"is the median of {whole.count:,} answers"),
        columns=(
            Column("kind", "About", Unit.NAME),
            Column("asked", "Asked"),
            Column("decided", "Answered"),
            Column("open", "Open"),
            Column("median", "Median", Unit.HOURS, drawn=True),
            Column("p90", "90th percentile", Unit.HOURS, drawn=True),
        ),
        rows=tuple(
            (
                kind.value,
                len(asked[kind]),
                waited[kind].count,
                sum(row[2] is Outcome.WAITING for row in asked[kind]),
                waited[kind].median,
                waited[kind].p90,
            )
            for kind in Kind
            if asked[kind]
        ),
        chart=Chart.BARS,
    )


def escalations(asking: Asking) -> Measure:
    """What waits for engineering now, by age."""
    limits = asking.tickets.escalation_hours
    wanted = select(Ticket.escalated).where(Ticket.escalated.is_not(None), asking.seen)
    ages = [(asking.at - since) / HOUR for since in asking.session.scalars(wanted) if since is not None]
    bounds = (0, *limits)
    passed = [sum(age >= bound for age in ages) for bound in bounds]
    bands = [here - further for here, further in pairwise((*passed, 0))]
    names = [*(f"up to {limit} h" for limit in limits), f"{bounds[-1]} h and more"]
    past = passed[-1] if limits else 0
    return Measure(
        name="escalations",
        title="Open escalations",
        means="What waits for engineering at this moment, whenever it was opened, by the hours since it was escalated. "
        "The limits are those of the settings.",
        figure=Figure(len(ages), Unit.COUNT, f"open, the oldest for {max(ages, default=0):,.0f} hours"),
        columns=(Column("age", "Age", Unit.NAME), Column("open", "Open", drawn=True)),
        rows=tuple(zip(names, bands, strict=True)),
        chart=Chart.BARS,
        alarm=f"{past:,} are past the last limit of {limits[-1]} hours." if past else "",
    )


def _known(asking: Asking, rows: Sequence[Any]) -> Iterator[Any]:
    """The approvals without those about tickets that the viewer may not know of."""
    about = sorted({number for row in rows if (number := ticket_of(row[1])) is not None})
    seen: set[int] = set()
    for first in range(0, len(about), _AT_ONCE):
        some = about[first : first + _AT_ONCE]
        seen |= set(asking.session.scalars(select(Ticket.number).where(Ticket.number.in_(some), asking.seen)))
    return (row for row in rows if (number := ticket_of(row[1])) is None or number in seen)
