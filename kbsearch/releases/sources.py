"""Sources: the places in a product's repository where errors and features are declared, as the manifest names them."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from kbsearch.releases import paths
from kbsearch.releases.declaration import Kind

Reader = Literal[
    "regex",
    "json",
    "yaml",
    "toml",
    "properties",
    "po",
    "proto",
    "table",
    "c-header",
    "python-ast",
    "declarations",
    "list",
]
Level = Literal["none", "claimed", "complete", "reviewed", "findable", "agrees"]
FIELDS = ("id", "code", "message", "severity", "audience", "stage", "title", "since", "owner")
"""What a source can say of a declaration; `code` and `id` are two names of one thing."""

PLACEHOLDERS = {
    "braces": r"\$?\{([^{}\n]{0,80})\}",
    "percent": r"%(?:\((\w+)\))?[-+ #0]*\d*(?:\.\d+)?(?:hh?|ll?|[jztL])?[a-zA-Z@]",
    "angle": r"<([^<>\s][^<>\n]{0,80})>",
    "dollar": r"\$\{?(\w+)\}?",
}
"""The kinds of placeholders that have a name; group 1 is what the value is called."""


class Table(BaseModel):
    """One mapping of the manifest: frozen, and strict about the keys it knows; keys with x- are dropped before."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"patternProperties": {"^x-": {}}})


def _is_pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"write a regular expression: {error}") from None
    return value


def _is_share(value: object) -> object:
    """A share as a number from 0 to 1; `5%` is 0.05."""
    found = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)\s*%", value) if isinstance(value, str) else None
    return float(found[1]) / 100 if found else value


def _listed(value: object) -> object:
    """A single text is a list of one."""
    return (value,) if isinstance(value, str) else value


Texts = Annotated[
    tuple[str, ...],
    BeforeValidator(_listed),
    WithJsonSchema(
        {"anyOf": [{"type": ["string", "number"]}, {"type": "array", "items": {"type": ["string", "number"]}}]}
    ),
]
Pattern = Annotated[str, AfterValidator(_is_pattern)]
Share = Annotated[
    float,
    BeforeValidator(_is_share),
    Field(ge=0, le=1),
    WithJsonSchema({"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string", "pattern": "%$"}]}),
]


class Expectation(Table):
    """`expect`: how much a source must find; finding less is no pass."""

    min: int = Field(1, ge=0, description="The fewest declarations that it must find. Default: 1.")
    max_drop: Share = Field(
        0.5,
        description="The share of the declarations of the base that may be gone, such as 5%. Default: 50%.",
    )


class Listed(Table):
    """One of `items`: a declaration that is written down in the manifest itself."""

    id: str = Field("", description="The id of a feature.")
    code: str = Field("", description="The code of an error.")
    message: str = Field("", description="The message as printed, with placeholders.")
    severity: str = Field("", description="How bad it is.")
    audience: str = Field("", description="Who sees it.")
    stage: str = Field("", description="How far a feature is.")
    title: str = Field("", description="What it is called.")
    since: str = Field("", description="The version that brought it.")
    owner: str = Field("", description="Who answers for it.")

    @model_validator(mode="after")
    def _has_a_name(self) -> Listed:
        if not (self.id or self.code):
            raise ValueError("give it an id or a code")
        return self


class Source(Table):
    """One of `sources`: where declarations stand, and how they are read."""

    id: str = Field(min_length=1, description="The name of the source in reports.")
    kind: Kind = Field(
        Kind.ERROR,
        description="What it declares: error, feature, or emission for codes that the source prints, whoever declares "
        "them.",
    )
    reader: Reader = Field(description="How the files are read.")
    files: Texts = Field(
        (), description="Patterns of files, relative to the repository: 'src/**/errors.yaml', 'flags/*.{yaml,yml}'."
    )
    exclude: Texts = Field((), description="Patterns of files that are not read although 'files' fits them.")
    pattern: Pattern = Field(
        "",
        description="Reader regex: a regular expression with named groups such as (?P<code>...) and (?P<message>...). "
        "It may span lines; ^ and $ fit at every line.",
    )
    skip_lines: Pattern = Field("", description="Reader regex: lines that fit this are passed over, such as comments.")
    map: dict[str, str] = Field(
        {},
        description="What stands where. 'each' is a JSONPath to the records of JSON, YAML and TOML; every other key "
        "names a field of the declaration (id, code, message, severity, audience, stage, title, since, owner) and says "
        "in which part of the record it stands: a name, a JSONPath, @key for the key that the record stands under "
        "(@parent and @grandparent for the keys above, @file for the name of the file, @value for a record that is "
        "text), or text with such parts in braces, 'E{number}'. Default: parts of the same name.",
    )
    extract: dict[str, Pattern] = Field(
        {}, description="Regular expressions with named groups, by the part of a record that they cut into more parts."
    )
    where: dict[str, Pattern] = Field(
        {}, description="Regular expressions by part of a record: records that one of them does not fit are left out."
    )
    columns: Texts = Field(
        (), description="Reader table: the names of the columns, where the first row does not name them."
    )
    delimiter: str = Field(
        "",
        description="Reader table: what stands between columns, '\\t' for a tab, 'space' for blanks. "
        "Default: found out.",
    )
    comment: str = Field("#", description="Reader table: lines that begin with this are no rows.")
    calls: Texts = Field(
        (),
        description="Reader python-ast: only classes with such a base and calls of such a name are read. "
        "Reader c-header: calls of these macros are read too.",
    )
    placeholders: str = Field(
        "",
        description="What varies in the messages: braces, percent, angle, dollar, or a regular expression whose first "
        "group names the value; it is taken over as {name}. Default: every usual kind is understood as it stands.",
    )
    defaults: dict[str, str] = Field({}, description="What holds for a declaration that does not say, by field.")
    duty: dict[str, Level] = Field(
        {}, description="The level that a declaration must reach, by its stage; it goes before 'require'."
    )
    items: tuple[Listed, ...] = Field((), description="Reader list: the declarations, written down here.")
    expect: Expectation = Field(Expectation(), description="How much it must find.")

    @model_validator(mode="after")
    def _goes_together(self) -> Source:
        if self.reader == "list":
            if not self.items:
                raise ValueError("reader list wants 'items'")
        elif not self.files:
            raise ValueError("name the files to read under 'files'")
        if self.reader == "regex" and not re.compile(self.pattern).groupindex:
            raise ValueError("reader regex wants a 'pattern' with named groups such as (?P<code>...)")
        for key, fields in (("map", {*FIELDS, "each"}), ("defaults", {*FIELDS})):
            unknown = sorted(getattr(self, key).keys() - fields)
            if unknown:
                raise ValueError(f"{key!r} knows no {unknown[0]!r}: its keys are {', '.join(sorted(fields))}")
        if self.placeholders not in PLACEHOLDERS:
            _is_pattern(self.placeholders)
        for path in (*self.map.values(), *self.extract, *self.where):
            paths.check(path)
        return self
