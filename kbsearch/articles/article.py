"""The Article: what one Markdown file says, read once and never changed.

Everything after reading (index, search, page, lint) works on these objects alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CONFIDENCE = ("wip", "not_validated", "validated", "archived")
AUDIENCE = ("public", "customer", "partner", "internal")  # from the widest to the narrowest
GOVERNANCE = ("experience", "compliance")
FIX_BY = ("agent", "approval", "engineering")
STATED = ("audience", "fix_by")  # who may see it, and who may apply it: better said than left to a default


@dataclass(frozen=True, slots=True)
class ErrorEntry:
    """One error that an article documents: its code, its message template, or both.

    `message` is plain text in which placeholders keep the author's marks (`{host}`, `%s`,
    `*identifier*`, `<file>`); `kbsearch.articles.placeholders.parse_template` splits them.
    `own` is False for a row of a list page that only points to the article which explains it.
    `source` names the rule that found the entry: front_matter, title, block_quote, code_block,
    section, table, lead_in or inline. `line` counts from 1 in the file.
    """

    code: str | None
    message: str | None
    own: bool = True
    source: str = "front_matter"
    line: int = 1


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the body: canonical `name`, the heading as written, and its plain text.

    `name` is issue, environment, resolution, cause, or other; the text before the first
    heading is a section of name "lead" with an empty heading. `level` is the heading's
    level (1-6, 0 for the lead), `line` its line in the file, counted from 1.
    """

    name: str
    heading: str
    level: int
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Review:
    """Who read the article's text and when, bound to what was read by `digest`.

    `current` says whether that is what the article says now, None where there is no digest to tell by.
    """

    by: str
    on: str
    digest: str | None = None
    current: bool | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Trial:
    """Somebody of the help desk who has read an article and tried what it says, and the day (YYYY-MM-DD)."""

    by: str
    on: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article, as its file said it when it was read.

    `path` is POSIX and relative to the knowledge base's root, `digest` the BLAKE2b-128 hex of
    the file's bytes, `body` the Markdown below the front matter, which begins at `body_line`
    (from 1). `tried` are those of the help desk who signed it off; `stated` tells which of the keys
    in `STATED` the file or the settings say, rather than kbsearch's own defaults. `extra` holds the
    front matter that the schema does not know (`x-*` keys, or all
    unmapped keys of a foreign tree), every scalar as the text that was written.
    """

    id: str
    title: str
    path: str
    digest: str
    body: str
    body_line: int = 1
    errors: tuple[ErrorEntry, ...] = ()
    products: tuple[str, ...] = ()
    versions: str = ""
    symptoms: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    found_by: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    confidence: str = "not_validated"
    audience: str = "internal"
    governance: str = "experience"
    owner: str = ""
    fix_by: str = "agent"
    reviewed: Review | None = None
    review_by: str = ""
    tried: tuple[Trial, ...] = ()
    stated: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def codes(self) -> tuple[str, ...]:
        """The distinct codes of the error entries, in their order."""
        return tuple(dict.fromkeys(entry.code for entry in self.errors if entry.code))

    def section(self, name: str) -> Section | None:
        """The first section of that canonical name, or None."""
        return next((section for section in self.sections if section.name == name), None)
