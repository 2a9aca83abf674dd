"""The files of a ticket: added by those who work on it, and handed out to be kept, never shown as a page."""

from __future__ import annotations

from flask import Response, abort, current_app, request, send_file

from kbsearch.errors import AttachmentRefused
from kbsearch.people.roles import Right
from kbsearch.tickets.attachments import MB
from kbsearch.web.identity import identity
from kbsearch.web.tickets.door import log, number_of, room, viewer
from kbsearch.web.visitor import visitor


@room.get("/tickets/<number>/files/<id>")
def download(number: str, id: str) -> Response:
    """A file, whatever it says it is, as one to be kept. Raises KBE1050."""
    ticket = log().get(number_of(number), viewer()).number
    found = visitor().kb.attachments.get(ticket, number_of(id))
    if found is None or not found[1].is_file():
        abort(404)
    file, path = found
    answer = send_file(
        path, mimetype="application/octet-stream", as_attachment=True, download_name=file.name, max_age=0
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def attach(number: int, by: str) -> str:
    """Keep the file that was chosen; raises KBE1060."""
    brought, attachments = request.files.get("file"), visitor().kb.attachments
    if brought is None or not brought.filename:
        raise AttachmentRefused(name="nothing", problem="no file was chosen")
    public = "public" in request.form and identity().may(Right.SERVE)
    with brought.stream as stream:
        kept = attachments.add(
            number, brought.filename, stream.read(), by=by, type=brought.mimetype or "", public=public
        )
    return f"{kept.name} is kept." if public else f"{kept.name} is kept; only those inside may have it."


def largest_mb() -> int:
    """The size of a file that can be brought to a page: what the settings take, within what a form may hold."""
    form: int = current_app.config["MAX_CONTENT_LENGTH"] // MB - 1
    return min(visitor().kb.settings.attachments.largest_mb, form)
