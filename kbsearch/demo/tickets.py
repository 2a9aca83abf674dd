"""Tickets: what customers asked the desk in the last quarter, each from the first contact to its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING

from kbsearch.demo.calendar import WRITTEN, Calendar
from kbsearch.demo.content import Call, Calls, Life
from kbsearch.demo.searches import Searches
from kbsearch.kb import KnowledgeBase
from kbsearch.people.database import dated, now
from kbsearch.tickets.links import LinkKind
from kbsearch.tickets.measures.period import Period
from kbsearch.tickets.models import Channel
from kbsearch.tickets.new import New

if TYPE_CHECKING:
    from kbsearch.tickets.log import TicketLog

_MORNING, _DAY = time(8, 5, tzinfo=UTC), timedelta(hours=8)
_STEP = 0.6180339887498949  # of a day: no two in a row at the same hour, and none twice for long
_NOW = datetime.combine(WRITTEN, _MORNING)
_DOORS = (Channel.WEB, Channel.MAIL)
"""What comes in without an agent."""

_READ = 4
"""Links that are looked at in a week."""

Deed = tuple[datetime, Callable[[], object]]


def answer_calls(calls: Calls, kb: KnowledgeBase, searches: Searches, calendar: Calendar) -> None:
    """Log all requests and do what was done about them, each thing at its time."""
    log = kb.tickets
    desk = [Case(calls, call, n, log, searches, calendar) for call in calls.calls for n in range(call.times)]
    deeds = [deed for case in desk for deed in case.deeds()]
    deeds += [deed for call in calls.calls if call.incident for deed in _incident([c for c in desk if c.call is call])]
    mondays = [_NOW - timedelta(weeks=weeks) for weeks in range(13)]
    deeds += [(monday, log.rise) for monday in mondays]
    deeds += [(monday + _DAY / 2, partial(_look, log, calls.reader)) for monday in mondays if calls.reader]
    with log.together():  # one write to the disk instead of a thousand
        for at, do in sorted(deeds, key=lambda deed: deed[0]):
            if at <= _NOW:
                with dated(calendar.at(at)):
                    do()
        with dated(calendar.at(_NOW)):
            _catch_up(kb)


@dataclass
class Case:
    """One of the requests of a call: the `n`th."""

    calls: Calls
    call: Call
    n: int
    log: TicketLog
    searches: Searches
    calendar: Calendar
    number: int = 0
    owner: str = ""
    promise: int = 0
    approval: int = 0
    approver: str = ""

    @property
    def at(self) -> datetime:
        """When it was asked: in office hours, never on a weekend."""
        days = (self.call.last - self.call.first).days
        day = self.call.first + timedelta(days=round(days * self.n / max(self.call.times - 1, 1)))
        day -= timedelta(days=max(day.weekday() - 4, 0))
        part = (self.n + 1 + len(self.call.text)) * _STEP % 1
        return (datetime.combine(day, _MORNING) + _DAY * (part / 4 if self.call.incident else part)).replace(
            microsecond=0
        )

    @property
    def life(self) -> Life:
        """What becomes of it: the newest ones end as the call says."""
        left = self.call.times - self.n
        ends = self.call.ends
        return ends[-left] if left <= len(ends) else self.call.lives[self.n % len(self.call.lives)]

    def deeds(self) -> Iterator[Deed]:
        """All that happens, with its time."""
        yield self.at, self._ask
        if not self.call.incident:
            for hours, do in _LIVES[self.life](self):
                yield self.at + timedelta(hours=hours), do

    def _ask(self) -> None:
        call, who = self.call, self.calls.requesters
        channel = call.channels[self.n % len(call.channels)]
        known = call.article if self.life in (Life.AT_ONCE, Life.PROMISED) else ""
        page = "" if channel in _DOORS else self.searches.ask(call.text, self.n)
        ticket = self.log.add(
            New(
                requester=who[(self.n * 5 + len(call.text)) % len(who)],
                paste=call.text.replace("{n}", str(21 + self.n)),
                channel=channel,
                product=call.product,
                category=call.category,
                article=known,
                kind=LinkKind.REFERENCE,
                minutes=call.minutes * (1 + self.n % 3),
                people=call.people,
            ),
            by="" if channel in _DOORS else call.by[self.n % len(call.by)],
        )
        self.number, self.owner = ticket.number, ticket.owner
        if page:
            self.searches.end_in(page, ticket.number)

    def _reply(self) -> None:
        self.log.reply(self.number, self.call.reply, by=self.owner, as_is=True)

    def _solve(self) -> None:
        self.log.solve(self.number, by=self.owner, article=self.call.article)

    def _link(self) -> None:
        self.log.link(self.number, "collect-logs", LinkKind.REFERENCE, by=self.owner)

    def _answer(self, fixed: bool) -> None:
        self.log.confirm(self.number, fixed)

    def _promise(self, hours: float) -> None:
        due = self.calendar.at(self.at + timedelta(hours=hours))
        self.promise = self.log.promises.make(self.number, due, by=self.owner).id

    def _keep(self) -> None:
        self.log.promises.keep(self.promise, by=self.owner)

    def _escalate(self) -> None:
        self.log.escalations.escalate(self.number, by=self.owner, note="The article does not help here.")

    def _bring_back(self) -> None:
        by = self.log.get(self.number, self.log.viewer(self.owner)).assignee
        self.log.escalations.bring_back(self.number, by=by, learnt=self.call.learnt)

    def _ask_change(self) -> None:
        asked = self.log.changes.ask(self.number, self.call.change, by=self.owner, article=self.call.article)
        self.approval, self.approver = asked.id, asked.approver

    def _decide(self, approved: bool) -> None:
        answer = "" if approved else "Please ask them first who started the process."
        self.log.changes.decide(self.approval, approved, by=self.approver, answer=answer)


Steps = Sequence[tuple[float, Callable[[], object]]]

_LIVES: dict[Life, Callable[[Case], Steps]] = {
    Life.AT_ONCE: lambda c: ((0.2, c._solve), (0.5, partial(c._answer, True))),
    Life.UNANSWERED: lambda c: ((0.4, c._reply), (1.5, c._solve)),
    Life.LINKED: lambda c: ((0.3, c._link), (0.5, c._reply), (5, c._solve), (20, partial(c._answer, True))),
    Life.AGAIN: lambda c: (
        *((0.3, c._reply), (0.5, c._solve), (20, partial(c._answer, False))),
        *((21, c._reply), (24, c._solve), (26, partial(c._answer, True))),
    ),
    Life.PROMISED: lambda c: (
        *((0.1, partial(c._promise, 3)), (2.5, c._reply), (2.6, c._keep)),
        *((2.7, c._solve), (4, partial(c._answer, True))),
    ),
    Life.LATE: lambda c: ((0.1, partial(c._promise, 2)), (3.5, c._reply), (3.6, c._keep), (4, c._solve)),
    Life.MISSED: lambda c: ((0.1, partial(c._promise, 2)),),
    Life.ESCALATED: lambda c: (
        *((0.3, c._reply), (0.8, c._escalate), (6 + c.n % 5 * 4, c._bring_back)),
        *((25, c._reply), (25.2, c._solve), (28, partial(c._answer, True))),
    ),
    Life.WAITING: lambda c: ((0.3, c._reply), (0.8, c._escalate)),
    Life.APPROVED: lambda c: (
        *((0.2, c._ask_change), (0.3, c._reply), (1 + c.n % 4 * 1.5, partial(c._decide, True))),
        *((7, c._solve), (9, partial(c._answer, True))),
    ),
    Life.REFUSED: lambda c: ((0.2, c._ask_change), (3, partial(c._decide, False)), (5, c._reply), (22, c._solve)),
    Life.ASKING: lambda c: ((0.2, c._ask_change), (0.3, c._reply)),
    Life.OPEN: lambda c: (),
}
"""What is done in each life, and how many hours after the first contact."""


def _incident(cases: Sequence[Case]) -> Iterator[Deed]:
    """The first of some requests gathers the others; all are answered at once, and most say that it is fixed."""
    first, *others = sorted(cases, key=lambda case: case.at)
    last = others[-1].at
    incidents = first.log.incidents
    yield (
        last + timedelta(minutes=10),
        lambda: incidents.gather(first.number, [one.number for one in others], by=first.owner),
    )
    yield (
        last + timedelta(hours=1),
        lambda: incidents.answer(first.number, first.call.reply, by=first.owner, solve=True, as_is=True),
    )
    for one in cases[::2]:
        yield last + timedelta(hours=2 + one.n), partial(one._answer, True)


def _look(log: TicketLog, reader: str) -> None:
    """Read a few links of the last week and say whether they are right; now and then one is not."""
    accuracy, at = log.measures.accuracy, now()
    for one in accuracy.sample(log.viewer(reader), Period(at - timedelta(weeks=1), at), size=_READ):
        accuracy.judge(one.link.id, one.link.id % 7 > 0, by=reader)


def _catch_up(kb: KnowledgeBase) -> None:
    """Everybody has read what they were told; no letter is written about what is long past."""
    for account in kb.people.accounts.all():
        kb.tickets.notices.see(account.name)
    while unsent := kb.tickets.notices.unsent():
        kb.tickets.notices.send([notice.id for notice in unsent])
