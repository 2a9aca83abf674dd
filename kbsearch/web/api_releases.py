"""The JSON API about releases: the readiness board, read and written. Its operations belong to the room of the API."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field

from kbsearch.errors import NotAllowed, ReleaseUnknown, ReportInvalid
from kbsearch.releases.board import ReleaseReport
from kbsearch.web import api_reports
from kbsearch.web.api import operations
from kbsearch.web.api_models import Reply, Request
from kbsearch.web.identity import identity
from kbsearch.web.visitor import visitor

room = api_reports.room  # that of the whole API, with these operations in it

_HINT = "send the JSON of 'kbsearch release check --output json' as application/json"


class ReportRequest(Request):
    """The report of a release check, as `kbsearch release check --output json` writes it, unchanged."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    product: str = Field(min_length=1)
    version: str = Field(min_length=1)


class StandingReply(Reply):
    """How a release stood on a day."""

    product: str
    version: str
    ships: str
    day: str
    by: str
    blocked: bool
    declarations: int
    owing: int
    blocking: int
    waived: int


class PublishedReply(StandingReply):
    """How it stands, and the ids of the articles that are to be read again because it changes their messages."""

    asked_again: list[str]


class ReleasesReply(Reply):
    """The releases on the board, that which ships first on top."""

    releases: list[StandingReply]


class ReleaseReply(StandingReply):
    """One release: the newest report, and how it stood on each day with one, the oldest first."""

    report: dict[str, Any]
    history: list[StandingReply]


@operations.add("GET", "/api/v1/releases", ReleasesReply, errors=(NotAllowed,))
def releases() -> dict[str, Any]:
    """List the releases on the readiness board."""
    return {"releases": [_standing(one) for one in visitor().kb.board.releases()]}


@operations.add(
    "POST", "/api/v1/releases", PublishedReply, body=ReportRequest, errors=(NotAllowed, ReportInvalid), hint=_HINT
)
def release_publish(body: ReportRequest) -> dict[str, Any]:
    """Put the report of a check on the board; it takes the place of the one before."""
    published = visitor().kb.publish(body.model_dump(), by=identity().name)
    return _standing(published.kept) | {"asked_again": list(published.asked_again)}


@operations.add(
    "GET", "/api/v1/releases/<path:product>/<version>", ReleaseReply, errors=(NotAllowed, ReleaseUnknown), hint=_HINT
)
def release(product: str, version: str) -> dict[str, Any]:
    """One release with its newest report and its history."""
    board = visitor().kb.board
    found = board.get(product, version)
    history = [_standing(one) for one in board.history(product, version)]
    return _standing(found) | {"report": found.data, "history": history}


def _standing(one: ReleaseReport) -> dict[str, Any]:
    return {
        "product": one.product,
        "version": one.version,
        "ships": one.ships.isoformat(),
        "day": one.day.isoformat(),
        "by": one.by,
        "blocked": one.blocked,
        "declarations": one.declarations,
        "owing": one.owing,
        "blocking": one.blocking,
        "waived": one.waived,
    }
