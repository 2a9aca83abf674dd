"""The body of an article as data: sections, blocks, links and anchors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from kbsearch.articles.article import Section
from kbsearch.articles.headings import slug

_LINK = re.compile(r"\]\(\s*<?([^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)*)>?(?:\s+[\"'(][^\n]*?[\"')])?\s*\)")
_HREF = re.compile(r"<a\s[^>]*?href\s*=\s*[\"']([^\"']+)[\"']", re.IGNORECASE)
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:\s*<?(\S+?)>?(?=\s|$)", re.MULTILINE)
_ANCHOR = re.compile(r"<[a-zA-Z][^>]*?\s(?:id|name)\s*=\s*[\"']?([^\"'\s>]+)|\{:?\s*#([\w-]+)\s*\}", re.IGNORECASE)
_CODE_SPAN = re.compile(r"(`+)[^`].*?\1")


@dataclass(frozen=True, slots=True)
class Link:
    """A link or image: its target as written, and its place in the file (line and column from 1)."""

    target: str
    line: int
    col: int


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the body in which a message can stand.

    `kind` is paragraph, item (the first paragraph of a list item), quote (a whole block quote),
    alert (a block quote that begins with `[!NOTE]` or the like), code or table. `text` is its
    source without the block marks, inline Markdown still in it ("" for a table), `info` the
    language of a code block or the kind of an alert. `rows` of a table begin with its header; cells hold
    inline Markdown. `section` is the index of its section, `lead` the source of the nearest
    paragraph, item or heading above it in the same section ("" when there is none), `line` its
    line in the file, counted from 1. `depth` counts the lists it stands in.
    """

    kind: str
    text: str
    line: int
    section: int
    lead: str = ""
    info: str = ""
    depth: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    row_lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class Body:
    """An article's body, read once: sections, blocks, and, when asked for, links and anchors."""

    source: str
    first_line: int
    heading: str
    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    _inlines: tuple[tuple[int, str], ...] = field(default=(), repr=False)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every link and image that is not inside code, in the order of the text."""
        return tuple(_links(self))

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Every fragment that a link to this article may use: heading slugs and explicit ids."""
        seen: dict[str, int] = {}
        found: set[str] = set()
        for section in self.sections:
            if not section.level:
                continue
            name = slug(section.heading)
            count = seen[name] = seen.get(name, -1) + 1
            found.add(f"{name}-{count}" if count else name)
        found.update(one or other for one, other in _ANCHOR.findall(self.source))
        return frozenset(found)


def _links(body: Body) -> Iterator[Link]:
    """Links stand in inline Markdown, in raw HTML, and in reference definitions."""
    lines = body.source.split("\n")
    for line, text in body._inlines:
        blanked = _CODE_SPAN.sub(lambda span: "".join("\n" if c == "\n" else " " for c in span[0]), text)
        for pattern in (_LINK, _HREF):
            for match in pattern.finditer(blanked):
                at = line + blanked.count("\n", 0, match.start(1))
                written = lines[at - body.first_line] if at - body.first_line < len(lines) else ""
                if match[1]:
                    yield Link(match[1], at, max(0, written.find(match[1])) + 1)
    fenced = ""
    for number, written in enumerate(lines):
        mark = written.lstrip()[:3]
        if mark in ("```", "~~~") and (not fenced or fenced == mark):
            fenced = "" if fenced else mark
        elif not fenced and (definition := _DEFINITION.match(written)):
            yield Link(definition[1], body.first_line + number, definition.start(1) + 1)
