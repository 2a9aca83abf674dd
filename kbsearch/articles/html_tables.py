"""HTML tables inside Markdown, read as rows of cells like any other table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TABLE = re.compile(r"<table\b.*?(?:</table\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_ROW = re.compile(r"<tr\b[^>]*>(.*?)(?=<tr\b|</tr\s*>|</table\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_CELL = re.compile(r"<t[dh]\b[^>]*>(.*?)(?=<t[dh]\b|</t[dh]\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"</?(?:p|br|li|ul|ol|div)\b[^>]*>", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")


@dataclass(frozen=True, slots=True)
class HtmlTable:
    """A table found in HTML: its rows (the header first; cells hold HTML), each row's line from 0, its span."""

    rows: tuple[tuple[str, ...], ...]
    row_lines: tuple[int, ...]
    start: int
    end: int


def html_tables(html: str) -> Iterator[HtmlTable]:
    """Every table in a piece of HTML, in order; a table that is never closed ends with the text."""
    if "<table" not in html.lower():
        return
    for match in _TABLE.finditer(html):
        rows, lines = [], []
        for row in _ROW.finditer(match[0]):
            cells = tuple(_cell(cell[1]) for cell in _CELL.finditer(row[1]))
            if cells:
                rows.append(cells)
                lines.append(html.count("\n", 0, match.start() + row.start()))
        yield HtmlTable(tuple(rows), tuple(lines), match.start(), match.end())


def _cell(html: str) -> str:
    return _SPACES.sub(" ", _BREAK.sub(" ", html)).strip()


def without_blank_lines(body: str) -> str:
    """The body with the blank lines inside `<table>` filled by an empty comment.

    CommonMark ends an HTML block at a blank line, and would read the indented rest of a table
    as code. Line numbers stay what they are; tables inside fenced code are left alone.
    """
    if "<table" not in body and "<TABLE" not in body:
        return body
    lines = body.split("\n")
    fence, inside = "", 0
    for number, line in enumerate(lines):
        lowered = line.lower()
        if inside:
            inside += lowered.count("<table") - lowered.count("</table")
            if not line.strip():
                lines[number] = "<!---->"
        elif fence_mark := _FENCE.match(line):
            fence = "" if fence and fence_mark[1].startswith(fence) else fence or fence_mark[1]
        elif not fence:
            inside = max(0, lowered.count("<table") - lowered.count("</table"))
    return "\n".join(lines) if not inside else body
