"""What the fields of a ticket's forms say."""

from __future__ import annotations

from flask import request

from kbsearch.articles.line_ends import plain
from kbsearch.web.numbers import number_in


def said(name: str) -> str:
    """A text of the form, its line ends as the log keeps them."""
    return plain(request.form.get(name, ""))


def whole(given: str, usual: int) -> int:
    """A whole number, `usual` where nothing is given; what is none becomes -1, which the log refuses."""
    text = given.strip()
    found = number_in(text) if text else usual
    return -1 if found is None else found


def own_fields() -> dict[str, str]:
    """The values of a ticket's own fields, by name."""
    return {name[2:]: value.strip() for name, value in request.form.items() if name.startswith("f.")}
