"""Lines of CSV for a spreadsheet, which must not take a text for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime

_FORMULA = tuple("=+-@\t\r")


def csv_line(cells: Iterable[object]) -> str:
    """One line, ending in CRLF: moments in UTC, fractions to four places, nothing for None."""
    kept = io.StringIO()
    csv.writer(kept).writerow(map(_cell, cells))
    return kept.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, float):
        return f"{round(value, 4):g}"
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not text.lstrip("+-").isdecimal() else text
