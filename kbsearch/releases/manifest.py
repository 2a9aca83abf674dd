"""Manifest: what kbsearch-release.yaml in a product's repository says.

The model is the one place that knows the keys: reading, the JSON Schema and `kbsearch release init` come from it.
YAML is read as everywhere in kbsearch: every scalar is the text that was written, so version 4.10 is not 4.1.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, BeforeValidator, Field, PrivateAttr, ValidationError, WithJsonSchema, field_validator
from pydantic_core import ErrorDetails

from kbsearch.articles.front_matter import FileText, YamlProblem, read_keys
from kbsearch.errors import ManifestInvalid, ManifestMissing
from kbsearch.guess import nearest
from kbsearch.releases.sources import Level, Source, Table, Texts
from kbsearch.settings.table import Audience, Confidence

FILE_NAME = "kbsearch-release.yaml"


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _days(value: object) -> object:
    found = re.fullmatch(r"(\d+)\s*d(?:ays?)?", value) if isinstance(value, str) else None
    return int(found[1]) if found else value


Days = Annotated[
    int,
    BeforeValidator(_days),
    Field(ge=0),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^[0-9]+ *d(ays?)?$"}]}),
]
_KIND = {"enum": ["error", "feature"]}
Day = Annotated[date, WithJsonSchema({"type": "string", "format": "date"})]
Kinds = Annotated[
    tuple[Literal["error", "feature"], ...],
    BeforeValidator(_listed),
    WithJsonSchema({"anyOf": [_KIND, {"type": "array", "items": _KIND}]}),
]
Version = Annotated[str, WithJsonSchema({"type": ["string", "number"]})]


class KbKeys(Table):
    """`kb`: where the knowledge base is."""

    path: str = Field(
        ".", description="The folder of the knowledge base or a built index of it, relative to the repository."
    )


class BaseKeys(Table):
    """`release.base`: what the release is compared with."""

    tag: str = Field(
        "v*", description="The pattern of the tags of earlier releases; the newest that HEAD comes after counts."
    )
    branch: str = Field(
        "", description="The branch that pull requests go to. Default: origin's own, else main or master."
    )
    first: bool = Field(
        False, description="Whether this is the first release: then, where no tag fits, everything is new."
    )


class ReleaseKeys(Table):
    """`release`: what is to be released."""

    version: Version = Field("", description="The version that is to be released; --release goes before it.")
    date: Day | None = Field(
        None, description="The day on which it ships, as YYYY-MM-DD; waivers must last until then."
    )
    base: BaseKeys = Field(BaseKeys(), description="What it is compared with.")


class Requirement(Table):
    """One of `require`: which level which declarations must reach. What it leaves out fits everything."""

    kind: Kinds = Field((), description="Only these kinds: error, feature.")
    source: Texts = Field((), description="Only declarations of these sources.")
    subject: Texts = Field((), description="Only these codes and ids; * and ? stand for any letters.")
    severity: Texts = Field((), description="Only these severities, as the product writes them.")
    audience: Texts = Field((), description="Only these audiences, as the product writes them.")
    stage: Texts = Field((), description="Only these stages, as the product writes them.")
    level: Level = Field(description="The level that they must reach.")
    confidence: Confidence = Field("not_validated", description="How sure the article must be at least.")
    seen_by: Audience = Field("internal", description="Who must be able to see the article.")


DEFAULT_REQUIRE = (
    Requirement(kind=("error",), level="agrees"),
    Requirement(kind=("feature",), level="findable"),
)


class RankKeys(Table):
    """`probes.max_rank`: how far down the right article may stand, by the kind of the probe."""

    code: int = Field(1, ge=1, description="For a code.")
    message: int = Field(3, ge=1, description="For a message, its placeholders filled or not.")
    paste: int = Field(5, ge=1, description="For a message inside a noisy log, and for kept pastes of customers.")
    symptom: int = Field(3, ge=1, description="For the words of a requester.")


class ProbeKeys(Table):
    """`probes`: the searches that must find an article."""

    max_rank: RankKeys = Field(RankKeys(), description="How far down the right article may stand.")
    fill: dict[str, Texts] = Field(
        {}, description="Values for placeholders, by name; others are made up, always alike."
    )
    noise: Texts = Field((), description="What stands before a message in a log; {ts} and {host} are filled.")
    pastes: Texts = Field(
        (),
        description="Patterns of kept pastes of customers, relative to the knowledge base; each file is named after "
        "the code or feature that it must find: E4012.txt, E4012-2.log.",
    )
    ambiguous: Literal["require_see_also", "allow", "forbid"] = Field(
        "require_see_also",
        description="What of messages that differ only in their values: their articles must link to each other, or "
        "need not, or must not be there.",
    )


class ReviewKeys(Table):
    """`review`: when an article counts as reviewed."""

    needed: bool = Field(
        True, description="Whether somebody else than its author must have read an article; no, where there is nobody."
    )
    trial: bool = Field(
        True, description="Whether somebody of the help desk must have tried what a feature's guide says."
    )
    approvers: Texts = Field((), description="Whose reviews count; none means anybody's.")
    not_author: bool = Field(True, description="Whether the reviewer must be someone else than the owner.")
    max_age: Days = Field(365, description="The days that a review lasts.")
    stale_if: tuple[Literal["body", "message"], ...] = Field(
        ("body", "message"), description="What of an article or a declaration must not have changed since."
    )


class WaiverKeys(Table):
    """`waivers`: how exceptions are kept in bounds."""

    file: str = Field("kbsearch-waivers.yaml", description="The file of the waivers, relative to the manifest.")
    max_days: Days = Field(90, description="The days that a waiver may last.")
    max_open: int = Field(10, ge=0, description="How many waivers may be open.")
    warn_days: Days = Field(14, description="How many days before its end a waiver is warned about.")


class BaselineKeys(Table):
    """`baseline`: what was not covered when the gate began, and may only shrink."""

    file: str = Field("kbsearch-baseline.json", description="The file of the baseline, relative to the manifest.")
    growth: Literal["forbid", "allow"] = Field("forbid", description="Whether the baseline may grow.")


class Manifest(Table):
    """The manifest of one product; `path` is its file, the rest its keys."""

    path: Path = Field(Path(FILE_NAME), exclude=True, description="The file; not a key of it.")
    version: Literal[1] = Field(description="The version of this format: 1.")
    product: str = Field(min_length=1, description="The product, as articles name it under 'products'.")
    kb: KbKeys = Field(KbKeys(), description="Where the knowledge base is.")
    release: ReleaseKeys = Field(ReleaseKeys(), description="What is to be released.")
    sources: tuple[Source, ...] = Field(description="Where the product declares its errors and features.")
    require: tuple[Requirement, ...] = Field(
        DEFAULT_REQUIRE,
        description="Which level which declarations must reach; the first that fits counts, and none means level none. "
        "Default: errors agrees, features findable.",
    )
    probes: ProbeKeys = Field(ProbeKeys(), description="The searches that must find an article.")
    review: ReviewKeys = Field(ReviewKeys(), description="When an article counts as reviewed.")
    waivers: WaiverKeys = Field(WaiverKeys(), description="How exceptions are kept in bounds.")
    baseline: BaselineKeys = Field(BaselineKeys(), description="What was not covered when the gate began.")

    @field_validator("version", mode="before")
    @classmethod
    def _number(cls, value: object) -> object:
        return int(value) if isinstance(value, str) and value.isdecimal() else value

    @field_validator("sources")
    @classmethod
    def _once(cls, sources: tuple[Source, ...]) -> tuple[Source, ...]:
        if not sources:
            raise ValueError("write at least one source below it")
        ids = [source.id for source in sources]
        for id in ids:
            if ids.count(id) > 1:
                raise ValueError(f"give every source an id of its own: {id!r} stands here twice")
        return sources

    _written: FileText = PrivateAttr(FileText({}, ""))

    def line(self, *place: str | int) -> int:
        """The line, from 1, of a key or list item of the file; 1 where there is none."""
        return self._written.place(*place)[0]

    @property
    def folder(self) -> Path:
        """The folder that the manifest stands in: what its paths are relative to."""
        return self.path.parent

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a manifest; raises KBE1070 when there is none and KBE1071 when something in it is wrong."""
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except FileNotFoundError as error:
            raise ManifestMissing(path=path) from error
        except (OSError, UnicodeDecodeError) as error:
            raise ManifestInvalid(
                path=path,
                line=1,
                column=1,
                place="the whole file",
                problem=str(error),
                hint="save it as readable UTF-8",
            ) from error
        return cls.parse(text, path)

    @classmethod
    def parse(cls, text: str, path: Path) -> Self:
        """The manifest that `text` is; raises KBE1071 with line and column of what is wrong."""
        try:
            written = read_keys(text.replace("\r\n", "\n"))
        except YamlProblem as error:
            unquoted = "cannot begin with" in error.problem
            raise ManifestInvalid(
                path=path,
                line=error.line,
                column=error.column,
                place="the YAML",
                problem=error.problem,
                hint="put the value in quotes" if unquoted else error.hint,
            ) from error
        keys = _without_free(written.keys)
        if "path" in keys:
            raise _invalid(path, written, [_unknown("path")])
        try:
            made = cls.model_validate({**keys, "path": path})
        except ValidationError as error:
            raise _invalid(path, written, error.errors(include_url=False)) from error
        made._written = written
        return made


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a manifest, for editors and other programs."""
    schema = Manifest.model_json_schema()
    del schema["properties"]["path"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "kbsearch-release.yaml",
        **{key: value for key, value in schema.items() if key != "title"},
    }


def _without_free(value: Any) -> Any:
    """The keys without those that begin with x-, which belong to whoever wrote them."""
    if isinstance(value, dict):
        return {key: _without_free(item) for key, item in value.items() if not key.startswith("x-")}
    return [_without_free(item) for item in value] if isinstance(value, list) else value


def _unknown(key: str) -> ErrorDetails:
    return {"type": "extra_forbidden", "loc": (key,), "msg": "", "input": ""}


def _invalid(path: Path, written: FileText, problems: list[ErrorDetails]) -> ManifestInvalid:
    """The error for the first problem in the file, counting the others."""
    placed = [(written.place(*problem["loc"]), problem) for problem in problems]
    (line, column), first = min(placed, key=lambda one: (one[1]["type"] != "extra_forbidden", one[0]))
    *outer, last = first["loc"]
    if first["type"] == "extra_forbidden":
        problem, hint = "no such key", _meant(str(last), outer)
    elif first["type"] == "missing":
        problem, hint = "it is missing", f"add '{last}: ...'"
    else:
        shown = f"{first['input']!r} is not allowed" if isinstance(first["input"], str) else "it is not as it must be"
        problem, hint = shown, _wanted(first)
    others = f" (and {len(problems) - 1} more to mend)" if len(problems) > 1 else ""
    place = ".".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
    return ManifestInvalid(path=path, line=line, column=column, place=place, problem=problem + others, hint=hint)


def _wanted(problem: ErrorDetails) -> str:
    """What would have been allowed, in words."""
    if problem["type"] in ("literal_error", "enum"):
        return f"write one of {problem['ctx']['expected']}"
    if problem["type"] in ("model_type", "dict_type"):
        return "write keys below it, indented"
    if problem["type"] == "tuple_type":
        return "write a list below it, each item after '- '"
    said = problem["msg"].removeprefix("Value error, ")
    return said[:1].lower() + said[1:]


def _meant(key: str, outer: list[int | str]) -> str:
    """The next step for an unknown key: the key that was meant, or all that could stand there."""
    names = [name for name in _keys_at(outer) if name != "path" or outer]
    guess = nearest(key, names)
    return f"did you mean {guess!r}?" if guess else f"the keys are {', '.join(names)}; what begins with x- is free"


def _keys_at(outer: list[int | str]) -> tuple[str, ...]:
    """The keys that the mapping at a place of the manifest can have."""
    model: type[BaseModel] = Manifest
    for part in outer:
        if isinstance(part, str) and part in model.model_fields:
            model = next(_models(model.model_fields[part].annotation), model)
    return tuple(model.model_fields)


def _models(annotation: Any) -> Any:
    """The models inside an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
