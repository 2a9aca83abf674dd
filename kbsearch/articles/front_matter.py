"""Front matter: a file split into keys and body, every scalar kept as the text that was written.

YAML is read event by event and not through PyYAML's composer: libyaml's composer recurses, so a
hundred thousand opening brackets end the whole process, and an alias bomb would unfold later.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from kbsearch.articles.findings import Finding
from kbsearch.articles.rules import BAD_YAML, DUPLICATE_KEY, LOST_COMMENT, UNCLOSED
from kbsearch.articles.toml_keys import FENCED, TomlProblem, toml_keys, toml_places

Path = tuple[str | int, ...]
Place = tuple[int, int]

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_OPENING = re.compile(r"(?:[ \t]*\n)*---[ \t]*\n")
_CLOSING = re.compile(r"^(?:-{3,}|\.\.\.)[ \t]*$\n?", re.MULTILINE)
_KEY_LINE = re.compile(r"^[ \t]*[^\s#>|<][^\n]*?:(?:\s|$)", re.MULTILINE)
_NEEDS_QUOTES = re.compile(r"(?::\s+|^\s*- +)(?:['\"\[\]{}*&!%@`]|.*(?::\s|['\"#\\]))")
_EMPTY = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*")
_VALUE_LINE = re.compile(r"(?P<key>\s*(?:- +)*(?:[^\s:'\"#\[{][^:\n]*: +)?)(?P<value>\S.*?)\s*")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Line breaks to YAML 1.1, ordinary characters to every editor: taken out while YAML is read.
_BREAKS = {0x85: "\uf8f0", 0x2028: "\uf8f1", 0x2029: "\uf8f2"}
_UNBREAK = {ord(stand_in): chr(code) for code, stand_in in _BREAKS.items()}
_DEEPEST = 32
_LONGEST = 1 << 20  # characters of front matter that are read


@dataclass(frozen=True, slots=True)
class FileText:
    """One file's text in two parts: the keys of its front matter, and the body below.

    `body_line` is the body's first line in the file, counted from 1. `readable` is False when
    the front matter could not be read; `findings` then says why. `places` holds line and column
    of every key and list item, both from 0 in the front matter, which begins in `first_line`.
    """

    keys: dict[str, Any]
    body: str
    body_line: int = 1
    findings: tuple[Finding, ...] = ()
    readable: bool = True
    places: dict[Path, Place] = field(default_factory=dict, repr=False)
    first_line: int = 1

    def place(self, *path: str | int) -> Place:
        """The line and column, from 1 in the file, of a key or list item of the front matter.

        `place("errors", 0, "code")` is the place of that key. Where the path leads nowhere, its
        longest part that exists counts, and (1, 1) where nothing does.
        """
        while path and path not in self.places:
            path = path[:-1]
        line, col = self.places.get(path, (1 - self.first_line, 0))
        return self.first_line + line, col + 1


class YamlProblem(Exception):
    """Text that is no YAML as kbsearch takes it: what is wrong, what to do, line and column from 1."""

    def __init__(self, problem: str, hint: str, line: int, column: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.hint = hint
        self.line = line
        self.column = column


class _Refused(Exception):
    """YAML that is well formed and still not taken; places count from 0."""

    def __init__(self, problem: str, mark: Any) -> None:
        super().__init__(problem)
        self.problem = problem
        self.line, self.column = mark.line, mark.column


class TextHandler(YAMLHandler):
    """python-frontmatter's YAML handler, with scalars that stay text and fences found once."""

    FM_BOUNDARY = _OPENING

    def split(self, text: str) -> tuple[str, str]:
        """The YAML and the body; raises ValueError when the front matter is never closed."""
        opening = _OPENING.match(text)
        closing = _CLOSING.search(text, opening.end()) if opening else None
        if not opening or not closing:
            raise ValueError("never closed")
        return text[opening.end() : closing.start()], text[closing.end() :]

    def load(self, fm: str, **kwargs: object) -> dict[str, Any]:
        """The keys and their values: text, lists and mappings of text."""
        return _Reading(fm).keys()


_HANDLER = TextHandler()


def split(text: str, path: str) -> FileText:
    """Split the file `path`, whose content is `text` (without BOM, lines ended by LF).

    Never raises: what is wrong comes as findings KBL201, KBL203, KBL204 and KBL217.
    """
    if not _HANDLER.detect(text):
        fenced = FENCED.match(text)
        return _from_toml(text, fenced, path) if fenced else FileText({}, text)
    first_line = text[: _opening_end(text)].count("\n") + 1
    try:
        written, body = _HANDLER.split(text)
    except ValueError:
        if not _KEY_LINE.match(text, _opening_end(text)):
            return FileText({}, text)
        return FileText({}, "", first_line, (UNCLOSED.finding(path, first_line - 1),), readable=False)
    if not _KEY_LINE.search(written) and not _EMPTY.fullmatch(written):
        return FileText({}, text)
    body_line = text.count("\n", 0, len(text) - len(body)) + 1
    reading = _Reading(written)
    try:
        keys = reading.keys()
    except (yaml.YAMLError, _Refused) as error:
        finding = _explain(error, written, path, first_line)
        return FileText({}, body, body_line, (finding,), readable=False)
    found = tuple(reading.findings(path, first_line))
    return FileText(keys, body, body_line, found, True, reading.places, first_line)


