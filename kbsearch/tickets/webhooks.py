"""Webhooks: other programs are told what happens to tickets; signed, and tried again until they have taken it.

The headers and the signature are those of the Standard Webhooks specification (version 1.0): `webhook-id`,
`webhook-timestamp`, and `webhook-signature`, which is "v1," and the base64 of the HMAC-SHA256 over
"id.timestamp.body". What is told is that something happened, not what was said: that stands behind the
API, where rights hold. Tickets of a private category are never told of, not even of what happened before they were.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ColumnElement, Index, delete, exists, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kbsearch.errors import DeliveryRefused, SecretMissing
from kbsearch.people.audit import record
from kbsearch.people.database import Base, Database, Utc, now, row_of
from kbsearch.settings import Settings
from kbsearch.settings.mail import WebhookTable
from kbsearch.tickets.attempts import UNSENT, Attempted, Standing, again, claim, failed, succeeded
from kbsearch.tickets.mail.secret import password
from kbsearch.tickets.models import Ticket, TicketEvent

TIMEOUT_S = 10
"""Seconds within which the other side has to answer."""

BATCH = 100
"""Events that are looked at, and deliveries that are made, at a time."""

KEPT = timedelta(days=30)
"""How long a delivery is kept once it has arrived or was given up."""


class Hook(Base):
    """One address, and up to which event it was told of: what happened before it was set up is not told."""

    __tablename__ = "webhook"

    url: Mapped[str] = mapped_column(primary_key=True)
    event: Mapped[int]


class Delivery(Attempted, Base):
    """One event on its way to one address."""

    __tablename__ = "delivery"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    made: Mapped[datetime] = mapped_column(Utc)

    __table_args__ = (Index("ix_delivery_standing_due", "standing", "due"),)

    @property
    def ticket(self) -> int:
        """The ticket that it tells of."""
        return int(self.body["data"]["number"])

    @property
    def tells(self) -> str:
        """What it says happened: `solved`, `approval asked`."""
        return str(self.body["type"]).removeprefix("ticket.").replace("_", " ")


@dataclass(frozen=True, slots=True)
class Address:
    """One address of the settings, and how it stands there; `problem` says why nothing is sent, "" for nothing."""

    url: str
    events: Sequence[str]
    problem: str
    standings: Mapping[Standing, int]


_OPEN: ColumnElement[bool] = exists().where(
    Ticket.number == Delivery.body["data", "number"].as_integer(), Ticket.private.is_(False)
)
"""The condition that everybody at the desk may know of the ticket that a delivery tells of."""


class Webhooks:
    """The webhooks of one knowledge base."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._hooks = settings.webhooks
        self._database = database

    def gather(self) -> int:
        """Note down what has happened since the last time; the number of deliveries that makes."""
        return sum(self._gather(hook) for hook in self._hooks)

    def deliver(self) -> tuple[int, int]:
        """Send what is due: how much was taken, and how much was not. Raises KBE1068 where no secret is there."""
        lacking = {hook.url: _lacking(hook) for hook in self._hooks}
        able = [hook for hook in self._hooks if not lacking[hook.url]]
        secrets = {hook.url: password(hook.secret_env) for hook in able or self._hooks}
        taken = lost = 0
        while True:
            with self._database.write() as session:
                _withhold(session)
                due = claim(session, Delivery, now(), BATCH)
            for delivery in due:
                problem = "" if delivery.url in lacking else "the settings do not name this address any more"
                final = bool(problem)
                problem = problem or lacking[delivery.url] or _send(delivery, secrets[delivery.url])
                self._settle(delivery, problem, final)
                taken, lost = taken + (not problem), lost + bool(problem)
            if len(due) < BATCH:
                return taken, lost

    def addresses(self) -> Sequence[Address]:
        """The addresses of the settings, in their order."""
        counted = select(Delivery.url, Delivery.standing, func.count()).where(_OPEN)
        with self._database.read() as session:
            found = session.execute(counted.group_by(Delivery.url, Delivery.standing)).all()
        return [
            Address(
                url=hook.url,
                events=hook.events,
                problem=_lacking(hook),
                standings={standing: number for url, standing, number in found if url == hook.url},
            )
            for hook in self._hooks
        ]

    def list(self, standings: Sequence[Standing] = UNSENT, limit: int = 100) -> Sequence[Delivery]:
        """The deliveries with which it stands so, newest first, without those about private tickets."""
        wanted = select(Delivery).where(Delivery.standing.in_(standings), _OPEN)
        with self._database.read() as session:
            return session.scalars(wanted.order_by(Delivery.id.desc()).limit(limit)).all()

    def retry(self, id: int | None = None, *, by: str) -> int:
        """Send a delivery once more at once, also one that arrived, or all that have not; their number.

        Raises KBE1069 where there is none of that number, or the settings do not name its address any more.
        """
        urls = [hook.url for hook in self._hooks]
        unsent = select(Delivery).where(Delivery.standing.in_(UNSENT), Delivery.url.in_(urls), _OPEN)
        with self._database.write() as session:
            found = session.scalars(unsent).all() if id is None else [self._one(session, id)]
            for delivery in found:
                again(delivery, now())
                record(session, by, "webhook sent again", str(delivery.ticket), delivery=str(delivery.id))
        return len(found)

    def forget(self) -> int:
        """Delete what arrived or was given up long enough ago; how much that was."""
        with self._database.write() as session:
            old = session.scalars(select(Delivery.id).where(Delivery.done < now() - KEPT)).all()
            session.execute(delete(Delivery).where(Delivery.done < now() - KEPT))
        return len(old)

    def _one(self, session: Session, id: int) -> Delivery:
        """A delivery that may be sent; raises KBE1069."""
        found = row_of(session, Delivery, id)
        ticket = row_of(session, Ticket, found.ticket) if found else None
        if found is None or ticket is None or ticket.private:
            raise DeliveryRefused(id=id, problem="there is none of that number")
        if found.url not in {hook.url for hook in self._hooks}:
            raise DeliveryRefused(id=id, problem="the settings do not name its address any more")
        return found

    def _settle(self, delivery: Delivery, problem: str, final: bool) -> None:
        with self._database.write() as session:
            kept = session.get_one(Delivery, delivery.id)
            if problem:
                failed(kept, now(), problem, for_good=final)
            else:
                succeeded(kept, now())

    def _gather(self, hook: WebhookTable) -> int:
        made = 0
        with self._database.write() as session:
            place = session.get(Hook, hook.url)
            if place is None:
                newest = session.scalar(select(TicketEvent.id).order_by(TicketEvent.id.desc()).limit(1))
                session.add(Hook(url=hook.url, event=newest or 0))
                return 0
            fresh = select(TicketEvent).where(TicketEvent.id > place.event).order_by(TicketEvent.id).limit(BATCH)
            while events := session.scalars(fresh.where(TicketEvent.id > place.event)).all():
                for event in events:
                    body = _told(session, event, hook)
                    if body is not None:
                        delivery = Delivery(url=hook.url, body=body, made=now(), due=now(), standing=Standing.WAITING)
                        session.add(delivery)
                        made += 1
                place.event = events[-1].id
                session.flush()
        return made


