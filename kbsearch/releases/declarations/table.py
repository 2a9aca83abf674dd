"""Delimited tables: CSV, TSV, columns between blanks, and tables of Markdown."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence

from kbsearch.releases.declarations.located import Keys, Text, Unreadable

_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|\'([^\']*)\'|(\S+)')
_RULE = re.compile(r"[\s|:+=-]*")
_USUAL = ("\t", ";", "|", ",")


def read_table(text: str, columns: Sequence[str], delimiter: str, comment: str) -> Iterator[Keys]:
    """A record for each row, its parts named by `columns`, else by the first row; raises Unreadable.

    Parts are also there by number, "1" for the first column. An empty `delimiter` is found out.
    """
    lines = [
        "" if comment and line.lstrip().startswith(comment) else line for line in text.replace("\r\n", "\n").split("\n")
    ]
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


def _found_out(lines: Sequence[str]) -> str:
    """What stands between columns: the usual mark that the first row has most of, else blanks."""
    first = next((line for line in lines if line.strip()), "")
    best = max(_USUAL, key=first.count)
    return best if first.count(best) else " "


def _rows(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, each with its first line."""
    if delimiter == " ":
        for number, line in enumerate(lines, 1):
            words = [next((part for part in found.groups() if part is not None), "") for found in _WORD.finditer(line)]
            if words:
                yield number, words
        return
    if delimiter == "|":
        for number, line in enumerate(lines, 1):
            if "|" in line and not _RULE.fullmatch(line):
                yield number, line.strip().removeprefix("|").removesuffix("|").split("|")
        return
    try:
        rows = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=True)
        begin = 1
        for row in rows:
            if any(cell.strip() for cell in row):
                yield begin, row
            begin = rows.line_num + 1
    except (csv.Error, TypeError) as error:
        raise Unreadable(str(error), begin, "mend the row, or correct 'delimiter' of the source") from error
