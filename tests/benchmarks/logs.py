"""A log of requests, made by chance: tickets with their events, links, promises, searches and approvals."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from kbsearch.people.approvals import Approval, Kind, Outcome
from kbsearch.people.database import Base, Database
from kbsearch.people.people import People
from kbsearch.people.roles import Role
from kbsearch.settings import Settings
from kbsearch.tickets.changes import subject_of
from kbsearch.tickets.links import Link, LinkKind
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.measures.accuracy import Verdict
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
from kbsearch.tickets.searches import Found, Search

EVENTS = 10
"""Events of a ticket."""

OPEN_SHARE = 0.05
"""How many of the tickets are open: a desk closes what it opens."""

CHUNK = 5_000
"""Tickets that are written at once."""

APART = timedelta(minutes=5)
"""Between a ticket and the next."""

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
            table: [] for table in (Ticket, TicketField, TicketEvent, Promise, Link, Notice, Verdict, Search, Approval)
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
        self.begins = BEGAN + number * APART
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
        yield Link, [link | {"id": self.number, "ticket": self.number, "kind": kind, "at": self._at(7)}]
        if kind is LinkKind.RESOLUTION and self.number % 10 == 3:
            yield Verdict, [{"link": self.number, "right": self.number % 4 > 0, "by": "agent0", "at": last}]
        yield Search, [self._search(ticket) for ticket in (None, self.number)]
        if self.number % 5 < 2:
            change = self.number % 5 == 0
            kind_asked, subject = (Kind.CHANGE, subject_of(self.number)) if change else (Kind.REVIEW, link["article"])
            yield Approval, [self._approval(kind_asked, subject)]
        seen = self._at(9) if self.ended else None
        notice = {"account": self.owner, "kind": "heard", "ticket": self.number, "event": self.events + 3}
        yield Notice, [notice | {"values": {}, "at": self._at(2), "seen": seen, "sent": self._at(3)}]

    def _at(self, step: int) -> datetime:
        return self.begins + timedelta(minutes=30 * step)

    def _search(self, ticket: int | None) -> dict[str, Any]:
        """A search before the ticket was opened: one that ended in it, or somebody else's."""
        found = tuple(Found)[self.number % 4]
        hit = found is not Found.NOTHING
        return {
            "page": f"page-{self.number}",
            "at": self.begins,
            "inside": False,
            "signature": self.signature,
            "signature_text": "remote refused the token",
            "paste": "",
            "found": found,
            "article": "article-0" if hit else "",
            "clicked": self.begins if hit and self.number % 3 == 0 else None,
            "ticket": ticket,
        }

    def _approval(self, kind: Kind, subject: str) -> dict[str, Any]:
        """A question to approvers, answered where the ticket has ended."""
        return {
            "kind": kind,
            "subject": subject,
            "digest": "",
            "rotation": "approvers",
            "author": "",
            "asked_by": self.owner,
            "asked": self._at(3),
            "wanted": "",
            "note": "restart the service",
            "outcome": Outcome.APPROVED if self.ended else Outcome.WAITING,
            "decided_by": "approver" if self.ended else None,
            "decided": self._at(4) if self.ended else None,
            "answer": "",
        }

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
