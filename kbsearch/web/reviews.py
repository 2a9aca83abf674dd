"""The room `/a/<id>/review`: a second pair of eyes on an article: asked for, given line by line, and put on record."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from kbsearch.articles.approved import approved_text, compared
from kbsearch.articles.article import AUDIENCE, Article
from kbsearch.articles.render import read_page
from kbsearch.articles.review import content_digest
from kbsearch.articles.saving import Saved, digest_of
from kbsearch.errors import (
    ApprovalClosed,
    ApproverMissing,
    ArticleChanged,
    EditRefused,
    KbError,
    NotAllowed,
    RequestInvalid,
    ReviewTooEarly,
)
from kbsearch.people.approvals import NEEDS, Approval, Kind, Outcome
from kbsearch.people.roles import Right
from kbsearch.web.identity import Identity, identity
from kbsearch.web.links import ArticleLinks
from kbsearch.web.numbers import number_in
from kbsearch.web.review_lines import stretches
from kbsearch.web.upkeep import follow
from kbsearch.web.visitor import visitor

NOTE = 4_000
"""Characters of a note or a remark that are kept."""

SAYABLE = (ApprovalClosed, ApproverMissing, ArticleChanged, EditRefused, NotAllowed, ReviewTooEarly)
"""What may be in the way and is said on the page, at the place where it happened."""

STEPS = ("ask", "audience", "life")
"""The forms of the page that are always there."""

Answer = Response | tuple[str, int]

room = Blueprint("reviews", __name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """What was in the way of a step, and at which form of the page it is said."""

    place: str
    error: KbError


@dataclass(frozen=True, slots=True)
class Asked:
    """An open question as the asker of the page sees it."""

    approval: Approval
    changed: bool
    decidable: bool
    own: bool


@room.get("/a/<id>/review")
def show(id: str) -> str:
    """The article beside what has changed in it since it was approved last; `line` opens the form for a remark."""
    return _page(_current(id))


@room.post("/a/<id>/review/ask")
def ask(id: str) -> Answer:
    """Ask for a review; what keeps the article from it is said on the page."""
    article = _current(id)
    try:
        asked = visitor().kb.reviews.ask(article, by=identity().name, note=_said("note"))
    except SAYABLE as error:
        return _refused(article, "ask", error)
    return _done(id, f"{asked.approver} is asked to review it.")


@room.post("/a/<id>/review/audience")
def ask_audience(id: str) -> Answer:
    """Ask that other readers may see the article."""
    article, wanted = _current(id), request.form.get("audience", "")
    if wanted not in AUDIENCE:
        raise RequestInvalid(problem=f"{wanted!r} is no audience", hint=f"choose one of {', '.join(AUDIENCE)}")
    try:
        asked = visitor().kb.reviews.ask_audience(article, wanted, by=identity().name, note=_said("note"))
    except SAYABLE as error:
        return _refused(article, "audience", error)
    return _done(id, f"{asked.approver} is asked whether it may be shown to: {wanted}.")


@room.post("/a/<id>/review/decide")
def decide(id: str) -> Answer:
    """Approve, or ask for changes with a note that says which."""
    article, by, answer = _current(id), identity().name, _said("answer")
    number, kb, approved = _number("approval"), visitor().kb, request.form.get("decision") == "approve"
    place = f"approval-{number}"
    try:
        found = kb.people.approvals.open_to(number, by)
        if found.subject != article.id:
            raise RequestInvalid(problem=f"question {number} is about another article", hint="open its own page")
        if not approved and not answer:
            wanted = RequestInvalid(problem="the note is empty", hint="say what has to change")
            return _refused(article, place, wanted)
        if approved and found.kind in (Kind.REVIEW, Kind.AUDIENCE):
            return _done(id, _approved(found, kb.reviews.approve(article, number, by=by, answer=answer)))
        kb.people.approvals.decide(number, approved, by=by, answer=answer)
    except SAYABLE as error:
        return _refused(article, place, error)
    return _done(id, f"{found.asked_by} may go on." if approved else f"{found.asked_by} is told what has to change.")


@room.post("/a/<id>/review/withdraw")
def withdraw(id: str) -> Answer:
    """Take a question back that one has asked."""
    article, by, number = _current(id), identity().name, _number("approval")
    approvals = visitor().kb.people.approvals
    mine = [one for one in approvals.waiting(subject=article.id) if one.id == number and _is(one.asked_by, by)]
    if not mine:
        return _refused(article, f"approval-{number}", ApprovalClosed(id=number, how="it is not an open one of yours"))
    approvals.withdraw(number, by=by)
    return _done(id, "The question is taken back.")


@room.post("/a/<id>/review/comment")
def comment(id: str) -> Answer:
    """Remark on a line, counted from 1 in the file; 0 means the whole article."""
    article, said, line = _current(id), _said("said"), _number("line")
    if not said:
        raise RequestInvalid(problem="the remark is empty", hint="say what is meant")
    visitor().kb.reviews.comment(article, line, said, by=identity().name)
    flash("The remark is kept.")
    return redirect(url_for("reviews.show", id=id, _anchor=f"kb-line-{line}"), HTTPStatus.SEE_OTHER)


@room.post("/a/<id>/review/settle")
def settle(id: str) -> Answer:
    """Put a remark aside: it was heeded, or answered."""
    article, number, reviews = _current(id), _number("comment"), visitor().kb.reviews
    if any(one.id == number for one in reviews.comments(article.id)):
        reviews.settle(number, by=identity().name)
    flash("The remark is settled.")
    return redirect(url_for("reviews.show", id=id, _anchor="kb-changes"), HTTPStatus.SEE_OTHER)


@room.post("/a/<id>/archive")
def archive(id: str) -> Answer:
    """Take the article out of the searches."""
    article = _current(id)
    try:
        saved = visitor().kb.reviews.archive(article, by=identity().name)
    except SAYABLE as error:
        return _refused(article, "life", error)
    return _done(id, f"It is archived: searches leave it out.{_git(saved)}")


@room.post("/a/<id>/restore")
def restore(id: str) -> Answer:
    """Bring the article back from the archive."""
    article = _current(id)
    try:
        saved = visitor().kb.reviews.restore(article, by=identity().name)
    except SAYABLE as error:
        return _refused(article, "life", error)
    return _done(id, f"It is back, to be reviewed anew.{_git(saved)}")


def _page(article: Article, problem: Problem | None = None) -> str:
    asker, kb = visitor(), visitor().kb
    text = _text(article)
    approved = approved_text(kb.settings, article)
    comments = kb.reviews.comments(article.id)
    line = number_in(request.args.get("line", ""))
    last = kb.people.approvals.last(article.id, Kind.REVIEW)
    waiting = kb.people.approvals.waiting(subject=article.id)
    places = {*STEPS, *(f"approval-{one.id}" for one in waiting)}
    if problem is not None and problem.place not in places:
        problem = Problem("top", problem.error)  # its form is on the page no more
    return render_template(
        "review.html",
        article=article,
        body=Markup(read_page(article.body, ArticleLinks(asker, article), article.title, top=3).html()),
        approved=approved,
        stretches=stretches(
            compared(approved.text if approved else None, text),
            comments,
            -1 if line is None else line,
            fold=approved is not None,
        ),
        general=[one for one in comments if not one.line],
        about_whole=line == 0,
        asked=[_asked(one, article, text, identity()) for one in waiting],
        refused=last if last is not None and last.outcome is Outcome.REFUSED else None,
        audiences=[one for one in AUDIENCE if one != article.audience],
        may_write=identity().may(Right.WRITE),
        problem=problem,
    )


def _asked(approval: Approval, article: Article, text: str, who: Identity) -> Asked:
    """An open question, and what whoever looks at it may do about it."""
    now = article.digest if approval.kind is Kind.CHANGE else content_digest(text)
    own = _is(approval.asked_by, who.name)
    concerned = own or _is(approval.author, who.name)
    return Asked(approval, now != approval.digest, who.may(NEEDS[approval.kind]) and not concerned, own)


def _current(id: str) -> Article:
    """The article as its file says it now, for those it is meant for; raises KBE1003."""
    asker = visitor()
    article = asker.article(id).article
    if digest_of(_bytes(article)) != article.digest:
        follow(asker.kb)
        article = asker.article(id).article
    return article


def _bytes(article: Article) -> bytes:
    try:
        return (visitor().kb.settings.root / article.path).read_bytes()
    except OSError:
        return b""


def _text(article: Article) -> str:
    return _bytes(article).decode("utf-8", "replace")


def _said(field: str) -> str:
    return request.form.get(field, "").replace("\r\n", "\n").strip()[:NOTE]


def _number(field: str) -> int:
    """A number that a form of ours carries; raises KBE1010."""
    given = request.form.get(field, "")
    found = number_in(given)
    if found is None:
        raise RequestInvalid(problem=f"{field}: {given!r} is no number", hint="use the form on the article's page")
    return found


def _is(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _approved(found: Approval, saved: Saved) -> str:
    what = "It is validated." if found.kind is Kind.REVIEW else f"It is shown to: {found.wanted}."
    return f"{what}{_git(saved)}"


def _git(saved: Saved) -> str:
    return f" Git would not commit it: {saved.problem}" if saved.problem else ""


def _done(id: str, said: str) -> Response:
    """Back to the page, the index up to date, with what has happened."""
    flash(said + follow(visitor().kb))
    return redirect(url_for("reviews.show", id=id), HTTPStatus.SEE_OTHER)


def _refused(article: Article, place: str, error: KbError) -> tuple[str, int]:
    """The page again, as it is by now, with what was in the way."""
    status = HTTPStatus.CONFLICT if isinstance(error, ArticleChanged | ApprovalClosed) else HTTPStatus.BAD_REQUEST
    return _page(_current(article.id), Problem(place, error)), status
