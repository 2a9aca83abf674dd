"""The room `/stale`: articles to be read again, those of most use first."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request

from kbsearch.people.approvals import Kind
from kbsearch.search.outlines import Outline
from kbsearch.tickets.links import Reuse
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
    pages = max(1, -(-len(chosen) // PAGE))
    page = min(max(1, _number(request.args.get("page", ""))), pages)
    return render_template(
        "stale.html",
        rows=[(one, reuse.get(one.id, Reuse())) for one in chosen[(page - 1) * PAGE : page * PAGE]],
        count=len(chosen),
        page=page,
        pages=pages,
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


def _number(given: str) -> int:
    return int(given) if given.isdecimal() and len(given) < 7 else 1
