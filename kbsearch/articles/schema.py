"""The front matter of an article as one model: behind reading, lint, the form and the docs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import ErrorDetails

from kbsearch.articles.rules import BAD_VALUE, UNKNOWN_KEY, Rule
from kbsearch.guess import nearest
from kbsearch.settings import Audience, Confidence, FixBy, Governance

_ID = re.compile(r"[\w.+-]+(?:/[\w.+-]+)*")
_VERSION = re.compile(r"(?:[<>=!~]=?=?\s*)?v?\d[\w.*+-]*")


def _listed(value: object) -> object:
    """A single text is a list of one."""
    return (value,) if isinstance(value, str) else value


def _said(value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text for text in value if text.strip())


def _entries(value: object) -> object:
    """Short forms of an error entry: a text without blanks is a code, any other text a message."""
    items = [value] if isinstance(value, str | dict) else value
    if not isinstance(items, list):
        return items
    return [_entry(item) if isinstance(item, str) else item for item in items]


def _entry(text: str) -> dict[str, str]:
    return {"message": text} if re.search(r"\s", text.strip()) else {"code": text}


def _is_id(value: str) -> str:
    if len(value) > 200 or not _ID.fullmatch(value):
        raise ValueError("use letters, digits, '-', '_' and '.', at most 200 of them")
    return value


def _is_date(value: str) -> str:
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
            raise ValueError
        date.fromisoformat(value)
    except ValueError:
        raise ValueError("write the date as YYYY-MM-DD") from None
    return value


def _is_range(value: str) -> str:
    if not all(_VERSION.fullmatch(part.strip()) for part in value.split(",")):
        raise ValueError("write a version or a range such as '>=2.3,<3'")
    return value


def _are_trials(value: tuple[str, ...]) -> tuple[str, ...]:
    for text in value:
        name, _, day = text.strip().rpartition(" ")
        if not name.strip():
            raise ValueError("write a name and a day, 'li 2026-11-20'")
        _is_date(day)
    return tuple(" ".join(text.split()) for text in value)


Texts = Annotated[
    tuple[str, ...],
    BeforeValidator(_listed),
    AfterValidator(_said),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
Trials = Annotated[
    tuple[str, ...],
    BeforeValidator(_listed),
    AfterValidator(_said),
    AfterValidator(_are_trials),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
Date = Annotated[str, AfterValidator(_is_date), WithJsonSchema({"type": "string", "format": "date"})]


class _Keys(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ErrorKeys(_Keys):
    """One entry of `errors`: a code, a message, or both."""

    code: str = Field("", description="The code as the program prints it.")
    message: str = Field("", description="The message as printed; what varies stands as a placeholder, {host} or %s.")

    @model_validator(mode="after")
    def _says_something(self) -> ErrorKeys:
        if not self.code.strip() and not self.message.strip():
            raise ValueError("give it a code, a message, or both")
        return self


def _with_short_forms(schema: dict[str, Any]) -> None:
    """Let the JSON Schema take what `_entries` takes."""
    entry = {"anyOf": [{"type": "string"}, schema.pop("items")]}
    del schema["type"]
    schema["anyOf"] = [*entry["anyOf"], {"type": "array", "items": entry}]


class ReviewKeys(_Keys):
    """`reviewed`: who read the article and when."""

    by: str = Field(min_length=1, description="Who read it: someone else than the owner.")
    on: Date = Field(description="When, as YYYY-MM-DD.")
    digest: str | None = Field(None, description="The digest of what was read; the editor adds it.")


class FrontMatter(_Keys):
    """The keys that an article's front matter may have; keys that begin with x- are free."""

    model_config = ConfigDict(json_schema_extra={"patternProperties": {"^x-": {}}})

    id: Annotated[str, AfterValidator(_is_id)] | None = Field(
        None, description="The name that links and tickets use; it never changes. Default: the file name."
    )
    title: str = Field("", description="What the article answers. Default: its first heading.")
    products: Texts = Field((), description="The products that it is about; none means any.")
    versions: Annotated[str, AfterValidator(_is_range)] | None = Field(
        None, description="The versions that it is about, such as '>=2.3,<3'; none means any."
    )
    errors: Annotated[tuple[ErrorKeys, ...], BeforeValidator(_entries)] = Field(
        (),
        description="The errors that it explains, each with its code, its message, or both.",
        json_schema_extra=_with_short_forms,
    )
    code: Texts = Field((), description="Short form: the code of the one error that it explains.")
    error_codes: Texts = Field((), description="Short form of `errors`: the codes.")
    error_messages: Texts = Field(
        (), description="Short form of `errors`: the messages, in the order of the codes where there are as many."
    )
    symptoms: Texts = Field((), description="What requesters said, in their own words; only ever added to.")
    features: Texts = Field((), description="The features that it explains.")
    found_by: Texts = Field(
        (), description="Pastes that must find this article first, as they came, of one line or several."
    )
    confidence: Confidence | None = Field(None, description="How sure the answer is.")
    audience: Audience | None = Field(None, description="Who may see it, and everyone narrower.")
    governance: Governance | None = Field(None, description="Whether whoever uses it may also change it.")
    owner: str = Field("", description="The person who answers for it.")
    fix_by: FixBy | None = Field(None, description="Who holds the right to apply the resolution.")
    reviewed: ReviewKeys | None = Field(None, description="Who read it and when.")
    review_by: Date | None = Field(None, description="The day by which it must be read again, as YYYY-MM-DD.")
    tried: Trials = Field(
        (), description="Who of the help desk has read it and tried what it says, each with the day: 'li 2026-11-20'."
    )

    def entries(self) -> Iterator[tuple[tuple[str | int, ...], str | None, str | None]]:
        """Every error entry, short forms too: the path of its key, its code and its message.

        As many messages as codes in the short forms are pairs, in their order; otherwise each
        code and each message is an entry of its own.
        """
        for n, entry in enumerate(self.errors):
            yield ("errors", n), entry.code.strip() or None, entry.message.strip() or None
        codes = [("code", code) for code in self.code] + [("error_codes", code) for code in self.error_codes]
        if len(codes) == len(self.error_messages):
            for (key, code), message in zip(codes, self.error_messages, strict=True):
                yield (key,), code, message
            return
        yield from (((key,), code, None) for key, code in codes)
        yield from ((("error_messages",), None, message) for message in self.error_messages)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the keys: where in them, which rule, and the rule's values."""

    path: tuple[str | int, ...]
    rule: Rule
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Checked:
    """Front matter as read: what the model took, what it does not know, and what is wrong."""

    front: FrontMatter
    extra: dict[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def check(keys: Mapping[str, Any]) -> Checked:
    """Read the keys of a front matter; never raises.

    A key that is unknown or wrong goes to `extra` with a problem, and the others count. Of a
    list with a wrong item, the other items count.
    """
    known: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, value in keys.items():
        if key in FrontMatter.model_fields:
            if value != "":
                known[key] = value
            continue
        extra[key] = value
        if not key.startswith("x-"):
            problems.append(_unknown((key,), FrontMatter))
    for attempt in range(4):  # take out what is wrong, then its list item, then its whole key
        try:
            return Checked(FrontMatter.model_validate(known), extra, tuple(problems))
        except ValidationError as error:
            found = error.errors(include_url=False)
            if not attempt:
                problems += [_problem(details) for details in found]
            gone = {_blamed(details, attempt) for details in found}
            extra.update((str(path[0]), keys[str(path[0])]) for path in gone)
            known = _without(known, gone)
    return Checked(FrontMatter(), extra, tuple(problems))


def _blamed(details: ErrorDetails, attempt: int) -> tuple[str | int, ...]:
    """The part of the keys that must go for the rest to be right, more with each attempt."""
    path = details["loc"]
    if details["type"] == "extra_forbidden" and attempt == 0:
        return path
    return path[:2] if len(path) > 1 and isinstance(path[1], int) and attempt < 2 else path[:1]


def _without(value: Any, gone: Iterable[tuple[str | int, ...]]) -> Any:
    """A copy of the keys without the parts at these paths."""
    if not isinstance(value, dict | list) or not gone:
        return value
    inner = list(value.items() if isinstance(value, dict) else enumerate(value))
    kept = [
        (name, _without(item, {path[1:] for path in gone if path[0] == name and len(path) > 1}))
        for name, item in inner
        if (name,) not in gone
    ]
    return dict(kept) if isinstance(value, dict) else [item for _, item in kept]


def _problem(details: ErrorDetails) -> Problem:
    """One complaint of pydantic as a problem, in words for an author."""
    path = details["loc"]
    if details["type"] == "extra_forbidden":
        return _unknown(path, ErrorKeys if path[0] == "errors" else ReviewKeys)
    key = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
    values = {
        "key": key,
        "value": _shown("" if details["type"] == "missing" else details["input"]),
        "wanted": _wanted(details),
    }
    return Problem(path, BAD_VALUE, values)


def _shown(value: Any) -> str:
    """A value short enough for one line."""
    if not value:
        return "an empty value"
    if isinstance(value, str):
        return repr(value if len(value) <= 80 else value[:77] + "...")
    return "a list" if isinstance(value, list | tuple) else "a mapping"


_WANTED = {
    "string_type": "write text; in quotes when it holds ': ' or begins with a bracket",
    "tuple_type": "write text or a list of texts",
    "model_type": "write keys with values",
    "string_too_short": "write a name",
}


def _wanted(details: ErrorDetails) -> str:
    if details["type"] == "literal_error":
        return f"write one of {details['ctx']['expected']}"
    if details["type"] == "missing":
        return f"add {details['loc'][-1]!r}"
    return _WANTED.get(details["type"], details["msg"].removeprefix("Value error, "))


def _unknown(path: tuple[str | int, ...], keys: type[BaseModel]) -> Problem:
    return Problem(path, UNKNOWN_KEY, {"key": path[-1], "hint": _meant(str(path[-1]), keys)})


@lru_cache(maxsize=1024)  # the same keys stand in every article of a foreign tree
def _meant(key: str, keys: type[BaseModel]) -> str:
    names = tuple(keys.model_fields)
    guess = nearest(key, names)
    free = "; keys that begin with x- are free" if keys is FrontMatter else ""
    return f"did you mean {guess!r}?" if guess else f"the keys are {', '.join(names)}{free}"
