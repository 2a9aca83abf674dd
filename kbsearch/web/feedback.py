"""Feedback: what an article was to whoever read it, in one click; and back to where they were.

From the search page the paste comes along in the body and goes back in the body (status 307 has the
browser send it again), so that it is neither lost nor ever part of an address.
"""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from kbsearch.articles.article import Article
from kbsearch.errors import ApproverMissing, RequestInvalid
from kbsearch.people.approvals import Approval, Kind, Outcome, Question
from kbsearch.tickets.flags import Reason
from kbsearch.tickets.links import LinkKind
from kbsearch.web.asking import asking
from kbsearch.web.filters import Filters
from kbsearch.web.identity import identity
from kbsearch.web.numbers import number_in
from kbsearch.web.visitor import visitor

NOTE = 2_000
"""Characters of a note that are kept."""

SIGNATURE = 64
"""Characters of a signature's id that are kept."""

room = Blueprint("feedback", __name__)


@room.post("/a/<id>/solved")
def solved(id: str) -> Response:
    """Keep that the article solved it."""
    article = visitor().article(id).article
    _keep(article, LinkKind.RESOLUTION, "Noted: this solved it.")
    return _back(id)


@room.post("/a/<id>/rejected")
def rejected(id: str) -> Response:
    """Keep that the article was not the answer, and open the next."""
    article = visitor().article(id).article
    _keep(article, LinkKind.REJECTED, f"Noted: not “{article.title}”.")
    return _back(id, without=id)


@room.post("/links/<number>/undo")
def undo(number: str) -> Response:
    """Take back what one has just said."""
    said = number_in(number)
    found = None if said is None else visitor().kb.links.undo(said, by=identity().name)
    flash("Taken back." if found is not None else "There is nothing to take back.")
    return _back(found.article if found is not None else "", again=found.article if found is not None else "")


@room.post("/a/<id>/flag")
def flag(id: str) -> Response:
    """Tell the owner what is wrong with the article; raises KBE1010."""
    article = visitor().article(id).article
    try:
        reason = Reason(request.form.get("reason", ""))
    except ValueError as error:
        wanted = f"choose one of {', '.join(Reason)}"
        raise RequestInvalid(problem="it does not say what is wrong with the article", hint=wanted) from error
    note = request.form.get("note", "").strip()[:NOTE]
    if reason is Reason.OTHER and not note:
        flash("Not flagged: say in the note what is wrong.", "problem")
    else:
        visitor().kb.flags.add(article.id, reason, by=identity().name, owner=article.owner, note=note)
        flash(f"Flagged as {reason}, for {article.owner or 'whoever owns it'}.")
    return _back(id)


@room.post("/flags/<number>/close")
def close(number: str) -> Response:
    """Put a flag aside."""
    said = number_in(number)
    found = None if said is None else visitor().kb.flags.close(said, by=identity().name)
    if found is None:
        abort(404)
    flash("The flag is closed.")
    return redirect(url_for("articles.show", id=found.article), 303)


@room.post("/a/<id>/approval")
def ask_approval(id: str) -> Response:
    """Ask for leave to apply what the article says; a question of somebody else's stays as it is."""
    article, by = visitor().article(id).article, identity().name
    note = request.form.get("why", "").strip()[:NOTE]
    rotation = article.products[0] if article.products else ""
    question = Question(Kind.CHANGE, article.id, article.digest, rotation, article.owner, note=note)
    if article.fix_by != "approval":
        abort(404)
    open_one = approval_of(article)
    if open_one is not None and open_one.asked_by.casefold() != by.casefold():
        flash(f"{open_one.asked_by} has asked {open_one.approver} already.")
        return _back(id)
    try:
        flash(f"Asked {visitor().kb.people.approvals.ask(question, by=by).approver} for approval.")
    except ApproverMissing as error:
        flash(f"Not asked: {error.said}; {error.advice}.", "problem")
    return _back(id)


def approval_of(article: Article) -> Approval | None:
    """The open question whether the article may be applied, if somebody has asked it."""
    found = visitor().kb.people.approvals.last(article.id, Kind.CHANGE)
    return found if found is not None and found.outcome is Outcome.WAITING else None


def _keep(article: Article, kind: LinkKind, said: str) -> None:
    """Keep a link, and say so with the number by which it is taken back, or logged for whoever asked."""
    signature = request.form.get("signature", "")[:SIGNATURE]
    visitor().kb.searches.clicked(asking())
    made = visitor().kb.links.add(article.id, kind, by=identity().name, signature=signature)
    flash(said, f"{'solved' if kind is LinkKind.RESOLUTION else 'link'}-{made.id}")


def _back(id: str, *, without: str = "", again: str = "") -> Response:
    """Where one was: the article, the address of a short query, or the paste once more.

    `without` is an article that the next answer leaves out, `again` one that it shows again.
    """
    if request.args.get("from") == "article":
        return redirect(url_for("articles.show", id=id) if id else url_for("search.ask"), 303)
    chosen = Filters.of(request.args, visitor())
    skip = tuple(one for one in (*chosen.skip, without) if one and one != again)
    if "q" in request.args:
        return redirect(url_for("search.ask", **chosen.address(q=request.args["q"], skip=skip)), 303)
    return redirect(url_for("search.ask", **chosen.address(skip=skip)), 307)
