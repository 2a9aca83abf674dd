"""Forgery: no page elsewhere may act in the name of somebody who is signed in, nor guess at passwords."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect

from kbsearch.errors import FormRefused
from kbsearch.web import api
from kbsearch.web.memory import Memory
from kbsearch.web.tries import Tries

READS = ("search.paste", "search.clicked", "drafts.show", "drafts.file")
"""Forms that only read: a page that stood open over night must still answer a paste."""

DOORS = ("file", "carry", "enter", "say", "confirm", "helped")
"""Forms of those who have no account. No cookie decides there, so none is wanted for a token; a form of a
page elsewhere is refused all the same."""

TRIES = "10 per minute; 60 per hour"
"""How often one address may try to sign in, or a key."""

OFTEN = "10 per minute; 60 per hour"
"""How often one address may ask, or say something more; an office of many people has one address."""


def refuse(app: Flask, memory: Memory) -> None:
    """Want a token with every form that changes something, and few tries at signing in, counted in `memory`."""
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a form is good for as long as its session
    forms = CSRFProtect(app)
    forms.exempt(api.room)
    for endpoint in READS:
        forms.exempt(app.view_functions[endpoint])
    for name in DOORS:
        forms.exempt(app.view_functions[f"portal.{name}"])
    app.before_request(_refuse_elsewhere)
    _limit(app, memory)


def _limit(app: Flask, memory: Memory) -> None:
    limiter = Limiter(
        get_remote_address,
        app=app,
        storage_uri=f"{Tries.STORAGE_SCHEME[0]}://",
        storage_options={"memory": memory},  # type: ignore[dict-item]  # passed on to `Tries` as it is
        headers_enabled=True,
    )
    wrong_key = limiter.shared_limit(
        TRIES, "keys", deduct_when=lambda response: response.status_code == HTTPStatus.FORBIDDEN
    )
    limits: dict[str, tuple[Any, ...]] = {
        "sign_in.enter": (limiter.limit(TRIES),),
        "sign_in.follow": (limiter.limit(TRIES),),
        "portal.file": (limiter.limit(OFTEN),),
        "portal.say": (limiter.limit(OFTEN), wrong_key),
        "portal.enter": (wrong_key,),
        "portal.show": (wrong_key,),
        "portal.confirm": (wrong_key,),
        "portal.helped": (wrong_key,),
        "portal.attachment": (wrong_key,),
    }
    for endpoint, wanted in limits.items():
        for limit in wanted:
            app.view_functions[endpoint] = limit(app.view_functions[endpoint])


def _refuse_elsewhere() -> None:
    """Refuse a form of a door that a page of another site has sent; raises KBE1046.

    Browsers say so in Sec-Fetch-Site, older ones in Origin, which is "null" where pages keep their address
    to themselves, as ours do.
    """
    room, _, name = (request.endpoint or "").partition(".")
    if room != "portal" or name not in DOORS:
        return
    site, origin = request.headers.get("Sec-Fetch-Site", ""), request.headers.get("Origin", "null")
    elsewhere = site not in ("same-origin", "none") if site else origin not in ("null", request.host_url.rstrip("/"))
    if elsewhere:
        raise FormRefused(place=origin if origin != "null" else "another site")
