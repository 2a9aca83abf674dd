"""Tokens: long random texts that stand for an account; only their hash is kept.

A bearer token is for programs: it has scopes, and may have an end. A sign-in link is for people: it
works once, and for minutes.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kbsearch.errors import TokenRefused
from kbsearch.people.accounts import Account, find_account
from kbsearch.people.audit import record
from kbsearch.people.database import Base, Database, Utc, now

BYTES = 32
"""Random bytes of a token: 256 bits, so that a plain hash of it is enough."""

PREFIX = "kbs_"
"""What a bearer token begins with, so that scanners for leaked secrets can know it."""

LINK_LASTS = timedelta(minutes=15)
"""How long a sign-in link works."""

_SEEN_EVERY = timedelta(minutes=10)
"""How exactly it is kept when a token was last used: a write for every request would cost more than it tells."""


class Scope(StrEnum):
    """What a bearer token may be used for, as far as its account may do it."""

    SEARCH = "search"
    WRITE = "write"
    TICKETS = "tickets"
    RELEASES = "releases"
    ADMIN = "admin"


class Token(Base):
    """One bearer token or sign-in link; `link` tells which."""

    __tablename__ = "token"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    account: Mapped[Account] = relationship(lazy="joined")
    name: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    link: Mapped[bool]
    created: Mapped[datetime] = mapped_column(Utc)
    ends: Mapped[datetime | None] = mapped_column(Utc)
    used: Mapped[datetime | None] = mapped_column(Utc)
    revoked: Mapped[datetime | None] = mapped_column(Utc)

    def works(self, at: datetime) -> bool:
        """Whether the token opens its account at that moment."""
        spent = self.link and self.used is not None
        over = self.ends is not None and self.ends <= at
        return self.revoked is None and not spent and not over and self.account.active


class Tokens:
    """The tokens of one knowledge base."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self, account: str, scopes: Iterable[Scope], *, name: str = "", lasts: timedelta | None = None, by: str = ""
    ) -> str:
        """Make a bearer token and return it: it cannot be shown again. Raises KBE1030."""
        text = PREFIX + secrets.token_urlsafe(BYTES)
        self._keep(text, account, sorted({scope.value for scope in scopes}), name, lasts, link=False, by=by)
        return text

    def create_link(self, account: str, *, by: str = "") -> str:
        """Make what a sign-in link ends with; it works once, for LINK_LASTS. Raises KBE1030."""
        text = secrets.token_urlsafe(BYTES)
        self._keep(text, account, [], "sign-in link", LINK_LASTS, link=True, by=by)
        return text

    def bearer(self, text: str) -> tuple[Account, frozenset[Scope]]:
        """Whose token a text is, and what it may be used for; raises KBE1035, whatever is wrong with it."""
        at = now()
        with self._database.read() as session:
            found = session.scalars(select(Token).where(Token.hash == _hash(text), ~Token.link)).one_or_none()
        if found is None or not found.works(at):
            raise TokenRefused()
        if found.used is None or at - found.used > _SEEN_EVERY:
            with self._database.write() as session:
                session.execute(update(Token).where(Token.id == found.id).values(used=at))
        return found.account, frozenset(Scope(scope) for scope in found.scopes)

    def follow_link(self, text: str) -> Account:
        """Whom a sign-in link signs in; it is spent by that. Raises KBE1035."""
        at = now()
        with self._database.write() as session:
            found = session.scalars(select(Token).where(Token.hash == _hash(text), Token.link)).one_or_none()
            if found is None or not found.works(at):
                raise TokenRefused()
            found.used = at
            record(session, found.account.name, "signed in by link", found.account.name)
            return found.account

    def of(self, account: str) -> Sequence[Token]:
        """The bearer tokens of an account, newest first; raises KBE1030."""
        with self._database.read() as session:
            owner = find_account(session, account)
            wanted = select(Token).where(Token.account_id == owner.id, ~Token.link).order_by(Token.id.desc())
            return session.scalars(wanted).all()

    def revoke(self, id: int, *, by: str) -> None:
        """End a token at once; one that has ended stays so. Raises KBE1035 when there is none of that number."""
        with self._database.write() as session:
            found = session.get(Token, id)
            if found is None:
                raise TokenRefused()
            found.revoked = found.revoked or now()
            record(session, by, "token revoked", found.account.name, token=found.name)

    def _keep(
        self, text: str, account: str, scopes: list[str], name: str, lasts: timedelta | None, *, link: bool, by: str
    ) -> None:
        at = now()
        with self._database.write() as session:
            owner = find_account(session, account)
            session.add(
                Token(
                    account=owner,
                    name=name,
                    hash=_hash(text),
                    scopes=scopes,
                    link=link,
                    created=at,
                    ends=None if lasts is None else at + lasts,
                )
            )
            record(session, by or owner.name, "sign-in link made" if link else "token made", owner.name, token=name)


def _hash(text: str) -> str:
    """What is kept of a token: with 256 random bits in it, no salt and no slow hash are needed."""
    return hashlib.sha256(text.encode()).hexdigest()
