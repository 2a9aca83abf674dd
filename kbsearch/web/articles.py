"""Article pages, their pictures, and the permalinks of error codes."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, render_template, send_file, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from kbsearch.articles.article import Article
from kbsearch.articles.pictures import picture_file
from kbsearch.articles.render import Page, read_page
from kbsearch.errors import CodeUnknown
from kbsearch.search.codes import code_keys
from kbsearch.web.headers import PICTURE_POLICY
from kbsearch.web.links import ArticleLinks
from kbsearch.web.visitor import visitor

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
