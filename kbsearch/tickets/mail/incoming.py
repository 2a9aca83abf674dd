"""Incoming mail as it arrived: on the disk before it is acknowledged, and there until it stands in a ticket."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Enum, Select, func, select
from sqlalchemy.orm import Mapped, mapped_column

from kbsearch.errors import MailTooLarge, MailUnknown, StateFailed
from kbsearch.own_folder import own_folder
from kbsearch.people.database import Base, Database, Utc, now
from kbsearch.settings import Settings
from kbsearch.tickets.attachments import MB, store

FOLDER = "mail"
"""Where mails stand as they came in, below the knowledge base's own folder."""


class Fate(StrEnum):
    """What became of a mail. Those put aside and those that cannot be read wait for somebody to look at them."""

    NEW = "new"
    TAKEN = "taken"
    NOTED = "noted"
    ASIDE = "put aside"
    UNREADABLE = "unreadable"
    DISMISSED = "dismissed"


WAITING = (Fate.NEW, Fate.ASIDE, Fate.UNREADABLE)
"""What somebody has to look at, or will go on by itself."""


class Incoming(Base):
    """One mail that came in. `digest` names its file; who sent it is kept as long as that file."""

    __tablename__ = "incoming"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Utc, index=True)
    via: Mapped[str]
    digest: Mapped[str] = mapped_column(index=True)
    content: Mapped[str] = mapped_column(unique=True)
    """What is the same when a mail is delivered twice: a digest of its message id and its body."""
    envelope: Mapped[str]
    """The addresses it was delivered to, where that is known."""
    size: Mapped[int]
    message_id: Mapped[str] = mapped_column(default="", index=True)
    sender: Mapped[str] = mapped_column(default="")
    sender_key: Mapped[str] = mapped_column(default="", index=True)
    """A digest of the sender's address, to count by."""
    subject: Mapped[str] = mapped_column(default="")
    fate: Mapped[Fate] = mapped_column(
        Enum(Fate, native_enum=False, length=32, values_callable=lambda fates: [fate.value for fate in fates]),
        index=True,
    )
    why: Mapped[str] = mapped_column(default="")
    ticket: Mapped[int | None] = mapped_column(index=True)
    """The ticket in which it stands, or to which it belongs where it was put aside."""
    removed: Mapped[datetime | None] = mapped_column(Utc)
    """When its file was deleted; None while it is there."""


class MailStore:
    """The mails that came in, as they were."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database

    def keep(self, raw: bytes, via: str, envelope: Sequence[str] = ()) -> tuple[Incoming, bool]:
        """Store a mail; once this returns, it may be acknowledged. With whether it is new: one may come twice.

        Raises KBE1064 when it is larger than the settings allow, KBE1039 when it cannot be written.
        """
        limit = self._settings.mail.largest_mb
        if len(raw) > limit * MB:
            raise MailTooLarge(size=f"{len(raw) / MB:.1f}", limit=limit)
        digest = hashlib.sha256(raw).hexdigest()
        content = _same_when_sent_twice(raw) or digest
        try:
            store(self._file(digest), raw)
        except OSError as error:
            raise StateFailed(place=str(self._file(digest)), problem=error.strerror or str(error)) from error
        with self._database.write() as session:
            found = session.scalars(select(Incoming).where(Incoming.content == content)).one_or_none()
            if found is not None:
                return found, False
            made = Incoming(
                at=now(),
                via=via,
                digest=digest,
                content=content,
                envelope="\n".join(envelope),
                size=len(raw),
                fate=Fate.NEW,
            )
            session.add(made)
        return made, True

    def raw(self, mail: Incoming) -> bytes:
        """A mail as it came in; raises KBE1065 where that has been deleted."""
        try:
            return self._file(mail.digest).read_bytes()
        except FileNotFoundError as error:
            hint = "it stands in its ticket" if mail.ticket else "'kbsearch mail list' lists those that are kept"
            raise MailUnknown(id=mail.id, hint=hint) from error
        except OSError as error:
            raise StateFailed(place=str(self._file(mail.digest)), problem=error.strerror or str(error)) from error

    def get(self, id: int) -> Incoming:
        """One mail; raises KBE1065."""
        with self._database.read() as session:
            found = session.get(Incoming, id)
        if found is None:
            raise MailUnknown(id=id, hint="'kbsearch mail list' lists those that are kept")
        return found

    def list(self, fates: Sequence[Fate] = WAITING, limit: int = 100) -> Sequence[Incoming]:
        """The mails of which this became, newest first, at most `limit`."""
        wanted = select(Incoming).where(Incoming.fate.in_(fates)).order_by(Incoming.id.desc()).limit(limit)
        with self._database.read() as session:
            return session.scalars(wanted).all()

    def clear(self, at: datetime | None = None) -> int:
        """Delete the files of mails that were dealt with long enough ago, and who sent them; their number."""
        before = (at or now()) - timedelta(days=self._settings.mail.keep_days)
        dealt_with = select(Incoming).where(
            Incoming.fate.not_in(WAITING), Incoming.removed.is_(None), Incoming.at < before
        )
        return self._remove(dealt_with.limit(1000), at or now())

    def forget(self, address: str, tickets: Collection[int] = ()) -> int:
        """Delete what an address has sent, whatever became of it, and what stands in some tickets; their number."""
        key = sender_key(address)
        theirs = Incoming.ticket.in_(tickets) | ((Incoming.sender_key == key) & (Incoming.sender_key != ""))
        return self._remove(select(Incoming).where(theirs, Incoming.removed.is_(None)), now())

    def _remove(self, wanted: Select[Incoming], at: datetime) -> int:
        with self._database.write() as session:
            gone = session.scalars(wanted).all()
            for one in gone:
                one.removed, one.sender, one.subject, one.why = at, "", "", ""
                one.fate = Fate.DISMISSED if one.fate in WAITING else one.fate
            session.flush()
            kept = select(func.count()).where(Incoming.removed.is_(None))
            alone = [one.digest for one in gone if not session.scalar(kept.where(Incoming.digest == one.digest))]
        for digest in alone:
            self._file(digest).unlink(missing_ok=True)
        return len(gone)

    def _file(self, digest: str) -> Path:
        return own_folder(self._settings.root) / FOLDER / digest[:2] / f"{digest}.eml"


def sender_key(address: str) -> str:
    """What an address is counted by; "" for none."""
    return hashlib.sha256(address.casefold().encode("utf-8", "replace")).hexdigest() if address else ""


def _same_when_sent_twice(raw: bytes) -> str:
    """A digest of message id and body, for servers add headers of their own at each delivery; "" without an id."""
    head, blank, body = raw.partition(b"\r\n\r\n") if b"\r\n\r\n" in raw[:100_000] else raw.partition(b"\n\n")
    for line in head.splitlines():
        name, _, value = line.partition(b":")
        if blank and name.strip().lower() == b"message-id" and value.strip():
            even = body.replace(b"\r\n", b"\n").rstrip()
            return hashlib.sha256(value.strip() + b"\n" + even).hexdigest()
    return ""
