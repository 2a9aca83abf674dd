"""Delimited tables: CSV, TSV, columns between blanks, and tables of Markdown."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence

from kbsearch.releases.declarations.lines import numbered
from kbsearch.releases.declarations.located import Keys, Text, Unreadable

_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|\'([^\']*)\'|(\S+)')
_RULE = re.compile(r"[\s|:+=-]*")
_USUAL = ("\t", ";", "|", ",")

Line = tuple[int, str]


def read_table(text: str, columns: Sequence[str], delimiter: str, comment: str) -> Iterator[Keys]:
    """A record for each row, its parts named by `columns`, else by the first row; raises Unreadable.

    Parts are also there by number, "1" for the first column. An empty `delimiter` is found out.
    """
    lines = [(number, "" if comment and line.lstrip().startswith(comment) else line) for number, line in numbered(text)]
    names = list(columns)
    for number, cells in _rows(lines, {"\\t": "\t", "space": " "}.get(delimiter, delimiter) or _found_out(lines)):
        if not names:
            names = [cell.strip() for cell in cells]
            continue
        row = Keys(number)
        for place, cell in enumerate(cells):
            said = Text(cell.strip(), number)
            row[Text(str(place + 1), number)] = said
            if place < len(names):
                row[Text(names[place], number)] = said
        yield row


def _found_out(lines: Sequence[Line]) -> str:
    """What stands between columns: the usual mark that the first row has most of, else blanks."""
    first = next((line for _, line in lines if line.strip()), "")
    best = max(_USUAL, key=first.count)
    return best if first.count(best) else " "


def _rows(lines: Sequence[Line], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, each with its first line."""
    if delimiter == " ":
        for number, line in lines:
            words = [next((part for part in found.groups() if part is not None), "") for found in _WORD.finditer(line)]
            if words:
                yield number, words
        return
    if delimiter == "|":
        for number, line in lines:
            if "|" in line and not _RULE.fullmatch(line):
                yield number, line.strip().removeprefix("|").removesuffix("|").split("|")
        return
    try:
        rows = csv.reader((f"{line}\n" for _, line in lines), delimiter=delimiter, strict=True)
        begin = 0
        for row in rows:
            if any(cell.strip() for cell in row):
                yield lines[begin][0], row
            begin = rows.line_num
    except (csv.Error, TypeError) as error:
        raise Unreadable(str(error), lines[begin][0], "mend the row, or correct 'delimiter' of the source") from error
