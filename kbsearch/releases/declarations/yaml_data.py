"""YAML as located data: every scalar the text that was written, null the empty text."""

from __future__ import annotations

import re
from typing import Any

import yaml

from kbsearch.releases.declarations.lines import begin_of
from kbsearch.releases.declarations.located import Builder, Items, Keys, Located, Text, Unreadable

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_END = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
"""What ends a line in YAML 1.1, and so in the marks of its parser."""


def read_yaml(text: str) -> list[Located]:
    """The documents of a YAML file; aliases stand for copies, `<<` is merged. Raises Unreadable."""
    loader, lines = _Loader(text), begin_of(text, _END)
    try:
        return _YamlReading(loader, lines).roots()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = " ".join(filter(None, (error.context, error.problem)))
        raise Unreadable(problem or "YAML refuses it", _line(mark, lines) if mark else 1) from error
    except yaml.YAMLError as error:
        raise Unreadable(str(error).split("\n")[0]) from error
    finally:
        loader.dispose()


class _YamlReading:
    """One pass over the events of a YAML file, with a stack instead of recursion."""

    def __init__(self, loader: Any, lines: list[int]) -> None:
        self._loader = loader
        self._lines = lines
        self._builder = Builder()
        self._named: dict[str, Located] = {}
        self._anchors: list[str | None] = []

    def roots(self) -> list[Located]:
        while not isinstance(event := self._loader.get_event(), yaml.StreamEndEvent):
            line = _line(event.start_mark, self._lines)
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event, line)
            elif isinstance(event, yaml.AliasEvent):
                self._alias(event.anchor, line)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                if self._builder.wants_key:
                    raise Unreadable("a key is a list or a mapping", line)
                self._builder.value(Keys(line) if isinstance(event, yaml.MappingStartEvent) else Items(line))
                self._anchors.append(event.anchor)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._name(self._anchors.pop(), _merged(self._builder.end()))
        return self._builder.roots

    def _scalar(self, event: Any, line: int) -> None:
        said = Text("" if not event.style and event.value in _NOTHING else event.value, line)
        (self._builder.key if self._builder.wants_key else self._builder.value)(said)
        self._name(event.anchor, said)

    def _alias(self, name: str | None, line: int) -> None:
        if name is None or name not in self._named:
            raise Unreadable(f"the alias *{name} stands for nothing that is complete", line)
        value = self._named[name]
        if not self._builder.wants_key:
            self._builder.copy(value)
        elif isinstance(value, Text):
            self._builder.key(Text(value, line))

    def _name(self, name: str | None, value: Located) -> None:
        if name is not None:
            self._named[name] = value


def _line(mark: Any, lines: list[int]) -> int:
    """The line of a mark; that of the end may lie past the last."""
    line: int = lines[min(mark.line, len(lines) - 1)]
    return line


def _merged(value: Keys | Items) -> Keys | Items:
    """A mapping with what `<<` brings, its own keys first."""
    if isinstance(value, Keys) and "<<" in value:
        brought = value.pop("<<")
        for one in brought if isinstance(brought, Items) else [brought]:
            for key, inner in one.items() if isinstance(one, Keys) else ():
                value.setdefault(key, inner)
    return value
