"""Access: the one table of which page wants which right; a page that is not in it is shown to nobody."""

from __future__ import annotations

from flask import Flask, redirect, request, url_for
from werkzeug.wrappers import Response

from kbsearch.errors import NotAllowed
from kbsearch.people.roles import Right
from kbsearch.web.identity import API, identity

EVERYONE = None

ROUTES: dict[str, Right | None] = {
    "static": EVERYONE,
    "search.ask": EVERYONE,
    "search.paste": EVERYONE,
    "search.clicked": EVERYONE,
    "search.description": EVERYONE,
    "articles.show": EVERYONE,
    "articles.picture": EVERYONE,
    "articles.code": EVERYONE,
    "history.show": Right.READ,
    "history.restore": Right.WRITE,
    "feedback.solved": Right.USE,
    "feedback.rejected": Right.USE,
    "feedback.undo": Right.USE,
    "feedback.flag": Right.USE,
    "feedback.close": Right.WRITE,
    "feedback.ask_approval": Right.USE,
    "drafts.show": EVERYONE,
    "drafts.file": EVERYONE,
    "new.choose": Right.WRITE,
    "new.start": Right.WRITE,
    "editor.edit": Right.WRITE,
    "editor.act": Right.WRITE,
    "editor.part": Right.WRITE,
    "editor.state": Right.WRITE,
    "uploads.add": Right.WRITE,
    "uploads.picture": Right.WRITE,
    "desk.show": Right.READ,
    "reviews.show": Right.READ,
    "reviews.ask": Right.WRITE,
    "reviews.ask_audience": Right.WRITE,
    "reviews.decide": Right.REVIEW,
    "reviews.withdraw": Right.USE,
    "reviews.comment": Right.WRITE,
    "reviews.settle": Right.WRITE,
    "reviews.archive": Right.WRITE,
    "reviews.restore": Right.WRITE,
    "tickets.overview": Right.SOLVE,
    "tickets.table": Right.SOLVE,
    "tickets.begin": Right.SOLVE,
    "tickets.carry": Right.SOLVE,
    "tickets.fitting": Right.SOLVE,
    "tickets.file": Right.SOLVE,
    "tickets.show": Right.SOLVE,
    "tickets.act": Right.SOLVE,
    "tickets.download": Right.SOLVE,
    "tickets.keep": Right.SOLVE,
    "tickets.decide": Right.APPROVE,
    "tickets.ask": EVERYONE,
    "tickets.answer": EVERYONE,
    "tickets.escalations": Right.SOLVE,
    "reports.overview": Right.SOLVE,
    "reports.show": Right.SOLVE,
    "reports.chart": Right.SOLVE,
    "reports.table": Right.SOLVE,
    "reports.sample": Right.SOLVE,
    "reports.judge": Right.SOLVE,
    "reports.draft": Right.WRITE,
    "mail.show": Right.SERVE,
    "mail.read": Right.SERVE,
    "mail.decide": Right.SERVE,
    "mail.send_or_cancel": Right.SERVE,
    "webhooks.show": Right.ADMINISTER,
    "webhooks.again": Right.ADMINISTER,
    "webhooks.again_all": Right.ADMINISTER,
    "portal.begin": EVERYONE,
    "portal.carry": EVERYONE,
    "portal.file": EVERYONE,
    "portal.ask": EVERYONE,
    "portal.enter": EVERYONE,
    "portal.show": EVERYONE,
    "portal.say": EVERYONE,
    "portal.confirm": EVERYONE,
    "portal.helped": EVERYONE,
    "portal.attachment": EVERYONE,
    "stale.show": Right.READ,
    "releases.overview": Right.READ,
    "releases.show": Right.READ,
    "releases.evidence": Right.READ,
    "releases.report": Right.READ,
    "releases.write": Right.WRITE,
    "releases.waiver_form": Right.PLAN,
    "releases.ask_waiver": Right.PLAN,
    "releases.decide_waiver": Right.APPROVE,
    "releases.subscribe": Right.PLAN,
    "releases.leave_form": EVERYONE,
    "releases.leave": EVERYONE,
    "people.show": Right.ADMINISTER,
    "people.add": Right.ADMINISTER,
    "people.role": Right.ADMINISTER,
    "people.shut": Right.ADMINISTER,
    "people.open_again": Right.ADMINISTER,
    "people.link": Right.ADMINISTER,
    "people.rotation": Right.ADMINISTER,
    "people.absence": Right.ADMINISTER,
    "people.back": Right.ADMINISTER,
    "api.search": EVERYONE,
    "api.search_short": EVERYONE,
    "api.articles": EVERYONE,
    "api.article": EVERYONE,
    "api.article_errors": EVERYONE,
    "api.code": EVERYONE,
    "api.tickets": Right.SOLVE,
    "api.ticket_add": Right.SOLVE,
    "api.ticket": Right.SOLVE,
    "api.ticket_note": Right.SOLVE,
    "api.ticket_reply": Right.SOLVE,
    "api.ticket_hear": Right.SOLVE,
    "api.ticket_link": Right.SOLVE,
    "api.ticket_unlink": Right.SOLVE,
    "api.ticket_solve": Right.SOLVE,
    "api.ticket_confirm": Right.SOLVE,
    "api.ticket_close": Right.SOLVE,
    "api.ticket_reopen": Right.SOLVE,
    "api.ticket_hand": Right.SOLVE,
    "api.ticket_owner": Right.SOLVE,
    "api.ticket_escalate": Right.SOLVE,
    "api.ticket_return": Right.SOLVE,
    "api.ticket_promise": Right.SOLVE,
    "api.promises": Right.SOLVE,
    "api.promise_keep": Right.SOLVE,
    "api.ticket_ask": Right.SOLVE,
    "api.approval_decide": Right.SOLVE,
    "api.ticket_gather": Right.SOLVE,
    "api.ticket_answer": Right.SOLVE,
    "api.ticket_merge": Right.SOLVE,
    "api.ticket_correct": Right.SOLVE,
    "api.ticket_split": Right.SOLVE,
    "api.reports": Right.SOLVE,
    "api.report": Right.SOLVE,
    "api.releases": Right.READ,
    "api.release": Right.READ,
    "api.release_publish": Right.PLAN,
    "api.openapi": EVERYONE,
    "api.health": EVERYONE,
    "sign_in.form": EVERYONE,
    "sign_in.enter": EVERYONE,
    "sign_in.follow": EVERYONE,
    "sign_in.leave": EVERYONE,
    "sign_in.account": Right.READ,
    "sign_in.change_password": Right.READ,
}
"""The right that each endpoint wants. What of the knowledge base is seen behind it, the visitor decides."""


def guard(app: Flask) -> None:
    """Let every request pass this table first."""
    app.before_request(_check)


def _check() -> Response | None:
    """Send nobody to sign in, and refuse whoever may not; raises KBE1036."""
    if request.endpoint is None:
        return None  # there is no such page
    asker = identity()
    right = ROUTES.get(request.endpoint, Right.ADMINISTER)
    if right is EVERYONE or asker.may(right):
        return None
    if asker.account is None and request.method == "GET" and not request.path.startswith(API):
        return redirect(url_for("sign_in.form", next=request.full_path.rstrip("?")))
    role = asker.role or "a visitor"
    raise NotAllowed(name=asker.name or "nobody", doing=right.value, problem=f"as {role}")
