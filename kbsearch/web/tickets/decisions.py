"""The page `/decide/<question>/<key>`: whoever was asked about a change decides it, from a mail and without signing in.

Opening it decides nothing: programs that look through mails follow links, too.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import abort, make_response, render_template, request
from werkzeug.wrappers import Response

from kbsearch.people.approvals import Approval
from kbsearch.tickets.changes import ticket_of
from kbsearch.tickets.decisions import approver_of
from kbsearch.web.tickets.door import log, number_of, room
from kbsearch.web.tickets.words import said
from kbsearch.web.visitor import visitor


@room.get("/decide/<question>/<key>")
def ask(question: str, key: str) -> Response:
    """What is asked, and the two answers."""
    approval, name = _opened(question, key)
    return _page(approval, name)


@room.post("/decide/<question>/<key>")
def answer(question: str, key: str) -> Response:
    """Approve or refuse it; raises KBE1036 and KBE1037."""
    approval, name = _opened(question, key)
    approved = request.form.get("decision") == "approve"
    return _page(log().changes.decide(approval.id, approved, by=name, answer=said("answer")), name)


def _opened(question: str, key: str) -> tuple[Approval, str]:
    """The question that a key opens, and whose key it is; every other address leads nowhere, in the same words."""
    kb = visitor().kb
    approval = kb.people.approvals.get(number_of(question)) if kb.has_state else None
    if approval is None or ticket_of(approval.subject) is None:
        abort(HTTPStatus.NOT_FOUND)
    name = approver_of(kb.settings.root, approval, key)
    if not name:
        abort(HTTPStatus.NOT_FOUND)
    return approval, name


def _page(approval: Approval, name: str) -> Response:
    page = make_response(
        render_template("decide.html", asked=approval, number=ticket_of(approval.subject), approver=name)
    )
    page.headers["X-Robots-Tag"] = "noindex"
    page.headers["Cache-Control"] = "private, no-store"
    return page
