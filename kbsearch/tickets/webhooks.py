"""Webhooks: other programs are told what happens to tickets; signed, and tried again until they have taken it.

The headers and the signature are those of the Standard Webhooks specification (version 1.0): `webhook-id`,
`webhook-timestamp`, and `webhook-signature`, which is "v1," and the base64 of the HMAC-SHA256 over
"id.timestamp.body". What is told is that something happened, not what was said: that stands behind the
API, where rights hold. Tickets of a private category are never told of.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kbsearch.people.database import Base, Database, Utc, now
from kbsearch.settings import Settings
from kbsearch.settings.mail import WebhookTable
from kbsearch.tickets.attempts import UNSENT, Attempted, Standing, claim, failed, succeeded
from kbsearch.tickets.mail.secret import password
from kbsearch.tickets.models import Ticket, TicketEvent

TIMEOUT_S = 10
"""Seconds within which the other side has to answer."""

BATCH = 100
"""Events that are looked at, and deliveries that are made, at a time."""


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


class Webhooks:
    """The webhooks of one knowledge base."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._hooks = settings.webhooks
        self._database = database

    def gather(self) -> int:
        """Note down what has happened since the last time; the number of deliveries that makes."""
        return sum(self._gather(hook) for hook in self._hooks)

    def deliver(self) -> tuple[int, int]:
        """Send what is due: how much was taken, and how much was not. Raises KBE1068."""
        secrets = {hook.url: password(hook.secret_env) for hook in self._hooks}
        taken = lost = 0
        while True:
            with self._database.write() as session:
                due = claim(session, Delivery, now(), BATCH)
            for delivery in due:
                problem = "" if delivery.url in secrets else "the settings do not name this address any more"
                final = bool(problem)
                problem = problem or _send(delivery, secrets[delivery.url])
                self._settle(delivery, problem, final)
                taken, lost = taken + (not problem), lost + bool(problem)
            if len(due) < BATCH:
                return taken, lost

    def list(self, limit: int = 100) -> Sequence[Delivery]:
        """What waits or was given up, newest first."""
        unsent = select(Delivery).where(Delivery.standing.in_(UNSENT))
        with self._database.read() as session:
            return session.scalars(unsent.order_by(Delivery.id.desc()).limit(limit)).all()

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
        return " ".join(str(getattr(error, "reason", error)).split()) or type(error).__name__
