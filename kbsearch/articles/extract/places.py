"""Messages at a fixed place below the title: the first block quote, code block or paragraph; and in the title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from kbsearch.articles.body import Block, Body
from kbsearch.articles.extract.announced import announces
from kbsearch.articles.extract.codes import Shapes
from kbsearch.articles.extract.found import (
    Found,
    code_message,
    is_picture,
    is_set_apart,
    is_wordless,
    links_to_page,
    message_of,
)
from kbsearch.articles.extract.sentences import is_error_label

_SEPARATED = re.compile(r"\s*[:\u2013\u2014|]\s*|\s+-+\s+")
_LABELLED = re.compile(r"\s*\**[A-Z][\w ]{2,30}\**:\**\s")
_METADATA = re.compile(r"\s*[_*][^_*]{2,60}(?<![.!?])[_*]{1,3}:?\s*(?:&nbsp;)?\s*\S{0,40}\s*")
_LINE_END = re.compile(r"\n{2,}|\\\n|[ ]{2,}\n|<br\s*/?>", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE_END = re.compile(r"[.!?]\s+[A-Z]")


def first_below_title(body: Body) -> Iterator[Block]:
    """The blocks between the title and the next heading; without any, those of the first section."""
    lead = [block for block in body.blocks if body.sections[block.section].name == "lead"]
    if not lead and body.blocks:
        lead = [block for block in body.blocks if block.section == body.blocks[0].section]
    for block in lead:
        is_text = block.kind in ("paragraph", "item")
        if not (is_text and (is_picture(block.text) or _METADATA.fullmatch(block.text))):
            yield block


def block_quote(body: Body) -> Iterator[Found]:
    """The messages in the first block quotes below the title; each line that its author ended is one."""
    quoted = False
    for block in first_below_title(body):
        if block.kind == "quote":
            quoted = True
            for part in _LINE_END.split(block.text):
                message = message_of(part)
                if message and not is_wordless(message) and not is_error_label(message):
                    yield Found(message, "block_quote", block.line)
        elif quoted:
            return


def code_block(body: Body) -> Iterator[Found]:
    """The message in the code block that stands first below the title, or after a sentence that announces it."""
    for place, block in enumerate(first_below_title(body)):
        if block.kind == "code":
            message = code_message(block.text)
            if not is_wordless(message):
                yield Found(message, "code_block", block.line)
        if block.kind == "code" or place or not announces(block):
            return


def paragraph(body: Body) -> Iterator[Found]:
    """The paragraph right below the title, when it is one sentence or two; of those set apart as a whole, all."""
    blocks = list(first_below_title(body))
    start = 0
    while start < min(2, len(blocks)) and _is_badge(blocks[start]):
        start += 1
    apart = list(takewhile(_is_apart, blocks[start:]))
    for block in apart or blocks[:1]:
        is_remark = (
            bool(_LABELLED.match(block.text)) or links_to_page(block.text) or block.text.rstrip(" *_").endswith(":")
        )
        if block.kind == "paragraph" and len(block.text) <= 400 and not is_remark:
            message = message_of(block.text)
            if not is_wordless(message) and (apart or len(_SENTENCE_END.findall(message)) < 3):
                yield Found(message, "paragraph", block.line, bool(apart))


def _is_apart(block: Block) -> bool:
    return block.kind == "paragraph" and is_set_apart(block.text)


def _is_badge(block: Block) -> bool:
    """Whether a block is a mark of a few words that says what kind of page this is."""
    return (
        block.kind == "paragraph" and len(block.text) <= 40 and not _is_apart(block) and block.text[-1:] not in ".!?:"
    )


def after_code(title: str, shapes: Shapes, line: int) -> Iterator[Found]:
    """What a title says beside its code: "NU1101: Unable to find package", "No such table (ORA-00942)"."""
    span = shapes.named(title)
    if span is None:
        return
    before, after = title[: span[0]], title[span[1] :]
    separator = _SEPARATED.match(after)
    if separator and after[separator.end() :].strip():
        text = after[separator.end() :]
        least = 2
    elif before.rstrip().endswith(("(", "[")) and re.fullmatch(r"\s*[)\]]\s*", after):
        text = before.rstrip()[:-1]
        least = 1
    else:
        return
    message = message_of(text.strip())
    if len(_WORD.findall(message)) >= least and not shapes.fits(message):
        yield Found(message, "title", line)


def whole_title(title: str, line: int) -> Iterator[Found]:
    """The title itself, where it is the message and the code stands elsewhere."""
    message = message_of(title)
    if len(_WORD.findall(message)) > 1:
        yield Found(message, "title", line)


def title_line(body: Body) -> int:
    """The line of the level-1 heading, or the body's first."""
    return next((section.line for section in body.sections if section.level == 1), body.first_line)
