"""Gettext catalogues: .po and .pot."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polib

from kbsearch.releases.declarations.lines import begin_of
from kbsearch.releases.declarations.located import Keys, Unreadable, record

_LINE = re.compile(r"\(line (\d+)\)")
_END = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
"""What ends a line for polib, which has str.splitlines find them."""


def read_po(text: str) -> Iterator[Keys]:
    """A record (msgid, msgctxt, msgstr, comment, place) for each message that is in use; raises Unreadable."""
    lines = begin_of(text, _END)
    try:
        # polib takes a text without a line break for the name of a file.
        catalogue = polib.pofile(f"{text}\n", encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError, IndexError) as error:
        found = _LINE.search(str(error))
        raise Unreadable("it is no gettext catalogue", lines[int(found[1]) - 1] if found else 1) from error
    parts = _END.split(text)
    for entry in catalogue:
        if not entry.obsolete:
            first = entry.linenum or 1  # of its comments
            begin = next((at for at in range(first, len(parts) + 1) if parts[at - 1].startswith("msg")), first)
            yield record(
                lines[begin - 1],
                msgid=entry.msgid,
                msgctxt=entry.msgctxt or "",
                msgstr=entry.msgstr,
                comment=" ".join(f"{entry.comment} {entry.tcomment}".split()),
                place=next((f"{path}:{line}" for path, line in entry.occurrences), ""),
            )
