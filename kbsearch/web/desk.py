"""The room `/desk`: what waits for whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from kbsearch.people.approvals import Approval, Kind
from kbsearch.people.roles import Right
from kbsearch.releases.consent import place_of
from kbsearch.search.outlines import Outline
from kbsearch.tickets.changes import ticket_of
from kbsearch.tickets.lists import Filter
from kbsearch.web.identity import identity
from kbsearch.web.tickets import door as tickets
from kbsearch.web.visitor import visitor

if TYPE_CHECKING:
    from kbsearch.kb import KnowledgeBase

SHOWN = 20
"""Rows of a list that are shown at once."""

room = Blueprint("desk", __name__)


@room.get("/desk")
def show() -> str:
    """Questions asked of me, what others found in my articles, my drafts, and what I have to read again."""
    kb, name = visitor().kb, identity().name
    kb.people.approvals.pass_on()
    with kb.catalog() as catalog:
        outlines = {one.id: one for one in catalog.outlines()}
    mine = [one for one in outlines.values() if one.belongs_to(name)]
    ids = {one.id for one in mine}
    waiting = kb.people.approvals.waiting()
    comments = kb.reviews.comments()
    page = kb.tickets.list(Filter(active=True, person=name), tickets.viewer(), size=SHOWN)
    return render_template(
        "desk.html",
        asked=[one for one in waiting if _is_asked(one, name)],
        waiting=[one for one in waiting if one.asked_by.casefold() == name.casefold()],
        flags=[one for one in kb.flags.open() if one.article in ids or one.owner.casefold() == name.casefold()],
        comments=[one for one in comments if one.article in ids and one.by.casefold() != name.casefold()],
        drafts=[one for one in mine if one.confidence == "wip"],
        due=_due(mine),
        titles={id: one.title for id, one in outlines.items()},
        shown=SHOWN,
        ticket_of=ticket_of,
        tickets=page.tickets if identity().solves else (),
        notices=kb.tickets.notices.waiting(name),
        waivers=_waivers(kb, waiting),
        today=date.today(),
        serves=identity().may(Right.SERVE),
        administers=identity().may(Right.ADMINISTER),
    )


def waiting_questions() -> int:
    """How many questions whoever asks has been asked, for the bar of every page."""
    name = identity().name
    return len(visitor().kb.people.approvals.waiting(approver=name)) if name else 0


def _waivers(kb: KnowledgeBase, waiting: Sequence[Approval]) -> dict[str, tuple[str, str]]:
    """The release on the board that each open question about a waiver belongs to, by its subject."""
    asked = {one.subject: place_of(one)[0] for one in waiting if one.kind is Kind.WAIVER}
    shown = {one.product: one.version for one in reversed(kb.board.releases())} if asked else {}
    return {subject: (product, shown[product]) for subject, product in asked.items() if product in shown}


def _is_asked(approval: Approval, name: str) -> bool:
    return any(request.account.name.casefold() == name.casefold() for request in approval.requests)


def _due(mine: list[Outline]) -> list[Outline]:
    """Those to be read again, the longest overdue first."""
    today = date.today()
    return sorted((one for one in mine if one.is_due(today)), key=lambda one: (one.review_by or "9", one.id))
