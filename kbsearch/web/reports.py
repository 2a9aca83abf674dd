"""The room `/reports`: what the log tells, each report with its chart, its table, and the same as CSV."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from kbsearch.people.database import now
from kbsearch.tickets.measures.measure import worded
from kbsearch.tickets.measures.measures import MEASURES
from kbsearch.tickets.measures.period import Period, read_period
from kbsearch.tickets.spreadsheet import csv_line
from kbsearch.web import new
from kbsearch.web.charts import draw
from kbsearch.web.headers import PICTURE_POLICY
from kbsearch.web.identity import identity
from kbsearch.web.tickets.door import log, number_of, viewer

if TYPE_CHECKING:
    from kbsearch.tickets.measures.measures import Measures

room = Blueprint("reports", __name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """The time that an address asks for, and how it says so."""

    period: Period
    address: dict[str, Any]


@room.get("/reports")
def overview() -> str:
    """The figure of every report. Raises KBE1058."""
    asked = _asked()
    found = _measures().of(tuple(MEASURES), viewer(), asked.period)
    return render_template("reports.html", asked=asked, measures=found, worded=worded)


@room.get("/reports/<name>")
def show(name: str) -> str:
    """One report: its figure, chart and table. Raises KBE1058 and KBE1057."""
    asked = _asked()
    measure = _measures().get(name, viewer(), asked.period)
    return render_template("report.html", asked=asked, measure=measure, worded=worded)


@room.get("/reports/<name>.svg")
def chart(name: str) -> Response:
    """Its chart as a picture, `narrow` for a phone. Raises KBE1058 and KBE1057."""
    measure = _measures().get(name, viewer(), _asked().period)
    answer = Response(draw(measure, narrow="narrow" in request.args), mimetype="image/svg+xml")
    answer.headers["Content-Security-Policy"] = PICTURE_POLICY
    return answer


@room.get("/reports/<name>.csv")
def table(name: str) -> Response:
    """Its table as CSV. Raises KBE1058 and KBE1057."""
    measure = _measures().get(name, viewer(), _asked().period)
    headers = {"Content-Disposition": f'attachment; filename="{measure.name}.csv"'}
    lines = map(csv_line, ([column.key for column in measure.columns], *measure.rows))
    return Response(lines, mimetype="text/csv; charset=utf-8", headers=headers)


@room.get("/reports/link-accuracy/sample")
def sample() -> str:
    """Links to be looked at, never one's own. Raises KBE1058."""
    asked = _asked()
    found = _measures().accuracy.sample(viewer(), asked.period)
    return render_template("report_sample.html", asked=asked, sample=found)


@room.post("/reports/link-accuracy/<link>")
def judge(link: str) -> Answer:
    """Say whether a link is right, and go on with the next. Raises KBE1036, KBE1050 and KBE1052."""
    right = request.form.get("verdict") == "right"
    _measures().accuracy.judge(number_of(link), right, by=identity().name)
    flash("Kept: the link is right." if right else "Kept: the link is wrong.")
    return redirect(url_for("reports.sample", **_asked().address), HTTPStatus.SEE_OTHER)


@room.post("/reports/gaps/<number>")
def draft(number: str) -> str:
    """The article that fills a gap, begun with what its newest ticket says. Raises KBE1050."""
    ticket = number_of(number)
    lesson = log().escalations.lesson(ticket, viewer())
    begun = new.Beginning(title=lesson.title, product=lesson.product, paste=lesson.paste, source=f"ticket {ticket}")
    return new.begin(begun)


def _measures() -> Measures:
    return log().measures


def _asked() -> Asked:
    """The time in the address, a quarter where there is none; raises KBE1058."""
    given = {name: request.args.get(name, "").strip() for name in ("since", "until")}
    period = read_period(given["since"], given["until"], now())
    return Asked(period, {name: text for name, text in given.items() if text})
