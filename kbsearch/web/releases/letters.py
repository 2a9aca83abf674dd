"""The weekly letter: taking it and leaving it, signed in, or by the link that the letter has."""

from __future__ import annotations

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from kbsearch.web.identity import identity
from kbsearch.web.releases.door import board, room


@room.post("/releases/letters")
def subscribe() -> Response:
    """Take the letter about a product, or leave it."""
    product, name = request.form.get("product", ""), identity().name
    if product not in {one.product for one in board().releases()}:
        raise NotFound
    if request.form.get("do") == "leave":
        board().subscriptions.end(name, product)
        flash(f"No more letters about {product}.")
    else:
        board().subscriptions.add(name, product)
        flash(f"Every week a letter says what {product} still wants; the first comes at once.")
    version = request.form.get("version", "")
    place = url_for("releases.show", product=product, version=version) if version else url_for("releases.overview")
    return redirect(place, HTTPStatus.SEE_OTHER)


@room.get("/unsubscribe/<token>")
def leave_form(token: str) -> str:
    """The question whether the letter is to end: opening a link alone, as mail programs do, ends nothing."""
    return render_template("unsubscribe.html", token_of_letter=token, found=board().subscriptions.of_token(token))


@room.post("/unsubscribe/<token>")
def leave(token: str) -> str:
    """End the letter."""
    board().subscriptions.end_by(token)
    return render_template("unsubscribe.html", token_of_letter=token, found=None)
