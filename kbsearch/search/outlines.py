"""Outlines: what lists say of every article: one query over the catalog instead of thousands of articles read whole."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

COLUMNS = (
    "key, id, json_extract(CAST(text AS TEXT), '$.title', '$.products', '$.owner', '$.confidence', '$.audience',"
    " '$.review_by', '$.reviewed.on', '$.reviewed.current')"
)
"""What a row of the catalog's table of articles has to give."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One article in a list.

    `review_by` and `reviewed_on` are ISO dates, "" for none; `current` says whether the last review read
    what the article says now, None where there was none that could tell.
    """

    key: int
    id: str
    title: str
    products: tuple[str, ...]
    owner: str
    confidence: str
    audience: str
    review_by: str
    reviewed_on: str
    current: bool | None

    def is_due(self, today: date) -> bool:
        """Whether the article is to be read again: its date has passed, or the last review read another text."""
        if self.confidence == "archived":
            return False
        return self.is_overdue(today) or self.current is False

    def is_overdue(self, today: date) -> bool:
        """Whether the date by which the article was to be reviewed has passed."""
        return bool(self.review_by) and self.review_by < today.isoformat()

    def belongs_to(self, name: str) -> bool:
        """Whether somebody of that name, in any case, is the owner."""
        return bool(name) and self.owner.casefold() == name.casefold()


def outlines_of(rows: Iterable[tuple[Any, ...]]) -> tuple[Outline, ...]:
    """The outlines in rows of COLUMNS."""
    found = []
    for key, id, text in rows:
        title, products, owner, confidence, audience, review_by, reviewed_on, current = json.loads(text)
        found.append(
            Outline(
                key,
                id,
                title,
                tuple(products),
                owner,
                confidence,
                audience,
                review_by,
                reviewed_on or "",
                current,
            )
        )
    return tuple(found)
