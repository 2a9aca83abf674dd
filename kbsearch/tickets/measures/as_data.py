"""Measures as data, for the command line and the JSON API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kbsearch.tickets.measures.measure import Measure, Value


def measure_data(measure: Measure) -> dict[str, Any]:
    """A measure with its rows by the keys of its columns; shares are parts of 1, moments in UTC."""
    keys = [column.key for column in measure.columns]
    return {
        "name": measure.name,
        "title": measure.title,
        "means": measure.means,
        "figure": {"value": _plain(measure.figure.value), "unit": measure.figure.unit.value, "of": measure.figure.of},
        "alarm": measure.alarm,
        "columns": [
            {"key": column.key, "title": column.title, "unit": column.unit.value} for column in measure.columns
        ],
        "rows": [dict(zip(keys, map(_plain, row), strict=True)) for row in measure.rows],
        "more": measure.more,
    }


def _plain(value: Value) -> Value:
    return value.isoformat() if isinstance(value, datetime) else value