def _withhold(session: Session) -> None:
    """Let nothing be sent about tickets that have become private since it was noted down."""
    waiting = select(Delivery).where(Delivery.standing == Standing.WAITING, Delivery.due <= now(), ~_OPEN)
    for delivery in session.scalars(waiting):
        delivery.standing, delivery.done = Standing.CANCELLED, now()


def _lacking(hook: WebhookTable) -> str:
    """Why nothing can be sent to an address; "" for nothing."""
    try:
        password(hook.secret_env)
    except SecretMissing as error:
        return error.said
    return ""


def _told(session: Session, event: TicketEvent, hook: WebhookTable) -> dict[str, Any] | None:
    """What is said of an event; None for one that this address is not told of."""
    if hook.events and event.kind.value not in hook.events:
        return None
    ticket = session.get(Ticket, event.ticket)
    if ticket is None or ticket.private:
        return None
    return {
        "type": f"ticket.{event.kind.value.replace(' ', '_')}",
        "timestamp": event.at.isoformat(),
        "data": {
            "event": event.id,
            "public": event.public,
            "by": event.by,
            "number": ticket.number,
            "state": ticket.state.value,
            "product": ticket.product,
            "category": ticket.category,
            "owner": ticket.owner,
            "assignee": ticket.assignee,
        },
    }


def signature(secret: str, id: str, timestamp: str, body: bytes) -> str:
    """What `webhook-signature` says: whoever knows the secret can tell that we sent this, and when."""
    said = b".".join((id.encode(), timestamp.encode(), body))
    return "v1," + base64.b64encode(hmac.digest(_key(secret), said, hashlib.sha256)).decode()


def _key(secret: str) -> bytes:
    """A secret as the specification writes it, `whsec_` and base64, or any other text as it is."""
    if not secret.startswith("whsec_"):
        return secret.encode()
    return base64.b64decode(secret.removeprefix("whsec_"))


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: what is signed for one address is for no other."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_Stay)


def _send(delivery: Delivery, secret: str) -> str:
    """Send one delivery; "" where it was taken, else the reason."""
    body = json.dumps(delivery.body, ensure_ascii=False, separators=(",", ":")).encode()
    id, timestamp = f"evt_{delivery.id}", str(int(now().timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "kbsearch",
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature(secret, id, timestamp, body),
    }
    try:
        asked = urllib.request.Request(delivery.url, body, headers, method="POST")
        with _OPENER.open(asked, timeout=TIMEOUT_S):
            return ""
    except urllib.error.HTTPError as error:
        with error:
            return f"it answered {error.code} {error.reason}"
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        return " ".join((getattr(reason, "strerror", None) or str(reason)).split()) or type(error).__name__
