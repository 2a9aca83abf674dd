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
    public = "public" in request.form and identity().may(Right.SERVE)
    name = _keep(number, by, public)
    if not name:
        raise AttachmentRefused(name="nothing", problem="no file was chosen")
    return f"{name} is kept." if public else f"{name} is kept; only those inside may have it."


def enclose(number: int, by: str) -> str:
    """Keep the file that goes out with a reply; its name, "" where none was chosen. Raises KBE1060."""
    return _keep(number, by, public=True)


def _keep(number: int, by: str, public: bool) -> str:
    brought = request.files.get("file")
    if brought is None or not brought.filename:
        return ""
    with brought.stream as stream:
        kept = visitor().kb.attachments.add(
            number, brought.filename, stream.read(), by=by, type=brought.mimetype or "", public=public
        )
    return kept.name


def largest_mb() -> int:
    """The size of a file that can be brought to a page: what the settings take, within what a form may hold."""
    form: int = current_app.config["MAX_CONTENT_LENGTH"] // MB - 1
    return min(visitor().kb.settings.attachments.largest_mb, form)
