"""Markdown to a `Body`: one pass over the block tokens.

Only markdown-it-py's block parser runs here; inline Markdown is read where it is needed
(`kbsearch.articles.inline`), because a large library must be read at a thousand articles a second.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kbsearch.articles.article import Section
from kbsearch.articles.body import Block, Body
from kbsearch.articles.headings import section_name
from kbsearch.articles.html_tables import html_tables, without_blank_lines
from kbsearch.articles.inline import alert_kind, html_text, plain_text

_ATTRIBUTES = re.compile(r"^[ \t]*\{:[^{}\n]*\}[ \t]*$\n?", re.MULTILINE)  # a line that kramdown takes for itself
_DEEPEST = 20  # nesting of quotes and lists that is followed; deeper text stays one paragraph


def read_body(body: str, first_line: int, aliases: Mapping[str, Sequence[str]] | None = None) -> Body:
    """Read the Markdown below the front matter, which begins in line `first_line` of the file.

    `aliases` adds headings to the canonical names of sections: `{"resolution": ["Mitigation"]}`.
    Never raises: any text is Markdown.
    """
    if "\r" in body:
        body = body.replace("\r\n", "\n").replace("\r", "\n")
    walk = _Walk(first_line, aliases or {})
    walk.over(_parser().parse(without_blank_lines(body.replace("\0", "\ufffd"))))
    return Body(body, first_line, walk.heading, tuple(walk.sections), tuple(walk.blocks), tuple(walk.linking))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table")
    parser.core.ruler.enableOnly(["block"])
    return parser


class _Walk:
    """What is known while going over the tokens once."""

    def __init__(self, first_line: int, aliases: Mapping[str, Sequence[str]]) -> None:
        self.first_line = first_line
        self.aliases = aliases
        self.heading = ""
        self.sections: list[Section] = []
        self.blocks: list[Block] = []
        self.linking: list[tuple[int, str]] = []
        self._open = ("lead", "", 0, first_line)
        self._texts: list[str] = []
        self._named: list[tuple[int, str]] = []
        self._lead = ""
        self._lists = 0
        self._quotes = 0
        self._quoted: list[str] = []
        self._quote_line = 0
        self._rows: list[tuple[str, ...]] = []
        self._row_lines: list[int] = []
        self._cells: list[str] | None = None

    def over(self, tokens: Sequence[Token]) -> None:
        """Read all tokens, then close the last section."""
        for index, token in enumerate(tokens):
            kind = token.type
            if kind == "inline":
                self._inline(token, tokens[index - 1], tokens[index - 2] if index > 1 else None)
            elif kind in ("fence", "code_block"):
                self._code(token)
            elif kind == "html_block":
                self._html(token)
            else:
                self._nest(token)
        self._close_section()

    def _nest(self, token: Token) -> None:
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open", "bullet_list_close", "ordered_list_close"):
            self._lists += token.nesting
        elif kind == "blockquote_open":
            if not self._quotes:
                self._quoted, self._quote_line = [], self._line(token)
            self._quotes += 1
        elif kind == "blockquote_close":
            self._quotes -= 1
            if not self._quotes:
                self._quote()
        elif kind == "table_open":
            self._rows, self._row_lines = [], []
        elif kind == "tr_open":
            self._cells = []
            self._row_lines.append(self._line(token))
        elif kind == "tr_close":
            self._rows.append(tuple(self._cells or ()))
            self._cells = None
        elif kind == "table_close":
            self._table(tuple(self._rows), tuple(self._row_lines))

    def _line(self, token: Token) -> int:
        return self.first_line + (token.map[0] if token.map else 0)

    def _inline(self, token: Token, opening: Token, outside: Token | None) -> None:
        text, line = token.content, self._line(token)
        if "{:" in text and not (text := _ATTRIBUTES.sub("", text).strip()):
            return
        if "](" in text or "href" in text:
            self.linking.append((line, text))
        if self._cells is not None:
            self._cells.append(text)
        elif self._quotes:
            self._quoted.append(text)
        elif opening.type == "heading_open":
            self._head(text, int(opening.tag[1]), line)
        else:
            first = outside is not None and outside.type == "list_item_open"
            self._add(Block("item" if first else "paragraph", text, line, 0), plain_text(text))
            self._lead = text

    def _add(self, block: Block, text: str) -> None:
        """Keep the block with its section and lead-in, and its text with the section's text."""
        self.blocks.append(
            Block(
                block.kind,
                block.text,
                block.line,
                len(self.sections),
                self._lead,
                block.info,
                self._lists,
                block.rows,
                block.row_lines,
            )
        )
        self._texts.append(text.strip())

    def _head(self, text: str, level: int, line: int) -> None:
        self._close_section()
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

    def _close_section(self) -> None:
        name, heading, level, line = self._open
        text = "\n".join(filter(None, self._texts))
        if level or text or any(block.section == len(self.sections) for block in self.blocks[-1:]):
            self.sections.append(Section(name, heading, level, text, line))
        self._texts = []

    def _code(self, token: Token) -> None:
        if self._quotes:
            self._quoted.append("\n".join(("```", token.content.rstrip("\n"), "```")))
            return
        words = token.info.split()
        self._add(Block("code", token.content, self._line(token), 0, info=words[0] if words else ""), token.content)

    def _quote(self) -> None:
        text = "\n\n".join(self._quoted)
        kind = alert_kind(text)
        self._add(Block("alert" if kind else "quote", text, self._quote_line, 0, info=kind), plain_text(text))

    def _table(self, rows: tuple[tuple[str, ...], ...], row_lines: tuple[int, ...]) -> None:
        line = row_lines[0] if row_lines else self.first_line
        text = "\n".join(" | ".join(plain_text(cell).strip() for cell in row) for row in rows)
        self._add(Block("table", "", line, 0, rows=rows, row_lines=row_lines), text)

    def _html(self, token: Token) -> None:
        if self._quotes:
            self._quoted.append(token.content)
            return
        line = self._line(token)
        if "href" in token.content:
            self.linking.append((line, token.content))
        end = 0
        for table in html_tables(token.content):
            self._between(token.content[end : table.start], line, token.content.count("\n", 0, end))
            self._table(table.rows, tuple(line + row for row in table.row_lines))
            end = table.end
        self._between(token.content[end:], line, token.content.count("\n", 0, end))

    def _between(self, html: str, line: int, down: int) -> None:
        text = html_text(html).strip()
        if text:
            self._add(Block("paragraph", text, line + down, 0), text)
