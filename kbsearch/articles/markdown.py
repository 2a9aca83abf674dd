"""Markdown to a `Body`: one pass over the events of a CommonMark parser.

pyromark (pulldown-cmark) finds the blocks, because a large library must be read at thousands of
articles a second, and markdown-it-py, which renders, takes ten times as long. Inline Markdown is only
passed over here; it is read where it is needed (`kbsearch.articles.inline`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pyromark

from kbsearch.articles.article import Section
from kbsearch.articles.body import Block, Body
from kbsearch.articles.headings import section_name
from kbsearch.articles.html_tables import html_tables, without_blank_lines
from kbsearch.articles.inline import alert_kind, html_text, plain_text
from kbsearch.articles.pipe_tables import with_whole_rows

_Table = tuple[tuple[tuple[str, ...], ...], tuple[int, ...]]

_OPTIONS = pyromark.Options.ENABLE_TABLES
_SPANS = frozenset(("Emphasis", "Strong", "Link", "Image"))
_WHOLE = {kind: {"End": kind} for kind in ("Paragraph", "TableCell")}
_BETWEEN_LINES = re.compile(r"\n(?:[ \t]*>)*[ \t]*")


def read_body(body: str, first_line: int, aliases: Mapping[str, Sequence[str]] | None = None) -> Body:
    """Read the Markdown below the front matter, which begins in line `first_line` of the file.

    `aliases` adds headings to the canonical names of sections: `{"resolution": ["Mitigation"]}`.
    Never raises: any text is Markdown.
    """
    if "\r" in body:
        body = body.replace("\r\n", "\n").replace("\r", "\n")
    walk = _Walk(first_line, aliases or {})
    _Events(with_whole_rows(without_blank_lines(body.replace("\0", "\ufffd"))), walk).over()
    return Body(body, first_line, walk.heading, tuple(walk.sections), tuple(walk.blocks), tuple(walk.linking))


class _Events:
    """The parser's events, told to a `_Walk` block by block; their places count bytes of UTF-8."""

    def __init__(self, text: str, walk: _Walk) -> None:
        if not text.isascii():
            text = text.encode("utf-8", "replace").decode("utf-8")
        self._text = text
        self._bytes = b"" if text.isascii() else text.encode("utf-8")
        self._walk = walk
        self._at, self._line = 0, walk.first_line
        self._run: tuple[int, int] | None = None
        self._containers = 0
        self._starts_item = False
        self._level = 0
        self._info = ""
        self._verbatim: list[str] | None = None

    def over(self) -> None:
        """Go over all events once."""
        whole: dict[str, str] | None = None  # the end of a paragraph or cell, whose source is taken in one piece
        for event, place in pyromark.events_with_range(self._text, options=_OPTIONS):
            if whole is not None:
                if event != whole:
                    continue
                whole = None
            start, end = place["start"], place["end"]
            if isinstance(event, str):
                if event == "Rule":
                    self._open(event, None, start)
                else:
                    self._extend(start, end)
                continue
            what: str
            value: Any
            ((what, value),) = event.items()
            if what == "Start":
                whole = _WHOLE.get(value) if isinstance(value, str) else None
            elif what != "End":
                if self._verbatim is not None:
                    self._verbatim.append(value)
                else:
                    self._extend(start, end)
                continue
            kind, about = (value, None) if isinstance(value, str) else next(iter(value.items()))
            if kind in _SPANS:
                self._extend(start, end)
            elif what == "Start":
                self._open(kind, about, start)
            else:
                self._close(kind, start, end)
        self._walk.close_section()

    def _extend(self, start: int, end: int) -> None:
        """Inline Markdown goes on, or begins; an escaped character comes without its backslash."""
        if self._run is None:
            self._run = start - (self._cut(start - 1, start) == "\\" if start else 0), end
        elif end > self._run[1]:
            self._run = self._run[0], end

    def _open(self, kind: str, about: Any, start: int) -> None:
        """A block begins."""
        walk = self._walk
        self._end_run()
        if kind == "Item":
            self._starts_item = True
            return
        if kind == "Paragraph":
            return
        self._starts_item = False
        if kind == "Heading":
            self._level = int(about["level"][1])
        elif kind == "CodeBlock":
            self._verbatim = []
            self._info = about["Fenced"] if isinstance(about, dict) else ""
        elif kind == "HtmlBlock":
            self._verbatim = []
        elif kind == "List":
            self._containers += 1
            walk.lists += 1
        elif kind == "BlockQuote":
            self._containers += 1
            walk.open_quote(self._line_of(start))
        elif kind == "Table":
            walk.open_table()
        elif kind in ("TableHead", "TableRow"):
            walk.open_row(self._line_of(start))

    def _close(self, kind: str, start: int, end: int) -> None:
        """A block ends."""
        walk = self._walk
        if kind == "Paragraph":
            self._run = start, end
            self._end_run()
        elif kind == "Heading":
            text = self._inline(*self._run) if self._run else ""
            self._run = None
            walk.head(text, self._level, self._line_of(start))
        elif kind == "TableCell":
            self._run = None
            walk.cell(self._cut(start, end).strip().replace("\\|", "|"), self._line_of(start))
        elif kind == "CodeBlock":
            walk.code("".join(self._verbatim or ()), self._info, self._line_of(start))
            self._verbatim = None
        elif kind == "HtmlBlock":
            walk.html("".join(self._verbatim or ()), self._line_of(start))
            self._verbatim = None
        else:
            self._end_run()
            self._starts_item = False
            if kind == "List":
                self._containers -= 1
                walk.lists -= 1
            elif kind == "BlockQuote":
                self._containers -= 1
                walk.close_quote()
            elif kind in ("TableHead", "TableRow"):
                walk.close_row()
            elif kind == "Table":
                walk.close_table()

    def _end_run(self) -> None:
        """A paragraph, or the text of a tight list item, is complete."""
        if self._run is None:
            return
        start, end = self._run
        self._run = None
        self._walk.paragraph(self._inline(start, end), self._line_of(start), self._starts_item)
        self._starts_item = False

    def _inline(self, start: int, end: int) -> str:
        """The source of inline Markdown without what its lines begin with inside quotes and lists."""
        text = self._cut(start, end).strip()
        return _BETWEEN_LINES.sub("\n", text) if self._containers and "\n" in text else text

    def _cut(self, start: int, end: int) -> str:
        """The text between two places."""
        return self._bytes[start:end].decode("utf-8", "replace") if self._bytes else self._text[start:end]

    def _line_of(self, place: int) -> int:
        """The line of the file in which a place stands; fast as long as places rise."""
        if place < self._at:
            self._at, self._line = 0, self._walk.first_line
        if self._bytes:
            self._line += self._bytes.count(b"\n", self._at, place)
        else:
            self._line += self._text.count("\n", self._at, place)
        self._at = place
        return self._line


