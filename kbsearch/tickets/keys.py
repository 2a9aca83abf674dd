"""Access keys: what opens one ticket for whoever asked, without an account. Only their hash is kept."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, mapped_column

from kbsearch.errors import AccessKeyRefused
from kbsearch.people.audit import record
from kbsearch.people.database import Base, Database, Utc, now

BYTES = 20
"""Random bytes of a key: 160 bits, 32 letters and digits."""

LASTS = timedelta(days=180)
"""How long a key opens its ticket."""

_GROUP = 4  # signs between two dashes, for reading it out on the phone
_LONGEST = 200  # signs of a text that is looked at as a key


class AccessKey(Base):
    """One key to one ticket."""

    __tablename__ = "access_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket: Mapped[int] = mapped_column(index=True)
    hash: Mapped[str] = mapped_column(unique=True)
    made: Mapped[datetime] = mapped_column(Utc)
    ends: Mapped[datetime] = mapped_column(Utc)
    revoked: Mapped[datetime | None] = mapped_column(Utc)


class AccessKeys:
    """The access keys of one knowledge base."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, ticket: int, *, lasts: timedelta = LASTS) -> str:
        """Make a key to a ticket and return it: it cannot be shown again. Older ones go on working."""
        signs = base64.b32encode(secrets.token_bytes(BYTES)).decode().lower()
        text = "-".join(signs[start : start + _GROUP] for start in range(0, len(signs), _GROUP))
        at = now()
        with self._database.write() as session:
            session.add(AccessKey(ticket=ticket, hash=_hash(text), made=at, ends=at + lasts))
        return text

    def check(self, ticket: int, text: str) -> None:
        """Raise KBE1061 unless the text is a key that opens the ticket now; how long that takes tells nothing."""
        at = now()
        offered = _hash(text[:_LONGEST])
        live = select(AccessKey.hash).where(
            AccessKey.ticket == ticket, AccessKey.revoked.is_(None), AccessKey.ends > at
        )
        with self._database.read() as session:
            kept = session.scalars(live).all()
        fits = [hmac.compare_digest(one, offered) for one in (*kept, "0" * len(offered))]
        if not any(fits):
            raise AccessKeyRefused(number=ticket)

    def unmake(self, text: str) -> None:
        """Take a key back that nobody has got."""
        with self._database.write() as session:
            session.execute(delete(AccessKey).where(AccessKey.hash == _hash(text)))

    def revoke(self, ticket: int, *, by: str) -> int:
        """End all keys to a ticket at once; the number of those that still worked."""
        at = now()
        with self._database.write() as session:
            open_ones = select(AccessKey).where(AccessKey.ticket == ticket, AccessKey.revoked.is_(None))
            ended = [key for key in session.scalars(open_ones) if key.ends > at]
            for key in ended:
                key.revoked = at
            record(session, by, "access keys revoked", str(ticket), keys=str(len(ended)))
        return len(ended)


def _hash(text: str) -> str:
    """What is kept of a key: with 160 random bits in it, no salt and no slow hash are needed.

    Dashes, spaces and capitals do not count, for people copy keys by hand.
    """
    signs = "".join(sign for sign in text.lower() if sign.isalnum())
    return hashlib.sha256(signs.encode("utf-8", "replace")).hexdigest()
