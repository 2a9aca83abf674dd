"""Message templates: fixed text, and placeholders of every usual kind read as one thing.

A template is what an author wrote for an error message: `cannot open file '*name*': %s`.
Programmers mark what varies in a dozen ways; search only needs to know where it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# Every repetition is bounded and no alternative can match the empty text, so a scan is linear.
_MARK = re.compile(
    r"""(?=[\\{$%<\[*_"'`“‘‹«„])(?:
      (?P<escaped>\\[*\\])
    | (?P<brace>\$?\{\{?[^{}\n]{0,80}\}\}?)
    | (?P<percent>%\([^()\n]{1,80}\)[-+\#0]*\d{0,4}(?:\.\d{1,4})?[diouxXeEfFgGcrsa]
        | (?<![\w%])%[1-9]\d?(?:!\w{1,8}!)?
        | %[1-9]\d?(?:!\w{1,8}!|(?!\w))
        | %[-+\#0]{0,4}(?:\\?\*|\d{1,4})?(?:\.(?:\\?\*|\d{1,4}))?(?:hh?|ll?|I64|[zjtLqw])?[diouxXeEfFgGcCrsSpaAn@]
            (?![A-Za-z]{3})
        | (?<![\w%])%[A-Za-z_]\w{0,60}%(?!\w))
    | (?P<dollar>(?<!\w)\$[A-Za-z_]\w{0,60})
    | (?P<angle><(?![\s=<>!/-])[^<>\n]{0,80}(?<![\s=-])>)
    | (?P<square>\[[^\[\]\n]{1,80}\])
    | (?P<star>(?<!\*)\*(?![\s*])[^*\n]{0,80}(?<![\s\\])\*(?!\*))
    | (?P<under>(?<![\w_])_(?![\s_])[^_\n]{0,80}(?<!\s)_(?![\w_]))
    | (?P<double>(?<!\w)"(?![\s"])[^"\n]{0,160}")
    | (?P<single>(?<![\w'])'(?![\s'])[^'\n]{0,160}'(?![\w']))
    | (?P<back>`[^`\n]{1,160}`)
    | (?P<curly>“[^“”\n]{1,160}”|(?<!\w)‘[^‘’\n]{1,160}’(?!\w)|‹[^‹›\n]{1,160}›|«[^«»\n]{1,160}»|„[^„“\n]{1,160}“)
    )""",
    re.VERBOSE,
)
_NAME = re.compile(r"[^\W_][\w .:/#-]*[^\W_]|[^\W_]")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Literal:
    """Fixed text: `text` as it is read, `mark` as it was written (they differ for `\\*`)."""

    text: str
    mark: str


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A part that varies.

    `name` is what the author called it ("" for a bare `%s` or `{}`), `mark` the part as it was
    written. `literal` is not None for a soft placeholder: quoted or bracketed text, which
    authors use for what varies and for fixed words alike; it holds the text between the marks.
    An `optional` part (`[: reason]`) may be absent.
    """

    name: str
    mark: str
    literal: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """A message template; the marks of its parts, joined, are the text that was parsed."""

    parts: tuple[Literal | Placeholder, ...]

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """The parts that vary, in their order."""
        return tuple(part for part in self.parts if isinstance(part, Placeholder))

    @property
    def literal_words(self) -> tuple[str, ...]:
        """The fixed words in their order, case-folded; quoted words are not among them."""
        return tuple(
            word.casefold()
            for part in self.parts
            if isinstance(part, Literal)
            for word in _WORD.findall(part.text)
            if not word.isdigit()
        )

    def __str__(self) -> str:
        return "".join(part.mark for part in self.parts)


@lru_cache(maxsize=4096)
def parse_template(text: str) -> Template:
    """Split a message into fixed text and placeholders. Never raises; linear in the text."""
    parts: list[Literal | Placeholder] = []
    _split(text, parts, inside=False)
    return Template(tuple(_joined(parts)))


def begins_with_word(text: str) -> bool:
    """Whether a word of fixed text stands before the first placeholder: most messages need not be split to tell."""
    mark = _MARK.search(text)
    return any(not word.isdigit() for word in _WORD.findall(text[: mark.start()] if mark else text))


def _split(text: str, parts: list[Literal | Placeholder], inside: bool) -> None:
    at = 0
    for match in _MARK.finditer(text):
        kind, mark = str(match.lastgroup), match[0]
        if match.start() > at:
            parts.append(Literal(text[at : match.start()], text[at : match.start()]))
        at = match.end()
        if kind == "escaped":
            parts.append(Literal(mark[1:], mark))
        elif kind in ("double", "single", "back", "curly"):
            _quoted(mark, parts, inside)
        else:
            parts.append(_placeholder(kind, mark, text[: match.start()][-1:]))
    if at < len(text):
        parts.append(Literal(text[at:], text[at:]))


def _quoted(mark: str, parts: list[Literal | Placeholder], inside: bool) -> None:
    """Quoted text is a soft placeholder, unless marked placeholders stand inside the quotes."""
    inner = mark[1:-1]
    if not inside:
        found: list[Literal | Placeholder] = []
        _split(inner, found, inside=True)
        if any(isinstance(part, Placeholder) and part.literal is None for part in found):
            parts += [Literal(mark[0], mark[0]), *found, Literal(mark[-1], mark[-1])]
            return
    parts.append(Placeholder(_name(inner), mark, literal=inner))


def _placeholder(kind: str, mark: str, before: str) -> Placeholder:
    if kind == "square":
        inner = mark[1:-1]
        if not inner[0].isalnum() and _name(inner):
            return Placeholder(_name(inner), mark, literal=inner, optional=True)
        return Placeholder(_name(inner), mark, literal=inner)
    if kind == "angle" and before.isalnum():
        return Placeholder(_name(mark[1:-1]), mark, literal=mark[1:-1])
    if kind == "percent":
        named = re.match(r"%\((.*?)\)|%([A-Za-z_]\w*)%$|%(\d+)", mark)
        return Placeholder(next((group for group in named.groups() if group), "") if named else "", mark)
    if kind == "brace":
        return Placeholder(_name(re.split(r"[!:]", mark.strip("${}"), maxsplit=1)[0]), mark)
    return Placeholder(_name(mark), mark)


def _name(text: str) -> str:
    match = _NAME.search(text)
    return match[0] if match else ""


def _joined(parts: list[Literal | Placeholder]) -> list[Literal | Placeholder]:
    """Neighbouring literals become one."""
    joined: list[Literal | Placeholder] = []
    for part in parts:
        last = joined[-1] if joined else None
        if isinstance(part, Literal) and isinstance(last, Literal):
            joined[-1] = Literal(last.text + part.text, last.mark + part.mark)
        else:
            joined.append(part)
    return joined
