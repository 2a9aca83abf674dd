"""TOML front matter, between lines of `+++`, as some site builders write it: read, never written."""

from __future__ import annotations

import re
import tomllib
from typing import Any

FENCED = re.compile(r"(?:[ \t]*\n)*\+\+\+[ \t]*\n(?P<toml>.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)

_BARE_NUMBER = re.compile(r"^([ \t]*[\w.\"'-]+[ \t]*=[ \t]*)([+-]?\d[\w+-]*)(?=[ \t]*(?:#.*)?$)", re.MULTILINE)
_KEY = re.compile(r"^[ \t]*(?P<quote>[\"']?)(?P<key>[\w-]+)(?P=quote)[ \t]*=", re.MULTILINE)
_PLACE = re.compile(r"(?P<problem>.*) \(at line (?P<line>\d+), column (?P<column>\d+)\)", re.DOTALL)


class TomlProblem(Exception):
    """Text that is not TOML: what is wrong, and line and column from 0."""

    def __init__(self, problem: str, line: int, column: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.line = line
        self.column = column


def toml_keys(written: str) -> dict[str, Any]:
    """The keys of a TOML front matter; numbers, dates and booleans become text.

    A number that is a value by itself stays as it was written, `0x80070005` and `010` too.
    Raises TomlProblem.
    """
    try:
        keys = tomllib.loads(_BARE_NUMBER.sub(r'\1"\2"', written), parse_float=str)
        return {key: _text(value) for key, value in keys.items()}
    except tomllib.TOMLDecodeError as error:
        found = _PLACE.fullmatch(str(error))
        if not found:
            raise TomlProblem(_lower(str(error)), max(0, written.count("\n") - 1), 0) from error
        raise TomlProblem(_lower(found["problem"]), int(found["line"]) - 1, int(found["column"]) - 1) from error
    except RecursionError as error:
        raise TomlProblem("lists and tables nest too deep", 0, 0) from error


def toml_places(written: str) -> dict[tuple[str | int, ...], tuple[int, int]]:
    """Line and column, from 0, of every key at the top."""
    places: dict[tuple[str | int, ...], tuple[int, int]] = {}
    for found in _KEY.finditer(written):
        start = found.start("key")
        place = written.count("\n", 0, start), start - written.rfind("\n", 0, start) - 1
        places.setdefault((found["key"],), place)
    return places


def _text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_text(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
