"""JSON records: what a log line that is one JSON object says, as lines of text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from kbsearch.search.severity import Severity, severity_of

_LEVEL = re.compile(r"level|severity|lvl|levelname|loglevel|priority")
_TEXT = re.compile(
    r"message|msg|error|err|exception|details?|reason|description|title|cause|stack|stacktrace|traceback|errormessage"
    r"|text|log|body"
)
_CODE = re.compile(r"code|errno|status|hresult|sqlstate|error")
_NUMBER = re.compile(r"[-+.\deE]*")
_SEPARATORS = re.compile(r"[@._-]")
_DEEPEST = 6
_MOST = 20  # texts of a record, and lines of a text, that are read


def read_record(line: str) -> list[tuple[str, Severity | None]]:
    """The lines of text in a record with their severity, None where only the line itself can tell; [] for no record.

    Texts are the values of keys such as `message`, at any depth, and whatever else reads like a
    sentence; codes are said with their keys, and what is left is a line of its own. What a line
    calls itself counts before the record's level.
    """
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return []
    if not isinstance(record, dict):
        return []
    values = list(_values(record, "", 0))
    level = next((severity_of(value) for key, value in values if _LEVEL.fullmatch(key)), Severity.UNKNOWN)
    named = [value for key, value in values if _TEXT.fullmatch(key)]
    unnamed = [(key, value) for key, value in values if not _TEXT.fullmatch(key) and not _LEVEL.fullmatch(key)]
    codes = [f"{key} {value}" for key, value in unnamed if _CODE.search(key) and " " not in value]
    others = [value for _, value in unnamed if value.count(" ") > 1]
    lines = [line.strip() for text in [*named, *codes, *others][:_MOST] for line in text.split("\n")[:_MOST]]
    found = [(line, _severity(line, level)) for line in dict.fromkeys(lines) if line]
    # What is left may be the name of an error, such as that of an alert; it says less than what is told.
    left = (v for k, v in unnamed if v.count(" ") <= 1 and not _CODE.search(k) and not _NUMBER.fullmatch(v))
    rest = " ".join(" ".join(left).split())
    return [*found, (rest, Severity.MINOR if named else None)] if rest else found


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
