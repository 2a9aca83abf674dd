"""A large log of requests: every list, page and report, beside the same of a log of two thousand tickets."""

import platform
import sqlite3
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from kbsearch.people.roles import Role
from kbsearch.tickets.lists import Filter
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.measures.measures import MEASURES
from kbsearch.tickets.measures.period import USUAL, Period
from kbsearch.tickets.models import State
from kbsearch.tickets.viewer import Viewer
from tests.benchmarks.logs import APART, BEGAN, EVENTS, OPEN_SHARE, made
from tests.benchmarks.measure import Times, interleaved
from tests.benchmarks.report import Table, number

SMALL = 2_000
"""Tickets of the log that the large one is held against."""

MOST_RATIO = 3.0
"""What a list or page may take in the large log, as a ratio to the small one; more only where it shows more."""

SLACK = 1.5
"""How far the ratio of times may be off that of what is shown: small times are uncertain."""

MOST_MS = 100.0
"""What any of them may take, in milliseconds."""

MOST_REPORT_MS = 1_000.0
"""What a report may take, in milliseconds: it reads all that happened in its time."""

Ask = Callable[[int], int]
"""A question in one of its rounds; how many things its answer shows."""

AGENT, ENGINEER = Viewer("agent1", Role.AGENT), Viewer("engineer0", Role.ENGINEER)
APPROVER = Viewer("approver", Role.APPROVER)
OPEN, ALL = Filter(active=True), Filter()


def head(command: str) -> str:
    """What stands above the tables."""
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return (
        f"# A large log of requests\n\nMade by `{command}` with {versions}.\n"
        "Times depend on the machine and what else it does; both logs take turns in one run.\n"
    )


