"""Findings of a release: what is in its way, at the declaration it is about, with the step that mends it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from operator import attrgetter

ERROR = "error"
WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing in the way of a release.

    `path` (POSIX, in the product's repository) and `line` (from 1) are those of the declaration, or of
    the manifest where there is none; `subject` is what it is about (`error:E4012`), `rule` a KBR3xx code.
    `fix` is the next step, `owner` who is to take it ("" where nobody is named), `article` the path of
    the article in the knowledge base ("" for none). `waived` is the id of the waiver that excuses it;
    `known` is one that the baseline has.
    """

    path: str
    line: int
    rule: str
    subject: str
    message: str
    severity: str = ERROR
    fix: str = ""
    owner: str = ""
    article: str = ""
    waived: str = ""
    known: bool = False

    @property
    def excused(self) -> bool:
        """Whether a waiver or the baseline lets it pass."""
        return bool(self.waived) or self.known

    @property
    def fingerprint(self) -> str:
        """BLAKE2b-128 hex of what it says is wrong with what; moving a line or mending a word does not change it."""
        return hashlib.blake2b(f"{self.rule}\0{self.subject}".encode(), digest_size=16).hexdigest()

    def __str__(self) -> str:
        """The finding as one line, `path:line KBR3xx message`."""
        return f"{self.path}:{self.line} {self.rule} {self.message}"


_ORDER = attrgetter(*(field.name for field in fields(Finding)))


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The findings by place, then by what they say; each once."""
    return sorted(set(findings), key=_ORDER)
