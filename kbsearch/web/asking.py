"""What a page asked, so that the search log knows how it ended: a name that the page carries along, and nobody's."""

from __future__ import annotations

import re
import secrets

from flask import request

_NAME = re.compile(r"[\w-]{16}", re.ASCII)


def asking() -> str:
    """The name of the search page that a form comes from; "" where it comes from none."""
    given = request.form.get("asking", "")
    return given if _NAME.fullmatch(given) else ""


def new_asking() -> str:
    """The name of a page that begins to ask."""
    return secrets.token_urlsafe(12)