def measured(tickets: int, seed: int, rounds: int, budget: float, folder: Path) -> list[Table]:
    """How long each list, page and report of a log of so many tickets takes; `folder` is for the logs."""
    small, large = (made(folder / name, count, seed) for name, count in (("small", SMALL), ("large", tickets)))
    columns = (f"{SMALL:,}: shown", "median ms", f"{tickets:,}: shown", "median ms", "p99 ms", "ratio", "met")
    lists = Table(
        f"{tickets:,} tickets, {tickets * EVENTS:,} events",
        f"Each list and page of the desk beside that of a log of {SMALL:,} tickets with {SMALL * EVENTS:,} events, "
        f"in turn, {rounds} times. Of both, {OPEN_SHARE:.0%} are open. A page shows up to 50 tickets.",
        ("what", *columns),
    )
    few, many = quarter(SMALL), quarter(tickets)
    times = max(1, rounds // 3)
    reports = Table(
        f"The reports of {tickets:,} tickets",
        f"Each report over the usual quarter, up to the newest ticket, as an approver sees it: of {few:,} tickets in "
        f"the small log and {many:,} in the large one, in turn, {times} times. Shown are the rows of its table. A ratio "
        f"may be {SLACK} times that of the tickets of the quarter, and no report may take more than a second.",
        ("report", *columns),
    )
    for name, of in QUESTIONS.items():
        shown, took = _asked(of, small, large, rounds, budget)
        wanted = max(MOST_RATIO, SLACK * shown["large"] / max(1, shown["small"]))
        _add(lists, name, shown, took, most_ratio=wanted, most_ms=MOST_MS)
    for name, of in REPORTS.items():
        shown, took = _asked(of, small, large, times, budget)
        _add(reports, name, shown, took, most_ratio=max(MOST_RATIO, SLACK * many / few), most_ms=MOST_REPORT_MS)
    return [lists, reports]


def quarter(tickets: int) -> int:
    """How many of so many tickets were opened within the usual time of a report, up to the newest."""
    return min(tickets, USUAL // APART)


def _deep(log: TicketLog) -> Ask:
    """The tenth page of all tickets, by its place."""
    after = ""
    for _ in range(9):
        after = log.list(ALL, AGENT, after=after).after
    return lambda _: len(log.list(ALL, AGENT, after=after).tickets)


def _listed(wanted: Filter, viewer: Viewer = AGENT) -> Callable[[TicketLog], Ask]:
    return lambda log: lambda _: len(log.list(wanted, viewer).tickets)


def _ticket(log: TicketLog) -> Ask:
    """All that the page of one ticket shows."""

    def ask(round: int) -> int:
        number = 1 + (round * 37) % SMALL
        if number % 200 == 0:
            number += 1
        ticket = log.get(number, AGENT)
        parts = (
            log.events(number, AGENT),
            log.links(number, AGENT),
            log.promises.of(number, AGENT),
            log.changes.of(number, AGENT),
            log.similar(ticket.signature, AGENT, without=number),
        )
        return sum(map(len, parts))

    return ask


QUESTIONS: Mapping[str, Callable[[TicketLog], Ask]] = {
    "one ticket, with all that happened": _ticket,
    "open tickets": _listed(OPEN),
    "open tickets, counted": lambda log: lambda _: log.count(OPEN, AGENT).number,
    "all tickets": _listed(ALL),
    "all tickets, the tenth page": _deep,
    "all tickets, counted to a thousand": lambda log: lambda _: log.count(ALL, AGENT).number,
    "mine": _listed(Filter(active=True, person="agent1")),
    "of one owner, also closed": _listed(Filter(owner="agent1")),
    "of one product": _listed(Filter(product="product-3")),
    "of one category": _listed(Filter(category="network")),
    "of one requester": _listed(Filter(requester="p7@shop.example")),
    "with a field": _listed(Filter(fields={"system": "Linux"})),
    "of one article": _listed(Filter(article="article-3")),
    "without an article": _listed(Filter(linked=False)),
    "of one state": _listed(Filter(states=(State.WAITING_FOR_US,))),
    "of the last month": _listed(Filter(since=BEGAN + timedelta(days=1))),
    "what an engineer sees": _listed(OPEN, ENGINEER),
    "what an engineer sees, counted": lambda log: lambda _: log.count(ALL, ENGINEER).number,
    "escalations": lambda log: lambda _: len(log.escalations.open(AGENT)),
    "promises that are due": lambda log: lambda _: len(log.promises.due(AGENT)),
    "my promises": lambda log: lambda _: len(log.promises.due(AGENT, mine=True)),
    "my notices": lambda log: lambda _: log.notices.count("agent1") + len(log.notices.waiting("agent1")),
}


def _reported(*names: str) -> Callable[[TicketLog], Ask]:
    """These reports, over the usual time up to the newest ticket."""

    def of(log: TicketLog) -> Ask:
        ends = max(one.opened for one in log.list(ALL, APPROVER).tickets) + APART
        period = Period(ends - USUAL, ends)

        def ask(_: int) -> int:
            measures = log.measures.of(names, APPROVER, period)
            return 0 if any(one.empty for one in measures) else sum(len(one.rows) for one in measures)

        return ask

    return of


REPORTS: Mapping[str, Callable[[TicketLog], Ask]] = {
    **{name: _reported(name) for name in MEASURES},
    "all of them, as on one page": _reported(*MEASURES),
}


def _asked(
    of: Callable[[TicketLog], Ask], small: TicketLog, large: TicketLog, rounds: int, budget: float
) -> tuple[dict[str, int], dict[str, Times]]:
    """What a question shows in each log, and how long that takes."""
    asks = {"small": of(small), "large": of(large)}
    shown = {which: ask(0) for which, ask in asks.items()}
    return shown, interleaved(asks, list(range(rounds)), budget)


def _add(
    table: Table, name: str, shown: Mapping[str, int], times: Mapping[str, Times], *, most_ratio: float, most_ms: float
) -> None:
    small, large = times["small"].median, times["large"].median
    figures = (str(shown["small"]), number(small * 1000), str(shown["large"]), number(large * 1000))
    met = large / small <= most_ratio and large * 1000 <= most_ms
    table.add(name, *figures, number(times["large"].p99 * 1000), number(large / small), "yes" if met else "no")
