"""The room `/draft`: a paste that nothing answers becomes the beginning of an article."""

from __future__ import annotations

import shlex

from flask import Blueprint, Response, abort, render_template, request

from kbsearch.articles.line_ends import plain
from kbsearch.articles.redact import redact
from kbsearch.articles.templates import draft, slug
from kbsearch.errors import PasteEmpty
from kbsearch.people.roles import Right
from kbsearch.search.suggest import suggest
from kbsearch.web.identity import identity
from kbsearch.web.new import LONGEST_TITLE, Beginning, begin
from kbsearch.web.visitor import visitor

room = Blueprint("drafts", __name__)


@room.post("/draft")
def show() -> str:
    """The article that the paste lacks: in the editor for whoever may write, else a draft to take along.

    Raises KBE1006 for an empty paste.
    """
    if identity().may(Right.WRITE):
        paste = plain(request.form.get("text", ""))
        if not paste.strip():
            raise PasteEmpty()
        return begin(Beginning(paste=paste))
    title, name, text, paste = _drafted()
    command = f"kbsearch new error {shlex.quote(title)} --from-paste paste.txt"
    return render_template("draft.html", title=title, file=f"{name}.md", draft=text, text=paste, command=command)


@room.post("/draft/file")
def file() -> Response:
    """The same draft as a file."""
    _, name, text, _ = _drafted()
    headers = {"Content-Disposition": f'attachment; filename="{name}.md"'}
    return Response(text, mimetype="text/markdown", headers=headers)


def _drafted() -> tuple[str, str, str, str]:
    """Title, id, text and paste of a draft, personal data masked; only those inside write articles."""
    if not visitor().inside:
        abort(404)
    paste = request.form.get("text", "")
    if not paste.strip():
        raise PasteEmpty()
    paste = redact(paste).text
    found = suggest(paste)
    title = " ".join(request.form.get("title", "").split())[:LONGEST_TITLE] or found.title or "New error"
    name = slug(title) or "new-error"
    text = draft("error", name, title, code=found.code, message=found.message, symptoms=found.symptoms)
    return title, name, text, paste
