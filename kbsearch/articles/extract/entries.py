"""From the places of an article to its error entries: codes and messages found, then paired."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kbsearch.articles.article import ErrorEntry
from kbsearch.articles.body import Body
from kbsearch.articles.extract.announced import announced, folded, under_heading
from kbsearch.articles.extract.codes import Shapes, distinct
from kbsearch.articles.extract.found import Found, is_wordless
from kbsearch.articles.extract.headed import LEAST, headed_entries
from kbsearch.articles.extract.labelled import labelled, labelled_messages
from kbsearch.articles.extract.places import after_code, block_quote, code_block, paragraph, title_line, whole_title
from kbsearch.articles.extract.quoted import printed_in_headings, quoted_in_text, quoted_in_title
from kbsearch.articles.extract.tables import table_entries

if TYPE_CHECKING:
    from kbsearch.articles.fields import FieldRules

_FIXED = {"block_quote": block_quote, "code_block": code_block, "paragraph": paragraph}
_FIXED_SOURCES = frozenset((*_FIXED, "title"))
_WORDS = re.compile(r"\w+")
_CAMEL = re.compile(r"(?:[A-Z]+[a-z0-9]+){2,}|[a-z]+(?:[A-Z]+[a-z0-9]+){2,}")
_NAME = re.compile(rf"{_CAMEL.pattern}|[A-Za-z][a-z0-9]*(?:[-_][A-Za-z0-9]+)+")
_OPENING = re.compile(r"\[?((?:[A-Z]+[a-z0-9]+){2,}|[A-Z]{1,14}[-_]?\d{2,8})\]?\s*:\s+(?=\S)")
_NUMBER = re.compile(r"\d{2,7}")


def errors_of(front: Mapping[str, Any], body: Body, rules: FieldRules, title: str, stem: str) -> Iterator[ErrorEntry]:
    """Every error entry that the rules find, each error once; see `kbsearch.articles.fields.extract`."""
    shapes = shapes_of(rules.code_shapes)
    titles = list(dict.fromkeys(filter(None, (html.unescape(title), html.unescape(body.heading)))))
    listed = _in_tables(body, rules, shapes)
    if len(listed) >= LEAST:
        yield from _once(listed)
        return
    if "heading" in rules.codes_in:
        listed += headed_entries(body, " ".join((*titles, stem)))
    codes = _codes(front, body, rules, shapes, titles, stem)
    fixed = list(_fixed(body, rules, titles)) if codes or not rules.is_mixed or "opening" in rules.codes_in else []
    if "opening" in rules.codes_in and not codes:
        codes = distinct([name for found in fixed if (name := opening(found.message)[0])])
        fixed = [replace(found, message=opening(found.message)[1]) for found in fixed]
    is_spoken = not (rules.is_mixed and fixed)
    given = [Found(text, "front_matter", 1) for text in _texts(front, rules.messages)]
    beside = [found for title in titles for found in _in_title(title, rules, shapes, title_line(body))]
    messages = _unique([*given, *fixed, *beside, *(_spoken(body, rules, titles) if is_spoken else ())])
    messages = [found for found in messages if all(found.message != entry.message for entry in listed)]
    if "messages" in rules.codes_in and is_spoken:
        codes = distinct([*codes, *(code for found in messages for code in shapes.printed(found.message))])
    codes = [code for code in codes if all(code != entry.code for entry in listed)]
    yield from _once([*listed, *_paired(codes, messages, shapes, title_line(body))])


@lru_cache(maxsize=64)
def shapes_of(sources: tuple[str, ...]) -> Shapes:
    """The compiled shapes of a tree's codes."""
    return Shapes(sources)


def named(titles: Sequence[str], stem: str, text: str) -> str:
    """The name that is an article's whole title or file name (`KubePodCrashLooping`), or "".

    Any page may lie in a file called by words and hyphens: such a file name is one where the title
    says it, too, or the text of an article without a title. A number is one only in the latter.
    """
    for title in (title.strip("` ") for title in titles):
        if _NAME.fullmatch(title):
            return title
    if _CAMEL.fullmatch(stem):
        return stem
    if _NAME.fullmatch(stem) and re.search(rf"(?<![\w-]){re.escape(stem)}(?![\w-])", "\n".join(titles) or text):
        return stem
    return stem if not titles and _NUMBER.fullmatch(stem) else ""


def opening(message: str) -> tuple[str, str]:
    """The name that opens a message, and the rest of it: `NameTaken: the name is taken`; "" and all where none does."""
    match = _OPENING.match(message)
    return (match[1], message[match.end() :]) if match else ("", message)


