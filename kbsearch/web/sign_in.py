"""Signing in and out, and one's own account."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from kbsearch.errors import PasswordWeak, SignInRefused, TokenRefused
from kbsearch.people.passwords import LONGEST, SHORTEST
from kbsearch.web.identity import identity, sign_in, sign_out

if TYPE_CHECKING:
    from kbsearch.people.people import People

room = Blueprint("sign_in", __name__)


class SignIn(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types
    """Name and password."""

    name = StringField("Name", [InputRequired(), Length(max=64)])
    password = PasswordField("Password", [InputRequired(), Length(max=LONGEST)])
    next = HiddenField()


class NewPassword(FlaskForm):  # type: ignore[misc]
    """A new password, twice."""

    password = PasswordField("New password", [InputRequired(), Length(min=SHORTEST, max=LONGEST)])
    again = PasswordField("Once more", [EqualTo("password", "the two are not the same")])


@room.get("/sign-in")
def form() -> str | Response:
    """The form; whoever is signed in already goes on."""
    if identity().account is not None:
        return redirect(_local(request.args.get("next", "")))
    return render_template("sign_in.html", form=SignIn(next=request.args.get("next", "")), refused="")


@room.post("/sign-in")
def enter() -> tuple[str, int] | Response:
    """Sign in by name and password."""
    filled = SignIn()
    refused = "fill in both"
    if filled.validate_on_submit():
        try:
            sign_in(_people().accounts.sign_in(filled.name.data or "", filled.password.data or ""))
            return redirect(_local(filled.next.data or ""))
        except SignInRefused as error:
            refused = f"{error.said}: {error.advice}"
    return render_template("sign_in.html", form=filled, refused=refused), 401


@room.get("/sign-in/<token>")
def follow(token: str) -> tuple[str, int] | Response:
    """Sign in by a link that works once."""
    try:
        account = _people().tokens.follow_link(token)
    except TokenRefused as error:
        if identity().account is not None:
            return redirect(url_for("search.ask"))  # the same link, followed once more
        return render_template("sign_in.html", form=SignIn(next=""), refused=f"{error.said}: {error.advice}"), 401
    sign_in(account)
    return redirect(url_for("search.ask"))


@room.post("/sign-out")
def leave() -> Response:
    """Sign out."""
    sign_out()
    return redirect(url_for("search.ask"))


@room.get("/account")
def account() -> str:
    """Who one is here, and the form for a new password."""
    return render_template("account.html", who=identity(), form=NewPassword())


@room.post("/account/password")
def change_password() -> tuple[str, int] | Response:
    """A new password; it ends all other sessions."""
    filled, who = NewPassword(), identity()
    if filled.validate_on_submit():
        try:
            _people().accounts.set_password(who.name, filled.password.data or "", by=who.name)
            sign_in(_people().accounts.get(who.name))
            flash("The new password holds from now on. Other browsers have to sign in again.")
            return redirect(url_for("sign_in.account"))
        except PasswordWeak as error:
            filled.password.errors = [error.advice]
    return render_template("account.html", who=who, form=filled), 400


def _local(address: str) -> str:
    """Where to go after signing in: an address of this server alone."""
    parts = urlsplit(address)
    own = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return address if own else url_for("search.ask")


def _people() -> People:
    people: People = current_app.extensions["kbsearch"].people
    return people
