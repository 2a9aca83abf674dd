"""Paths: what stands where in a record, as the manifest says it in `map`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from jsonpath_ng.exceptions import JSONPathError
from jsonpath_ng.ext.parser import parse

_NAME = re.compile(r"[\w-]+")
_SELF = re.compile(r"@(?:key|parent|grandparent|value|file)")
_SLOT = re.compile(r"\{([^{}]+)\}")


def check(path: str) -> None:
    """Raise ValueError when a path, or a path in the braces of a text, is none."""
    for one in _SLOT.findall(path) or [path]:
        if not _NAME.fullmatch(one) and not _SELF.fullmatch(one):
            _compiled(one)


def slots(path: str) -> list[str]:
    """The paths in the braces of a text, none when it is one path by itself."""
    return _SLOT.findall(path)


def fill(path: str, values: Sequence[str]) -> str:
    """The text with values in the place of its braces."""
    found = iter(values)
    return _SLOT.sub(lambda _: next(found), path)


def is_name(path: str) -> bool:
    """Whether a path is the name of a part."""
    return _NAME.fullmatch(path) is not None


def find(path: str, value: Any) -> list[Any]:
    """All that stands at a JSONPath in a value; raises ValueError when it is none."""
    return [found.value for found in _compiled(path).find(value)]


@lru_cache(maxsize=256)
def _compiled(path: str) -> Any:
    try:
        return parse(path)
    except JSONPathError as error:
        raise ValueError(f"{path!r} is no JSONPath: {error}") from error
