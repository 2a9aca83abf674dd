"""The tables of the log: tickets, their events, requesters, promises, and what people are told.

An event says what happened and is only ever added. A ticket and a promise are what their events
amount to (`kbsearch.tickets.projection`), kept beside them so that lists need not read events.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Enum, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kbsearch.people.database import Base, Utc


class State(StrEnum):
    """How it stands with a ticket."""

    NEW = "new"
    OPEN = "open"
    WAITING_FOR_REQUESTER = "waiting for requester"
    WAITING_FOR_US = "waiting for us"
    SOLVED = "solved"
    CLOSED = "closed"
    REOPENED = "reopened"


class Channel(StrEnum):
    """How a requester reaches us."""

    PHONE = "phone"
    MAIL = "e-mail"
    WEB = "web"
    CHAT = "chat"
    WALK_IN = "walk-in"


class Happening(StrEnum):
    """What an event says happened."""

    OPENED = "opened"
    HEARD = "heard"
    REPLIED = "replied"
    NOTED = "noted"
    CORRECTED = "corrected"
    LINKED = "linked"
    UNLINKED = "unlinked"
    HANDED = "handed over"
    OWNER_CHANGED = "owner changed"
    ESCALATED = "escalated"
    ESCALATION_ROSE = "escalation rose"
    BROUGHT_BACK = "brought back"
    PROMISED = "promised"
    REMINDED = "reminded"
    PROMISE_KEPT = "promise kept"
    PROMISE_MISSED = "promise missed"
    APPROVAL_ASKED = "approval asked"
    APPROVAL_DECIDED = "approval decided"
    SOLVED = "solved"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    CLOSED = "closed"
    REOPENED = "reopened"
    GATHERED = "gathered"
    LET_GO = "let go"
    MERGED = "merged"
    TOOK_IN = "took in"
    SPLIT = "split"


PUBLIC = frozenset(
    {
        Happening.OPENED,
        Happening.HEARD,
        Happening.REPLIED,
        Happening.OWNER_CHANGED,
        Happening.SOLVED,
        Happening.CONFIRMED,
        Happening.DENIED,
        Happening.CLOSED,
        Happening.REOPENED,
    }
)
"""What the requester knows of; everything else is internal."""


def _texts(kinds: Iterable[StrEnum]) -> list[str]:
    return [kind.value for kind in kinds]


class Requester(Base):
    """Whoever needs something: a name, and an address where they gave one. Their address stands nowhere else."""

    __tablename__ = "requester"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    mail: Mapped[str] = mapped_column(default="")
    key: Mapped[str] = mapped_column(unique=True)
    """The address with case folded, or the name where there is none."""
    since: Mapped[datetime] = mapped_column(Utc)
    erased: Mapped[datetime | None] = mapped_column(Utc)

    @property
    def shown(self) -> str:
        """What they are called: the name, or the address where only that is known."""
        return self.name or self.mail


_MERGED = text("merged_into IS NOT NULL")


class Ticket(Base):
    """One request, as its events have made it; `owner` is whom the requester deals with, `assignee` who works on it."""

    __tablename__ = "ticket"

    number: Mapped[int] = mapped_column(primary_key=True)
    requester_id: Mapped[int] = mapped_column(ForeignKey("requester.id"))
    requester: Mapped[Requester] = relationship(lazy="joined", innerjoin=True)
    subject: Mapped[str]
    channel: Mapped[Channel] = mapped_column(Enum(Channel, native_enum=False, length=32, values_callable=_texts))
    product: Mapped[str]
    category: Mapped[str]
    private: Mapped[bool]
    """Whether it belongs to a category that only its people may know of."""
    signature: Mapped[str]
    """The id of the masked first error of its paste; "" for none."""
    signature_text: Mapped[str]
    fields: Mapped[dict[str, str]] = mapped_column(JSON)
    minutes: Mapped[int]
    """How many minutes the disruption costs each of the `people` that it stops."""
    people: Mapped[int]
    state: Mapped[State] = mapped_column(Enum(State, native_enum=False, length=32, values_callable=_texts))
    active: Mapped[bool]
    """Whether something is still to be done: it is neither solved nor closed nor merged."""
    owner: Mapped[str]
    assignee: Mapped[str]
    opened: Mapped[datetime] = mapped_column(Utc)
    changed: Mapped[datetime] = mapped_column(Utc)
    heard: Mapped[datetime] = mapped_column(Utc)
    """When the requester last said something."""
    contacts: Mapped[int]
    """How often they did, the first time included."""
    solved: Mapped[datetime | None] = mapped_column(Utc)
    confirmed: Mapped[datetime | None] = mapped_column(Utc)
    """When the requester said that it is fixed."""
    closed: Mapped[datetime | None] = mapped_column(Utc)
    reopenings: Mapped[int]
    resolution: Mapped[str]
    """The article that solved it; "" for none."""
    due: Mapped[datetime | None] = mapped_column(Utc)
    """When the next of its promises is due."""
    escalated: Mapped[datetime | None] = mapped_column(Utc)
    """Since when it waits for engineering."""
    level: Mapped[int]
    """How many of the limits its escalation has passed."""
    incident: Mapped[int | None]
    """The ticket that it is gathered under, with others of the same cause."""
    merged_into: Mapped[int | None]

    __table_args__ = (
        Index("ix_ticket_active_changed", "active", "changed", "number"),
        Index("ix_ticket_changed", "changed", "number"),
        Index("ix_ticket_state_changed", "state", "changed", "number"),
        Index("ix_ticket_owner_active", "owner", "active", "changed", "number"),
        Index("ix_ticket_assignee_active", "assignee", "active", "changed", "number"),
        Index("ix_ticket_owner_changed", "owner", "changed", "number"),
        Index("ix_ticket_assignee_changed", "assignee", "changed", "number"),
        Index("ix_ticket_signature_active", "signature", "active", "number"),
        Index("ix_ticket_product_changed", "product", "changed", "number"),
        Index("ix_ticket_category_changed", "category", "changed", "number"),
        Index("ix_ticket_escalated", "escalated"),
        Index("ix_ticket_incident", "incident"),
        Index("ix_ticket_merged_into", "merged_into", sqlite_where=_MERGED, postgresql_where=_MERGED),
        Index(
            "ix_ticket_private",
            "signature",
            sqlite_where=text("private IS 1"),
            postgresql_where=text("private IS true"),
        ),
        Index("ix_ticket_resolution_changed", "resolution", "changed", "number"),
        Index("ix_ticket_requester_changed", "requester_id", "changed", "number"),
        Index("ix_ticket_solved", "solved"),
        Index("ix_ticket_opened", "opened"),
    )

    @property
    def minutes_lost(self) -> int:
        """What the disruption costs those whom it stops, in minutes."""
        return self.minutes * self.people


class TicketField(Base):
    """One value of a ticket's own fields, to filter by; the same as in `Ticket.fields`."""

    __tablename__ = "ticket_field"

    ticket: Mapped[int] = mapped_column(ForeignKey("ticket.number"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]

    __table_args__ = (Index("ix_ticket_field_name", "name", "value", "ticket"),)


class TicketEvent(Base):
    """One thing that happened: when, who did it ("" for the requester, and for what goes on by itself), and what."""

    __tablename__ = "ticket_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket: Mapped[int] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(Utc, index=True)
    by: Mapped[str]
    kind: Mapped[Happening] = mapped_column(Enum(Happening, native_enum=False, length=32, values_callable=_texts))
    public: Mapped[bool]
    """Whether the requester may read it."""
    data: Mapped[dict[str, Any]] = mapped_column(JSON)


class Promise(Base):
    """What was told to a requester, and by when; its number is that of the event in which it was made."""

    __tablename__ = "promise"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ticket: Mapped[int] = mapped_column(ForeignKey("ticket.number"), index=True)
    what: Mapped[str]
    by: Mapped[str]
    made: Mapped[datetime] = mapped_column(Utc)
    due: Mapped[datetime] = mapped_column(Utc)
    reminded: Mapped[datetime | None] = mapped_column(Utc)
    missed: Mapped[datetime | None] = mapped_column(Utc)
    """When it was found that the time had gone by without a word."""
    kept: Mapped[datetime | None] = mapped_column(Utc)

    __table_args__ = (Index("ix_promise_open", "kept", "due"), Index("ix_promise_due", "due"))

    @property
    def in_time(self) -> bool | None:
        """Whether it was kept by when it was due; None while that is open."""
        if self.kept is None:
            return None if self.missed is None else False
        return self.kept <= self.due


class Notice(Base):
    """Something that somebody is to be told: `account` names them, "" is the requester of the ticket."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str]
    kind: Mapped[str]
    ticket: Mapped[int]
    event: Mapped[int]
    """The event that it tells of."""
    values: Mapped[dict[str, str]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Utc)
    seen: Mapped[datetime | None] = mapped_column(Utc)
    sent: Mapped[datetime | None] = mapped_column(Utc)
    """When it was put into the mail, or found to need none."""

    __table_args__ = (
        Index("ix_notice_account_seen", "account", "seen"),
        Index("ix_notice_sent", "sent"),
        Index("ix_notice_ticket", "ticket"),
    )
