"""Parts: the body of an article cut at its headings, so that each can be written in a box of its own.

    body -> parts_of -> Part, Part ... -> with_parts -> body

Put together again the parts are the body, byte for byte; only a part that was edited changes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kbsearch.articles.headings import section_name
from kbsearch.articles.markdown import read_body
from kbsearch.articles.templates import MARK

CANONICAL = ("issue", "environment", "resolution", "cause")
"""The sections that an article may be asked for, in their usual order."""

_DEEPEST = 2  # headings below this level stay inside the part of the heading above
_ATX = re.compile(r" {0,3}#{1,6}(?:[ \t][^\n]*)?(?:\n|\Z)")
_SETEXT = re.compile(r"[^\n]+\n {0,3}(?:=+|-+)[ \t]*(?:\n|\Z)")
_PROMPT = re.compile(rf"\s*{MARK} (?P<asked>[^\n]+)\s*")


@dataclass(frozen=True, slots=True)
class Part:
    """One part: the source of its heading ("" above the first), the text below, and what the heading says.

    `name` is the canonical name of the section; `line` that of the part in the body, from 1.
    """

    heading: str
    text: str
    title: str = ""
    name: str = "lead"
    line: int = 1

    @property
    def shown(self) -> str:
        """The text as a box holds it: nothing where only the template's prompt stands."""
        return "" if self.prompt else self.text.strip("\n")

    @property
    def prompt(self) -> str:
        """What the template asks for here, "" once something was written."""
        found = _PROMPT.fullmatch(self.text)
        return found["asked"] if found else ""

    def written(self, text: str) -> str:
        """The source of the part with another text in its box; the blank lines around it stay."""
        if text == self.shown:
            return self.heading + self.text
        said = text.strip("\n")
        new = "\n" if self.heading else ""
        before = self.text[: len(self.text) - len(self.text.lstrip("\n"))] if self.text.strip() else new
        after = self.text[len(self.text.rstrip("\n")) :] or "\n"
        return self.heading + (before + said + after if said else "\n")


def parts_of(body: str, aliases: Mapping[str, Sequence[str]] | None = None) -> tuple[Part, ...]:
    """The parts of a body whose lines end by LF; `aliases` are a knowledge base's own headings."""
    starts = [0, *(found.end() for found in re.finditer("\n", body))]
    cuts: list[tuple[int, int, str, int]] = []
    for section in read_body(body, 1).sections:
        at = starts[section.line - 1]
        found = _ATX.match(body, at) or _SETEXT.match(body, at)
        if 0 < section.level <= _DEEPEST and found and (not cuts or at >= cuts[-1][1]):
            cuts.append((at, found.end(), section.heading, section.line))
    ends = [*(cut[0] for cut in cuts[1:]), len(body)][: len(cuts)]
    lead = body[: cuts[0][0] if cuts else len(body)]
    made = [
        Part(body[start:inside], body[inside:end], title, section_name(title, aliases), line)
        for (start, inside, title, line), end in zip(cuts, ends, strict=True)
    ]
    return (Part("", lead), *made) if lead or not made else tuple(made)


def missing(parts: Sequence[Part]) -> tuple[str, ...]:
    """The canonical sections that the body has no heading for."""
    there = {part.name for part in parts}
    return tuple(name for name in CANONICAL if name not in there)


def with_parts(parts: Sequence[Part], texts: Sequence[str], added: Mapping[str, str] | None = None) -> str:
    """The body with the texts of the boxes, one for each part; those that are as shown change nothing.

    `added` are new sections by their canonical names, each put before the first that usually follows it.
    """
    order = {name: n for n, name in enumerate(CANONICAL)}
    pieces = [(order.get(part.name, -1), part.written(text)) for part, text in zip(parts, texts, strict=True)]
    for name, text in (added or {}).items():
        said = text.strip("\n")
        if not said.strip():
            continue
        place = next((n for n, (other, _) in enumerate(pieces) if other > order[name]), len(pieces))
        if place:
            pieces[place - 1] = pieces[place - 1][0], _apart(pieces[place - 1][1])
        piece = f"## {name.capitalize()}\n\n{said}\n"
        pieces.insert(place, (order[name], _apart(piece) if place < len(pieces) else piece))
    return "".join(piece for _, piece in pieces)


def _apart(piece: str) -> str:
    """A piece of a body, ended so that a heading may follow."""
    return piece if not piece or piece.endswith("\n\n") else piece.rstrip("\n") + "\n\n"
