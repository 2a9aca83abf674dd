"""Article pages, their pictures, and the permalinks of error codes."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, redirect, render_template, send_file, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from kbsearch.articles.article import Article
from kbsearch.articles.pictures import picture_file
from kbsearch.articles.render import Page, read_page
from kbsearch.articles.repository import Revision
from kbsearch.errors import CodeUnknown, KbError
from kbsearch.people.approvals import Approval, Kind, Outcome
from kbsearch.people.roles import Right
from kbsearch.search.codes import code_keys
from kbsearch.tickets.flags import Flag, Reason
from kbsearch.tickets.links import Reuse
from kbsearch.web.answer import answer_of
from kbsearch.web.copies import copies, handover
from kbsearch.web.feedback import approval_of
from kbsearch.web.headers import PICTURE_POLICY
from kbsearch.web.history import revisions
from kbsearch.web.identity import identity
from kbsearch.web.links import ArticleLinks
from kbsearch.web.related import related
from kbsearch.web.visitor import Visitor, visitor

CONTENTS = 4
"""Headings from which an article gets a table of contents."""

room = Blueprint("articles", __name__)


@room.get("/a/<id>")
def show(id: str) -> str:
    """An article, rendered; KBE1003 when there is none that the visitor may see."""
    asker = visitor()
    stored = asker.article(id)
    article = stored.article
    page = read_page(article.body, ArticleLinks(asker, article), article.title)
    own = [entry for entry in article.errors if entry.own]
    reads = identity().may(Right.READ)
    listed = [entry for entry in article.errors if not entry.own]
    return render_template(
        "article.html",
        article=article,
        body=Markup(page.html()),
        contents=_contents(page),
        main=own[0] if own else None,
        also=own[1:],
        listed=listed,
        stale=stored.stale,
        inside=asker.inside,
        related=related(article, asker),
        desk=_desk(asker, article) if reads else None,
        uses=identity().may(Right.USE),
        may_write=identity().may(Right.WRITE),
        copies=copies(article, answer_of(article, asker), reply=reads),
        handover=handover(article, (), None, "") if article.fix_by == "engineering" else "",
        reasons=tuple(Reason),
    )


@dataclass(frozen=True, slots=True)
class Desk:
    """What those inside are told of an article: its use, its open flags, and how it stands with its review.

    `changed` is the newest version that git has, `asked` the open question for a review, `approval` that for
    leave to apply it. `current` says whether the last review read this text, None where nobody can tell.
    """

    reuse: Reuse
    flags: tuple[Flag, ...]
    changed: Revision | None
    current: bool | None
    asked: Approval | None
    approval: Approval | None


def _desk(asker: Visitor, article: Article) -> Desk:
    kb = asker.kb
    asked = kb.people.approvals.last(article.id, Kind.REVIEW)
    try:
        current = kb.reviews.is_current(article)
    except KbError:  # the file is being written, or gone, and the index does not know it yet
        current = None
    return Desk(
        kb.links.reuse(article.id),
        tuple(kb.flags.open(article=article.id)),
        next(iter(revisions(asker, article, limit=1)), None),
        current,
        asked if asked is not None and asked.outcome is Outcome.WAITING else None,
        approval_of(article) if article.fix_by == "approval" else None,
    )


@room.get("/a/<id>/files/<path:path>")
def picture(id: str, path: str) -> Response:
    """A picture that the article shows; any other file of the tree does not exist."""
    asker = visitor()
    article = asker.article(id).article
    links = ArticleLinks(asker, article)
    read_page(article.body, links).html()
    file = picture_file(asker.kb.settings, path) if path in links.pictures else None
    if file is None:
        abort(404)
    response = send_file(file, max_age=300, conditional=True)
    response.headers["Content-Security-Policy"] = PICTURE_POLICY
    return response


@room.get("/e/<path:code>")
def code(code: str) -> AnyResponse | str | tuple[str, int]:
    """The article that explains a code, in any spelling; a choice when there are several."""
    try:
        found = visitor().documenting(code)
    except CodeUnknown as unknown:
        return render_template("code_unknown.html", code=code, said=unknown.said, error=unknown.code), 404
    if len(found) == 1:
        return redirect(url_for("articles.show", id=found[0].id))
    wanted = set(code_keys(code))
    rows = [{"article": article, "message": _message(article, wanted)} for article in found]
    return render_template("code.html", code=code, rows=rows)


def _message(article: Article, wanted: set[str]) -> str:
    """What the article says the message of that code is."""
    return next((e.message for e in article.errors if e.message and e.code and wanted & set(code_keys(e.code))), "")


def _contents(page: Page) -> list[tuple[int, str, str]]:
    """Depth (0 or 1), heading and anchor of the two highest levels, or nothing for a short article."""
    headings = [part for part in page.parts if part.level]
    levels = sorted({part.level for part in headings})[:2]
    listed = [(levels.index(part.level), part.heading, part.anchor) for part in headings if part.level in levels]
    return listed if len(listed) >= CONTENTS else []
