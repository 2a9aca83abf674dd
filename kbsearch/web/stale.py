"""The room `/stale`: articles to be read again, those of most use first."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request

from kbsearch.people.approvals import Kind
from kbsearch.search.outlines import Outline
from kbsearch.tickets.links import Reuse
from kbsearch.web.paging import page_of
from kbsearch.web.visitor import visitor

PAGE = 50
"""Articles on one page."""

room = Blueprint("stale", __name__)


@room.get("/stale")
def show() -> str:
    """Articles past their date, whose last review read another text, or that a release wants read again.

    By `owner`, `product` and `page`.
    """
    asker, today = visitor(), date.today()
    owner, product = request.args.get("owner", ""), request.args.get("product", "")
    asked = {
        one.subject: "; ".join(one.note.splitlines())
        for one in asker.kb.people.approvals.waiting()
        if one.kind is Kind.REVIEW
    }
    with asker.kb.catalog() as catalog:
        listed = [(one, asked.get(one.id, "") if one.confidence == "validated" else "") for one in catalog.outlines()]
    again = {one.id: why for one, why in listed if why}
    due = [one for one, why in listed if why or one.is_due(today)]
    reuse = asker.kb.links.reuse_of()
    chosen = [one for one in due if (not owner or one.belongs_to(owner)) and (not product or product in one.products)]
    chosen.sort(key=lambda one: _order(one, reuse.get(one.id, Reuse())))
    return render_template(
        "stale.html",
        page=page_of([(one, reuse.get(one.id, Reuse())) for one in chosen], PAGE),
        owner=owner,
        product=product,
        owners=sorted({one.owner for one in due if one.owner}, key=str.casefold),
        products=sorted({name for one in due for name in one.products}, key=str.casefold),
        today=today,
        again=again,
    )


def _order(one: Outline, reuse: Reuse) -> tuple[int, str, str]:
    """The most used first; of equals, the longest overdue."""
    return -reuse.count, one.review_by or "9", one.id
