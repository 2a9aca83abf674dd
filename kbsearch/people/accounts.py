"""Accounts: people by name, with one role each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Enum, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from kbsearch.errors import AccountExists, AccountUnknown, NameInvalid, SignInRefused
from kbsearch.guess import nearest
from kbsearch.people import passwords
from kbsearch.people.audit import record
from kbsearch.people.database import Base, Database, Utc, now, storable
from kbsearch.people.roles import Role

_NAME = re.compile(r"[^\W_][\w.@-]{0,63}")


class Account(Base):
    """Someone who may sign in. `name` is what articles call an owner; `key` is it with case folded."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    role: Mapped[Role] = mapped_column(
        Enum(Role, native_enum=False, length=32, values_callable=lambda roles: [role.value for role in roles])
    )
    mail: Mapped[str] = mapped_column(default="")
    password: Mapped[str | None]
    created: Mapped[datetime] = mapped_column(Utc)
    disabled: Mapped[datetime | None] = mapped_column(Utc)
    epoch: Mapped[int] = mapped_column(default=0)
    """Counts what ends all sessions of the account: a new password, a new role, being disabled."""

    @property
    def active(self) -> bool:
        """Whether the account may be used."""
        return self.disabled is None


class Accounts:
    """The accounts of one knowledge base; every change is put on record with who made it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, role: Role, *, mail: str = "", password: str | None = None, by: str = "") -> Account:
        """Make an account; without a password it is entered by a sign-in link. Raises KBE1031 to KBE1033."""
        name = name.strip()
        if not _NAME.fullmatch(name):
            raise NameInvalid(name=name)
        made = Account(
            name=name,
            key=name.casefold(),
            role=role,
            mail=mail,
            password=passwords.hashed(password) if password is not None else None,
            created=now(),
        )
        try:
            with self._database.write() as session:
                if _find(session, name) is not None:
                    raise AccountExists(name=name)
                session.add(made)
                record(session, by or name, "account added", name, role=role.value)
        except IntegrityError as error:
            raise AccountExists(name=name) from error
        return made

    def get(self, name: str) -> Account:
        """The account of that name, in any case; raises KBE1030."""
        with self._database.read() as session:
            return find_account(session, name)

    def by_id(self, id: int) -> Account | None:
        """The account with that number, None for one that never was."""
        with self._database.read() as session:
            return session.get(Account, id)

    def all(self) -> Sequence[Account]:
        """All accounts, by name; those that are disabled too."""
        with self._database.read() as session:
            return session.scalars(select(Account).order_by(Account.key)).all()

    def sign_in(self, name: str, password: str) -> Account:
        """The account that name and password open; raises KBE1034, in the same words and time for every reason."""
        with self._database.read() as session:
            found = _find(session, name)
        right = passwords.fits(password, found.password if found is not None else None)
        if found is None or not right or not found.active:
            with self._database.write() as session:
                record(session, name[:64], "sign-in refused", name[:64])
            raise SignInRefused()
        if found.password is not None and passwords.outdated(found.password):
            with self._database.write() as session:
                find_account(session, name).password = passwords.hashed(password)
        return found

    def set_password(self, name: str, password: str, *, by: str) -> None:
        """Give an account a new password, which ends its sessions; raises KBE1030 and KBE1033."""
        kept = passwords.hashed(password)
        with self._database.write() as session:
            account = find_account(session, name)
            account.password = kept
            account.epoch += 1
            record(session, by, "password changed", account.name)

    def set_role(self, name: str, role: Role, *, by: str) -> None:
        """Give an account another role, which ends its sessions; raises KBE1030."""
        with self._database.write() as session:
            account = find_account(session, name)
            before, account.role = account.role, role
            account.epoch += 1
            record(session, by, "role changed", account.name, before=before.value, role=role.value)

    def set_mail(self, name: str, mail: str, *, by: str) -> None:
        """Give an account another address, "" for none; raises KBE1030."""
        with self._database.write() as session:
            account = find_account(session, name)
            account.mail = mail.strip()
            record(session, by, "address changed", account.name)

    def disable(self, name: str, *, by: str) -> None:
        """Shut an account and end its sessions; what it did stays on record. Raises KBE1030."""
        with self._database.write() as session:
            account = find_account(session, name)
            account.disabled = account.disabled or now()
            account.epoch += 1
            record(session, by, "account disabled", account.name)

    def enable(self, name: str, *, by: str) -> None:
        """Open an account again; raises KBE1030."""
        with self._database.write() as session:
            account = find_account(session, name)
            account.disabled = None
            record(session, by, "account enabled", account.name)


def _find(session: Session, name: str) -> Account | None:
    return session.scalars(select(Account).where(Account.key == storable(name).strip().casefold())).one_or_none()


def find_account(session: Session, name: str) -> Account:
    """The account of that name, in any case, within a session; raises KBE1030."""
    found = _find(session, name)
    if found is None:
        guess = nearest(name, session.scalars(select(Account.name)).all())
        hint = f"did you mean {guess!r}?" if guess else "'kbsearch user list' shows all"
        raise AccountUnknown(name=name, hint=hint)
    return found
