"""Logging a request: from an answer with one more line, or in a form that shows the articles that fit."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus

from flask import flash, render_template, request
from werkzeug.wrappers import Response

from kbsearch.articles.redact import redact
from kbsearch.errors import ArticleUnknown, KbError, UsageError
from kbsearch.search.results import Hit
from kbsearch.tickets.links import LinkKind
from kbsearch.tickets.models import Channel, Ticket
from kbsearch.tickets.new import New
from kbsearch.web.asking import asking
from kbsearch.web.identity import identity
from kbsearch.web.numbers import number_in
from kbsearch.web.tickets.door import back_to, log, room
from kbsearch.web.tickets.words import own_fields, said, whole
from kbsearch.web.visitor import visitor

FITTING = 4
"""Articles that are offered while one writes."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form as it was filled in.

    `solved` says that the article in it is what fixed it, `gap` that no article does. Where nobody asks,
    a gap is whose it is that reports it.
    """

    requester: str = ""
    text: str = ""
    subject: str = ""
    channel: str = Channel.PHONE.value
    product: str = ""
    category: str = ""
    article: str = ""
    solved: bool = False
    gap: bool = False
    minutes: str = ""
    people: str = ""
    click: str = ""
    tried: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)


@room.get("/tickets/new")
def begin() -> str:
    """The empty form."""
    return _page(Sheet(product=request.args.get("product", "")))


@room.post("/tickets/new/form")
def carry() -> str:
    """The form with what was known elsewhere carried along; nothing is logged yet."""
    return _page(_sheet())


@room.post("/tickets/new/fitting")
def fitting() -> str:
    """The articles that fit what was written so far."""
    sheet = _sheet()
    return render_template("_ticket_fitting.html", hits=_fitting(sheet), sheet=sheet)


@room.post("/tickets/new")
def file() -> Response | tuple[str, int]:
    """Log the request; what is wrong with it is said in the form, which keeps everything."""
    sheet, name = _sheet(), identity().name
    try:
        if sheet.article:
            visitor().article(sheet.article)
        ticket = log().add(_new(sheet), by=name)
        visitor().kb.searches.ticketed(asking(), ticket.number)
        if sheet.solved and sheet.article:
            log().solve(ticket.number, by=name)
    except UsageError as error:
        return _page(sheet, error), HTTPStatus.BAD_REQUEST
    flash(f"Logged as ticket {ticket.number}.{_means(sheet, ticket)}")
    return back_to(ticket.number)


def _means(sheet: Sheet, ticket: Ticket) -> str:
    """What becomes of a request that was just logged, where that is not plain."""
    if ticket.private and ticket.owner != identity().name:
        return f" It is private: {ticket.owner or 'nobody yet'} has it now, and nobody else sees it."
    if sheet.gap:
        return " It counts as a gap until an article answers it."
    return " It is solved; the requester is asked." if sheet.solved else ""


def _new(sheet: Sheet) -> New:
    return New(
        requester=sheet.requester,
        paste=sheet.text,
        subject=sheet.subject,
        channel=Channel(sheet.channel),
        product=sheet.product or _product(sheet.article),
        category=sheet.category,
        article=sheet.article,
        kind=LinkKind.RESOLUTION if sheet.solved else LinkKind.REFERENCE,
        tried=tuple(one for one in sheet.tried if one != sheet.article),
        click=number_in(sheet.click),
        fields=sheet.fields,
        minutes=whole(sheet.minutes, 0),
        people=whole(sheet.people, 1),
        keep=sheet.keep,
    )


def _sheet() -> Sheet:
    """What the form says; an answer that sends its paste says the article by the button that was pressed."""
    form = request.form
    solved, gap = form.get("solved", ""), "gap" in form
    channel = form.get("channel", "")
    nobody = identity().name if gap else ""
    return Sheet(
        requester=next((one.strip() for one in form.getlist("requester") if one.strip()), nobody),
        text=said("text"),
        subject=form.get("subject", "").strip(),
        channel=channel if channel in tuple(Channel) else Channel.PHONE.value,
        product=form.get("product", "").strip() or request.args.get("product", ""),
        category=form.get("category", "").strip(),
        article=(solved if solved not in ("", "yes") else form.get("article", "")).strip(),
        solved=bool(solved),
        gap=gap,
        minutes=form.get("minutes", "").strip(),
        people=form.get("people", "").strip(),
        click=form.get("click", ""),
        tried=tuple(form.getlist("tried")) or tuple(request.args.getlist("skip")),
        keep=tuple(form.getlist("keep")),
        fields={name: value for name, value in own_fields().items() if value},
    )


def _page(sheet: Sheet, problem: KbError | None = None) -> str:
    settings = visitor().kb.settings.tickets
    return render_template(
        "ticket_new.html",
        sheet=sheet,
        problem=problem,
        hits=_fitting(sheet),
        masked=redact(sheet.text, sheet.keep).masked if sheet.text else (),
        channels=tuple(Channel),
        categories=settings.categories,
        fields=settings.fields,
        products=visitor().products(),
    )


def _fitting(sheet: Sheet) -> tuple[Hit, ...]:
    """The articles that fit what was written; none where that cannot be searched for."""
    text = sheet.text if sheet.text.strip() else sheet.subject
    if not text.strip():
        return ()
    try:
        return tuple(visitor().search(text, limit=FITTING).hits)
    except KbError:
        return ()


def _product(article: str) -> str:
    """The first product of an article, for a ticket that names none."""
    if not article:
        return ""
    try:
        products = visitor().article(article).article.products
    except ArticleUnknown:
        return ""
    return products[0] if products else ""
