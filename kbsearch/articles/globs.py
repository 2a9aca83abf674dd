"""Patterns of paths as regular expressions: `*` and `?` stop at slashes, `**` does not."""

from __future__ import annotations

import re


def path_regex(glob: str) -> str:
    """A pattern such as `src/**/*.yaml` as a regular expression over whole paths."""
    *folders, last = glob.split("/")
    regex = "".join("(?:.*/)?" if part == "**" else _segment(part) + "/" for part in folders)
    return regex + (".*" if last == "**" else _segment(last))


def _segment(part: str) -> str:
    """One segment of a pattern; everything but `*` and `?` stands for itself."""
    return re.sub(r"\\\*(?:\\\*)*|\\\?", lambda mark: "[^/]" + "*" * ("*" in mark[0]), re.escape(part))
