"""What the pages of the room share: the board, a release of it, the way back."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from kbsearch.releases.board import Board, ReleaseReport
from kbsearch.web.visitor import visitor

room = Blueprint("releases", __name__)


def board() -> Board:
    """The readiness board."""
    return visitor().kb.board


def release(product: str, version: str) -> ReleaseReport:
    """The newest report of a release; raises KBE1085."""
    return board().get(product, version)


def back(product: str, version: str, anchor: str = "") -> Response:
    """To the page of a release."""
    place = url_for("releases.show", product=product, version=version, _anchor=anchor or None)
    return redirect(place, HTTPStatus.SEE_OTHER)
