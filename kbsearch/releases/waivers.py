"""Waivers: findings that are let pass for a while, on two people's word, kept in a file of the product's repository."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import Field, TypeAdapter, ValidationError, WithJsonSchema, model_validator

from kbsearch.articles.front_matter import YamlProblem, quoted, read_keys
from kbsearch.errors import WaiversInvalid
from kbsearch.releases.findings import Finding
from kbsearch.releases.manifest import Manifest
from kbsearch.releases.rules import (
    RULES,
    WAIVER_ALONE,
    WAIVER_ENDED,
    WAIVER_ENDING,
    WAIVER_UNUSED,
    WAIVER_WIDE,
    WAIVERS_MANY,
)
from kbsearch.releases.sources import Table

Reason = Literal["deferred", "not-customer-visible", "covered-elsewhere", "not-detected", "withdrawn"]
REASONS: tuple[str, ...] = get_args(Reason)
Day = Annotated[date, WithJsonSchema({"type": "string", "format": "date"})]

OWN = frozenset(
    rule.code for rule in (WAIVER_ENDED, WAIVER_UNUSED, WAIVER_ALONE, WAIVERS_MANY, WAIVER_ENDING, WAIVER_WIDE)
)
"""Rules about waivers: no waiver excuses them."""


class End(Table):
    """`expires`: a release or a day, never neither."""

    release: str = Field("", description="The release that must do without it.")
    day: Day | None = Field(None, alias="date", description="The last day on which it holds, as YYYY-MM-DD.")

    @model_validator(mode="after")
    def _ends(self) -> End:
        if bool(self.release) == bool(self.day):
            raise ValueError("give it a release or a date")
        return self

    def __str__(self) -> str:
        return f"with release {self.release}" if self.release else f"on {self.day}"


class Waiver(Table):
    """One waiver; a `subject` with * stands for several, and says under `max` how many at most."""

    id: str = Field(min_length=1, description="Its name in reports: W-0031.")
    subject: str = Field(min_length=1, description="What it excuses: 'error:E4012', 'feature:shards', 'error:E40*'.")
    rule: str = Field(description="The rule that it excuses the subject from: KBR301.")
    reason: Reason = Field(description="Why.")
    note: str = Field(min_length=1, description="Why, in words.")
    owner: str = Field(min_length=1, description="Who sees to it that it is needed no longer.")
    approved_by: str = Field("", description="Who agreed: somebody else than the owner.")
    created: Day = Field(description="The day on which it was written.")
    ticket: str = Field("", description="Where the work on it is followed.")
    expires: End = Field(description="When it ends.")
    max: int = Field(1, ge=1, description="How many subjects it may excuse.")

    @model_validator(mode="after")
    def _is_bounded(self) -> Waiver:
        if self.rule not in RULES or self.rule in OWN:
            raise ValueError(f"'rule' wants the code of a rule that can be waived, not {self.rule!r}")
        if "*" in self.subject and "max" not in self.model_fields_set:
            raise ValueError("a subject with * wants 'max': how many it may excuse")
        return self

    @property
    def digest(self) -> str:
        """BLAKE2b-128 hex of what is approved: all of it but who approved it."""
        said = self.model_dump_json(exclude={"approved_by"})
        return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()

    def excuses(self, finding: Finding) -> bool:
        """Whether it was made for such a finding."""
        return self.rule == finding.rule and fnmatchcase(finding.subject, self.subject)


_WAIVERS = TypeAdapter(tuple[Waiver, ...])


@dataclass(frozen=True, slots=True)
class Waivers:
    """The waivers of one product; `path` is their file relative to the manifest's folder, `lines` those of each."""

    path: str
    waivers: tuple[Waiver, ...] = ()
    lines: tuple[int, ...] = ()

    @classmethod
    def load(cls, manifest: Manifest) -> Waivers:
        """Those in the manifest's file of waivers; none where it does not exist. Raises KBE1080."""
        place = manifest.folder / manifest.waivers.file
        try:
            text = place.read_text("utf-8-sig")
        except FileNotFoundError:
            return cls(manifest.waivers.file)
        except (OSError, UnicodeDecodeError) as error:
            raise WaiversInvalid(path=place, line=1, problem=str(error), hint="save it as readable UTF-8") from error
        return cls.parse(text, manifest.waivers.file, place)

    @classmethod
    def parse(cls, text: str, path: str, place: Path | None = None) -> Waivers:
        """The waivers in a text: a list of them. Raises KBE1080."""
        where = place or Path(path)
        body = text.replace("\r\n", "\n")
        listed = "\n".join(f"  {line}" if line.strip() else line for line in body.split("\n"))
        try:
            written = read_keys(f"waivers:\n{listed}")
        except YamlProblem as error:
            line = max(1, error.line - 1)
            raise WaiversInvalid(path=where, line=line, problem=error.problem, hint=error.hint) from error
        found = written.keys.get("waivers") or []
        try:
            waivers = _WAIVERS.validate_python(found)
        except ValidationError as error:
            raise _invalid(where, error, lambda *at: max(1, written.place("waivers", *at)[0] - 1)) from error
        ids = [one.id for one in waivers]
        lines = tuple(max(1, written.place("waivers", n)[0] - 1) for n in range(len(waivers)))
        twice = next((n for n, id in enumerate(ids) if id in ids[:n]), None)
        if twice is not None:
            problem = f"the id {ids[twice]!r} stands here twice"
            raise WaiversInvalid(path=where, line=lines[twice], problem=problem, hint="give each an id of its own")
        return cls(path, waivers, lines)


