"""Report: the JSON of a release check, read back; whoever wrote it may have been another machine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kbsearch.errors import ReportInvalid
from kbsearch.releases.findings import ERROR
from kbsearch.releases.ladder import Step

Name = Literal["none", "claimed", "complete", "reviewed", "findable", "agrees"]


class _Part(BaseModel):
    """What the board reads of a report; the rest is kept with it."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Probes(_Part):
    """The searches that were asked for a declaration, and those that did not find its article."""

    asked: int = Field(ge=0)
    failed: tuple[dict[str, Any], ...]


class Stood(_Part):
    """How one declaration stood; the values are those of `reports.as_json`."""

    subject: str
    kind: Literal["error", "feature"]
    id: str
    title: str
    message: str
    path: str
    line: int
    owner: str
    news: str
    checked: bool
    wanted: Name
    reached: Name
    article: str | None
    article_id: str | None
    probes: Probes

    @property
    def place(self) -> str:
        """Where the product declares it: `src/errors.json:12`."""
        return f"{self.path}:{self.line}"

    @property
    def is_short(self) -> bool:
        """Whether it has not reached what is demanded of it."""
        return self.checked and Step.named(self.reached) < Step.named(self.wanted)


class Found(_Part):
    """One thing in the way."""

    rule: str
    subject: str
    severity: Literal["error", "warning"]
    message: str
    fix: str
    owner: str
    article: str | None
    waived: str | None
    path: str
    line: int
    known: bool

    @property
    def excused(self) -> bool:
        """Whether a waiver or the baseline lets it pass."""
        return bool(self.waived) or self.known

    @property
    def blocks(self) -> bool:
        """Whether the release waits for it."""
        return self.severity == ERROR and not self.excused


class Waived(_Part):
    """A waiver of the product's file."""

    id: str
    subject: str
    rule: str
    owner: str
    reason: str
    note: str
    approved_by: str
    ends: str


class Report(_Part):
    """How a release stood when it was checked."""

    format: Literal[1] = Field(alias="schema")
    product: str = Field(min_length=1, max_length=200)
    version: str = Field(min_length=1, max_length=100, pattern=r"^[^/]+$")
    ships: date
    today: date
    scope: Literal["release", "all"]
    blocked: bool
    headline: str
    looked_at: str
    verdict: str
    ladder: dict[Name, int]
    waivers: tuple[Waived, ...] = ()
    declarations: tuple[Stood, ...]
    findings: tuple[Found, ...]

    @classmethod
    def read(cls, data: object) -> Report:
        """The report that JSON-ready data is; raises KBE1084 with the first thing that is wrong."""
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"]) or "the whole"
            raise ReportInvalid(problem=f"{place}: {first['msg'].lower()}") from error

    @property
    def blocking(self) -> tuple[Found, ...]:
        """What keeps the release from shipping."""
        return tuple(one for one in self.findings if one.blocks)

    @property
    def owing(self) -> tuple[Stood, ...]:
        """The declarations that have not reached what is demanded of them."""
        return tuple(one for one in self.declarations if one.is_short)

    @property
    def waived(self) -> tuple[Found, ...]:
        """What waivers let pass."""
        return tuple(one for one in self.findings if one.waived)

    def declared(self, subject: str) -> Stood | None:
        """The declaration of that subject."""
        return next((one for one in self.declarations if one.subject == subject), None)

    def owed(self) -> dict[str, list[Found]]:
        """What is to be done, by who is to do it: blocking things first; what nobody is named for ("") comes last."""
        grouped: dict[str, list[Found]] = {}
        for one in sorted(self._open(), key=lambda one: (not one.blocks, one.subject, one.rule)):
            grouped.setdefault(one.owner, []).append(one)
        ordered = sorted(grouped, key=lambda owner: (not owner, owner.casefold(), owner))
        return {owner: grouped[owner] for owner in ordered}

    def _open(self) -> Iterator[Found]:
        return (one for one in self.findings if not one.excused)


def summed(report: Report) -> dict[str, Any]:
    """The counts that are kept of a report when a later one has taken its place."""
    return {
        "blocked": report.blocked,
        "declarations": sum(one.checked for one in report.declarations),
        "owing": len(report.owing),
        "blocking": len(report.blocking),
        "waived": len(report.waived),
    }
