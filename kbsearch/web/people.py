"""The room `/people`: for admins: accounts with their roles, whose turn it is, and who is away."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kbsearch.errors import AccountExists, AccountUnknown, KbError, NameInvalid, NotAllowed, RequestInvalid
from kbsearch.people.accounts import Account
from kbsearch.people.roles import Right, Role, may
from kbsearch.web.identity import identity
from kbsearch.web.numbers import number_in
from kbsearch.web.visitor import visitor

if TYPE_CHECKING:
    from kbsearch.people.people import People

SAYABLE = (AccountExists, AccountUnknown, NameInvalid, NotAllowed, RequestInvalid)

Answer = Response | tuple[str, int]

room = Blueprint("people", __name__)


@room.get("/people")
def show() -> str:
    """All accounts, rotations and absences."""
    return _page()


@room.post("/people/add")
def add() -> Answer:
    """Make an account, and a link that signs in to it."""
    name = request.form.get("name", "").strip()
    try:
        made = _people().accounts.add(name, _role(), mail=request.form.get("mail", "").strip(), by=identity().name)
    except SAYABLE as error:
        return _refused("add", error)
    return _linked(made.name)


@room.post("/people/role")
def role() -> Answer:
    """Give somebody another role."""
    try:
        account = _other("change their own role")
        _people().accounts.set_role(account.name, _role(), by=identity().name)
    except SAYABLE as error:
        return _refused("accounts", error)
    return _done(f"{account.name} is now {_role()}, and has to sign in again.")


@room.post("/people/shut")
def shut() -> Answer:
    """Shut an account: its sessions and tokens end."""
    try:
        account = _other("shut their own account")
        _people().accounts.disable(account.name, by=identity().name)
    except SAYABLE as error:
        return _refused("accounts", error)
    return _done(f"{account.name} can no longer sign in.")


@room.post("/people/open")
def open_again() -> Answer:
    """Open a shut account again."""
    try:
        account = _named()
        _people().accounts.enable(account.name, by=identity().name)
    except SAYABLE as error:
        return _refused("accounts", error)
    return _done(f"{account.name} can sign in again.")


@room.post("/people/link")
def link() -> Answer:
    """A link that signs somebody in once; it stands in this answer alone."""
    try:
        return _linked(_named().name)
    except SAYABLE as error:
        return _refused("accounts", error)


@room.post("/people/rotation")
def rotation() -> Answer:
    """Who reviews and approves the articles of a product, in turn; nobody ends the rotation."""
    key = request.form.get("key", "").strip()
    names = request.form.get("names", "").replace(",", " ").split()
    try:
        _people().rotations.set(key, [_people().accounts.get(name).name for name in names], by=identity().name)
    except SAYABLE as error:
        return _refused("rotation", error)
    product = key or "articles without a product"
    return _done(f"In turn for {product}: {', '.join(names)}." if names else f"No rotation for {product} any more.")


@room.post("/people/absence")
def absence() -> Answer:
    """Ask somebody for nothing from one day to another, both included."""
    try:
        account, first, last = _named(), _day("begins"), _day("ends")
        if last < first:
            raise RequestInvalid(problem="the absence ends before it begins", hint="put the later day last")
        if last.date() == date.max:
            raise RequestInvalid(problem=f"there is no day after {last.date()}", hint="put an earlier one last")
        _people().rotations.absent(account.name, first, last + timedelta(days=1), by=identity().name)
    except SAYABLE as error:
        return _refused("absence", error)
    return _done(f"{account.name} is asked for nothing from {first.date()} to {last.date()}.")


@room.post("/people/back")
def back() -> Answer:
    """Take an absence back."""
    number = number_in(request.form.get("absence", ""))
    if number is not None:
        _people().rotations.back(number, by=identity().name)
    return _done("The absence is taken back.")


def _page(place: str = "", problem: KbError | None = None, new_link: tuple[str, str] | None = None) -> str:
    people = _people()
    with visitor().kb.catalog() as catalog:
        products = list(catalog.products())
    accounts = people.accounts.all()
    return render_template(
        "people.html",
        accounts=accounts,
        reviewers=[one.name for one in accounts if one.active and may(one.role, Right.REVIEW)],
        roles=list(Role),
        rotations=people.rotations.all(),
        absences=people.rotations.absences(),
        products=products,
        place=place,
        problem=problem,
        new_link=new_link,
        day=timedelta(days=1),
    )


def _people() -> People:
    return visitor().kb.people


def _named() -> Account:
    """The account that the form names; raises KBE1030."""
    return _people().accounts.get(request.form.get("name", "").strip())


def _other(doing: str) -> Account:
    """The account that the form names, unless it is one's own: somebody must be left to undo it. Raises KBE1036."""
    account = _named()
    if account.name == identity().name:
        raise NotAllowed(name=account.name, doing=doing, problem="another admin can")
    return account


def _role() -> Role:
    """The role that the form names; raises KBE1010."""
    given = request.form.get("role", "")
    try:
        return Role(given)
    except ValueError as error:
        raise RequestInvalid(problem=f"{given!r} is no role", hint=f"choose one of {', '.join(Role)}") from error


def _day(field: str) -> datetime:
    """The beginning of a day that the form names, in UTC; raises KBE1010."""
    given = request.form.get(field, "")
    try:
        return datetime.combine(datetime.strptime(given, "%Y-%m-%d").date(), time(), UTC)
    except ValueError as error:
        raise RequestInvalid(problem=f"{given!r} is no day", hint="write it as 2026-12-24") from error


def _done(said: str) -> Response:
    flash(said)
    return redirect(url_for("people.show"), HTTPStatus.SEE_OTHER)


def _linked(name: str) -> tuple[str, int]:
    text = _people().tokens.create_link(name, by=identity().name)
    return _page(new_link=(name, url_for("sign_in.follow", token=text, _external=True))), HTTPStatus.OK


def _refused(place: str, error: KbError) -> tuple[str, int]:
    return _page(place, error), HTTPStatus.BAD_REQUEST
