"""Codes with their messages in tables: list pages (a column of each) and details tables (a row of each)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbsearch.articles.article import ErrorEntry
from kbsearch.articles.body import Block, Body
from kbsearch.articles.extract.announced import folded
from kbsearch.articles.extract.codes import Shapes
from kbsearch.articles.extract.found import is_wordless, links_to_page, message_of
from kbsearch.articles.inline import plain_text

_BARE = re.compile(r"-?\d{1,10}|0x[0-9A-Fa-f]+|(?=[A-Z]*\d)[0-9A-Z]{5}|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")


def table_entries(
    body: Body, shapes: Shapes, code_columns: frozenset[str], message_columns: frozenset[str]
) -> Iterator[ErrorEntry]:
    """The entries that the body's tables hold, in their order.

    Columns and rows are named by folded headers. A row that links to another page is that page's
    error and only listed here.
    """
    for block in body.blocks:
        if block.kind != "table" or len(block.rows) < 2:
            continue
        header = [folded(plain_text(cell)) for cell in block.rows[0]]
        codes = [place for place, name in enumerate(header) if name in code_columns]
        messages = [place for place, name in enumerate(header) if name in message_columns]
        if codes:
            yield from _listed(block, shapes, codes[0], messages[0] if messages else None)
        elif len(header) == 2:
            yield from _detailed(block, shapes, code_columns, message_columns)


def _listed(block: Block, shapes: Shapes, code_place: int, message_place: int | None) -> Iterator[ErrorEntry]:
    for line, row in zip(block.row_lines[1:], block.rows[1:], strict=False):
        if len(row) <= max(code_place, message_place or 0):
            continue
        codes = cell_codes(row[code_place], shapes)
        message = message_of(row[message_place]) if message_place is not None else ""
        own = not any(map(links_to_page, row))
        for code in codes:
            yield ErrorEntry(code, message if not is_wordless(message) else None, own, "table", line)


def cell_codes(cell: str, shapes: Shapes) -> list[str]:
    """The codes in a cell of a column of codes; a bare number or five-character state is one there."""
    text = " ".join(plain_text(cell).split())
    found = shapes.find(text)
    if found:
        return found
    parts = [part.strip() for part in re.split(r"[,;/]| or ", text)]
    return [part for part in parts if _BARE.fullmatch(part)]


def _detailed(
    block: Block, shapes: Shapes, code_columns: frozenset[str], message_columns: frozenset[str]
) -> Iterator[ErrorEntry]:
    """A table of two columns, name and value: the event ID in one row, the message text in another."""
    values = {
        folded(plain_text(row[0])): (row[1], line) for row, line in zip(block.rows, block.row_lines, strict=False)
    }
    message, line = next(
        ((message_of(value), line) for name, (value, line) in values.items() if name in message_columns),
        ("", block.line),
    )
    codes = [code for name, (value, _) in values.items() if name in code_columns for code in cell_codes(value, shapes)]
    if message and not is_wordless(message):
        nameless: list[str | None] = [None]
        for code in codes or nameless:
            yield ErrorEntry(code, message, True, "table", line)
    else:
        for code in codes:
            yield ErrorEntry(code, None, True, "table", block.line)
