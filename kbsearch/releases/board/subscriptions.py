"""Subscriptions: who wants to be told every week what a product's releases still want."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kbsearch.people.database import Base, Database, Utc, now

_BYTES = 16  # of the token in a link: 128 bits


class Subscription(Base):
    """One person told about one product; `token` ends it without signing in, from a link in the letter."""

    __tablename__ = "release_subscription"

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str]
    product: Mapped[str]
    token: Mapped[str] = mapped_column(unique=True)
    since: Mapped[datetime] = mapped_column(Utc)
    sent: Mapped[datetime | None] = mapped_column(Utc)

    __table_args__ = (UniqueConstraint("account", "product"),)


class Subscriptions:
    """The subscriptions of one knowledge base."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, account: str, product: str) -> None:
        """Tell somebody about a product from now on; once is enough."""
        with self._database.write() as session:
            if _of(session, account, product) is None:
                token = secrets.token_urlsafe(_BYTES)
                session.add(Subscription(account=account, product=product, token=token, since=now()))

    def end(self, account: str, product: str) -> None:
        """Tell somebody no more."""
        with self._database.write() as session:
            found = _of(session, account, product)
            if found is not None:
                session.delete(found)

    def end_by(self, token: str) -> bool:
        """End the one with this token; whether there was one."""
        with self._database.write() as session:
            found = session.scalars(_with(token)).one_or_none()
            if found is not None:
                session.delete(found)
        return found is not None

    def of_token(self, token: str) -> Subscription | None:
        """The one with this token."""
        with self._database.read() as session:
            return session.scalars(_with(token)).one_or_none()

    def of(self, account: str) -> Sequence[str]:
        """The products that somebody is told about."""
        wanted = select(Subscription.product).where(Subscription.account == account).order_by(Subscription.product)
        with self._database.read() as session:
            return session.scalars(wanted).all()


def _of(session: Session, account: str, product: str) -> Subscription | None:
    wanted = select(Subscription).where(Subscription.account == account, Subscription.product == product)
    return session.scalars(wanted).one_or_none()


def _with(token: str) -> Select[Subscription]:
    return select(Subscription).where(Subscription.token == token)
