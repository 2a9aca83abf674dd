"""The page `/request`: who asks, and what happened. Nothing stands between them and a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kbsearch.articles.line_ends import plain
from kbsearch.articles.redact import redact
from kbsearch.errors import KbError, UsageError
from kbsearch.settings.tickets import CategoryTable, FieldTable
from kbsearch.tickets.public import Asked
from kbsearch.web.asking import asking
from kbsearch.web.portal.files import FILES, Brought, brought, says
from kbsearch.web.portal.once import form_name, sent, told
from kbsearch.web.portal.room import door, room
from kbsearch.web.visitor import visitor

TRAP = "website"
"""A field that people do not see: what fills in every field it finds is no person."""

TRAPPED = "A field that is not for people was filled in, perhaps by the browser. It is empty again: send it once more."

PRODUCTS = 200
"""Products that the list offers at most."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form as it was filled in."""

    name: str = ""
    mail: str = ""
    text: str = ""
    product: str = ""
    category: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    files: Brought = field(default_factory=Brought)
    form: str = field(default_factory=form_name)
    """Which form it is, for one that is sent twice."""


@room.get("/request")
def begin() -> str:
    """The form, for a product if the address names one."""
    return _page(Sheet(product=request.args.get("product", "")))


@room.post("/request/form")
def carry() -> str:
    """The form with what was pasted elsewhere carried along."""
    return _page(Sheet(text=plain(request.form.get("text", "")), product=request.args.get("product", "")))


@room.post("/request")
def file() -> Response | tuple[str, int]:
    """Keep the request and lead to its page; what is in the way is said in the form, which keeps everything."""
    sheet = _sheet(brought())
    if request.form.get(TRAP):
        return _page(sheet, said=(TRAPPED,)), HTTPStatus.BAD_REQUEST
    if sheet.files.problems:
        return _page(sheet, said=tuple(map(says, sheet.files.problems))), HTTPStatus.BAD_REQUEST
    asked = Asked(
        name=sheet.name,
        mail=sheet.mail,
        text=sheet.text,
        product=sheet.product,
        category=sheet.category,
        fields=sheet.fields,
        files=sheet.files.held,
    )
    try:
        number, key = sent().once(
            told(sheet.form, asked), lambda: door().file(asked), lambda number: visitor().kb.access_keys.make(number)
        )
    except UsageError as error:
        return _page(sheet, said=(says(error),)), HTTPStatus.BAD_REQUEST
    visitor().kb.searches.ticketed(asking(), number)
    return redirect(url_for("portal.show", number=number, key=key, new=1), HTTPStatus.SEE_OTHER)


def again(said: str) -> str:
    """The form as it was sent, with what is in the way."""
    return _page(_sheet(brought()), said=(said,))


def _sheet(files: Brought) -> Sheet:
    form = request.form
    offered = {one.name for one in _fields()}
    own = {name: form.get(f"f.{name}", "").strip() for name in offered}
    return Sheet(
        name=form.get("name", "").strip(),
        mail=form.get("mail", "").strip(),
        text=plain(form.get("text", "")),
        product=form.get("product", "").strip(),
        category=form.get("category", "").strip(),
        fields={name: value for name, value in own.items() if value},
        files=files,
    )


def _page(sheet: Sheet, said: tuple[str, ...] = ()) -> str:
    kb = visitor().kb
    return render_template(
        "request.html",
        sheet=sheet,
        said=said,
        masked=redact(sheet.text).masked if sheet.text else (),
        products=_products(),
        categories=_categories(),
        fields=_fields(),
        trap=TRAP,
        most=FILES,
        largest=kb.settings.attachments.largest_mb,
        mail=kb.settings.mail.address,
    )


def _products() -> tuple[str, ...]:
    """The products to choose from: those of the settings, or those that stand on articles that one may read."""
    asker = visitor()
    named = asker.kb.settings.tickets.products
    if named:
        return named
    try:
        with asker.kb.catalog() as catalog:
            seen = [one for one in catalog.outlines() if one.audience in asker.audiences]
    except KbError:  # whoever asks is heard, whether articles can be searched or not
        return ()
    return tuple(sorted({product for one in seen for product in one.products}, key=str.casefold))[:PRODUCTS]


def _categories() -> tuple[CategoryTable, ...]:
    return tuple(one for one in visitor().kb.settings.tickets.categories if one.offered)


def _fields() -> tuple[FieldTable, ...]:
    return tuple(one for one in visitor().kb.settings.tickets.fields if one.offered)
