"""Mapping: records become declarations, by what the manifest says of their parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from kbsearch.releases import paths
from kbsearch.releases.declaration import Declaration, Kind
from kbsearch.releases.declarations.located import Items, Keys, Located, Text
from kbsearch.releases.sources import FIELDS, PLACEHOLDERS, Source

_CODES: dict[str, tuple[str, ...]] = {
    "properties": ("key",),
    "po": ("msgctxt",),
    "proto": ("name",),
    "c-header": ("name",),
    "python-ast": ("key", "name"),
    "table": ("1",),
    "json": ("@key",),
    "yaml": ("@key",),
    "toml": ("@key",),
}
_MESSAGES: dict[str, tuple[str, ...]] = {
    "properties": ("value",),
    "po": ("msgid",),
    "c-header": ("text",),
    "python-ast": ("value",),
    "json": ("@value",),
    "yaml": ("@value",),
    "toml": ("@value",),
}
"""Where a reader's records say code and message, when they have no part of that name and the manifest maps none."""


class Mapping:
    """What one source says about the parts of its records."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._where = {part: re.compile(pattern) for part, pattern in source.where.items()}
        self._extract = {part: re.compile(pattern) for part, pattern in source.extract.items()}
        self._names = {"code", "id", source.map.get("code", ""), source.map.get("id", "")}
        self._cut = {group for pattern in self._extract.values() for group in pattern.groupindex}
        mark = PLACEHOLDERS.get(source.placeholders, source.placeholders)
        self._mark = re.compile(mark) if mark else None

    def records(self, roots: Iterable[Located]) -> Iterator[Located]:
        """The records in the values of a data file: what `each` finds, else the items of the usual forms."""
        each = self._source.map.get("each")
        for root in roots:
            if each:
                yield from (one for one in paths.find(each, root) if isinstance(one, Text | Keys | Items))
            else:
                yield from _usual(root, self._names)

    def declaration(self, record: Located, path: str) -> Declaration | None:
        """The declaration of a record in the file `path`; None where the record names nothing or is left out."""
        record = self._with_extracts(record)
        if not all(pattern.search(part(record, path, name)) for name, pattern in self._where.items()):
            return None
        names = ("id", "code") if self._source.kind is Kind.FEATURE else ("code", "id")
        name = self._first(record, path, names, _CODES)
        if not name.strip():
            return None
        said = {field: self._field(record, path, field) for field in FIELDS if field not in ("id", "code", "message")}
        message = self._first(record, path, ("message",), _MESSAGES)
        texts = {field: str(value) or self._source.defaults.get(field, "") for field, value in said.items()}
        texts["message"] = self._marked(message.strip()) or self._source.defaults.get("message", "")
        line = name.line if isinstance(name, Text) else record.line
        return Declaration(self._source.kind, name.strip(), self._source.id, path, line, **texts)

    def _with_extracts(self, record: Located) -> Located:
        """The record with the parts that `extract` cuts out of others."""
        if not self._extract:
            return record
        made = Keys(record.line)
        made.key, made.above = record.key, record.above
        made.update(record if isinstance(record, Keys) else {Text("@value", record.line): record})
        for name, pattern in self._extract.items():
            whole = part(record, "", name)
            found = pattern.search(whole)
            for group, said in (found.groupdict() if found else {}).items():
                if said is not None:
                    line = whole.line if isinstance(whole, Text) else record.line
                    made[Text(group, line)] = Text(said, line)
        return made

    def _first(self, record: Located, path: str, fields: tuple[str, ...], usual: dict[str, tuple[str, ...]]) -> str:
        """What the first of some fields that is mapped or cut out says; else the first part that says any."""
        mapped = next((field for field in fields if field in self._source.map or field in self._cut), None)
        if mapped:
            return self._field(record, path, mapped)
        names = (*fields, *usual.get(self._source.reader, ()))
        return next((said for name in names if (said := part(record, path, name))), "")

    def _field(self, record: Located, path: str, field: str) -> str:
        """What a record says in a field, by `map` or under the same name."""
        where = self._source.map.get(field, field)
        inner = paths.slots(where)
        if not inner:
            return part(record, path, where)
        values = [part(record, path, one) for one in inner]
        filled = paths.fill(where, values) if all(values) else ""
        return Text(filled, next((one.line for one in reversed(values) if isinstance(one, Text)), record.line))

    def _marked(self, message: str) -> str:
        """The message with its placeholders as {name}, where the source says what they look like."""
        if self._mark is None:
            return message
        return self._mark.sub(lambda found: f"{{{_called(found)}}}", message)


def part(record: Located, path: str, name: str) -> str:
    """What stands in a part of a record: under a name, at a JSONPath, or around the record itself.

    @key is the key that it stands under, @parent the one above that, @grandparent the next, @value the record as
    text, @file the name of its file without folder and ending.
    """
    if name == "@key":
        return record.key or ""
    if name in ("@parent", "@grandparent"):
        return _key_above(record, 1 if name == "@parent" else 2)
    if name == "@file":
        return PurePosixPath(path).name.split(".")[0]
    if name == "@value":
        return _text(record.get("@value", record) if isinstance(record, Keys) else record)
    if paths.is_name(name):
        return _text(record[name]) if isinstance(record, Keys) and name in record else ""
    return _text(next(iter(paths.find(name, record)), ""))


def _key_above(record: Located, levels: int) -> str:
    """The key that stands some levels above the record's own, lists left aside."""
    above: Located | None = record
    for _ in range(levels):
        above = above.above if above is not None else None
        while isinstance(above, Items):
            above = above.above
    return (above.key if above is not None else None) or ""


def _text(value: Any) -> str:
    """A text as it is, a list of texts as lines; anything else says nothing."""
    if isinstance(value, Items):
        lines = [one for one in value if isinstance(one, Text)]
        return Text("\n".join(lines), lines[0].line) if lines else ""
    return value if isinstance(value, Text) else ""


def _usual(root: Located, names: set[str]) -> Iterator[Located]:
    """The records of a file whose form nobody described.

    A list has its items; a mapping with one of `names`, those of code and id, is one record; any other has its
    values, or where its only value is a list, the items of that.
    """
    if isinstance(root, Items):
        yield from root
    elif isinstance(root, Keys):
        inner = [*root.values()]
        if names & {*root}:
            yield root
        elif len(inner) == 1 and isinstance(inner[0], Items):
            yield from inner[0]
        else:
            yield from inner


def _called(found: re.Match[str]) -> str:
    """What a placeholder is called: its first group that took part."""
    return next((group for group in found.groups() if group), "")
