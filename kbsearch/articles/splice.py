"""Splicing: new values for the keys of a front matter, every byte around them as it was.

The author's order, quotes, comments, blank lines and line ends stay; only the part of a value that
differs is written anew. What is written is read back before it is given out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import yaml

from kbsearch.articles.front_matter import _OPENING as OPENING
from kbsearch.articles.front_matter import FileText, quoted, split
from kbsearch.articles.toml_keys import FENCED
from kbsearch.errors import EditRefused

Value = str | Sequence["Value"] | Mapping[str, "Value"]
"""What a key may hold: text, or lists and mappings of it."""

_PLAIN = re.compile(r"[A-Za-z][\w./+@-]*(?: [\w./+@-]+)*|\d{4}-\d\d-\d\d")
_WORDS = frozenset(("true", "false", "yes", "no", "on", "off", "null", "y", "n"))  # YAML 1.1 reads these otherwise
_FLOW = 80  # characters up to which a list stays on one line where it stood on one
_CLOSING = re.compile(r"^(?:-{3,}|\.\.\.)[ \t]*$", re.MULTILINE)
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class _Edit:
    """One part of the text, from `start` to `end`, and what comes in its place."""

    start: int
    end: int
    text: str


def with_values(text: str, values: Mapping[str, Value | None], path: str = "") -> str:
    """The file's text with these keys of its front matter set; None takes a key out.

    `text` may have any line ends and a byte order mark; they stay. Values that are as they were
    change nothing. Raises KBE1041 where the front matter cannot be read or is TOML.
    """
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if FENCED.match(plain):
        raise EditRefused(path=path, problem="it is written in TOML")
    before = split(plain, path)
    if not before.readable:
        raise EditRefused(path=path, problem=before.findings[0].message)
    wanted = {key: value for key, value in before.keys.items() if values.get(key, "") is not None}
    wanted |= {key: value for key, value in values.items() if value is not None}
    if wanted == before.keys:
        return text
    for edits in (_edits(plain, before, wanted, fine=True), _edits(plain, before, wanted, fine=False)):
        spliced = _applied(text, plain, edits)
        after = split(spliced.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), path)
        if after.readable and after.keys == wanted and after.body == before.body:
            return spliced
    raise EditRefused(path=path, problem="its layout is not known")


def _edits(plain: str, file: FileText, wanted: Mapping[str, Any], *, fine: bool) -> list[_Edit]:
    """What to change: inside values where that is enough, or (`fine` off) whole keys."""
    opening = OPENING.match(plain)
    closing = _CLOSING.search(plain, opening.end()) if opening else None
    if opening is None or closing is None or not file.first_line > 1:
        return [_Edit(0, 0, "---\n" + "".join(_pair(key, value, 0) for key, value in wanted.items()) + "---\n")]
    written = plain[opening.end() : closing.start()]
    root = yaml.compose(written, Loader=_Loader)
    shift = opening.end()
    if not isinstance(root, yaml.MappingNode) or not root.value:
        return [_Edit(closing.start(), closing.start(), "".join(_pair(k, v, 0) for k, v in wanted.items()))]
    editor = _Editor(written, fine)
    return [_Edit(e.start + shift, e.end + shift, e.text) for e in editor.mapping(root, file.keys, wanted)]


class _Editor:
    """Finds the edits that turn the values of one front matter into others."""

    def __init__(self, written: str, fine: bool) -> None:
        self._written = written
        self._fine = fine

    def mapping(self, node: Any, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[_Edit]:
        """The edits within a mapping in block style."""
        column = node.value[0][0].start_mark.column
        for name, value in node.value:
            key = name.value
            if key not in new:
                yield self._without(name, value)
            elif new[key] != old[key]:
                yield from self._pair(name, value, old[key], new[key], column)
        added = "".join(_indented(_pair(key, value, column), column) for key, value in new.items() if key not in old)
        if added:
            yield self._behind(self._end(node.value[-1][1]), added)

    def _pair(self, name: Any, value: Any, old: Any, new: Any, column: int) -> Iterator[_Edit]:
        """The edits that give one key another value."""
        if self._fine and not getattr(value, "flow_style", False):
            if isinstance(value, yaml.SequenceNode) and value.value and isinstance(new, list | tuple) and new:
                yield from self._sequence(value, old, list(new))
                return
            if isinstance(value, yaml.MappingNode) and value.value and isinstance(new, Mapping) and new:
                yield from self.mapping(value, old, new)
                return
        yield from self._whole(name, value, new, column)

    def _whole(self, name: Any, value: Any, new: Any, column: int) -> Iterator[_Edit]:
        """The value of a key written anew, in its place."""
        end = self._end(value)
        if isinstance(new, str) and "\n" not in new and end > value.start_mark.index:
            style = value.style if isinstance(value, yaml.ScalarNode) else None
            if "\n" not in self._written[value.start_mark.index : end] and style not in ("|", ">"):
                yield _Edit(value.start_mark.index, end, _scalar(new, style))
                return
        listed = isinstance(new, list | tuple) and all(isinstance(item, str) and "\n" not in item for item in new)
        if listed and getattr(value, "flow_style", False):
            flow = "[" + ", ".join(_scalar(item, None) for item in new) + "]"
            if len(flow) <= _FLOW:
                yield _Edit(value.start_mark.index, end, flow)
                return
        pair = _pair(name.value, new, column).rstrip("\n")
        yield _Edit(name.end_mark.index, max(end, name.end_mark.index + 1), pair[len(_key(name.value)) :])

    def _sequence(self, node: Any, old: list[Any], new: list[Any]) -> Iterator[_Edit]:
        """The edits within a list in block style, item by item."""
        column = self._dash(node.value[0]) - self._line_start(self._dash(node.value[0]))
        before, after = ([json.dumps(item, sort_keys=True) for item in items] for items in (old, new))
        for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if kind == "equal":
                continue
            both = min(j - i, m - k)
            for offset in range(both):
                yield from self._item(node.value[i + offset], old[i + offset], new[k + offset], column)
            for gone in node.value[i + both : j]:
                start = self._line_start(self._dash(gone))
                yield _Edit(start, self._next_line(self._end(gone)), "")
            added = "".join(_indented(_item(item, column), column) for item in new[k + both : m])
            if added and i + both < len(node.value) and not i + both:
                start = self._line_start(self._dash(node.value[0]))
                yield _Edit(start, start, added)
            elif added:
                yield self._behind(self._end(node.value[i + both - 1]), added)

    def _item(self, node: Any, old: Any, new: Any, column: int) -> Iterator[_Edit]:
        """The edits that turn one item of a list into another."""
        block = isinstance(node, yaml.MappingNode) and not node.flow_style and node.value
        if block and isinstance(new, Mapping) and new and isinstance(old, Mapping) and set(old) & set(new):
            yield from self.mapping(node, old, new)
            return
        dash = self._dash(node)
        yield _Edit(dash, self._end(node), _item(new, column).rstrip("\n"))

    def _without(self, name: Any, value: Any) -> _Edit:
        """A key taken out with its line; the first of a list item leaves the dash to the next."""
        start, end = name.start_mark.index, self._next_line(self._end(value))
        line = self._line_start(start)
        if self._written[line:start].strip():  # `- code: X`
            following = re.compile(r"[ ]*").match(self._written, end)
            return _Edit(start, following.end() if following else end, "")
        return _Edit(line, end, "")

    def _behind(self, end: int, added: str) -> _Edit:
        """Lines put in behind the line in which something ends."""
        at = self._next_line(end)
        broken = "" if at and self._written[at - 1] == "\n" else "\n"
        return _Edit(at, at, broken + added)

    def _end(self, node: Any) -> int:
        """Where a value ends; YAML's own mark of a block stands only where the next thing begins."""
        if isinstance(node, yaml.ScalarNode) or node.flow_style or not node.value:
            start: int = node.start_mark.index
            return start + len(self._written[start : node.end_mark.index].rstrip())
        last = node.value[-1]
        return self._end(last[1] if isinstance(last, tuple) else last) or self._end(last[0])

    def _dash(self, node: Any) -> int:
        """Where the dash of a list item stands."""
        before: int = node.start_mark.index + (not node.value)  # the mark of an empty item stands right behind the dash
        return self._written.rindex("-", 0, before)

    def _line_start(self, at: int) -> int:
        return self._written.rfind("\n", 0, at) + 1

    def _next_line(self, at: int) -> int:
        found = self._written.find("\n", at)
        return len(self._written) if found < 0 else found + 1


