"""HTML mail as text: what a reader would see, its lines where they were, quotations marked as in plain mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

LONGEST = 1_000_000
"""Characters of HTML that are read; a mail of that many is a page somebody sent."""

_DEEPEST = 20  # quotations within quotations that are still marked one by one
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "footer"),
        *("form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section"),
        *("table", "tbody", "tfoot", "thead", "tr", "ul"),
    )
)
_APART = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "pre", "blockquote"])
_CELLS = frozenset(("td", "th"))
_UNSEEN = frozenset(["script", "style", "title", "noscript", "template", "svg", "math", "select"])
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]{0,20})(?P<attributes>[^<>]{0,20000})>")
_DECLARED = re.compile(
    r"<[!?/][^<>]{0,20000}>|<[a-zA-Z][\w.-]{0,60}:[^<>]{0,2000}>|</[a-zA-Z][\w.-]{0,60}:[^<>]{0,60}>"
)
_ATTRIBUTE = re.compile(r"""\b(href|alt)\s{0,3}=\s{0,3}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


def html_text(html: str) -> str:
    """The text of an HTML mail. Never raises; linear in its length, whatever it holds."""
    lines = _Lines()
    for piece in _pieces(html[:LONGEST]):
        if isinstance(piece, str):
            lines.data(piece)
        elif piece.end:
            lines.end(piece.name)
        else:
            lines.begin(piece.name, piece.attributes)
    return lines.text()


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag: its name in small letters, whether it ends something, and what else stands in it."""

    name: str
    end: bool
    attributes: str


def _pieces(html: str) -> Iterator[str | _Tag]:
    """The tags of a text and what stands between them.

    No tree is made: the depth of what arrives has no limit, and a tree's parser is slow where it is deep.
    """
    endless: set[str] = set()  # what is begun and never ended, looked for once
    at = 0
    while (opening := html.find("<", at)) >= 0:
        if opening > at:
            yield unescape(html[at:opening])
        found = _TAG.match(html, opening)
        if html.startswith("<!--", opening) and "!--" not in endless:
            after = html.find("-->", opening + 4)
            at = after + 3 if after >= 0 else opening
            if after < 0:
                endless.add("!--")
        elif found:
            at, name = found.end(), found["name"].lower()
            if name in _UNSEEN and not found["end"] and name not in endless:
                ended = re.compile(rf"</{name}\b", re.IGNORECASE).search(html, at)
                at = ended.start() if ended else at
                if not ended:
                    endless.add(name)
            yield _Tag(name, found["end"] == "/", found["attributes"])
        elif declared := _DECLARED.match(html, opening):
            at = declared.end()
        else:
            yield "<"
            at = opening + 1
    yield unescape(html[at:])


class _Lines:
    """The lines of a text, as its tags and its text come along."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quoted = 0
        self._kept = 0  # how many <pre> are open
        self._link: tuple[str, int] = ("", 0)
        self._begun = False  # whether the line has a text that a space may follow

    def begin(self, tag: str, attributes: str) -> None:
        """A block begins on a line of its own; some leave a line free above."""
        if tag in _BLOCKS:
            self._end_line()
            if tag in _APART:
                self._leave_free()
        if tag == "blockquote":
            self._quoted += 1
        elif tag == "pre":
            self._kept += 1
        elif tag == "br":
            self._end_line(always=True)
        elif tag == "li":
            self._put("- ")
        elif tag in _CELLS and self._begun:
            self._put("\t")
        elif tag == "img" and (shown := _said(attributes, "alt")):
            self._put(f"[{shown}]")
        elif tag == "a":
            self._link = (_said(attributes, "href"), len(self._line))

    def end(self, tag: str) -> None:
        """What a tag began is ended; a link says where it leads, unless its text does."""
        if tag == "a":
            self._say_link()
        if tag in _BLOCKS:
            self._end_line()
        if tag == "blockquote":
            self._quoted = max(self._quoted - 1, 0)
        elif tag == "pre":
            self._kept = max(self._kept - 1, 0)
        if tag in _APART:
            self._leave_free()

    def data(self, data: str) -> None:
        """Text: its own line ends count within <pre> alone."""
        if self._kept:
            first, *others = data.split("\n")
            self._put(first)
            for other in others:
                self._end_line(always=True)
                self._put(other)
            return
        squeezed = re.sub(r"[ \t\r\n\f]+", " ", data)
        self._put(squeezed if self._begun else squeezed.lstrip(" "))

    def text(self) -> str:
        """All lines, without free ones at the ends and never two free ones in a row."""
        self._end_line()
        while self._lines and not self._lines[-1].strip("> "):
            self._lines.pop()
        return "\n".join(self._lines)

    def _put(self, text: str) -> None:
        if text:
            self._line.append(text)
            self._begun = not text.isspace() or self._begun

    def _end_line(self, always: bool = False) -> None:
        """Write the line down; an empty one only when it was asked for with <br>, which leaves one free at most."""
        line = "".join(self._line).replace("\N{NO-BREAK SPACE}", " ").rstrip(" ")
        self._line.clear()
        self._begun, self._link = False, ("", 0)
        if line.strip() or self._kept:
            self._lines.append("> " * min(self._quoted, _DEEPEST) + line)
        elif always:
            self._leave_free()

    def _leave_free(self) -> None:
        if self._lines and self._lines[-1].strip("> "):
            self._lines.append(("> " * min(self._quoted, _DEEPEST)).rstrip())

    def _say_link(self) -> None:
        address, begun = self._link
        text = "".join(self._line[begun:]).strip()
        plain = address.removeprefix("mailto:").removeprefix("tel:")
        if plain and text and not plain.startswith(("#", "javascript:")) and _bare(plain) != _bare(text):
            self._put(f" <{plain}>")
        self._link = ("", 0)


def _said(attributes: str, name: str) -> str:
    """What an attribute says; "" where it is not there."""
    for found in _ATTRIBUTE.finditer(attributes):
        if found[1].lower() == name:
            return unescape(found[2] or found[3] or found[4] or "").strip()
    return ""


def _bare(address: str) -> str:
    return re.sub(r"^https?://", "", address.strip().casefold()).rstrip("/")
