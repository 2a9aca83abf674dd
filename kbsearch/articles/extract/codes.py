"""Error codes in running text: shapes learnt from the tree, and the few that every tree shares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_NAMING = r"(?:errors?|err|code|codes|status|status\s+code|exception|fault|failure|result|hresult|return(?:ed)?\s+code)"

# Shapes that are codes wherever they stand in a title or a message.
_ANYWHERE = re.compile(
    r"""
      (?<![\w&\#])0x[0-9A-Fa-f]{3,8}(?![\w])
    | (?<![\w.-])(?:ERR|ERROR|E|STATUS|EXCEPTION|FAULT)_[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*(?![\w])
    | (?<![\w.-])SQLSTATE[ :=\[(]{0,3}(?P<sqlstate>[0-9A-Z]{5})(?!\w)
    | (?<!\w)(?i:event)\s+(?:ID\s*)?[:=\#]?\s*(?P<event>\d{1,6})(?![\w.])
    | (?<!\w)(?i:event\s*ID|eventid)\s*[:=\#]\s*(?P<eventid>\d{1,6})(?![\w.])
    | (?<![\w.])(?:[245]\d\d[ -]\#?)(?P<enhanced>[245]\.\d{1,3}\.\d{1,3})(?![\w.]*\d)
    """,
    re.VERBOSE,
)
# Shapes that are codes only where the text calls them so.
_NAMED = re.compile(
    rf"""
      (?<![\w])(?i:{_NAMING}|ndr|http|smtp|sqlcode)(?i:\s+(?:code|number|status|id|no\.?|error))?[\s:=\#(\["'“`]{{1,4}}
        (?P<after>-?\d{{3,10}}(?![\w]|\.\d)|[245]\.\d{{1,3}}\.\d{{1,3}}(?![\w.]*\d)|[A-F0-9]{{8}}(?!\w)
            |(?!KB)[A-Z][A-Z0-9]{{0,11}}[-_]?\d{{3,8}}(?!\w))
    | (?<![\w.:/\\-])(?P<before>(?!KB)[A-Z][A-Z0-9]{{0,11}}[-_]?\d{{3,8}}|[245]\.\d{{1,3}}\.\d{{1,3}})
        (?=["'”’)\]`]?\s+(?i:errors?|exception|warning|error\s+message)\b)
    | (?<![\w.:/\\-])(?P<number>[1-9]\d{{2,4}})(?=["'”’)\]`]?\s+(?i:errors?|error\s+(?:code|message))\b)
    | \((?P<bracketed>[8CcEe][0-9A-Fa-f]{{7}})\)
    | \A(?:(?i:error|warning|fatal\s+error)\s+)?(?P<leading>(?!KB)[A-Z][A-Z0-9]{{0,11}}[-_]?\d{{3,8}})
        \s?[:\u2013\u2014-]
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Shapes:
    """The shapes of codes that a tree uses, as one expression that finds them whole."""

    sources: tuple[str, ...]

    def __post_init__(self) -> None:
        joined = "|".join(f"(?:{source})" for source in self.sources)
        object.__setattr__(self, "_finder", re.compile(rf"(?<![\w])(?:{joined})(?![\w])") if joined else None)
        object.__setattr__(self, "_whole", re.compile(rf"(?:{joined})") if joined else None)

    _finder: re.Pattern[str] | None = None
    _whole: re.Pattern[str] | None = None

    def fits(self, text: str) -> bool:
        """Whether the whole text is a code of a learnt shape."""
        return self._whole is not None and self._whole.fullmatch(text) is not None

    def learnt(self, text: str) -> Iterator[re.Match[str]]:
        """Every place in the text where a code of a learnt shape stands."""
        return self._finder.finditer(text) if self._finder is not None else iter(())

    def find(self, text: str) -> list[str]:
        """The distinct codes in a title or message, in their order."""
        found: list[tuple[int, int, str]] = [(match.start(), match.end(), match[0]) for match in self.learnt(text)]
        found += _shared(text)
        codes: dict[str, str] = {}
        end = -1
        for start, stop, code in sorted(found, key=lambda place: (place[0], -place[1])):
            if start >= end:
                codes.setdefault(code.casefold(), code)
                end = stop
        return list(codes.values())


def _shared(text: str) -> Iterator[tuple[int, int, str]]:
    for pattern in (_ANYWHERE, _NAMED):
        for match in pattern.finditer(text):
            group = match.lastgroup or 0
            code = match[group]
            if group in ("event", "eventid"):
                code = f"Event ID {code}"
            yield match.start(group), match.end(group), code


def distinct(codes: Sequence[str]) -> list[str]:
    """The codes without repetitions, the case of letters aside, in their order."""
    return list({code.casefold(): code for code in reversed(codes)}.values())[::-1]
