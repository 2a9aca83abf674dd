"""Waiting: whom we let wait: promises, approvals, escalations."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select

from kbsearch.counting import counted
from kbsearch.people.approvals import Approval, Kind, Outcome
from kbsearch.tickets.changes import ticket_in
from kbsearch.tickets.measures.asking import Asking, matching, unindexed
from kbsearch.tickets.measures.measure import Chart, Column, Figure, Measure, Unit, share
from kbsearch.tickets.measures.spread import HOUR_S, Spread, seconds, spreads
from kbsearch.tickets.models import Promise, Ticket


def promises(asking: Asking) -> Measure:
    """Promises that were due: kept, kept late, or missed."""
    kept, due = Promise.kept.is_not(None), Promise.due <= asking.at
    columns: tuple[Any, ...] = (
        func.count(),
        matching(kept & (Promise.kept <= Promise.due)),
        matching(kept & (Promise.kept > Promise.due)),
        matching(~kept & due),
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
        figure=Figure(share(in_time, all_), Unit.SHARE, f"of {counted(all_, 'promise')} kept in time"),
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
        alarm=f"{missed:,} still {'waits' if missed == 1 else 'wait'} for what was promised." if missed else "",
    )


def approvals(asking: Asking) -> Measure:
    """How long those who need a second pair of eyes wait for it, by what it is about."""
    known = _known(asking)
    counts = select(Approval.kind, func.count(), matching(Approval.outcome == Outcome.WAITING)).where(*known)
    answered = unindexed(Approval.outcome).in_((Outcome.APPROVED, Outcome.REFUSED))
    waited = select(Approval.kind, seconds(Approval.asked, Approval.decided)).where(*known, answered)
    asked = {kind: (all_, open) for kind, all_, open in asking.session.execute(counts.group_by(Approval.kind))}
    whole, found = spreads((kind, took) for kind, took in asking.session.execute(waited))
    told = [(kind, *asked[kind], found.get(kind, Spread())) for kind in Kind if kind in asked]
    return Measure(
        name="approvals",
        title="Waiting for approval",
        means="Hours between a question to approvers and their answer, for the questions that were asked in the time: "
        "about changes that tickets need, articles, their audience, and waivers of releases.",
        figure=Figure(whole.median, Unit.HOURS, f"is the median of {counted(whole.count, 'answer')}"),
        columns=(
            Column("kind", "About", Unit.NAME),
            Column("asked", "Asked"),
            Column("decided", "Answered"),
            Column("open", "Open"),
            Column("median", "Median", Unit.HOURS, drawn=True),
            Column("p90", "90th percentile", Unit.HOURS, drawn=True),
        ),
        rows=tuple((kind.value, all_, one.count, open, one.median, one.p90) for kind, all_, open, one in told),
        chart=Chart.BARS,
    )


def escalations(asking: Asking) -> Measure:
    """What waits for engineering now, by age."""
    limits = asking.tickets.escalation_hours
    ages = (Ticket.escalated <= asking.at - timedelta(hours=limit) for limit in limits)
    wanted = select(func.count(), *map(matching, ages), func.min(Ticket.escalated))
    *passed, oldest = asking.session.execute(wanted.where(Ticket.escalated <= asking.at, asking.seen)).one()
    age = round((asking.at - oldest).total_seconds() / HOUR_S) if oldest else 0
    bands = [here - further for here, further in pairwise((*passed, 0))]
    names = [*(f"up to {limit} h" for limit in limits), f"{limits[-1] if limits else 0} h and more"]
    past = passed[-1] if limits else 0
    return Measure(
        name="escalations",
        title="Open escalations",
        means="What waits for engineering at this moment, whenever it was opened, by the hours since it was escalated. "
        "The limits are those of the settings.",
        figure=Figure(passed[0], Unit.COUNT, f"open, the oldest for {counted(age, 'hour')}"),
        columns=(Column("age", "Age", Unit.NAME), Column("open", "Open", drawn=True)),
        rows=tuple(zip(names, bands, strict=True)),
        chart=Chart.BARS,
        alarm=f"{past:,} {'is' if past == 1 else 'are'} past the last limit of {limits[-1]} hours." if past else "",
    )


def _known(asking: Asking) -> tuple[ColumnElement[bool], ...]:
    """The condition that an approval was asked for in the time, and is about no ticket that the viewer may not see."""
    about = ticket_in(Approval.subject)
    return *asking.within(Approval.asked), or_(about.is_(None), exists().where(Ticket.number == about, asking.seen))
