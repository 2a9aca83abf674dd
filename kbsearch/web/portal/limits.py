"""What is said to somebody who sends too often: they lose nothing of what they wrote."""

from __future__ import annotations

from http import HTTPStatus

from flask import render_template, request
from werkzeug.exceptions import TooManyRequests

from kbsearch.errors import AccessKeyRefused
from kbsearch.web.portal import form, status
from kbsearch.web.portal.room import room

SAID = "That was often within a short time. Wait a minute and send it again: nothing of it is lost."


@room.errorhandler(TooManyRequests)
def too_often(error: TooManyRequests) -> tuple[str, int]:
    """The form as it was sent, where there is one; else a page that says to wait."""
    page = ""
    if request.endpoint == "portal.file":
        page = form.again(SAID)
    elif request.endpoint == "portal.say" and request.view_args:
        try:
            page = status.again(SAID, **request.view_args)
        except AccessKeyRefused:
            page = ""
    if not page:
        said, advice = "that was often within a short time", "wait a minute, and try again"
        page = render_template("failure.html", status=429, said=said, advice=advice, code="")
    return page, HTTPStatus.TOO_MANY_REQUESTS
