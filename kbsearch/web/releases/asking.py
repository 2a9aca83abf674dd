"""Asking for a waiver on the page of a release, and deciding: never the owner, nor whoever asked."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from pydantic import ValidationError
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from kbsearch.errors import ApprovalClosed, ApproverMissing, KbError, NotAllowed
from kbsearch.people.database import now
from kbsearch.releases import consent
from kbsearch.releases.board import Report
from kbsearch.releases.board.report import Found
from kbsearch.releases.waivers import OWN, REASONS, Waiver, next_id
from kbsearch.web.identity import identity
from kbsearch.web.releases.door import back, board, release, room
from kbsearch.web.visitor import visitor

NOTE = 2_000
"""Characters of a note that are kept."""


@room.get("/releases/<path:product>/<version>/waiver")
def waiver_form(product: str, version: str) -> str:
    """The form for a waiver of one finding, by `subject` and `rule`."""
    report = release(product, version).report
    found = _found(report, request.args)
    values = {"owner": found.owner or identity().name, "until": "", "reason": REASONS[0], "note": ""}
    return _form(report, found, values)


@room.post("/releases/<path:product>/<version>/waiver")
def ask_waiver(product: str, version: str) -> Response | tuple[str, int]:
    """Ask the next approver in the rotation of the product."""
    report = release(product, version).report
    found = _found(report, request.form)
    values = {key: request.form.get(key, "").strip()[:NOTE] for key in ("owner", "until", "reason", "note")}
    problem = _missing(report, values)
    if problem:
        return _form(report, found, values, problem), HTTPStatus.BAD_REQUEST
    approvals = visitor().kb.people.approvals
    taken = {one.id for one in report.waivers} | {
        consent.place_of(one)[1] for one in consent.asked_of(approvals, product)
    }
    try:
        waiver = Waiver.model_validate(_keys(found, values) | {"id": next_id(taken)})
        asked = approvals.ask(consent.question(waiver, product), by=identity().name)
    except ValidationError as error:
        said = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
        return _form(report, found, values, f"{said[:1].upper()}{said[1:]}."), HTTPStatus.BAD_REQUEST
    except ApproverMissing as error:
        return _form(report, found, values, f"{error.said}: {error.advice}"), HTTPStatus.BAD_REQUEST
    flash(f"{asked.approver} is asked to approve {waiver.id}.")
    return back(product, version, "kb-waivers")


@room.post("/releases/waivers/<int:id>")
def decide_waiver(id: int) -> Response:
    """Approve or refuse a waiver that was asked for."""
    approvals, name = visitor().kb.people.approvals, identity().name
    try:
        product, waiver = consent.place_of(approvals.open_to(id, name))
        if not product:
            raise NotFound
        approved = request.form.get("decision") == "approve"
        approvals.decide(id, approved, by=name, answer=request.form.get("answer", "").strip()[:NOTE])
        flash(
            f"{waiver} is approved: it counts once it stands in the product's file."
            if approved
            else f"{waiver} is refused."
        )
    except (ApprovalClosed, NotAllowed) as error:
        flash(_said(error), "problem")
        return redirect(url_for("releases.overview"), HTTPStatus.SEE_OTHER)
    known = next((one for one in board().releases() if one.product == product), None)
    if known is None:
        return redirect(url_for("releases.overview"), HTTPStatus.SEE_OTHER)
    return back(known.product, known.version, "kb-waivers")


def _form(report: Report, found: Found, values: dict[str, str], problem: str = "") -> str:
    return render_template("waiver.html", report=report, found=found, values=values, reasons=REASONS, problem=problem)


def _found(report: Report, given: Any) -> Found:
    """The finding that is meant, if it is one that can be waived."""
    subject, rule = given.get("subject", ""), given.get("rule", "")
    for one in report.findings:
        if (one.subject, one.rule) == (subject, rule) and not one.excused and rule not in OWN:
            return one
    raise NotFound


def _missing(report: Report, values: dict[str, str]) -> str:
    """What the form lacks, "" for nothing."""
    if not values["note"]:
        return "Say in words why the release may ship without it."
    if not values["until"]:
        return "Say when the waiver ends: a later release, or a day."
    if not values["owner"]:
        return "Name who sees to it that the waiver is needed no longer."
    if _is_day(values["until"]) and values["until"] < report.ships.isoformat():
        return f"The release ships on {report.ships}: a waiver must last until then."
    return ""


def _keys(found: Found, values: dict[str, str]) -> dict[str, object]:
    until = values["until"]
    return {
        "subject": found.subject,
        "rule": found.rule,
        "reason": values["reason"],
        "note": values["note"],
        "owner": values["owner"],
        "created": now().date(),
        "expires": {"date" if _is_day(until) else "release": until},
    }


def _is_day(text: str) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) is not None


def _said(error: KbError) -> str:
    return f"{error.said}: {error.advice}"
