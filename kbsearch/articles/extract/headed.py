"""Pages that explain many errors: a code in each heading or list item, its message beside or below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kbsearch.articles.article import ErrorEntry
from kbsearch.articles.body import Block, Body
from kbsearch.articles.extract.announced import announced_in
from kbsearch.articles.extract.found import (
    Found,
    code_message,
    is_set_apart,
    is_wordless,
    links_to_page,
    message_of,
)
from kbsearch.articles.extract.labelled import message_label
from kbsearch.articles.inline import plain_text

LEAST = 3  # codes on a page from which on it is one of these
_SHARE = 0.5  # share of the headings of one level that begin with a code
_CODE = (
    r"(?P<code>[A-Z]{1,14}(?:_[A-Z]{1,14}){0,2}[-_]?\d{2,8}|[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+|0x[0-9A-Fa-f]{1,16}"
    r"|(?<=(?i:error) )-?\d{2,10}|(?<=[Cc]ode )-?\d{2,10}|(?<=[Ee]vent )\d{2,6}|(?<=\bID )\d{2,6}|\d{3,6}(?=:))"
)
_BEFORE = (
    r"(?:\((?:\d+|error|warning)\)\s*)?"
    r"(?:(?:fatal |compiler |linker |internal )?(?:error|warning|event|code|id|status)\s+){0,2}"
)
_STATE = r"(?:\s*\([A-Z\d]{4,8}\))?"  # the class of an error beside its number: "ERROR 4012 (HY000): ..."
_SEPARATOR = r"(?:\s*[:\u2013\u2014|]\s*|\s+-+\s+|\s*$)"
_BEGINS = re.compile(rf"(?i:{_BEFORE}){_CODE}(?![\w.]\w|-\w){_STATE}{_SEPARATOR}(?P<rest>.*)", re.DOTALL)
_RANGE = re.compile(rf"(?:to|through|[\u2013\u2014-])\s+{_CODE.replace('?P<code>', '?:')}(?!\w)\s*[:\u2013\u2014-]*\s*")
_SPACED = re.compile(rf"(?i:{_BEFORE}){_CODE}\s+(?P<rest>[^\W\d_].*)", re.DOTALL)
_ENDS = re.compile(rf"(?P<rest>.*?)\s*[(\[]\s*{_CODE}\s*[)\]]", re.DOTALL)
_NAME = re.compile(r"(?:[A-Z]+[a-z0-9]+){2,}|[a-z][a-z0-9]*(?:[-_][a-z0-9]+)+")
_DEFINED = re.compile(r"(?P<head>[^\n]{2,60})\n\s*:\s+(?P<rest>.+)", re.DOTALL)
_ITEM = re.compile(
    r"\s*(?P<link>\[)?(?:\*\*|`|__){1,2}(?P<head>[^*`\n]{2,60}?)(?:\*\*|`|__){1,2}(?(link)\]\([^)\s]*\))\s*"
    r"(?P<rest>(?:[:\u2013\u2014-]\s*).+)",
    re.DOTALL,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_ERRORISH = re.compile(
    r"errors?|warnings?|exceptions?|fault|diagnostics?|codes?|messages?|alerts?|rules?|lints?|checks?|fail\w*|"
    r"troubleshoot\w*|problems?|events?|deprecat\w*",
    re.IGNORECASE,
)

_LISTS_NAMES = re.compile(
    r"\b(?:errors?|warnings?|exceptions?|diagnostics?|error\W+(?:codes?|messages?|types?)|alerts?|rules|lints?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Head:
    """A code with what stands beside it, and the place of its section or block in the body."""

    code: str
    beside: str
    place: int
    line: int


def headed_entries(body: Body, called: str) -> Iterator[ErrorEntry]:
    """The entries of a page whose headings are codes, or whose lists begin with them; none of another page.

    `called` is all that the page is called: its title and its file. Every code of a page counts
    once it has LEAST of them.
    """
    heads = section_heads(body, called)
    for head in heads:
        message = _message(head.beside) or next(iter(_below(body, head.place)), None)
        text = message.message if isinstance(message, Found) else message
        line = message.line if isinstance(message, Found) else head.line
        yield ErrorEntry(head.code, text or None, True, "heading", line)
    if not heads:
        for head in item_heads(body, called):
            own = not links_to_page(body.blocks[head.place].text)
            yield ErrorEntry(head.code, _message(head.beside) or None, own, "list", head.line)


def section_heads(body: Body, called: str) -> list[Head]:
    """The headings below the title that hold a code, of the levels at which most do."""
    found: list[Head] = []
    for level in range(1, 7):
        places = [n for n, section in enumerate(body.sections) if section.level == level]
        if level == 1 and len(places) < LEAST:
            continue
        heads = [head for n in places if (head := _head(body.sections[n].heading, n, body.sections[n].line))]
        if not _are_many(heads, len(places)):
            heads = [
                Head(name, "", n, body.sections[n].line)
                for n in places
                if _NAME.fullmatch(name := body.sections[n].heading.strip("` "))
            ]
            if not (_are_many(heads, 0.625 * len(places)) and _LISTS_NAMES.search(called)):
                continue
        if _ERRORISH.search(called) or _speak_of_errors(body, heads):
            found += heads
    return found


def item_heads(body: Body, called: str) -> list[Head]:
    """The items and definitions that begin with a code.

    Of several with the same code those count that are set apart as messages, or else the first:
    later ones explain.
    """
    found: list[Head] = []
    for n, block in enumerate(body.blocks):
        if block.kind not in ("item", "paragraph"):
            continue
        match = _DEFINED.fullmatch(block.text) or _ITEM.fullmatch(block.text)
        head = _head(plain_text(match["head"]), n, block.line) if match else None
        if match and head and not head.beside:
            found.append(Head(head.code, match["rest"].lstrip(":\u2013\u2014- \n"), n, block.line))
    if not (_are_many(found, 0) and _ERRORISH.search(called)):
        return []
    apart = {head.code for head in found if is_set_apart(head.beside)}
    first = {head.code: head for head in reversed(found)}
    return [
        head for head in found if is_set_apart(head.beside) or (head.code not in apart and head is first[head.code])
    ]


def _head(heading: str, place: int, line: int) -> Head | None:
    text = heading.strip("` \t")
    match = _BEGINS.fullmatch(text) or _SPACED.fullmatch(text) or _ENDS.fullmatch(text)
    return Head(match["code"], _beside(match["rest"]), place, line) if match else None


def _beside(rest: str) -> str:
    """What stands beside a code, without the other end of a range of codes: "to AB1099 - No such file"."""
    rest = rest.strip()
    end = _RANGE.match(rest)
    return rest[end.end() :] if end else rest


def _are_many(heads: Sequence[Head], of: float) -> bool:
    return len({head.code for head in heads}) >= LEAST and len(heads) >= _SHARE * of


def _speak_of_errors(body: Body, heads: Sequence[Head]) -> bool:
    """Whether most of the sections of codes with a number speak of an error."""
    numbered = [head for head in heads if head.code[-1:].isdigit()]
    speaking = sum(
        bool(_ERRORISH.search(f"{body.sections[head.place].heading} {body.sections[head.place].text}"))
        for head in numbered
    )
    return speaking >= max(LEAST, 0.7 * len(heads))


def _message(beside: str) -> str:
    message = message_of(beside) if beside else ""
    return message if len(_WORD.findall(message)) > 1 else ""


def _below(body: Body, section: int) -> Iterator[Found]:
    """The messages in a section: behind a label, announced, or set apart as its first block."""
    blocks = [block for block in body.blocks if block.section == section]
    for block in blocks:
        if (message := message_label(block)) is not None:
            yield message
    yield from announced_in(body, blocks)
    first = blocks[0] if blocks else Block("paragraph", "", 0, 0)
    if first.kind == "quote" or (first.kind == "paragraph" and is_set_apart(first.text)):
        yield from _worded(Found(message_of(first.text), "heading", first.line, True))
    elif first.kind == "code":
        yield from _worded(Found(code_message(first.text), "heading", first.line, True))


def _worded(found: Found) -> Iterator[Found]:
    if found.message and not is_wordless(found.message):
        yield found
