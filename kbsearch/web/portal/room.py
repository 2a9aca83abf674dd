"""The blueprint of the public doors, and what their pages share.

They work in any browser: without a script, and without a cookie, for the key in the address of a request
is what opens it. So its pages are kept by nobody, and tell no other page where one comes from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, request

from kbsearch.web.portal.files import FILES
from kbsearch.web.visitor import visitor

if TYPE_CHECKING:
    from kbsearch.settings import Settings
    from kbsearch.tickets.public import PublicDoor

TEXT = 16 * 1024 * 1024
"""Bytes of a form beside its files."""

_FORM = ("portal.begin", "portal.carry", "portal.file")

room = Blueprint("portal", __name__)


def door() -> PublicDoor:
    """What requesters do without an account."""
    return visitor().kb.public_door


def body_limit(settings: Settings) -> int:
    """Bytes of a form that are read: files beyond their limits too, so that the text beside them is not lost."""
    return TEXT + 2 * FILES * settings.attachments.largest_mb * 1024 * 1024


@room.before_request
def _read_files() -> None:
    request.max_content_length = body_limit(visitor().kb.settings)


@room.before_request
def _is_offered() -> None:
    """There is no form where it is not offered; letters that hold a key go on opening their requests."""
    if request.endpoint in _FORM and not visitor().kb.settings.tickets.public_form:
        abort(404)


@room.after_request
def _keep_to_itself(response: Response) -> Response:
    """No search engine lists what is somebody's own, and no browser keeps it (RFC 9111, section 5.2.2.5)."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    if request.endpoint not in _FORM:
        response.headers["Cache-Control"] = "no-store"
    return response
