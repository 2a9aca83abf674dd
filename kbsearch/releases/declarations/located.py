"""Located data: texts, mappings and lists that know the line they stand in and the key they stand under."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

MOST = 100_000
"""Values that may stand in one file by aliases; they can make a small file endless."""

DEEPEST = 200


class Unreadable(Exception):
    """A file is not what its reader takes it for: what is wrong, in which line (from 1), and what to do."""

    def __init__(self, problem: str, line: int = 1, hint: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.line = line
        self.hint = hint or "mend the file, or keep it out with 'exclude'"


class Text(str):
    """A text with its line; `key` is the text that it stands under, `above` the mapping or list around it."""

    __slots__ = ("above", "key", "line")
    line: int
    key: Text | None
    above: Keys | Items | None

    def __new__(cls, text: str, line: int) -> Self:
        """A text that stands under nothing yet."""
        made = super().__new__(cls, text)
        made.line, made.key, made.above = line, None, None
        return made


class Keys(dict[str, Any]):
    """A mapping with the line that it begins in; its keys are Texts."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.key: Text | None = None
        self.above: Keys | Items | None = None


class Items(list[Any]):
    """A list with the line that it begins in."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.key: Text | None = None
        self.above: Keys | Items | None = None


Located = Text | Keys | Items


def record(line: int, **parts: str | Text) -> Keys:
    """A record of a reader that finds records by itself; parts without a line of their own have its line."""
    made = Keys(line)
    for name, text in parts.items():
        made[Text(name, line)] = text if isinstance(text, Text) else Text(text, line)
    return made


class Builder:
    """Makes located data of what a parser meets, one after the other: values, keys, ends."""

    def __init__(self) -> None:
        self.roots: list[Located] = []
        self._open: list[tuple[Keys | Items, Text | None]] = []
        self._copied = 0

    def key(self, text: Text) -> None:
        """The key of the next value."""
        self._open[-1] = (self._open[-1][0], text)

    @property
    def wants_key(self) -> bool:
        """Whether a key is due: a mapping is open, and no key waits for its value."""
        return bool(self._open) and isinstance(self._open[-1][0], Keys) and self._open[-1][1] is None

    def value(self, value: Located) -> None:
        """A value; a mapping or list stays open until `end`. Raises Unreadable below DEEPEST
        levels.
        """
        if not self._open:
            self.roots.append(value)
        else:
            around, key = self._open[-1]
            value.key, value.above = key, around
            if isinstance(around, Items):
                around.append(value)
            elif key is not None:
                around[key] = value
                self._open[-1] = (around, None)
        if not isinstance(value, Text):
            self._open.append((value, None))
            if len(self._open) > DEEPEST:
                raise Unreadable(f"lists and mappings nest deeper than {DEEPEST}", value.line)

    def end(self) -> Keys | Items:
        """The mapping or list that was opened last is complete."""
        return self._open.pop()[0]

    def copy(self, value: Located) -> None:
        """A value that was met before stands here again; raises Unreadable past MOST of them."""
        self._copied += 1
        if self._copied > MOST:
            raise Unreadable(f"its aliases stand for more than {MOST:,} values", value.line)
        if isinstance(value, Text):
            self.value(Text(value, value.line))
            return
        self.value(type(value)(value.line))
        for key, inner in value.items() if isinstance(value, Keys) else ((None, inner) for inner in value):
            if isinstance(key, Text):
                self.key(key)
            self.copy(inner)
        self.end()


def walk(value: Located) -> Iterator[Located]:
    """A value and all that is in it, depth first."""
    waiting: list[Located] = [value]
    while waiting:
        yield (one := waiting.pop())
        if not isinstance(one, Text):
            waiting.extend(reversed([*one.values()] if isinstance(one, Keys) else one))
