"""The page of one release: the ladder, who owes what, the way down to the ship day, every declaration."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Response, json, render_template, request
from werkzeug.exceptions import NotFound

from kbsearch.people.approvals import Approval, Outcome
from kbsearch.people.database import now
from kbsearch.people.roles import Right
from kbsearch.releases import consent
from kbsearch.releases.board import Report
from kbsearch.releases.board.report import Found, Stood
from kbsearch.releases.ladder import Step
from kbsearch.releases.reports.html import page as evidence_page
from kbsearch.releases.rules import ERROR_UNCLAIMED, FEATURE_UNCLAIMED
from kbsearch.web import new
from kbsearch.web.identity import identity
from kbsearch.web.paging import page_of
from kbsearch.web.releases.chart import chart_of
from kbsearch.web.releases.door import board, release, room
from kbsearch.web.visitor import visitor

PAGE = 100
"""Declarations on one page."""

KINDS = ("error", "feature")
UNWRITTEN = (ERROR_UNCLAIMED.code, FEATURE_UNCLAIMED.code)
"""Rules that an article which is yet to be written breaks."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What of a release is shown; "" stands for all."""

    owner: str = ""
    step: str = ""
    kind: str = ""

    def takes(self, one: Stood) -> bool:
        """Whether a declaration is one of those."""
        return (
            (not self.owner or one.owner.casefold() == self.owner.casefold())
            and (not self.step or (one.checked and one.reached == self.step))
            and (not self.kind or one.kind == self.kind)
        )

    def address(self, **changes: object) -> dict[str, Any]:
        """The values for `url_for`; what is empty is left out of an address."""
        values = {"owner": self.owner, "step": self.step, "kind": self.kind} | changes
        return {name: value for name, value in values.items() if value}


@room.get("/releases/<path:product>/<version>")
def show(product: str, version: str) -> str:
    """How a release stands, by `owner`, `step`, `kind` and `page`; raises KBE1085."""
    kept = release(product, version)
    report, today = kept.report, now().date()
    chosen = _choice()
    shown = [one for one in report.declarations if chosen.takes(one)]
    shown.sort(key=lambda one: (not one.is_short, not one.checked, one.path, one.line, one.subject))
    history = board().history(product, version)
    approvals = consent.asked_of(visitor().kb.people.approvals, product)
    return render_template(
        "release.html",
        kept=kept,
        report=report,
        today=today,
        chosen=chosen,
        steps=[str(step) for step in Step],
        kinds=KINDS,
        owners=_owners(report),
        owing=_owed(report, chosen),
        unwritten=UNWRITTEN,
        page=page_of(shown, PAGE),
        history=history,
        chart=chart_of(history, kept.ships, today),
        asked=[one for one in approvals if one.outcome is Outcome.WAITING],
        agreed=[text for one in approvals if not _is_in_file(report, one) and (text := consent.agreed_text(one))],
        approves=identity().may(Right.APPROVE),
        plans=identity().may(Right.PLAN),
        subscribed=product in board().subscriptions.of(identity().name),
        mail=account.mail if (account := identity().account) else "",
    )


@room.post("/releases/<path:product>/<version>/write")
def write(product: str, version: str) -> str:
    """The draft of a missing article in the editor, with all that the product says filled in."""
    declared = release(product, version).report.declared(request.form.get("subject", ""))
    if declared is None:
        raise NotFound
    is_feature = declared.kind == "feature"
    said = declared.title or " ".join(declared.message.split())
    title = said if is_feature and said else f"{declared.id}: {said}" if said else declared.id
    return new.begin(
        new.Beginning(
            "feature" if is_feature else "error",
            title[: new.LONGEST_TITLE],
            product,
            code="" if is_feature else declared.id,
            message=declared.message,
            source=f"{product} {version}, {declared.place}",
            owner=declared.owner,
            features=(declared.id,) if is_feature else (),
        )
    )


@room.get("/releases/<path:product>/<version>/evidence.html")
def evidence(product: str, version: str) -> Response:
    """The report as one file that stands by itself, to be attached to the release."""
    kept = release(product, version)
    return _file(evidence_page(kept.data or {}), "text/html", f"readiness-{kept.version}.html")


@room.get("/releases/<path:product>/<version>/report.json")
def report(product: str, version: str) -> Response:
    """The report as it was published."""
    kept = release(product, version)
    return _file(json.dumps(kept.data, indent=2, sort_keys=False), "application/json", f"readiness-{kept.version}.json")


def _file(text: str, kind: str, name: str) -> Response:
    answer = Response(text, HTTPStatus.OK, mimetype=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _choice() -> Choice:
    """What the address asks for; what there is none of counts for all."""
    step, kind = request.args.get("step", ""), request.args.get("kind", "")
    return Choice(
        request.args.get("owner", ""),
        step if step in {str(one) for one in Step} else "",
        kind if kind in KINDS else "",
    )


def _owners(report: Report) -> list[str]:
    names = {one.owner for one in report.declarations} | {one.owner for one in report.findings}
    return sorted(names - {""}, key=str.casefold)


def _owed(report: Report, chosen: Choice) -> dict[str, list[Found]]:
    """What is to be done, of what was chosen."""
    owed = report.owed()
    if chosen.owner:
        owed = {owner: found for owner, found in owed.items() if owner.casefold() == chosen.owner.casefold()}
    if chosen.step or chosen.kind:
        subjects = {one.subject for one in report.declarations if Choice("", chosen.step, chosen.kind).takes(one)}
        owed = {owner: [one for one in found if one.subject in subjects] for owner, found in owed.items()}
    return {owner: found for owner, found in owed.items() if found}


def _is_in_file(report: Report, approval: Approval) -> bool:
    """Whether the product's file has the waiver that an approval was about."""
    return consent.place_of(approval)[1] in {one.id for one in report.waivers}
