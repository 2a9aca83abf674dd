"""A large log of requests: every list and page of the desk, beside the same of a log of two thousand tickets."""

import platform
import random
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from kbsearch.people.database import Base, Database
from kbsearch.people.people import People
from kbsearch.people.roles import Role
from kbsearch.settings import Settings
from kbsearch.tickets.links import Link, LinkKind
from kbsearch.tickets.lists import Filter
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.models import (
    PUBLIC,
    Channel,
    Happening,
    Notice,
    Promise,
    Requester,
    State,
    Ticket,
    TicketEvent,
    TicketField,
)
from kbsearch.tickets.viewer import Viewer
from tests.benchmarks.measure import Times, interleaved
from tests.benchmarks.report import Table, number

SMALL = 2_000
"""Tickets of the log that the large one is held against."""

EVENTS = 10
"""Events of a ticket."""

OPEN_SHARE = 0.05
"""How many of the tickets are open: a desk closes what it opens."""

CHUNK = 5_000
"""Tickets that are written at once."""

MOST_RATIO = 3.0
"""What a list or page may take in the large log, as a ratio to the small one; more only where it shows more."""

SLACK = 1.5
"""How far the ratio of times may be off that of what is shown: small times are uncertain."""

MOST_MS = 100.0
"""What any of them may take, in milliseconds."""

BEGAN = datetime(2024, 1, 1, 8, tzinfo=UTC)
AGENTS = [f"agent{number}" for number in range(20)]
ENGINEERS = [f"engineer{number}" for number in range(5)]
PRODUCTS = [f"product-{number}" for number in range(20)]
SYSTEMS = ("Linux", "macOS", "Windows")
SETTINGS = """
[[tickets.categories]]
name = "security"
people = "agent0"
private = true
[[tickets.categories]]
name = "network"
people = ["engineer0", "engineer1"]
[[tickets.fields]]
name = "system"
"""

Ask = Callable[[int], int]
"""A question in one of its rounds; how many things its answer shows."""

AGENT, ENGINEER = Viewer("agent1", Role.AGENT), Viewer("engineer0", Role.ENGINEER)
OPEN, ALL = Filter(active=True), Filter()


def head(command: str) -> str:
    """What stands above the tables."""
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return (
        f"# A large log of requests\n\nMade by `{command}` with {versions}.\n"
        "Times depend on the machine and what else it does; both logs take turns in one run.\n"
    )


def measured(tickets: int, seed: int, rounds: int, budget: float, folder: Path) -> list[Table]:
    """How long each list and page of a log of so many tickets takes; `folder` is for the logs."""
    small, large = (made(folder / name, count, seed) for name, count in (("small", SMALL), ("large", tickets)))
    table = Table(
        f"{tickets:,} tickets, {tickets * EVENTS:,} events",
        f"Each list and page of the desk beside that of a log of {SMALL:,} tickets with {SMALL * EVENTS:,} events, "
        f"in turn, {rounds} times. Of both, {OPEN_SHARE:.0%} are open. A page shows up to 50 tickets.",
        ("what", f"{SMALL:,}: shown", "median ms", f"{tickets:,}: shown", "median ms", "p99 ms", "ratio", "met"),
    )
    for name, of in QUESTIONS.items():
        asks = {"small": of(small), "large": of(large)}
        shown = {which: ask(0) for which, ask in asks.items()}
        _add(table, name, shown, interleaved(asks, list(range(rounds)), budget))
    return [table]