def _from_toml(text: str, fenced: re.Match[str], path: str) -> FileText:
    """The file of a site builder that keeps its front matter as TOML."""
    first_line = text.count("\n", 0, fenced.start("toml")) + 1
    body, body_line = text[fenced.end() :], text.count("\n", 0, fenced.end()) + 1
    try:
        return FileText(toml_keys(fenced["toml"]), body, body_line, (), True, toml_places(fenced["toml"]), first_line)
    except TomlProblem as error:
        hint = "put text values in double quotes, and give every key its own line"
        place = first_line + error.line, error.column + 1
        return FileText({}, body, body_line, (BAD_YAML.finding(path, *place, problem=error.problem, hint=hint),), False)


def read_keys(text: str) -> FileText:
    """A whole YAML file of keys, as the manifest of a release is: text, lists and mappings of text.

    Raises YamlProblem, also for a key that stands twice.
    """
    reading = _Reading(text)
    try:
        keys = reading.keys()
    except (yaml.YAMLError, _Refused) as error:
        line, column, problem, hint = _explained(error, text)
        raise YamlProblem(problem, hint, line + 1, column + 1) from error
    for key, first, (line, column) in reading.twice:
        hint = "keep one of them"
        raise YamlProblem(f"the key {key!r} stands here and in line {first[0] + 1}", hint, line + 1, column + 1)
    return FileText(keys, "", places=reading.places)


def key_place(text: str, *path: str | int) -> Place:
    """The line and column, from 1, of a key or list item in the front matter of a file's text."""
    return split(text, "").place(*path)


def _opening_end(text: str) -> int:
    opening = _OPENING.match(text)
    return opening.end() if opening else 0


class _Reading:
    """One pass over the events of a front matter, with a stack instead of recursion."""

    def __init__(self, written: str) -> None:
        self.written = written
        self.places: dict[Path, Place] = {}
        self.twice: list[tuple[str, Place, Place]] = []
        self.lost: list[tuple[str, Place]] = []
        self._breaks = not written.isascii() and bool(_BREAKS.keys() & set(map(ord, written)))
        self._comments = " #" in written or "\t#" in written
        self._lines = written.split("\n") if self._comments else []

    def keys(self) -> dict[str, Any]:
        """The mapping that the front matter is; raises yaml.YAMLError or _Refused."""
        if len(self.written) > _LONGEST:
            raise _Refused("it is longer than a million characters", yaml.Mark("", 0, 0, 0, None, 0))
        loader = _Loader(self.written.translate(_BREAKS) if self._breaks else self.written)
        try:
            return self._mapping(loader)
        finally:
            loader.dispose()

    def _mapping(self, loader: Any) -> dict[str, Any]:
        stack: list[_Open] = []
        root: Any = {}
        while not isinstance(event := loader.get_event(), yaml.StreamEndEvent):
            if isinstance(event, yaml.ScalarEvent):
                self._check(event)
                value = event.value.translate(_UNBREAK) if self._breaks else event.value
                if stack:
                    self._put(stack[-1], value, event.start_mark)
                else:
                    root = value
            elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
                self._check(event)
                opened: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
                path: Path = ()
                if stack:
                    path = self._put(stack[-1], opened, event.start_mark)
                else:
                    root = opened
                stack.append(_Open(opened, path))
                if len(stack) > _DEEPEST:
                    raise _Refused(f"lists and mappings nest deeper than {_DEEPEST}", event.start_mark)
            elif isinstance(event, yaml.CollectionEndEvent):
                stack.pop()
            elif isinstance(event, yaml.AliasEvent):
                raise _Refused("a value cannot begin with '*'", event.start_mark)
        if not isinstance(root, dict):
            if root:
                raise _Refused("it holds no keys", yaml.Mark("", 0, 0, 0, None, 0))
            return {}
        return root

    def _check(self, event: Any) -> None:
        """Refuse anchors and tags: the author meant text. Note text lost to a comment."""
        if event.anchor is not None:
            raise _Refused("a value cannot begin with '&'", event.start_mark)
        if event.tag is not None:
            raise _Refused("a value cannot begin with '!'", event.start_mark)
        if self._comments and getattr(event, "value", None) and not event.style:
            mark = event.end_mark
            rest = self._lines[mark.line][mark.column :] if mark.line < len(self._lines) else ""
            if re.match(r"\s+#[^\s#]", rest):
                self.lost.append((rest.strip(), (mark.line, mark.column + len(rest) - len(rest.lstrip()))))

    def _put(self, into: _Open, value: Any, mark: Any) -> Path:
        """Add a value, or take it as the next key; returns the path of what was added."""
        place = (mark.line, mark.column)
        if isinstance(into.container, list):
            path: Path = (*into.path, len(into.container))
            into.container.append(value)
        elif into.key is None:
            if not isinstance(value, str):
                raise _Refused("a key cannot be a list or a mapping", mark)
            if value in into.seen:
                self.twice.append((value, into.seen[value], place))
            into.key, into.seen[value] = value, place
            path = (*into.path, value)
        else:
            path = (*into.path, into.key)
            into.container[into.key] = value
            into.key = None
            return path
        self.places[path] = place
        return path

    def findings(self, path: str, first_line: int) -> list[Finding]:
        """What was noticed on the way."""
        found = [
            DUPLICATE_KEY.finding(path, first_line + line, col + 1, key=key, first=first_line + first[0])
            for key, first, (line, col) in self.twice
        ]
        for text, (line, col) in self.lost:
            fixed = _quoted_line(self._lines[line])
            found.append(LOST_COMMENT.finding(path, first_line + line, col + 1, text=text, fixed=fixed))
        return found


