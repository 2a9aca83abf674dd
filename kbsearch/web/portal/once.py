"""A form that is sent twice, as by a double click, makes one request."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable

from flask import current_app, request

from kbsearch.web.memory import Memory

REMEMBERED = 1_000
"""Forms that are remembered; the second click comes within seconds."""


class Sent:
    """The requests that were made lately, by the form that made them and what it said."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def once(self, said: str, file: Callable[[], tuple[int, str]], again: Callable[[int], str]) -> tuple[int, str]:
        """What `file` makes of a form, a number and a key; for a form that was sent already, a key from `again`."""
        with self._memory.alone() as tables:
            known = tables.execute("SELECT number FROM sent WHERE said = ?", (said,)).fetchone()
            if known is not None:
                return known[0], again(known[0])
            number, key = file()
            tables.execute("INSERT INTO sent(said, number) VALUES(?, ?)", (said, number))
            tables.execute("DELETE FROM sent WHERE at <= (SELECT max(at) FROM sent) - ?", (REMEMBERED,))
            return number, key


def sent() -> Sent:
    """What was sent to this server."""
    return Sent(current_app.extensions["kbsearch-memory"])


def form_name() -> str:
    """The name of the form that was sent, or of a new one; only its own page knows it."""
    return request.form.get("form", "")[:40] or secrets.token_urlsafe(12)


def told(form: str, *said: object) -> str:
    """What tells one form with what it says from every other."""
    return hashlib.blake2b(repr((form, *said)).encode("utf-8", "replace"), digest_size=16).hexdigest()
