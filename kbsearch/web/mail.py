"""The room `/mail`: mails that wait for somebody to look at them, letters that have not gone out, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kbsearch.errors import KbError, LetterRefused, MailUnknown, TicketUnknown
from kbsearch.people.database import now
from kbsearch.tickets.mail.message import Mail, Unreadable
from kbsearch.web.identity import identity
from kbsearch.web.tickets import door
from kbsearch.web.visitor import visitor

if TYPE_CHECKING:
    from kbsearch.tickets.mail.incoming import Incoming
    from kbsearch.tickets.mail.post import Post

SHOWN = 100
"""Rows of each list."""

room = Blueprint("mail", __name__)


@room.get("/mail")
def show() -> str:
    """Both lists; what belongs to a ticket that one may not see is in neither."""
    post = _post()
    return render_template(
        "mail.html",
        waiting=[one for one in post.inbox.store.list(limit=SHOWN) if _sees(one.ticket)],
        letters=[one for one in post.outgoing.list(limit=SHOWN) if _sees(one.ticket)],
        now=now(),
    )


@room.get("/mail/<int:id>")
def read(id: int) -> str:
    """One mail that waits, as it reads; raises KBE1065."""
    mail = _waiting(id)
    text: Mail | None = None
    try:
        text, problem = _post().inbox.read(mail), ""
    except Unreadable as error:
        problem = str(error)
    return render_template("mail_read.html", mail=mail, read=text, problem=problem)


@room.post("/mail/<int:id>")
def decide(id: int) -> Response:
    """Make a ticket of a mail, or say that it needs nothing; raises KBE1065."""
    inbox = _post().inbox
    mail = _waiting(id)
    if request.form.get("do") == "accept":
        taken = inbox.accept(mail.id, by=identity().name)
        if taken.ticket is not None and taken.fate.value == "taken":
            return redirect(url_for("tickets.show", number=taken.ticket))
        flash(f"It still waits: {taken.why}.", "problem")
    else:
        inbox.dismiss(mail.id, by=identity().name)
        flash(f"Mail {mail.id} needs nothing any more.")
    return redirect(url_for("mail.show"))


@room.post("/mail/letters/<int:id>")
def send_or_cancel(id: int) -> Response:
    """Let a letter be tried again at once, or not be sent at all."""
    outgoing = _post().outgoing
    try:
        if not any(one.id == id and _sees(one.ticket) for one in outgoing.list(limit=SHOWN)):
            raise LetterRefused(id=id, problem="there is none of that number")
        if request.form.get("do") == "retry":
            outgoing.retry(id, by=identity().name)
            flash("It is tried again within a minute.")
        else:
            outgoing.cancel(id, by=identity().name)
            flash("It will not be sent.")
    except KbError as error:
        flash(f"{error.said}: {error.advice}", "problem")
    return redirect(url_for("mail.show"))


def _post() -> Post:
    return visitor().kb.post


def _waiting(id: int) -> Incoming:
    """A mail that waits; raises KBE1065 in the same words whether there is none or it is not for them."""
    mail = next((one for one in _post().inbox.store.list(limit=SHOWN) if one.id == id and _sees(one.ticket)), None)
    if mail is None:
        raise MailUnknown(id=id, hint="somebody may have dealt with it; the list says which do wait")
    return mail


def _sees(ticket: int | None) -> bool:
    """Whether whoever asks may know of the ticket that something belongs to; what belongs to none, anybody may."""
    if not ticket:
        return True
    try:
        visitor().kb.tickets.get(ticket, door.viewer())
    except TicketUnknown:
        return False
    return True