class _Open:
    """A list or mapping that is being filled."""

    __slots__ = ("container", "key", "path", "seen")

    def __init__(self, container: Any, path: Path) -> None:
        self.container = container
        self.path = path
        self.key: str | None = None
        self.seen: dict[str, Place] = {}


def _explain(error: yaml.YAMLError | _Refused, written: str, path: str, first_line: int) -> Finding:
    """YAML's complaint as a finding, at its place in the file."""
    line, column, problem, hint = _explained(error, written)
    return BAD_YAML.finding(path, first_line + line, column + 1, problem=problem, hint=hint)


def _explained(error: yaml.YAMLError | _Refused, written: str) -> tuple[int, int, str, str]:
    """YAML's complaint in plain words: line and column from 0, what is wrong, what to do."""
    line, column, problem = _place_and_problem(error, written)
    lines = written.split("\n")
    text = lines[line] if line < len(lines) else ""
    if text[column : column + 1] == "\t" or text.startswith("\t"):
        problem, hint = "a tab stands where only blanks may indent", "indent with blanks"
    elif "opens here" in problem:
        hint = "close it"
    elif "U+" in problem:
        hint = "delete it"
    elif "no keys" in problem:
        hint = "write keys with values, such as 'title: ...'"
    elif (
        "deeper" not in problem
        and _NEEDS_QUOTES.search(text)
        and len(fixed := _quoted_line(text)) < 200
        and fixed != text.strip()
    ):
        hint = f"quote the value: {fixed}"
    else:
        hint = "check the quotes, the brackets and the indentation of this line"
    return line, column, problem, hint


_PLAIN_WORDS = (
    ("mapping values are not allowed", "the value holds a colon that YAML takes for a key"),
    ("scanning an alias", "a value cannot begin with '*'"),
    ("scanning an anchor", "a value cannot begin with '&'"),
    ("expected ',' or ']'", "a list that opens here with [ is not closed"),
    ("expected ',' or '}'", "a mapping that opens here with { is not closed"),
    ("scanning a quoted scalar found unexpected", "a quote that opens here is not closed"),
    ("unknown escape character", "a backslash inside double quotes has a meaning of its own"),
    ("did not find expected key", "more text stands here than belongs to the value"),
    ("expected <block end>", "more text stands here than belongs to the value"),
    ("could not find expected ':'", "a line is neither a key with a colon nor part of a value"),
)


def _place_and_problem(error: yaml.YAMLError | _Refused, written: str) -> tuple[int, int, str]:
    """Line and column from 0 in the front matter, and what is wrong."""
    if isinstance(error, _Refused):
        return error.line, error.column, error.problem
    if not isinstance(error, yaml.MarkedYAMLError):
        found = _UNPRINTABLE.search(written)
        at = found.start() if found else 0
        said = f"the character U+{ord(written[at]):04X} cannot stand in YAML" if found else "YAML refuses it"
        return written.count("\n", 0, at), at - written.rfind("\n", 0, at) - 1, said
    complaint = f"{error.context or ''} {error.problem or ''}".strip()
    said = next((plain for sign, plain in _PLAIN_WORDS if sign in complaint), error.problem or complaint)
    begins = "opens here" in said or "cannot begin" in said
    marks: list[Any] = [error.context_mark if begins else None, error.problem_mark]
    line, column = next(((mark.line, mark.column) for mark in marks if mark), (0, 0))
    if "cannot start any token" in said:
        said = f"a value cannot begin with {written.split(chr(10))[line][column : column + 1]!r}"
    return line, column, said


def _quoted_line(line: str) -> str:
    """The line with its value in quotes, as advice."""
    parts = _VALUE_LINE.fullmatch(line)
    if not parts or not parts["key"].strip():
        return line.strip()
    return parts["key"].lstrip() + quoted(_unquoted(parts["value"]))


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value


def quoted(text: str) -> str:
    """The text as a YAML scalar on one line that reads back as it is."""
    if re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]|[^\x00-\uffff]", text):
        return yaml.dump(text, default_style='"', allow_unicode=True, width=float("inf")).rstrip("\n")
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'
