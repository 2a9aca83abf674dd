"""Identity: whose request this is: somebody who signed in, a program with a token, or nobody.

Pages know people by a signed cookie (Flask-Login), programs by `Authorization: Bearer`. A cookie alone
never writes through the API: a page elsewhere could make a browser send it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Flask, Request, current_app, request
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from kbsearch.own_folder import secret_of
from kbsearch.people.accounts import Account
from kbsearch.people.roles import Right, Role, may
from kbsearch.people.tokens import Scope

if TYPE_CHECKING:
    from kbsearch.kb import KnowledgeBase

STAYS = timedelta(days=14)
"""How long a browser stays signed in without a visit."""

API = "/api/"

_COVERS: dict[Scope, frozenset[Right]] = {
    Scope.SEARCH: frozenset((Right.READ, Right.USE)),
    Scope.WRITE: frozenset((Right.READ, Right.USE, Right.WRITE, Right.REVIEW)),
    Scope.TICKETS: frozenset((Right.READ, Right.USE, Right.SOLVE, Right.SERVE, Right.APPROVE)),
    Scope.RELEASES: frozenset((Right.READ, Right.PLAN)),
    Scope.ADMIN: frozenset(Right),
}


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks: an account, or nobody; `scopes` are those of a token, None for somebody at a browser."""

    account: Account | None = None
    scopes: frozenset[Scope] | None = None

    @property
    def name(self) -> str:
        """The name of the account, "" for nobody."""
        return self.account.name if self.account is not None else ""

    @property
    def role(self) -> Role | None:
        """The role of the account, None for nobody."""
        return self.account.role if self.account is not None else None

    @property
    def writes(self) -> bool:
        """Whether they may write articles."""
        return self.may(Right.WRITE)

    @property
    def solves(self) -> bool:
        """Whether they may work on tickets."""
        return self.account is not None and self.may(Right.SOLVE)

    def may(self, right: Right) -> bool:
        """Whether the role has the right, and the token, if it is one, covers it."""
        covered = self.scopes is None or any(right in _COVERS[scope] for scope in self.scopes)
        return covered and may(self.role, right)


class _User(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """An identity as Flask-Login keeps it: the cookie names the account and its epoch."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity

    def get_id(self) -> str:
        account = self.identity.account
        return f"{account.id}:{account.epoch}" if account is not None else ""


def identity() -> Identity:
    """Whoever sends the current request."""
    user = current_user._get_current_object()
    return user.identity if isinstance(user, _User) else Identity()


def sign_in(account: Account) -> None:
    """Let the browser that asks be this account from now on."""
    login_user(_User(Identity(account)), remember=False)


def sign_out() -> None:
    """Let the browser that asks be nobody again."""
    logout_user()


def know_people(app: Flask, kb: KnowledgeBase, *, secure: bool) -> None:
    """Teach an application who asks; `secure` keeps cookies to HTTPS."""
    app.config.update(
        SECRET_KEY=secret_of(kb.settings.root),
        SESSION_COOKIE_NAME="kbsearch",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        PERMANENT_SESSION_LIFETIME=STAYS,
    )
    manager = LoginManager(app)
    manager.user_loader(_of_cookie)
    manager.request_loader(_of_token)


def _of_cookie(kept: str) -> _User | None:
    if request.path.startswith(API) and request.method not in ("GET", "HEAD", "OPTIONS"):
        return None
    id, _, epoch = kept.partition(":")
    people = _kb().people
    account = people.accounts.by_id(int(id)) if id.isdecimal() else None
    if account is None or not account.active or str(account.epoch) != epoch:
        return None
    return _User(Identity(account))


def _of_token(asked: Request) -> _User | None:
    """The account of a bearer token; raises KBE1035 for one that does not work, rather than to take it for nobody."""
    kind, _, text = asked.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        return None
    account, scopes = _kb().people.tokens.bearer(text.strip())
    return _User(Identity(account, scopes))


def _kb() -> KnowledgeBase:
    kb: KnowledgeBase = current_app.extensions["kbsearch"]
    return kb
