"""Line ends: a text that came back from a form gets those of its file again."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher

MARK = "\ufeff"
"""The byte order mark with which some editors begin a file."""

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")


def plain(text: str) -> str:
    """The text as forms and readers have it: lines ended by LF, no byte order mark."""
    return text.removeprefix(MARK).replace("\r\n", "\n").replace("\r", "\n")


def restored(edited: str, original: str) -> str:
    """The edited text, its lines ended by LF, with the line ends and the byte order mark of the original.

    Lines that were not edited keep their own end; new ones get the usual end of the file.
    `restored(plain(text), text) == text`.
    """
    mark = MARK if original.startswith(MARK) else ""
    if "\r" not in original:
        return mark + edited
    before, after = _lines(original.removeprefix(mark)), _lines(edited)
    ends = Counter(end for _, end in before if end)
    usual = ends.most_common(1)[0][0]
    if len(ends) == 1:
        return mark + edited.replace("\n", usual)
    said, now = [line for line, _ in before], [line for line, _ in after]
    made = [line + (usual if end else "") for line, end in after]
    for start, at, size in SequenceMatcher(None, said, now, autojunk=False).get_matching_blocks():
        for n in range(size):
            end = before[start + n][1] if after[at + n][1] else ""
            made[at + n] = now[at + n] + (end or (usual if after[at + n][1] else ""))
    return mark + "".join(made)


def _lines(text: str) -> list[tuple[str, str]]:
    """The lines of a text, each with its end."""
    return [(found[1], found[2]) for found in _LINE.finditer(text) if found[0]]