def in_stem(stem: str, shapes: Shapes) -> list[str]:
    """The codes in a file name, in capitals where only so they have a learnt shape."""
    found = [match[0] for match in shapes.learnt(stem)]
    if not found:
        parts = re.split(r"[-_ .]", stem.upper())
        found = [part for part in (stem.upper(), *parts) if shapes.fits(part)]
    return distinct(found)


def _in_tables(body: Body, rules: FieldRules, shapes: Shapes) -> list[ErrorEntry]:
    if not rules.code_columns and not rules.message_columns:
        return []
    codes, messages = frozenset(map(folded, rules.code_columns)), frozenset(map(folded, rules.message_columns))
    return list(table_entries(body, shapes, codes, messages))


def _codes(
    front: Mapping[str, Any], body: Body, rules: FieldRules, shapes: Shapes, titles: Sequence[str], stem: str
) -> list[str]:
    codes: list[str] = []
    if "title" in rules.codes_in:
        codes += [code for text in titles for code in shapes.find(text, is_title=True)]
    if "file_name" in rules.codes_in and not codes:
        codes += in_stem(stem, shapes)
    if "label" in rules.codes_in and not codes:
        codes += [code for code in labelled(body) if shapes.fits(code)]
    if "name" in rules.codes_in and not codes and (name := named(titles, stem, body.source)):
        codes.append(name)
    values = _texts(front, rules.codes)
    fitting = [value for value in values if shapes.find(value) == [value]] or [
        value for value in values if not shapes.sources and " " not in value
    ]
    return distinct([*fitting, *codes] if not codes else [*codes, *fitting])


def _fixed(body: Body, rules: FieldRules, titles: Sequence[str]) -> Iterator[Found]:
    """The message below the title at the first of the fixed places that has one; or the titles themselves."""
    for place in rules.messages_in:
        if place in _FIXED and (found := list(_FIXED[place](body))):
            yield from found
            break
    if "whole_title" in rules.messages_in:
        for title in titles:
            yield from whole_title(title, title_line(body))


def _in_title(title: str, rules: FieldRules, shapes: Shapes, line: int) -> Iterator[Found]:
    if "title" in rules.messages_in:
        yield from after_code(title, shapes, line)


def _spoken(body: Body, rules: FieldRules, titles: Sequence[str]) -> Iterator[Found]:
    """What the text itself calls an error message."""
    if "title_quote" in rules.messages_in:
        for title in titles:
            yield from quoted_in_title(title, title_line(body))
    if "section" in rules.messages_in:
        yield from under_heading(body, frozenset(map(folded, rules.message_sections)))
    if "label" in rules.messages_in:
        yield from labelled_messages(body)
    if "lead_in" in rules.messages_in:
        yield from announced(body)
        yield from quoted_in_text(body)
        yield from printed_in_headings(body)


def _unique(messages: Sequence[Found]) -> list[Found]:
    """The messages that hold a word, each wording once."""
    unique: dict[str, Found] = {}
    for one in messages:
        unique.setdefault(" ".join(_WORDS.findall(one.message.casefold())), one)
    return [one for one in unique.values() if not is_wordless(one.message)]


def _texts(front: Mapping[str, Any], keys: Sequence[str]) -> list[str]:
    values = (front.get(key) for key in keys)
    flat = (item for value in values for item in (value if isinstance(value, list) else [value]))
    return distinct([item.strip() for item in flat if isinstance(item, str) and item.strip()])


def _paired(codes: list[str], messages: list[Found], shapes: Shapes, line: int) -> Iterator[ErrorEntry]:
    """Each message with its code: the one it holds, or the article's only one, or the one in its turn."""
    holding = [
        [code for code in codes if code.casefold() in _folded_codes(found.message, shapes)] for found in messages
    ]
    fixed = [found for found in messages if found.source in _FIXED_SOURCES]
    in_turn = len(codes) == len(messages) == len(fixed) and not any(holding)
    paired: set[str] = set()
    for place, (found, held) in enumerate(zip(messages, holding, strict=True)):
        code = held[0] if held else codes[place] if in_turn else None
        if (
            code is None
            and len(codes) == 1
            and not any(holding)
            and (found.source in _FIXED_SOURCES or len(messages) == 1)
        ):
            code = codes[0]
        if code is not None:
            paired.add(code)
        yield ErrorEntry(code, found.message, True, found.source, found.line)
    for code in codes:
        if code not in paired:
            yield ErrorEntry(code, None, True, "title", line)


def _folded_codes(message: str, shapes: Shapes) -> set[str]:
    return {code.casefold() for code in shapes.find(message)}


def _once(entries: Sequence[ErrorEntry]) -> Iterator[ErrorEntry]:
    seen: set[tuple[str | None, str | None]] = set()
    for entry in entries:
        if (entry.code, entry.message) not in seen:
            seen.add((entry.code, entry.message))
            yield entry
