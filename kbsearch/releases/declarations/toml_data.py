"""TOML as located data: numbers, dates and booleans as text."""

from __future__ import annotations

import re
from typing import Any

from kbsearch.articles.toml_keys import TomlProblem, toml_keys
from kbsearch.releases.declarations.located import Builder, Items, Keys, Located, Text, Unreadable

_HEADER = re.compile(r"^[ \t]*(?P<open>\[\[?)(?P<keys>[^\[\]\n]+)\]\]?[ \t]*(?:#.*)?$")
_ASSIGNED = re.compile(
    r"""^[ \t]*(?P<keys>(?:[\w-]+|"[^"\n]*"|'[^'\n]*')(?:[ \t]*\.[ \t]*(?:[\w-]+|"[^"\n]*"|'[^'\n]*'))*)[ \t]*="""
)
_KEY = re.compile(r"""[\w-]+|"([^"\n]*)"|'([^'\n]*)'""")
_LONG = re.compile(r'"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'', re.DOTALL)

Place = tuple[str | int, ...]


def read_toml(text: str) -> list[Located]:
    """The table that a TOML file is; what stands inside one line has the line of its key. Raises Unreadable."""
    try:
        keys = toml_keys(text)
    except TomlProblem as error:
        raise Unreadable(error.problem, error.line + 1) from error
    lines = _toml_lines(text)
    builder = Builder()

    def add(value: Any, place: Place, line: int) -> None:
        line = lines.get(place, line)
        if isinstance(value, dict):
            builder.value(Keys(line))
            for key, inner in value.items():
                at = (*place, key)
                builder.key(Text(key, lines.get(at, line)))
                add(inner, at, line)
            builder.end()
        elif isinstance(value, list):
            builder.value(Items(line))
            for number, inner in enumerate(value):
                add(inner, (*place, number), line)
            builder.end()
        else:
            builder.value(Text(value, line))

    add(keys, (), 1)
    return builder.roots


def _toml_lines(text: str) -> dict[Place, int]:
    """The line of every table and key, as far as they begin a line."""
    lines: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    blanked = _LONG.sub(lambda found: '""' + "\n" * found[0].count("\n"), text)
    for number, line in enumerate(blanked.split("\n"), 1):
        if header := _HEADER.match(line):
            table = ()
            *outer, last = _names(header["keys"])
            for name in outer:
                table = (*table, name)
                table = (*table, counts[table] - 1) if table in counts else table
            table = (*table, last)
            if header["open"] == "[[":
                counts[table] = counts.get(table, 0) + 1
                lines.setdefault(table, number)
                table = (*table, counts[table] - 1)
            lines.setdefault(table, number)
        elif assigned := _ASSIGNED.match(line):
            lines.setdefault((*table, *_names(assigned["keys"])), number)
    return lines


def _names(keys: str) -> list[str]:
    """The names of a dotted key."""
    return [next(filter(None, found.groups()), found[0].strip("\"'")) for found in _KEY.finditer(keys)]