def made(folder: Path, tickets: int, seed: int) -> TicketLog:
    """A log of so many tickets, the same for the same seed."""
    folder.mkdir(parents=True)
    database = Database(f"sqlite:///{folder / 'state.db'}")
    people = People(database)
    for name in AGENTS:
        people.accounts.add(name, Role.AGENT)
    for name in ENGINEERS:
        people.accounts.add(name, Role.ENGINEER)
    draw = random.Random(seed)
    with database.write() as session:
        session.execute(
            insert(Requester),
            [
                {"id": id, "name": f"Person {id}", "mail": f"p{id}@shop.example", "key": f"p{id}@shop.example"}
                | {"since": BEGAN, "erased": None}
                for id in range(1, max(2, tickets // 4) + 1)
            ],
        )
    event = 0
    for first in range(1, tickets + 1, CHUNK):
        rows: dict[type[Base], list[dict[str, Any]]] = {
            table: [] for table in (Ticket, TicketField, TicketEvent, Promise, Link, Notice)
        }
        for one in range(first, min(first + CHUNK, tickets + 1)):
            life = Life(one, tickets, event, draw)
            event += EVENTS
            for table, more in life.rows():
                rows[table] += more
        with database.write() as session:
            for table, many in rows.items():
                session.execute(insert(table), many)
    return TicketLog(Settings.parse(SETTINGS, folder), database)


class Life:
    """One ticket with its events, and what they amount to."""

    def __init__(self, number: int, tickets: int, events: int, draw: random.Random) -> None:
        self.number, self.events, self.draw = number, events, draw
        self.ended = draw.random() > OPEN_SHARE
        self.owner = draw.choice(AGENTS)
        self.category = "security" if number % 200 == 0 else "network" if number % 10 == 0 else ""
        self.private = self.category == "security"
        self.owner = "agent0" if self.private else self.owner
        self.escalated = not self.ended and number % 3 == 0
        self.begins = BEGAN + timedelta(minutes=5 * number)
        self.article = f"article-{draw.randrange(500)}" if draw.random() < 0.7 else ""
        self.signature = f"{draw.randrange(tickets // 20 + 1):016x}"
        self.requester = draw.randrange(max(2, tickets // 4)) + 1

    def rows(self) -> Iterator[tuple[type[Base], list[dict[str, Any]]]]:
        """The rows of each table."""
        happened = list(self._happened())
        last = self._at(EVENTS - 1)
        promised = self.events + 6
        due = self._at(6) + timedelta(hours=4)
        kept = self._at(6) if self.ended else None
        yield TicketEvent, happened
        yield Ticket, [self._ticket(last, None if self.ended else due)]
        yield TicketField, [{"ticket": self.number, "name": "system", "value": SYSTEMS[self.number % 3]}]
        promise = {"id": promised, "ticket": self.number, "what": "call back", "by": self.owner, "due": due}
        yield Promise, [promise | {"made": self._at(5), "reminded": None, "missed": None, "kept": kept}]
        link = {"article": self.article or "article-0", "signature": self.signature, "by": self.owner, "undone": None}
        kind = LinkKind.RESOLUTION if self.article and self.ended else LinkKind.REFERENCE
        yield Link, [link | {"ticket": self.number, "kind": kind, "at": self._at(7)}]
        seen = self._at(9) if self.ended else None
        notice = {"account": self.owner, "kind": "heard", "ticket": self.number, "event": self.events + 3}
        yield Notice, [notice | {"values": {}, "at": self._at(2), "seen": seen, "sent": self._at(3)}]

    def _at(self, step: int) -> datetime:
        return self.begins + timedelta(minutes=30 * step)

    def _happened(self) -> Iterator[dict[str, Any]]:
        text = f"error {self.number}: remote refused the token. " * 4
        linked = {"article": self.article or "article-0"}
        resolved = self.article and self.ended
        ending: list[tuple[Happening, dict[str, Any]]] = [
            (Happening.SOLVED, {"article": self.article}),
            (Happening.CONFIRMED, {"text": ""}),
        ]
        if self.escalated:
            ending = [(Happening.NOTED, {"text": text}), (Happening.ESCALATED, {"to": ENGINEERS[self.number % 5]})]
        elif not self.ended:
            ending = [(Happening.NOTED, {"text": text}), (Happening.HEARD, {"text": text})]
        life: list[tuple[Happening, dict[str, Any]]] = [
            (Happening.OPENED, self._opened(text)),
            (Happening.NOTED, {"text": text}),
            (Happening.HEARD, {"text": text}),
            (Happening.REPLIED, {"text": text, "state": State.WAITING_FOR_REQUESTER.value}),
            (Happening.HEARD, {"text": text}),
            (Happening.PROMISED, {"what": "call back", "due": (self._at(6) + timedelta(hours=4)).isoformat()}),
            (Happening.PROMISE_KEPT, {"promise": self.events + 6}) if self.ended else (Happening.NOTED, {"text": text}),
            (Happening.LINKED, linked | {"kind": "resolution" if resolved else "reference"}),
            *ending,
        ]
        for step, (kind, data) in enumerate(life):
            said = {"id": self.events + step + 1, "ticket": self.number, "at": self._at(step), "by": self.owner}
            yield said | {"kind": kind, "public": kind in PUBLIC, "data": data}

    def _opened(self, text: str) -> dict[str, Any]:
        return {
            "requester": self.requester,
            "subject": f"error {self.number}: remote refused the token",
            "text": text,
            "channel": "phone",
            "product": PRODUCTS[self.number % 20],
            "category": self.category,
            "private": self.private,
            "signature": self.signature,
            "signature_text": "remote refused the token",
            "fields": {"system": SYSTEMS[self.number % 3]},
            "minutes": 10,
            "people": 2,
            "owner": self.owner,
            "assignee": self.owner,
        }

    def _ticket(self, last: datetime, due: datetime | None) -> dict[str, Any]:
        opened = self._opened("")
        known = {"subject", "product", "category", "private", "signature", "signature_text", "fields"}
        known |= {"minutes", "people", "owner"}
        return {name: opened[name] for name in known} | {
            "number": self.number,
            "requester_id": self.requester,
            "channel": Channel.PHONE,
            "state": State.CLOSED if self.ended else State.WAITING_FOR_US,
            "active": not self.ended,
            "assignee": ENGINEERS[self.number % 5] if self.escalated else self.owner,
            "opened": self.begins,
            "changed": last,
            "heard": last if not self.ended and not self.escalated else self._at(4),
            "contacts": 3 if self.ended or self.escalated else 4,
            "solved": self._at(8) if self.ended else None,
            "confirmed": last if self.ended else None,
            "closed": last if self.ended else None,
            "reopenings": 0,
            "resolution": self.article if self.ended else "",
            "due": due,
            "escalated": last if self.escalated else None,
            "level": 0,
            "incident": None,
            "merged_into": None,
        }


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


def _add(table: Table, name: str, shown: Mapping[str, int], times: Mapping[str, Times]) -> None:
    small, large = times["small"].median, times["large"].median
    wanted = max(MOST_RATIO, SLACK * shown["large"] / max(1, shown["small"]))
    figures = (str(shown["small"]), number(small * 1000), str(shown["large"]), number(large * 1000))
    met = large / small <= wanted and large * 1000 <= MOST_MS
    table.add(name, *figures, number(times["large"].p99 * 1000), number(large / small), "yes" if met else "no")
