"""Pipe tables as authors write them, where that is less than parsers want."""

from __future__ import annotations

import re

_BARE = re.compile(r"^[ \t]*\|[ \t]*$", re.MULTILINE)
_RULER = re.compile(r"[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?)?[ \t]*")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")


def with_whole_rows(body: str) -> str:
    """The body with a second bar in those rows of pipe tables that are but one bar.

    Such a line is left over where the last cell of a row was broken in two; the parser would end
    the table at it. Line numbers stay what they are, and fenced code as it is.
    """
    if not _BARE.search(body):
        return body
    lines = body.split("\n")
    fence, in_table = "", False
    for number, line in enumerate(lines):
        mark = _FENCE.match(line)
        if mark:
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        in_table = not fence and bool(line.strip()) and (in_table or _RULER.fullmatch(line) is not None)
        if in_table and line.strip() == "|":
            lines[number] = "||"
    return "\n".join(lines)
