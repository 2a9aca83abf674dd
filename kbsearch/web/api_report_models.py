"""What the JSON API reads and answers about reports."""

from __future__ import annotations

from typing import Any, Literal

from kbsearch.web.api_models import Reply, Request

UnitName = Literal["name", "count", "share", "hours", "minutes", "moment"]


class ReportQuery(Request):
    """The time: from the day `since` up to, but not including, `until`, each as 2026-11-20; "" for the usual one."""

    since: str = ""
    until: str = ""


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