def _invalid(path: Path, error: ValidationError, line_of: Callable[..., int]) -> WaiversInvalid:
    """The first thing wrong with the waivers, in words."""
    problems = error.errors(include_url=False)
    first = next((one for one in problems if one["type"] == "extra_forbidden"), problems[0])
    at = first["loc"]
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in at)
    if first["type"] == "missing":
        problem, hint = f"waiver {key}: it is missing", f"add '{at[-1]}: ...'"
    elif first["type"] == "extra_forbidden":
        problem, hint = f"waiver {key}: no such key", f"the keys are {', '.join(Waiver.model_fields)}"
    elif first["type"].startswith("date"):
        problem, hint = f"waiver {key}: {first['input']!r} is no day", "write it as YYYY-MM-DD"
    else:
        said = first["msg"].removeprefix("Value error, ")
        problem, hint = f"waiver {key}: {said[:1].lower()}{said[1:]}", "mend it"
    return WaiversInvalid(path=path, line=line_of(*at), problem=problem, hint=hint)


def next_id(taken: Iterable[str]) -> str:
    """An id that no waiver has, given those that have one: the highest number so far and one more."""
    numbers = [int(found[1]) for id in taken if (found := re.fullmatch(r"W-(\d{1,9})", id))]
    return f"W-{max(numbers, default=0) + 1:04}"


def with_waiver(text: str, waiver: Waiver) -> str:
    """The text of a file of waivers with one more at its end; the others stay byte by byte as they are."""
    ends = {"release": waiver.expires.release} if waiver.expires.release else {"date": str(waiver.expires.day)}
    keys = {
        "id": waiver.id,
        "subject": waiver.subject,
        "rule": waiver.rule,
        "reason": waiver.reason,
        "note": waiver.note,
        "owner": waiver.owner,
        "approved_by": waiver.approved_by,
        "created": str(waiver.created),
        "ticket": waiver.ticket,
    }
    rows = [f"{key}: {_quoted(value)}" for key, value in keys.items() if value]
    rows += [f"max: {waiver.max}"] if "*" in waiver.subject else []
    rows += [f"expires: {{{key}: {_quoted(value)}}}" for key, value in ends.items()]
    end = "" if not text or text.endswith("\n") else "\n"
    return f"{text}{end}- " + "\n  ".join(rows) + "\n"


def with_approver(text: str, id: str, name: str) -> str:
    """The text of a file of waivers in which the waiver with that id is approved by somebody; the rest stays as it is.

    The waiver must be there, written in block style as `with_waiver` does.
    """
    lines = text.splitlines(keepends=True)
    first, last = _span(lines, id)
    said = f"approved_by: {_quoted(name)}"
    for n in range(first, last):
        found = re.match(r"(\s*(?:- )?)approved_by\s*:", lines[n])
        if found:
            lines[n] = f"{found[1]}{said}\n"
            return "".join(lines)
    indent = " " * (len(lines[first]) - len(lines[first].lstrip(" -")))
    lines.insert(first + 1, f"{indent}{said}\n")
    return "".join(lines)


def _span(lines: list[str], id: str) -> tuple[int, int]:
    """The lines of one waiver, from its dash up to that of the next."""
    starts = [n for n, line in enumerate(lines) if line.startswith("-")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        if any(re.match(rf"[- ]*id\s*:\s*[\"']?{re.escape(id)}[\"']?\s*(?:#.*)?$", line) for line in lines[start:end]):
            return start, end
    raise KeyError(id)


def _quoted(value: str) -> str:
    """A text as YAML reads it back; in quotes unless it is plain words."""
    plain = re.fullmatch(r"[A-Za-z](?:[\w .@/-]*\w)?|\d{4}-\d\d-\d\d", value, re.ASCII)
    return value if plain else quoted(value)