def _applied(text: str, plain: str, edits: Sequence[_Edit]) -> str:
    """The text with the edits made, whose places are those of `plain`, its form with single line ends."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    original = text[len(mark) :]
    line_end = "\r\n" if "\r\n" in original else "\n"
    removed = [found.start() - n for n, found in enumerate(re.finditer("\r\n", original))]
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        start, end = (place + sum(at < place for at in removed) for place in (edit.start, edit.end))
        original = original[:start] + edit.text.replace("\n", line_end) + original[end:]
    return mark + original


def _pair(key: str, value: Any, column: int) -> str:
    """A key with its value as lines, the first without indentation."""
    return f"{_key(key)}:{_value(value, column)}"


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z_][\w.-]*", key) and key.lower() not in _WORDS else quoted(key)


def _value(value: Any, column: int) -> str:
    """What follows the colon of a key, up to the end of its last line."""
    if isinstance(value, str):
        return f" {_scalar(value, None, column)}\n"
    if not value:
        return " {}\n" if isinstance(value, Mapping) else " []\n"
    inner = column + 2
    pad = " " * inner
    if isinstance(value, Mapping):
        return "\n" + "".join(pad + _pair(key, item, inner) for key, item in value.items())
    return "\n" + "".join(pad + _item(item, inner) for item in value)


def _item(value: Any, column: int) -> str:
    """An item of a list as lines, the first without indentation."""
    inner = column + 2
    if isinstance(value, str):
        return f"- {_scalar(value, None, column)}\n"
    if not value:
        return "- {}\n" if isinstance(value, Mapping) else "- []\n"
    if isinstance(value, Mapping):
        return "- " + f"\n{' ' * inner}".join(_pair(key, one, inner).rstrip("\n") for key, one in value.items()) + "\n"
    return "-\n" + "".join(" " * inner + _item(item, inner) for item in value)


def _indented(lines: str, column: int) -> str:
    return " " * column + lines


def _scalar(value: str, style: str | None, column: int = 0) -> str:
    """Text as YAML: in the style it had where that can hold it, several lines as a literal block."""
    lines = value.split("\n")
    if len(lines) > 1 and style is None and value == value.strip() and all(line.isprintable() for line in lines):
        pad = " " * (column + 2)
        return "|-\n" + "\n".join(pad + line if line else "" for line in lines)
    if style == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    if style != '"' and _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return quoted(value)
