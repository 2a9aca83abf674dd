"""JSON records: what a log line that is one JSON object says, as lines of text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from kbsearch.search.severity import Severity, severity_of

_LEVELS = frozenset(["level", "severity", "lvl", "levelname", "loglevel", "priority"])
_TEXTS = frozenset(
    [
        "message",
        "msg",
        "error",
        "err",
        "exception",
        "detail",
        "details",
        "reason",
        "description",
        "title",
        "stack",
        "stacktrace",
        "traceback",
        "cause",
        "errormessage",
        "text",
        "log",
        "body",
    ]
)
_CODES = re.compile(r"code|errno|status|hresult|sqlstate|error", re.IGNORECASE)
_SEPARATORS = re.compile(r"[@._-]")
_DEEPEST = 6
_MOST = 20  # texts of a record, and lines of a text, that are read


def read_record(line: str) -> list[tuple[str, Severity | None]]:
    """The lines of text in a record with their severity, None where only the line itself can tell; [] for no record.

    Texts are the values of keys such as `message`, at any depth, and whatever else reads like a
    sentence; codes are said with their keys. What a line calls itself counts before the record's level.
    """
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return []
    if not isinstance(record, dict):
        return []
    values = list(_values(record, "", 0))
    level = next((severity_of(value) for key, value in values if key in _LEVELS), Severity.UNKNOWN)
    named = [value for key, value in values if key in _TEXTS]
    codes = [f"{key} {value}" for key, value in values if key not in _TEXTS and _CODES.search(key) and " " not in value]
    others = [value for key, value in values if key not in _TEXTS and value.count(" ") > 1]
    lines = [line.strip() for text in [*named, *codes, *others][:_MOST] for line in text.split("\n")[:_MOST]]
    return [(line, _severity(line, level)) for line in dict.fromkeys(lines) if line]


def _severity(line: str, level: Severity) -> Severity | None:
    return None if level is Severity.UNKNOWN or severity_of(line) is not Severity.UNKNOWN else level


def _values(value: object, key: str, depth: int) -> Iterator[tuple[str, str]]:
    """Texts and numbers of a record with their keys, folded, those of the outer objects first."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        yield key, str(value)
    elif depth < _DEEPEST and isinstance(value, dict):
        inner = []
        for name, one in value.items():
            if isinstance(one, dict | list):
                inner.append((name, one))
            else:
                yield from _values(one, _SEPARATORS.sub("", str(name)).casefold(), depth + 1)
        for name, one in inner:
            yield from _values(one, _SEPARATORS.sub("", str(name)).casefold(), depth + 1)
    elif depth < _DEEPEST and isinstance(value, list):
        for one in value[:_MOST]:
            yield from _values(one, key, depth + 1)
