"""The editor: `/a/<id>/edit` and what its forms do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, flash, jsonify, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from kbsearch.articles.form import OF_LIFE
from kbsearch.articles.line_ends import plain
from kbsearch.articles.redact import redact
from kbsearch.articles.render import read_page
from kbsearch.articles.saving import digest_of
from kbsearch.errors import ArticleChanged, KbError
from kbsearch.web.differences import side_by_side
from kbsearch.web.editing import Editing, file_text, opened, sent
from kbsearch.web.found_by import Standing, standing
from kbsearch.web.saving import store
from kbsearch.web.uploads import DraftLinks
from kbsearch.web.uploads import store as store_picture
from kbsearch.web.visitor import visitor

if TYPE_CHECKING:
    from kbsearch.kb import KnowledgeBase

MANY_VERSIONS = 200
"""Versions and products that are offered for completion."""

room = Blueprint("editor", __name__)

Answer = AnyResponse | str | tuple[str, int]


@room.get("/a/<id>/edit")
def edit(id: str) -> str:
    """An article in the editor; KBE1003 when there is none, KBE1012 when its file is not text."""
    kb = _kb()
    return page(opened(kb.settings, visitor().article(id).article.path))


@room.post("/edit")
def act() -> Answer:
    """Do what a button of the form says, and show the editor again; `save` goes on to what was saved."""
    editing = sent(_kb().settings, request.form)
    verb = request.form.get("do", "check")
    return _VERBS.get(verb, page)(editing)


@room.post("/edit/part/<name>")
def part(name: str) -> str:
    """A part of the page for what the form says now: `preview` with what lint says, or `found`."""
    editing = sent(_kb().settings, request.form)
    if name == "found":
        return render_template("_found_by.html", editing=editing, standing=_standing(editing))
    return render_template("_preview.html", **_preview(editing))


@room.get("/edit/state")
def state() -> Response:
    """The digest of an article's file as it is now, "" where there is none."""
    text = file_text(_kb().settings, request.args.get("path", ""))
    return jsonify(digest="" if text is None else digest_of(text.encode()))


def page(editing: Editing, *, problem: str = "", note: str = "", rows: int = 1, unsaved: bool = True) -> str:
    """The editor; `problem` is what went wrong, `note` what was done, `rows` the empty rows of each list."""
    kb = _kb()
    if not editing.has_form and editing.view == "form":
        editing = replace(editing, view="file")
    now = file_text(kb.settings, editing.path)
    with kb.catalog() as catalog:
        products, versions = list(catalog.products()), catalog.version_terms()
    return render_template(
        "editor.html",
        problem=problem,
        note=note,
        empty_rows=rows,
        unsaved=not editing.began_with or now is None or plain(now) != editing.text,
        outside=bool(editing.began_with) and (now is None or digest_of(now.encode()) != editing.began_with),
        products=products[:MANY_VERSIONS],
        versions=versions[:MANY_VERSIONS],
        facts=_facts(editing),
        customer=request.form.get("customer", ""),
        said=request.form.get("said", ""),
        standing=_standing(editing),
        **_preview(editing),
    )


def compare(editing: Editing) -> Answer:
    """The text that is being written beside that of the file as it is now; nothing is saved."""
    theirs = file_text(_kb().settings, editing.path)
    if theirs is not None and digest_of(theirs.encode()) == editing.began_with:
        return page(editing, note="The file is as it was when you began.")
    return _conflict(editing, theirs, "It was changed outside meanwhile." if theirs is not None else "")


def _save(editing: Editing) -> Answer:
    """Save, and bring the index up to date at once."""
    try:
        saved = store(_kb(), editing, request.form.get("said", ""))
    except ArticleChanged as error:
        theirs = error.values["theirs"]
        return _conflict(editing, theirs if isinstance(theirs, str) else None, "Somebody else saved it meanwhile."), 409
    except KbError as error:
        return page(editing, problem=f"{error.said}: {error.advice}"), 409
    flash(saved.said)
    return redirect(url_for("editor.edit", id=saved.id))


def _rows(editing: Editing) -> Answer:
    """More empty rows."""
    return page(editing, rows=3)


def _file_view(editing: Editing) -> Answer:
    return page(replace(editing, view="file"))


def _form_view(editing: Editing) -> Answer:
    if editing.has_form:
        return page(replace(editing, view="form"))
    found = editing.findings()
    return page(editing, problem=found[0].message if found else "its front matter is written in TOML")


def _keep(editing: Editing) -> Answer:
    """Keep what a customer would send under `found_by`, personal data masked."""
    given = plain(request.form.get("customer", "")).strip("\n")
    if not given.strip():
        return page(editing, problem="there is no paste to keep")
    redacted = redact(given)
    kept = editing.result.article.found_by if editing.result.article else ()
    if redacted.text not in kept:
        editing = editing.with_keys({"found_by": [*kept, redacted.text]})
    names = ", ".join(f"{one.said} is now {one.shown}" for one in redacted.masked)
    note = "The paste is kept under “Found by”."
    return page(editing, note=f"{note} Personal data was masked; look at it: {names}." if names else note)


def _picture(editing: Editing) -> Answer:
    """Store a picture and show it at the end of the article."""
    try:
        markdown, problem = store_picture(editing.settings, editing, request.files.get("picture"))
    except KbError as error:
        return page(editing, problem=f"{error.said}: {error.advice}")
    note = "The picture stands at the end of the article; say in the square brackets what it shows."
    return page(editing.with_markdown(markdown), note=note, problem=problem)


_VERBS: dict[str, Callable[[Editing], Answer]] = {
    "save": _save,
    "compare": compare,
    "rows": _rows,
    "file": _file_view,
    "form": _form_view,
    "keep": _keep,
    "picture": _picture,
}


def _conflict(editing: Editing, theirs: str | None, said: str) -> str:
    """Both texts side by side; one's own can be edited and saved over the other."""
    return render_template(
        "editor_conflict.html",
        editing=replace(editing, view="file"),
        theirs=theirs,
        began_with="" if theirs is None else digest_of(theirs.encode("utf-8", "replace")),
        lines=side_by_side(plain(theirs or ""), editing.text),
        said=said,
        id=_id_at(editing.path),
    )


def _preview(editing: Editing) -> dict[str, object]:
    """What the preview shows: the article as a page, and the findings with where they are mended."""
    article = editing.result.article
    html = read_page(article.body, DraftLinks(article), article.title).html() if article else ""
    findings = [(finding, editing.anchor(finding.line)) for finding in editing.findings()]
    return {"editing": editing, "article": article, "body": Markup(html), "findings": findings}


def _standing(editing: Editing) -> Standing:
    return standing(_kb(), editing.result.article, plain(request.form.get("customer", "")))


def _facts(editing: Editing) -> list[tuple[str, str]]:
    """What reviews and approvals set, as it is now."""
    article = editing.result.article
    if article is None:
        return []
    shown = {key: str(getattr(article, key)).replace("_", " ") for key in sorted(OF_LIFE - {"reviewed"})}
    if article.reviewed:
        shown["reviewed"] = f"{article.reviewed.on} by {article.reviewed.by}"
    return [("article", article.id), *shown.items(), ("file", editing.path)]


def _id_at(path: str) -> str:
    """The id of the indexed article with that file, "" for none."""
    article = visitor().article_at(path)
    return article.id if article else ""


def _kb() -> KnowledgeBase:
    kb: KnowledgeBase = current_app.extensions["kbsearch"]
    return kb
