"""The page `/releases`: every release on the board, that which ships first on top."""

from __future__ import annotations

from flask import render_template

from kbsearch.people.database import now
from kbsearch.web.releases.door import board, room


@room.get("/releases")
def overview() -> str:
    """All releases that were published: those to come, then those that have shipped."""
    today = now().date()
    every = board().releases()
    return render_template(
        "releases.html",
        coming=[one for one in every if one.ships >= today],
        shipped=[one for one in reversed(every) if one.ships < today],
        today=today,
    )
