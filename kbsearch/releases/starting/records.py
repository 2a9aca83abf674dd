"""What the records of a data file may be, and which of their parts is the code and which the message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kbsearch.releases.declaration import Kind
from kbsearch.releases.declarations.json_data import read_json
from kbsearch.releases.declarations.located import Items, Keys, Located, Text, Unreadable
from kbsearch.releases.declarations.toml_data import read_toml
from kbsearch.releases.declarations.yaml_data import read_yaml

_PARSERS = {"json": read_json, "yaml": read_yaml, "toml": read_toml}
_NAMES = {
    "code": ("code", "errorCode", "error_code", "id", "key", "number", "errno", "name"),
    "id": ("id", "name", "key", "flag", "feature"),
    "message": ("message", "msg", "text", "template", "title", "description", "detail", "summary"),
    "severity": ("severity", "level", "category"),
    "title": ("title", "description", "summary"),
    "stage": ("stage", "state", "status", "maturity", "type"),
    "owner": ("owner", "team", "group"),
    "since": ("since", "introduced", "milestone"),
}
_WANTED = {
    Kind.ERROR: ("code", "message", "severity", "since", "owner"),
    Kind.FEATURE: ("id", "title", "stage", "owner"),
}
_MOST = 0.8  # the share of the records that must have a part
_DEEPEST = 4


def guess_map(reader: str, texts: Sequence[str], kind: Kind) -> dict[str, str] | None:
    """What `map` should say for such files; empty where nothing needs to be said, None where none is a catalogue."""
    roots: list[Located] = []
    for text in texts:
        try:
            roots += _PARSERS[reader](text)
        except Unreadable:
            return None
    if kind is Kind.FEATURE and all(isinstance(root, Keys) for root in roots):
        whole = _parts(roots, kind, keyed=False)
        if whole and "id" in whole:
            return whole
    best: tuple[int, dict[str, str]] | None = None
    for each, records, keyed in (found for root in roots[:1] for found in _collections(root, "", 0)):
        parts = _parts(records, kind, keyed)
        if parts is not None and (best is None or len(records) > best[0]):
            best = len(records), {"each": each, **parts} if each not in ("[*]", "*") else parts
    return best[1] if best else None


def _collections(value: Located, path: str, depth: int) -> Iterator[tuple[str, list[Located], bool]]:
    """The lists and mappings that may be a catalogue: JSONPath to their items, the items, whether they have keys."""
    if isinstance(value, Text) or depth > _DEEPEST:
        return
    keyed = isinstance(value, Keys)
    inner: list[Located] = [*value.values()] if isinstance(value, Keys) else [*value]
    if len(inner) > 1:
        yield (f"{path}.*" if path else "*") if keyed else f"{path}[*]", inner, keyed
    if isinstance(value, Keys):
        for key, one in value.items():
            name = key if re.fullmatch(r"[A-Za-z_][\w-]*", key) else f'"{key}"'
            if '"' not in key:
                yield from _collections(one, f"{path}.{name}" if path else name, depth + 1)


def _parts(records: Sequence[Located], kind: Kind, keyed: bool) -> dict[str, str] | None:
    """Which part of most records is which field; None where code and message, or the id, cannot be told."""
    texts = [record for record in records if isinstance(record, Text)]
    if len(texts) == len(records):
        spoken = sum(" " in text for text in texts)
        return {} if keyed and kind is Kind.ERROR and spoken > _MOST * len(texts) else None
    maps = [record for record in records if isinstance(record, Keys)]
    if len(maps) < _MOST * len(records):
        return None
    names = {field: _part(maps, field) for field in _WANTED[kind]}
    first = "code" if kind is Kind.ERROR else "id"
    if kind is Kind.ERROR and keyed and not names["message"]:
        names["message"] = "@key" if sum(" " in (one.key or "") for one in maps) > _MOST * len(maps) else ""
    if not names[first] and keyed and names.get("message") != "@key":
        names[first] = "@key"
    if not names[first] or (kind is Kind.ERROR and not names["message"]):
        return None
    return {field: name for field, name in names.items() if name}


def _part(maps: Sequence[Keys], field: str) -> str:
    """The usual name of a field that most records have; for a code or an id one that tells them apart."""
    for name in _NAMES[field]:
        values = [record[name] for record in maps if isinstance(record.get(name), Text | Items) and record[name]]
        said = [str(value) for value in values]
        if len(values) >= _MOST * len(maps) and (field not in ("code", "id") or len(set(said)) == len(said)):
            return name
    return ""
