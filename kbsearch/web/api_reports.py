"""The JSON API about reports. Its operations belong to the room of the API."""

from __future__ import annotations

from typing import Any

from kbsearch.errors import NotAllowed, PeriodInvalid, ReportUnknown
from kbsearch.people.database import now
from kbsearch.tickets.measures.as_data import measure_data
from kbsearch.tickets.measures.measures import MEASURES
from kbsearch.tickets.measures.period import Period, read_period
from kbsearch.web import api_report_models as models
from kbsearch.web import api_tickets
from kbsearch.web.api import operations
from kbsearch.web.tickets.door import log, viewer

room = api_tickets.room  # that of the whole API, with these operations in it

_HINT = "give days as 2026-11-20"


@operations.add(
    "GET",
    "/api/v1/reports",
    models.ReportsReply,
    query=models.ReportQuery,
    errors=(NotAllowed, PeriodInvalid),
    hint=_HINT,
)
def reports(query: models.ReportQuery) -> dict[str, Any]:
    """All reports over a time, a quarter where none is given; private tickets are in none."""
    return {"reports": [measure_data(one) for one in log().measures.of(tuple(MEASURES), viewer(), _period(query))]}


@operations.add(
    "GET",
    "/api/v1/reports/<name>",
    models.ReportReply,
    query=models.ReportQuery,
    errors=(NotAllowed, PeriodInvalid, ReportUnknown),
    hint=_HINT,
)
def report(name: str, query: models.ReportQuery) -> dict[str, Any]:
    """One report over a time, a quarter where none is given."""
    return measure_data(log().measures.get(name, viewer(), _period(query)))


def _period(query: models.ReportQuery) -> Period:
    """The time that is asked for; raises KBE1058."""
    return read_period(query.since, query.until, now())
