"""What the JSON API reads and answers about reports."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from kbsearch.web.api_models import Reply, Request

Day = Annotated[str, Field(json_schema_extra={"pattern": r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"})]
UnitName = Literal["name", "count", "share", "hours", "minutes", "moment"]


class ReportQuery(Request):
    """The time: from the day `since` up to, but not including, `until`."""

    since: Day = ""
    until: Day = ""


class FigureReply(Reply):
    """The one number of a report, and of what it is one; a share is a part of 1."""

    value: float | int | None
    unit: UnitName
    of: str


class ColumnReply(Reply):
    """One column of the table; the rows have its value under its key."""

    key: str
    title: str
    unit: UnitName


class ReportReply(Reply):
    """One report; `more` is how many rows were left out, `alarm` what is past a limit."""

    name: str
    title: str
    means: str
    figure: FigureReply
    alarm: str
    columns: list[ColumnReply]
    rows: list[dict[str, Any]]
    more: int


class ReportsReply(Reply):
    """All reports."""

    reports: list[ReportReply]
