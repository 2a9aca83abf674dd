"""The blueprint of the ticket log, and what its pages share."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, abort, redirect, url_for
from werkzeug.wrappers import Response

from kbsearch.errors import TicketUnknown
from kbsearch.people.database import now
from kbsearch.tickets.viewer import Viewer
from kbsearch.web.identity import identity
from kbsearch.web.numbers import number_in
from kbsearch.web.visitor import visitor

if TYPE_CHECKING:
    from kbsearch.tickets.log import TicketLog
    from kbsearch.tickets.promises import Due

room = Blueprint("tickets", __name__)


def log() -> TicketLog:
    """The tickets of the knowledge base."""
    return visitor().kb.tickets


def viewer() -> Viewer:
    """Whoever asks, as the log knows them."""
    return Viewer(identity().name, identity().role)


def number_of(given: str) -> int:
    """The number of a ticket in an address; a text that is none leads nowhere."""
    found = number_in(given)
    if found is None:
        abort(404)
    return found


def back_to(number: int) -> Response:
    """The ticket; the list for whoever has just given away what they may see no more."""
    try:
        log().get(number, viewer())
    except TicketUnknown:
        return redirect(url_for("tickets.overview"), HTTPStatus.SEE_OTHER)
    return redirect(url_for("tickets.show", number=number), HTTPStatus.SEE_OTHER)


@dataclass(frozen=True, slots=True)
class Owed:
    """The promises that somebody still has to keep: those whose time has gone by, and those to come."""

    late: tuple[Due, ...] = ()
    coming: tuple[Due, ...] = ()


def owed() -> Owed:
    """What whoever asks still has to keep, the longest overdue first, for the bar of every page."""
    if not identity().solves:
        return Owed()
    due, at = log().promises.due(viewer(), mine=True), now()
    return Owed(tuple(one for one in due if one.promise.due <= at), tuple(one for one in due if one.promise.due > at))
