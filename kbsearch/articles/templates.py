"""Templates: the texts that `kbsearch new` writes, filled from a pasted error where there is one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kbsearch.articles.front_matter import quoted

Kind = Literal["error", "known-issue", "how-to", "feature"]
KINDS: tuple[Kind, ...] = ("error", "known-issue", "how-to", "feature")

MARK = "Replace this:"
"""Begins every text that the author is asked to replace; lint finds what is left by it (KBL212)."""

_LEFT = re.compile(
    rf"^(?P<before>[ \t]*(?:[-*>] +|\d+\. +|[\w-]+: +|- [\w-]+: +)*\[?[\"']?)(?P<text>{MARK}[^\n\"']*)", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Left:
    """Text of a template that was left, with its line and column from 1."""

    line: int
    col: int
    text: str


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a kind of article asks for: whether it has an error, and the prompt under each heading."""

    has_error: bool
    issue: str
    environment: str
    resolution: str
    cause: str = ""


_FOUND_BY = """\
# Pastes that must find this article first, as they came; "kbsearch eval --article" asks them:
# found_by:
#   - |
#     the lines of a log"""

_ENVIRONMENT = "product, version and platform on which this holds."
_KINDS: dict[str, _Kind] = {
    "error": _Kind(
        True,
        "what the requester was doing, and what they saw, in their own words.",
        _ENVIRONMENT,
        "the steps that make it work again, one to a line.",
        "why the program prints this error.",
    ),
    "known-issue": _Kind(
        True,
        "what goes wrong, and who meets it.",
        "product and versions that have the fault, and the version that mends it.",
        "what to do until the mended version is installed.",
        "what is known about the fault.",
    ),
    "how-to": _Kind(
        False,
        "what the reader wants to get done.",
        "product and versions, and the rights that are needed.",
        "the steps in their order, and how to see that it worked.",
    ),
    "feature": _Kind(
        False,
        "what the feature is for, and who needs it.",
        "product and versions that have the feature.",
        "how to turn it on, how to use it, and what it will not do.",
    ),
}


def draft(
    kind: Kind,
    id: str,
    title: str = "",
    *,
    code: str = "",
    message: str = "",
    symptoms: Sequence[str] = (),
    products: Sequence[str] = (),
    owner: str = "",
    source: str = "",
    resolution: str = "",
    features: Sequence[str] = (),
) -> str:
    """The text of a new article file, lines ended by LF; `source` is where it comes from, such as a ticket.

    `resolution` is what is known of it already; whoever writes the article makes steps of it.

    What is given is filled in; for the rest stand prompts that begin with "Replace this:". The
    reader reads the text back to the same values, without a finding; lint names the prompts.
    """
    asked = _KINDS[kind]
    keys = [
        f"id: {quoted(id) if _needs_quotes(id) else id}",
        f"title: {quoted(title.strip() or _prompt('what this article answers, in one line.'))}",
        f"products: [{', '.join(map(quoted, products))}]",
        *_error_keys(asked, code, message),
        *_list_keys("symptoms", symptoms),
        *([_FOUND_BY] if asked.has_error else []),
        *_feature_keys(kind, features),
        "confidence: wip",
        *([f"owner: {quoted(owner)}"] if owner else []),
        *([f"x-source: {quoted(source.strip())}"] if source.strip() else []),
    ]
    parts = (
        ("Issue", asked.issue),
        ("Environment", asked.environment),
        ("Resolution", asked.resolution),
        ("Cause", asked.cause),
    )
    known = {"Resolution": resolution.strip()}
    sections = [f"## {heading}\n\n{known.get(heading) or _prompt(prompt)}\n" for heading, prompt in parts if prompt]
    return "\n".join(("---", *keys, "---", "", "\n".join(sections)))


def slug(title: str) -> str:
    """A title as an id: lower case ASCII words joined by hyphens, at most 60 characters; "" without letters."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    made = ""
    for word in re.findall(r"[a-z0-9]+", plain):
        if made and len(made) + len(word) >= 60:
            break
        made = f"{made}-{word}" if made else word[:60]
    return made


def left_over(text: str) -> Iterator[Left]:
    """Every prompt of a template that still stands in an article's file."""
    for found in _LEFT.finditer(text):
        start = found.start("text")
        line = text.count("\n", 0, start) + 1
        yield Left(line, start - text.rfind("\n", 0, start), found["text"].strip())


def _prompt(what: str) -> str:
    return f"{MARK} {what}"


def _error_keys(asked: _Kind, code: str, message: str) -> list[str]:
    """The entry of `errors`, with a prompt for the message where neither code nor message is known."""
    code, message = code.strip(), message.strip()
    if not asked.has_error and not code and not message:
        return []
    if not code and not message:
        message = _prompt("the message as printed, {braces} around what varies.")
    pairs = [f"{key}: {quoted(value)}" for key, value in (("code", code), ("message", message)) if value]
    return ["errors:", "  - " + "\n    ".join(pairs)]


def _feature_keys(kind: Kind, features: Sequence[str]) -> list[str]:
    """The features, with a prompt where the article is about one and nobody has named it."""
    named = [feature.strip() for feature in features if feature.strip()]
    if not named and kind == "feature":
        named = [_prompt("the name of the feature.")]
    return [f"features: [{', '.join(map(quoted, named))}]"] if named else []


def _list_keys(key: str, values: Sequence[str]) -> list[str]:
    said = [value.strip() for value in values if value.strip()]
    return [f"{key}:", *(f"  - {quoted(value)}" for value in said)] if said else []


def _needs_quotes(id: str) -> bool:
    return not re.fullmatch(r"[A-Za-z][\w.-]*", id, re.ASCII)
