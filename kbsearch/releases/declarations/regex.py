"""Any text by a regular expression with named groups."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbsearch.releases.declarations.located import Keys, Text


def read_regex(text: str, pattern: str, skip_lines: str) -> Iterator[Keys]:
    """A record for each place where `pattern` fits, its parts the named groups; `^` and `$` fit at every line.

    Lines that `skip_lines` fits count as empty, so what spans several lines stays in its place.
    """
    if skip_lines:
        skipped = re.compile(skip_lines)
        text = "\n".join("" if skipped.search(line) else line for line in text.split("\n"))
    line, at = 1, 0
    for found in re.compile(pattern, re.MULTILINE).finditer(text):
        line, at = line + text.count("\n", at, found.start()), found.start()
        made = Keys(line)
        for name, said in found.groupdict().items():
            if said is not None:
                begin = line + text.count("\n", at, found.start(name))
                made[Text(name, begin)] = Text(said, begin)
        yield made
