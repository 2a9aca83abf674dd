"""What one may do about a ticket: each deed is one form of its page, and one line of `DEEDS`."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from kbsearch.errors import RequestInvalid, TicketRefused, UsageError
from kbsearch.people.database import now
from kbsearch.tickets.changes import ticket_of
from kbsearch.tickets.corrections import Corrected
from kbsearch.tickets.links import LinkKind
from kbsearch.tickets.models import Channel
from kbsearch.tickets.moments import read_moment
from kbsearch.tickets.promises import USUAL
from kbsearch.web.clock import local
from kbsearch.web.identity import identity
from kbsearch.web.tickets import files, keys, together
from kbsearch.web.tickets.door import back_to, log, number_of, room, viewer
from kbsearch.web.tickets.page import Problem, page
from kbsearch.web.tickets.words import own_fields, said, whole
from kbsearch.web.visitor import visitor

Answer = Response | tuple[str, int]


@room.post("/tickets/<number>/<deed>")
def act(number: str, deed: str) -> Answer:
    """Do it, and say so; what is in the way is said at its form, which keeps what was written. Raises KBE1050."""
    found = number_of(number)
    if deed not in DEEDS:
        abort(404)
    log().get(found, viewer())
    try:
        done = DEEDS[deed](found, identity().name)
    except UsageError as error:
        filled = {name: value for name, value in request.form.items() if name != "csrf_token"}
        return page(found, Problem(deed, error, filled)), HTTPStatus.BAD_REQUEST
    flash(done)
    return back_to(found)


@room.post("/promises/<number>/keep")
def keep(number: str) -> Response:
    """Say that a promise was kept; back to where one was. Raises KBE1050 and KBE1055."""
    promise = log().promises.keep(number_of(number), by=identity().name)
    flash(f"Kept: {promise.what}.")
    if request.args.get("from") == "desk":
        return redirect(url_for("desk.show"), HTTPStatus.SEE_OTHER)
    return back_to(promise.ticket)


@room.post("/changes/<number>/decide")
def decide(number: str) -> Response:
    """Approve or refuse a change that one was asked about, with one click. Raises KBE1036 and KBE1037."""
    approved = request.form.get("decision") == "approve"
    found = log().changes.decide(number_of(number), approved, by=identity().name, answer=said("answer"))
    flash(f"{found.asked_by} may go on." if approved else f"{found.asked_by} is told that it is refused.")
    ticket = ticket_of(found.subject)
    if ticket is not None and request.args.get("from") == "ticket":
        return back_to(ticket)
    return redirect(url_for("desk.show"), HTTPStatus.SEE_OTHER)


def _note(number: int, by: str) -> str:
    log().note(number, said("text"), by=by)
    return "The note is kept; only those inside read it."


def _reply(number: int, by: str) -> str:
    with log().together():  # no reply goes without its file
        log().reply(number, said("text"), by=by, as_is="as_is" in request.form)
        file = files.enclose(number, by)
    return f"The reply goes to the requester, with {file}." if file else "The reply goes to the requester."


def _hear(number: int, by: str) -> str:
    channel = request.form.get("channel", "")
    if channel not in tuple(Channel):
        raise RequestInvalid(problem=f"{channel!r} is no channel", hint=f"choose one of {', '.join(Channel)}")
    log().hear(number, said("text"), channel=Channel(channel), by=by)
    return "What they said is kept."


def _solve(number: int, by: str) -> str:
    article = said("article").strip()
    if article:
        visitor().article(article)
    log().solve(number, by=by, article=article)
    return "It is solved; the requester is asked whether it is."


def _confirm(number: int, by: str) -> str:
    fixed = request.form.get("fixed") == "yes"
    log().confirm(number, fixed, by=by)
    return "Confirmed: it is fixed." if fixed else "It is open again: it was not fixed."


def _close(number: int, by: str) -> str:
    log().close(number, by=by, reason=said("reason"))
    return "It is closed."


def _reopen(number: int, by: str) -> str:
    log().reopen(number, by=by, reason=said("reason"))
    return "It is open again."


def _hand(number: int, by: str) -> str:
    ticket = log().hand_to(number, said("to"), by=by, note=said("note"))
    return f"{ticket.assignee} works on it now; {ticket.owner} stays whom the requester deals with."


def _owner(number: int, by: str) -> str:
    ticket = log().change_owner(number, said("to"), said("reason"), by=by)
    return f"{ticket.owner} is the owner now; the requester is told."


def _escalate(number: int, by: str) -> str:
    ticket = log().escalations.escalate(number, by=by, to=said("to"), note=said("note"))
    return f"Escalated: {ticket.assignee} has it now." if ticket.assignee else "Escalated."


def _bring_back(number: int, by: str) -> str:
    ticket = log().escalations.bring_back(number, by=by, learnt=said("learnt"))
    return f"It is back with {ticket.owner}. What did we learn? Write it down for the next one who calls."


def _promise(number: int, by: str) -> str:
    promise = log().promises.make(number, read_moment(said("due"), now().astimezone()), said("what") or USUAL, by=by)
    return f"Promised: {promise.what} by {local(promise.due)}."


def _link(number: int, by: str) -> str:
    article = visitor().article(said("article").strip()).article
    kind = LinkKind.RESOLUTION if request.form.get("kind") == LinkKind.RESOLUTION else LinkKind.REFERENCE
    log().link(number, article.id, kind, by=by)
    return f"“{article.title}” is linked as {kind}."


def _unlink(number: int, by: str) -> str:
    log().unlink(number, said("article"), by=by)
    return "The link is taken back."


def _correct(number: int, by: str) -> str:
    form = request.form
    corrected = Corrected(
        subject=said("subject"),
        product=said("product"),
        category=form.get("category"),
        fields=own_fields() if any(name.startswith("f.") for name in form) else None,
        minutes=whole(said("minutes"), 0),
        people=whole(said("people"), 1),
    )
    log().correct(number, corrected, by=by)
    return "It is corrected; what was said before is kept."


def _ask_change(number: int, by: str) -> str:
    article = said("article").strip()
    if article:
        visitor().article(article)
    asked = log().changes.ask(number, said("what"), by=by, article=article)
    return f"Asked {asked.approver} for approval."


def _withdraw_change(number: int, by: str) -> str:
    mine = [one for one in log().changes.of(number, viewer()) if one.asked_by == by and one.outcome == "waiting"]
    if not mine:
        raise TicketRefused(number=number, problem="no question of yours is open", hint="nothing is to be taken back")
    visitor().kb.people.approvals.withdraw(mine[-1].id, by=by)
    return "The question is taken back."


DEEDS: dict[str, Callable[[int, str], str]] = {
    "note": _note,
    "reply": _reply,
    "hear": _hear,
    "solve": _solve,
    "confirm": _confirm,
    "close": _close,
    "reopen": _reopen,
    "hand": _hand,
    "owner": _owner,
    "escalate": _escalate,
    "bring-back": _bring_back,
    "promise": _promise,
    "link": _link,
    "unlink": _unlink,
    "correct": _correct,
    "ask-change": _ask_change,
    "withdraw-change": _withdraw_change,
    "attach": files.attach,
    "give-key": keys.give,
    "end-keys": keys.end,
    "gather": together.gather,
    "answer-all": together.answer_all,
    "let-go": together.let_go,
    "merge": together.merge,
    "split": together.split,
}
"""Each deed by the end of its address: it is done to a ticket by somebody, and says what happened."""
