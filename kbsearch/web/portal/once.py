"""A form that is sent twice, as by a double click, makes one request."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable

from flask import current_app, request

REMEMBERED = 1_000
"""Forms that are remembered; the second click comes within seconds."""


class Sent:
    """The requests that were made lately, by the form that made them and what it said."""

    def __init__(self) -> None:
        self._numbers: OrderedDict[str, int] = OrderedDict()
        self._one_at_a_time = threading.Lock()

    def once(self, said: str, file: Callable[[], tuple[int, str]], again: Callable[[int], str]) -> tuple[int, str]:
        """What `file` makes of a form, a number and a key; for a form that was sent already, a key from `again`."""
        with self._one_at_a_time:
            number = self._numbers.get(said)
            if number is not None:
                return number, again(number)
            number, key = file()
            self._numbers[said] = number
            while len(self._numbers) > REMEMBERED:
                self._numbers.popitem(last=False)
            return number, key


def sent() -> Sent:
    """What was sent to this application."""
    it: Sent = current_app.extensions.setdefault("kbsearch-sent", Sent())
    return it


def form_name() -> str:
    """The name of the form that was sent, or of a new one; only its own page knows it."""
    return request.form.get("form", "")[:40] or secrets.token_urlsafe(12)


def told(form: str, *said: object) -> str:
    """What tells one form with what it says from every other."""
    return hashlib.blake2b(repr((form, *said)).encode("utf-8", "replace"), digest_size=16).hexdigest()
