"""Forgery: no page elsewhere may act in the name of somebody who is signed in, nor guess at passwords."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect

from kbsearch.web import api

READS = ("search.paste", "drafts.show", "drafts.file")
"""Forms that only read: a page that stood open over night must still answer a paste."""

TRIES = "10 per minute; 60 per hour"
"""How often one address may try to sign in."""


def refuse(app: Flask) -> None:
    """Want a token with every form that changes something, and few tries at signing in."""
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a form is good for as long as its session
    forms = CSRFProtect(app)
    forms.exempt(api.room)
    for endpoint in READS:
        forms.exempt(app.view_functions[endpoint])
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://", headers_enabled=True)
    for endpoint in ("sign_in.enter", "sign_in.follow"):
        limited: Any = limiter.limit(TRIES)(app.view_functions[endpoint])
        app.view_functions[endpoint] = limited
