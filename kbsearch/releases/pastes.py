"""Kept pastes: what customers really sent, in files named after the code or feature that they must find."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from kbsearch.releases.claims import keys_of

LARGEST = 2_000_000
"""Bytes of a file that are read: more than any search takes."""

_NUMBERED = re.compile(r"[-_ ]\d{1,3}$")


def kept_pastes(root: Path, patterns: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """The texts of the files that the patterns fit, by the keys of the code in their names, sorted by path.

    `E4012.txt` and `E4012-2.log` must both find the article on E4012. `root` is the folder of the knowledge base.
    """
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted({path for pattern in patterns for path in root.glob(pattern) if path.is_file()}):
        with path.open("rb") as file:
            text = file.read(LARGEST).decode("utf-8", "replace")
        name = path.name.partition(".")[0]
        for key in {*keys_of(name), *keys_of(_NUMBERED.sub("", name))}:
            found[key] = (*found.get(key, ()), text)
    return found
