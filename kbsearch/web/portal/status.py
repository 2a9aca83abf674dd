"""The pages `/status` and `/request/<number>/<key>`: how a request stands, for whoever asked, without an account."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, abort, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from kbsearch.articles.line_ends import plain
from kbsearch.errors import AccessKeyRefused, ArticleUnknown, KbError, UsageError
from kbsearch.search.results import Hit
from kbsearch.tickets.public import Case
from kbsearch.web.numbers import number_in
from kbsearch.web.portal.files import FILES, Brought, brought, says
from kbsearch.web.portal.room import door, room
from kbsearch.web.visitor import visitor

FITTING = 3
"""Articles that are offered while nobody has answered yet."""


@room.get("/status")
def ask() -> str:
    """Number and key, as they were told on the phone or copied from a letter."""
    return render_template("status.html", number="", refused="")


@room.post("/status")
def enter() -> AnyResponse | tuple[str, int]:
    """Lead to the request that the key opens."""
    number, key = request.form.get("number", "").strip().lstrip("#"), request.form.get("key", "")
    try:
        case = door().enter(_number(number), key)
    except AccessKeyRefused:
        refused = "This number and this key do not belong together, or the key has ended."
        return render_template("status.html", number=number, refused=refused), HTTPStatus.FORBIDDEN
    signs = "".join(sign for sign in key if sign.isalnum()).lower()
    return redirect(url_for("portal.show", number=case.first, key=signs), HTTPStatus.SEE_OTHER)


@room.get("/request/<number>/<key>")
def show(number: str, key: str) -> str:
    """What was said, and what one can do. Raises KBE1061."""
    return _page(door().enter(_number(number), key), key)


@room.post("/request/<number>/<key>/say")
def say(number: str, key: str) -> AnyResponse | tuple[str, int]:
    """Keep what the requester says, and the files that they bring. Raises KBE1061."""
    found, text = _number(number), plain(request.form.get("text", ""))
    case = door().enter(found, key)
    files = brought()
    try:
        if files.problems:
            raise files.problems[0]
        door().say(found, key, text, files.held)
    except UsageError as error:
        return _page(case, key, said=says(error), text=text, files=files), HTTPStatus.BAD_REQUEST
    return _back(found, key)


@room.post("/request/<number>/<key>/confirm")
def confirm(number: str, key: str) -> AnyResponse | tuple[str, int]:
    """Keep whether it is fixed. Raises KBE1061."""
    found, text = _number(number), plain(request.form.get("text", ""))
    case = door().enter(found, key)
    try:
        door().confirm(found, key, request.form.get("fixed") == "yes", text)
    except UsageError as error:
        return _page(case, key, said=says(error), text=text), HTTPStatus.BAD_REQUEST
    return _back(found, key)


@room.post("/request/<number>/<key>/helped")
def helped(number: str, key: str) -> AnyResponse | tuple[str, int]:
    """Keep that an article was the answer. Raises KBE1003 and KBE1061."""
    found = _number(number)
    case = door().enter(found, key)
    article = visitor().article(request.form.get("article", "")).article
    try:
        door().helped(found, key, article.id)
    except UsageError as error:
        return _page(case, key, said=says(error)), HTTPStatus.BAD_REQUEST
    return _back(found, key)


@room.get("/request/<number>/<key>/files/<int:id>")
def attachment(number: str, key: str, id: int) -> Response:
    """A file of the request, to be saved and never shown as a page. Raises KBE1061."""
    found = door().attachment(_number(number), key, id)
    if found is None or not found[1].is_file():
        abort(404)
    row, path = found
    response = send_file(
        path, mimetype="application/octet-stream", as_attachment=True, download_name=row.name, conditional=False
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def again(said: str, number: str, key: str) -> str:
    """The page with what was written in it, and what is in the way; raises KBE1061."""
    case = door().enter(_number(number), key)
    return _page(case, key, said=said, text=plain(request.form.get("text", "")), files=brought())


def _number(given: str) -> int:
    """The number of a request; raises KBE1061 for what is none, as for one that no key opens."""
    found = number_in(given)
    if found is None:
        raise AccessKeyRefused(number=given[:20])
    return found


def _back(number: int, key: str) -> AnyResponse:
    return redirect(url_for("portal.show", number=number, key=key), HTTPStatus.SEE_OTHER)


def _page(case: Case, key: str, *, said: str = "", text: str = "", files: Brought | None = None) -> str:
    kb = visitor().kb
    return render_template(
        "request_status.html",
        case=case,
        key=key,
        new="new" in request.args,
        said=said,
        text=text,
        files=files or Brought(),
        hits=_fitting(case) if not case.answered else (),
        titles={word.article: _title(word.article) for word in case.words if word.article},
        most=FILES,
        largest=kb.settings.attachments.largest_mb,
    )


def _fitting(case: Case) -> tuple[Hit, ...]:
    """The articles that may answer it; none where nothing fits for sure, or where nothing can be searched."""
    try:
        results = visitor().search(case.text.strip() or case.subject, limit=FITTING)
    except KbError:
        return ()
    return () if results.nearest else tuple(results.hits)


def _title(article: str) -> str:
    """The title of an article that one may read; "" for any other."""
    try:
        return visitor().article(article).article.title
    except ArticleUnknown:
        return ""
