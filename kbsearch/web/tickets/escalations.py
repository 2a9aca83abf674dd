"""The page `/escalations`: what waits for engineering, aging in plain sight."""

from __future__ import annotations

from flask import render_template

from kbsearch.people.database import now
from kbsearch.tickets.escalations import HOUR
from kbsearch.web.tickets.door import log, room, viewer
from kbsearch.web.visitor import visitor


@room.get("/escalations")
def escalations() -> str:
    """The open escalations that may be seen, the longest waiting first, each with its age in hours."""
    waiting, at = log().escalations.open(viewer()), now()
    return render_template(
        "escalations.html",
        rows=[(one, int((at - one.escalated) / HOUR)) for one in waiting if one.escalated is not None],
        limits=visitor().kb.settings.tickets.escalation_hours,
    )
