"""Findings: what is wrong with an article file, said with its place and its rule.

A finding is data, never an exception: one broken article must not stop the others.
The rules themselves (code, message template, severity) stand in `kbsearch.articles.rules`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One finding at one place of one article file.

    `path` is POSIX and relative to the knowledge base's root; `line` and `col` count from 1;
    `code` is a KBL2xx code; `severity` is "error" or "warning".
    """

    path: str
    line: int
    col: int
    code: str
    message: str
    severity: str = "error"

    def __str__(self) -> str:
        """The finding as one line, `path:line:col KBL2xx message`."""
        return f"{self.path}:{self.line}:{self.col} {self.code} {self.message}"
