"""Gettext catalogues: .po and .pot."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polib

from kbsearch.releases.declarations.located import Keys, Unreadable, record

_LINE = re.compile(r"\(line (\d+)\)")


def read_po(text: str) -> Iterator[Keys]:
    """A record (msgid, msgctxt, msgstr, comment, place) for each message that is in use; raises Unreadable."""
    try:
        # polib takes a text without a line break for the name of a file.
        catalogue = polib.pofile(f"{text}\n", encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError, IndexError) as error:
        found = _LINE.search(str(error))
        raise Unreadable("it is no gettext catalogue", int(found[1]) if found else 1) from error
    lines = text.split("\n")
    for entry in catalogue:
        if not entry.obsolete:
            first = entry.linenum or 1  # of its comments
            begin = next((at for at in range(first, len(lines) + 1) if lines[at - 1].startswith("msg")), first)
            yield record(
                begin,
                msgid=entry.msgid,
                msgctxt=entry.msgctxt or "",
                msgstr=entry.msgstr,
                comment=" ".join(f"{entry.comment} {entry.tcomment}".split()),
                place=next((f"{path}:{line}" for path, line in entry.occurrences), ""),
            )
