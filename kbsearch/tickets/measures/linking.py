"""Linking: how far the articles carry the requests: link rate, new against known, reuse."""

from __future__ import annotations

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import aliased

from kbsearch.counting import counted
from kbsearch.tickets.links import Link, LinkKind
from kbsearch.tickets.measures.asking import MOST_ROWS, Asking, matching
from kbsearch.tickets.measures.measure import Chart, Column, Figure, Measure, Unit, share
from kbsearch.tickets.models import Ticket


def link_rate(asking: Asking) -> Measure:
    """Requests that have ended, and for how many an article is on record."""
    valid = (Link.ticket == Ticket.number, Link.undone.is_(None), Link.kind != LinkKind.REJECTED)
    linked = exists().where(*valid).correlate(Ticket)
    over = Ticket.active.is_(False)
    wanted = asking.opened(matching(over), matching(over & (Ticket.resolution != "")), matching(over & linked))
    steps = asking.by_step(wanted, Ticket.opened)
    ended, _, with_link = map(sum, zip(*steps.values(), strict=True))
    return Measure(
        name="link-rate",
        title="Link rate",
        means="Of the requests of the time that are solved or closed, how many have an article linked: as what solved "
        "it, or as something that was read. What is linked is found again; what is not is a gap.",
        figure=Figure(share(with_link, ended), Unit.SHARE, f"of {counted(ended, 'request')} solved or closed"),
        columns=(
            Column("step", asking.period.called, Unit.NAME),
            Column("ended", "Solved or closed"),
            Column("solved", "Solved by an article"),
            Column("linked", "With any link"),
            Column("share", "Share", Unit.SHARE, drawn=True),
        ),
        rows=tuple((f"{step}", *counts, share(counts[2], counts[0])) for step, counts in steps.items()),
        chart=Chart.LINE,
    )


def new_or_known(asking: Asking) -> Measure:
    """Requests that have ended by what answered them: an article that had answered before, a new one, or none."""
    before = aliased(Link)
    earlier = (
        before.article == Ticket.resolution,
        or_(before.ticket.is_(None), before.ticket != Ticket.number),
        before.at < Ticket.opened,
        before.kind == LinkKind.RESOLUTION,
        before.undone.is_(None),
    )
    known = exists().where(*earlier).correlate(Ticket)
    over, answered = Ticket.active.is_(False), Ticket.resolution != ""
    wanted = asking.opened(matching(over), matching(over & answered), matching(over & answered & known))
    steps = {
        step: (often, solved - often, ended - solved)
        for step, (ended, solved, often) in asking.by_step(wanted, Ticket.opened).items()
    }
    often, once, never = map(sum, zip(*steps.values(), strict=True))
    return Measure(
        name="new-or-known",
        title="New against known",
        means="The requests of the time that are solved or closed: known, when the article that solved them had solved "
        "another one before; new, when it did so for the first time; unanswered, when no article is on record.",
        figure=Figure(
            share(often, often + once + never), Unit.SHARE, f"of {counted(often + once + never, 'request')} known"
        ),
        columns=(
            Column("step", asking.period.called, Unit.NAME),
            Column("known", "Known", drawn=True),
            Column("new", "New", drawn=True),
            Column("unanswered", "No article", drawn=True),
        ),
        rows=tuple((f"{step}", *counts) for step, counts in steps.items()),
        chart=Chart.LINE,
    )


def reuse(asking: Asking) -> Measure:
    """How often each article solved something, the most useful first."""
    used = (
        select(Link.article, func.count(), func.max(Link.at))
        .outerjoin(Ticket, Ticket.number == Link.ticket)
        .where(*asking.within(Link.at), Link.kind == LinkKind.RESOLUTION, Link.undone.is_(None))
        .where(or_(Link.ticket.is_(None), asking.seen))
        .group_by(Link.article)
        .order_by(func.count().desc(), Link.article)
    )
    found = [(article, times, last) for article, times, last in asking.session.execute(used)]
    whole = sum(times for _, times, _ in found)
    return Measure(
        name="reuse",
        title="Reuse by article",
        means="How often each article solved something in the time, in a ticket or with one click. An article that is "
        "used is worth keeping true; one that is never used may not be found.",
        figure=Figure(
            whole, Unit.COUNT, f"{'time' if whole == 1 else 'times'} solved by {counted(len(found), 'article')}"
        ),
        columns=(
            Column("article", "Article", Unit.NAME),
            Column("times", "Times", drawn=True),
            Column("last", "Last", Unit.MOMENT),
        ),
        rows=tuple(found[:MOST_ROWS]),
        chart=Chart.BARS,
        more=max(0, len(found) - MOST_ROWS),
    )
