"""Error codes in running text: shapes learnt from the tree, and the few that every tree shares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# What a text calls an error: "error 1603", "Error code: -19738", "run-time error '13'".
_ERROR = r"(?:errors?|err|exception|fault|failure)(?:\s+(?:code|number|id|no\.?|=))?"
# What only long numbers are codes after: three digits after "HTTP" or "status" are shared by everything.
_CODE = r"(?:(?:error|exit|return|status|result|reason|sub)?\s*codes?|status|result|hr|hresult|sqlcode)"
_GAP = r"""[\s:=\#(\["'“‘`]{1,4}"""
_PREFIXED = r"(?!KB)[A-Z][A-Z0-9]{0,11}[-_]?\d{3,8}"  # KB and digits name an article or a patch
_ENHANCED = r"[245]\.\d{1,3}\.\d{1,3}"

# Shapes that are codes wherever they stand in a title or a message.
_ANYWHERE = re.compile(
    rf"""
      (?<![\w&\#])0x(?:[8CcEe][0-9A-Fa-f]{{7}}|0{{6}}[0-9A-Fa-f]{{2}})(?!\w)
    | (?<![\w.-])(?:ERR|ERROR|E|STATUS|EXCEPTION|FAULT)_[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*(?!\w)
    | (?<![\w.-])SQLSTATE[ :=\[(]{{0,3}}(?P<sqlstate>[0-9A-Z]{{5}})(?!\w)
    | (?<!\w)(?i:events?(?:\s*IDs?)?)(?:\s*[:=]\s*|\s+)(?P<event>\d{{1,6}})(?![\w.:/-])
    | (?<![\w.])(?:[245]\d\d[ -]\#?)(?P<enhanced>{_ENHANCED})(?![\w.]*\d)
    | \A\#?(?P<begins>{_ENHANCED})(?![\w.]*\d)
    """,
    re.VERBOSE,
)
# Shapes that are codes only where the text calls them so.
_NAMED = re.compile(
    rf"""
      (?<!\w)(?i:{_ERROR}){_GAP}(?P<error>-?\d{{2,10}}(?!\w|\.\d|\s+of\b)|{_ENHANCED}(?![\w.]*\d)
        |0x[0-9A-Fa-f]{{2,16}}(?!\w)|(?=\d*[A-Fa-f])[0-9A-Fa-f]{{8}}(?!\w)|{_PREFIXED}(?!\w))
    | (?<!\w)(?i:{_CODE}){_GAP}(?P<code>-?\d{{4,10}}(?!\w|\.\d)|{_ENHANCED}(?![\w.]*\d)
        |0x[0-9A-Fa-f]{{3,16}}(?!\w)|(?=\d*[A-Fa-f])[0-9A-Fa-f]{{8}}(?!\w)|{_PREFIXED}(?!\w))
    | (?<![\w.:/\\-])(?P<before>{_PREFIXED}|{_ENHANCED}|-?\d{{5,10}})
        (?=["'”’)\]`]?\s+(?i:errors?|exception|warning)\b)
    | \((?P<bracketed>[8CcEe][0-9A-Fa-f]{{7}})\)
    | \A(?:(?i:error|warning|fatal\s+error)\s+)?(?P<leading>{_PREFIXED})\s?[:\u2013\u2014-]
    """,
    re.VERBOSE,
)
# In a title a hexadecimal number is a code without being called one, a digit where it is called so in brackets, and a
# word in capitals where the title ends in it and calls it so: "Ingress error: ERRRNA".
_IN_TITLE = re.compile(
    rf"(?<![\w&#])(?P<hex>0x[0-9A-Fa-f]{{3,8}})(?!\w)|[(\[](?i:{_ERROR})\s(?P<digit>\d)[)\]]"
    r"|\b(?i:error(?:\s+code)?):\s+(?P<name>[A-Z]{5,14})\s*\Z"
)


@dataclass(frozen=True)
class Shapes:
    """The shapes of codes that a tree uses, as one expression that finds them whole."""

    sources: tuple[str, ...]

    def __post_init__(self) -> None:
        joined = "|".join(f"(?:{source})" for source in self.sources)
        object.__setattr__(self, "_finder", re.compile(rf"(?<![\w])(?:{joined})(?![\w])") if joined else None)
        said = "|".join(f"(?:{source})" for source in self.sources if not re.fullmatch(source, "0x1f"))
        object.__setattr__(self, "_said", re.compile(rf"(?<![\w])(?:{said})(?![\w])") if said else None)
        object.__setattr__(self, "_whole", re.compile(rf"(?:{joined})") if joined else None)

    _finder: re.Pattern[str] | None = None
    _said: re.Pattern[str] | None = None
    _whole: re.Pattern[str] | None = None

    def fits(self, text: str) -> bool:
        """Whether the whole text is a code of a learnt shape."""
        return self._whole is not None and self._whole.fullmatch(text) is not None

    def learnt(self, text: str) -> Iterator[re.Match[str]]:
        """Every place in the text where a code of a learnt shape stands."""
        return self._finder.finditer(text) if self._finder is not None else iter(())

    def named(self, title: str) -> tuple[int, int] | None:
        """Where the first code of a title stands: one of a learnt shape, or one with the word that calls it so."""
        if match := next(self.learnt(title), None) or _NAMED.search(title):
            return match.span()
        digit = next((match for match in _IN_TITLE.finditer(title) if match["digit"]), None)
        return (digit.start() + 1, digit.end() - 1) if digit else None

    def find(self, text: str, is_title: bool = False) -> list[str]:
        """The distinct codes in a title or message, in their order."""
        found = [(match.start(), match.end(), match[0]) for match in self.learnt(text)]
        if is_title:
            found += ((*m.span(m.lastgroup or 0), m[m.lastgroup or 0]) for m in _IN_TITLE.finditer(text))
        return _apart([*found, *_shared(text)])

    def printed(self, message: str) -> list[str]:
        """The distinct codes in a message of an article that has no code so far.

        Where any hexadecimal number is a code in titles, it is not yet one in a message, which
        prints addresses and offsets alike.
        """
        found = [(m.start(), m.end(), m[0]) for m in (self._said.finditer(message) if self._said else ())]
        return _apart([*found, *_shared(message)])


def _apart(found: list[tuple[int, int, str]]) -> list[str]:
    """The distinct codes of those places that do not overlap, the longest first where some begin together."""
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
            yield match.start(group), match.end(group), f"Event ID {code}" if group == "event" else code


def distinct(codes: Sequence[str]) -> list[str]:
    """The codes without repetitions, the case of letters aside, in their order."""
    return list({code.casefold(): code for code in reversed(codes)}.values())[::-1]
