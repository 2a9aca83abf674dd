"""Deeds on several tickets at once: incidents, merging, splitting."""

from __future__ import annotations

from flask import request

from kbsearch.counting import counted
from kbsearch.errors import RequestInvalid
from kbsearch.web.numbers import number_in
from kbsearch.web.tickets.door import log
from kbsearch.web.tickets.words import said


def gather(number: int, by: str) -> str:
    """Gather the tickets that were ticked, or whose numbers were written."""
    others = _numbers(" ".join(request.form.getlist("other")))
    fresh = log().incidents.gather(number, others, by=by)
    return f"{counted(len(fresh), 'ticket')} gathered here: answer all of them at once."


def answer_all(number: int, by: str) -> str:
    """Say the same to the requesters of all open tickets that are gathered."""
    form = request.form
    told = log().incidents.answer(number, said("text"), by=by, solve="solve" in form, as_is="as_is" in form)
    return f"The reply goes to the requesters of {counted(len(told), 'ticket')}."


def let_go(number: int, by: str) -> str:
    """Take the ticket out of its incident."""
    log().incidents.let_go(number, by=by)
    return "It is no part of the incident any more."


def merge(number: int, by: str) -> str:
    """Let the ticket go on in another one."""
    into = log().incidents.merge(number, _numbers(said("into"))[0], by=by)
    return f"It goes on in ticket {into.number}."


def split(number: int, by: str) -> str:
    """Begin a ticket of its own with something that the requester said."""
    made = log().incidents.split(number, _numbers(said("event"))[0], by=by, subject=said("subject"))
    return f"Ticket {made.number} is about that now."


def _numbers(text: str) -> list[int]:
    """The numbers in a text; raises KBE1010 where there is none."""
    found = {one: number_in(one) for one in text.replace(",", " ").replace("#", " ").split()}
    wrong = next((one for one, number in found.items() if number is None), None)
    if wrong is not None or not found:
        problem = f"{wrong!r} is no number of a ticket" if wrong else "no ticket is chosen"
        raise RequestInvalid(problem=problem, hint="give the number as the list shows it")
    return [number for number in found.values() if number is not None]