class _Walk:
    """What is known of an article while its blocks come one after the other."""

    def __init__(self, first_line: int, aliases: Mapping[str, Sequence[str]]) -> None:
        self.first_line = first_line
        self.aliases = aliases
        self.heading = ""
        self.sections: list[Section] = []
        self.blocks: list[Block] = []
        self.linking: list[tuple[int, str]] = []
        self.lists = 0
        self._open = ("lead", "", 0, first_line)
        self._texts: list[str] = []
        self._named: list[tuple[int, str]] = []
        self._lead = ""
        self._quotes = 0
        self._quoted: list[str] = []
        self._quote_line = 0
        self._rows: list[tuple[str, ...]] = []
        self._row_lines: list[int] = []
        self._cells: list[str] = []

    def paragraph(self, text: str, line: int, first_in_item: bool) -> None:
        """A paragraph, or the text of a list item."""
        self._note_links(text, line)
        if self._quotes:
            self._quoted.append(text)
            return
        self._add("item" if first_in_item else "paragraph", text, line, plain_text(text))
        self._lead = text

    def _note_links(self, text: str, line: int) -> None:
        if "](" in text or "href" in text:
            self.linking.append((line, text))

    def _add(self, kind: str, source: str, line: int, text: str, info: str = "", table: _Table = ((), ())) -> None:
        """Keep a block with its section and lead-in, and its text with the section's text."""
        self.blocks.append(Block(kind, source, line, len(self.sections), self._lead, info, self.lists, *table))
        self._texts.append(text.strip())

    def head(self, text: str, level: int, line: int) -> None:
        """A heading opens a section; one inside a quote is part of the quote."""
        self._note_links(text, line)
        if self._quotes:
            self._quoted.append(text)
            return
        self.close_section()
        heading = " ".join(plain_text(text).split())
        is_title = level == 1 and not self.heading
        if is_title:
            self.heading = heading
        while self._named and self._named[-1][0] >= level:
            self._named.pop()
        name = section_name(heading, self.aliases)
        if name != "other":
            self._named.append((level, name))
        elif is_title:
            name = "lead"
        elif self._named:
            name = self._named[-1][1]
        self._open = (name, heading, level, line)
        self._lead = text

    def close_section(self) -> None:
        """The section ends at a heading, or with the text."""
        name, heading, level, line = self._open
        text = "\n".join(filter(None, self._texts))
        if level or text or any(block.section == len(self.sections) for block in self.blocks[-1:]):
            self.sections.append(Section(name, heading, level, text, line))
        self._texts = []

    def code(self, text: str, info: str, line: int) -> None:
        """A code block; `info` is what stands behind its opening fence."""
        if self._quotes:
            self._quoted.append("\n".join(("```", text.rstrip("\n"), "```")))
            return
        words = info.split()
        self._add("code", text, line, text, words[0] if words else "")

    def open_quote(self, line: int) -> None:
        """A block quote begins; those inside another are part of it."""
        if not self._quotes:
            self._quoted, self._quote_line = [], line
        self._quotes += 1

    def close_quote(self) -> None:
        """A block quote ends."""
        self._quotes -= 1
        if not self._quotes:
            text = "\n\n".join(self._quoted)
            kind = alert_kind(text)
            self._add("alert" if kind else "quote", text, self._quote_line, plain_text(text), kind)

    def open_table(self) -> None:
        """A table begins."""
        self._rows, self._row_lines = [], []

    def open_row(self, line: int) -> None:
        """A row of a table begins."""
        self._cells = []
        self._row_lines.append(line)

    def cell(self, text: str, line: int) -> None:
        """A cell of a table."""
        self._note_links(text, line)
        self._cells.append(text)

    def close_row(self) -> None:
        """A row of a table ends."""
        self._rows.append(tuple(self._cells))

    def close_table(self) -> None:
        """A table ends."""
        self._table(tuple(self._rows), tuple(self._row_lines))

    def _table(self, rows: tuple[tuple[str, ...], ...], row_lines: tuple[int, ...]) -> None:
        line = row_lines[0] if row_lines else self.first_line
        text = "\n".join(" | ".join(plain_text(cell).strip() for cell in row) for row in rows)
        self._add("table", "", line, text, "", (rows, row_lines))

    def html(self, text: str, line: int) -> None:
        """A block of HTML: the tables in it, and the text around them."""
        if self._quotes:
            self._quoted.append(text)
            return
        if "href" in text:
            self.linking.append((line, text))
        end = 0
        for table in html_tables(text):
            self._between(text[end : table.start], line, text.count("\n", 0, end))
            self._table(table.rows, tuple(line + row for row in table.row_lines))
            end = table.end
        self._between(text[end:], line, text.count("\n", 0, end))

    def _between(self, html: str, line: int, down: int) -> None:
        text = html_text(html).strip()
        if text:
            self._add("paragraph", text, line + down, text)
