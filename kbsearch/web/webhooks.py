"""The room `/webhooks`: for admins: what other programs were told, what they have not taken, and why."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kbsearch.errors import DeliveryRefused
from kbsearch.tickets.attempts import UNSENT, Standing
from kbsearch.web.identity import identity
from kbsearch.web.visitor import visitor

if TYPE_CHECKING:
    from kbsearch.tickets.webhooks import Webhooks

SHOWN = 100
"""Rows of the list."""

room = Blueprint("webhooks", __name__)


@room.get("/webhooks")
def show() -> str:
    """The addresses, and the deliveries that have not arrived; with `all` in the address also the others."""
    every = "all" in request.args
    found = _webhooks().list(tuple(Standing) if every else UNSENT, SHOWN)
    return render_template(
        "webhooks.html", addresses=_webhooks().addresses(), deliveries=found, every=every, shown=SHOWN
    )


@room.post("/webhooks/again")
def again_all() -> Response:
    """Send all once more that has not arrived."""
    number = _webhooks().retry(by=identity().name)
    flash(f"{number} {'delivery is' if number == 1 else 'deliveries are'} sent again within a minute.")
    return redirect(url_for("webhooks.show"), HTTPStatus.SEE_OTHER)


@room.post("/webhooks/<int:id>")
def again(id: int) -> Response:
    """Send one delivery once more."""
    try:
        _webhooks().retry(id, by=identity().name)
        flash(f"Delivery {id} is sent again within a minute.")
    except DeliveryRefused as error:
        flash(f"{error.said}: {error.advice}", "problem")
    return redirect(url_for("webhooks.show", all=request.args.get("all")), HTTPStatus.SEE_OTHER)


def _webhooks() -> Webhooks:
    return visitor().kb.webhooks
