"""Messages that a sentence announces: "you receive the following error message:" and what stands below.

Written for prose articles, where nothing but the sentence before it tells a message from a
command to type or a button to press.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kbsearch.articles.body import Block, Body
from kbsearch.articles.extract.found import (
    Found,
    code_message,
    is_picture,
    is_set_apart,
    is_source,
    is_wordless,
    message_of,
    printed_text,
)
from kbsearch.articles.extract.sentences import (
    certainty,
    is_between,
    is_error_label,
    last_sentence,
    may_announce,
    names_failure,
)
from kbsearch.articles.inline import plain_text

_DONE = re.compile(
    r"^(?:to|note|this (?:issue|problem|error)|for more|if you|see|when|after|in this|you |the following|click|"
    r"select|run)\b",
    re.IGNORECASE,
)
_SOURCE_LANGUAGE = re.compile(
    "azurecli|azurepowershell|bash|c|c#|c\\+\\+|cpp|cs|csharp|cshtml|css|dockerfile|go|html|java|javascript|js|jsx|kotlin|php|"
    "powershell|ps1|python|py|razor|razor-html|ruby|rust|sh|shell|sql|toml|ts|tsx|typescript|vb|vba|vbnet|xaml|ya?ml"
)
_SHELL = re.compile("bash|sh|shell|powershell|ps1|console")
_FAILURE = re.compile(
    r"^(?:\S+\s+)?(?:error|warning|fatal|failed)\b|\b(?:error|warning|exception):\s|\berror$"
    r"|\b(?:can(?:'|\u2019)?t|cannot|could(?:n't| not)|unable to|failed to|denied|refused|timed out|no such"
    r"|not (?:found|permitted|allowed|supported))\b",
    re.IGNORECASE | re.MULTILINE,
)


def announced(body: Body) -> Iterator[Found]:
    """Every message that a sentence, a label or a heading announces, in the order of the text."""
    return announced_in(body, body.blocks)


def announced_in(body: Body, blocks: Iterable[Block]) -> Iterator[Found]:
    """Those of them that stand in these blocks of the body, which follow one another."""
    opened: Block | None = None
    first: Block | None = None
    section = -1
    for block in blocks:
        if block.section != section:
            section = block.section
            opened, first = _announcing_heading(body, section), None
        elif block.kind in ("alert", "table"):
            opened = None
        elif opened is None and _leads_on(body, block):
            opened, first = Block("paragraph", f"{block.lead.rstrip()}:", block.line, section), None
        if opened is not None:
            messages = list(_messages(block, opened)) if _goes_on(first, block) else []
            if messages:
                yield from messages
                first = first or block
                continue
            if (block.kind == "paragraph" and is_picture(block.text)) or (first is None and _is_command(block)):
                continue
        if block.kind in ("paragraph", "item") and announces(block):
            opened, first = block, None
        elif not (opened and block.kind in ("paragraph", "item") and is_between(block.text)):
            opened = None


def _announcing_heading(body: Body, section: int) -> Block | None:
    """A heading such as "Error message", as a block that announces what stands below it."""
    heading = body.sections[section].heading
    is_title = body.sections[section].level == 1 and [each.level for each in body.sections].count(1) == 1
    if body.sections[section].level and not is_title and is_error_label(heading):
        return Block("heading", f"{heading}:", body.sections[section].line, section)
    return None


def _leads_on(body: Body, block: Block) -> bool:
    """Whether a sentence without an end leads to a failure that a code block shows: "but receive an error like"."""
    lead = block.lead.rstrip(" *_\n")
    if block.kind != "code" or not lead[-1:].isalnum() or not _FAILURE.search(block.text):
        return False
    is_heading = lead == body.sections[block.section].heading
    return not is_heading and certainty(last_sentence(plain_text(lead)) + ":") > 0


def _goes_on(first: Block | None, block: Block) -> bool:
    """Whether a block continues the messages that began with `first`: marked up alike, listed alike."""
    if first is None:
        return True
    if first.kind == "paragraph":
        if is_set_apart(first.text):
            return block.kind == "paragraph" and is_set_apart(block.text)
        return block.kind == "code" and _FAILURE.search(block.text) is not None
    if first.kind == "item":
        return block.kind == "item" and block.depth == first.depth
    return block.kind in ("quote", "code")


def announces(block: Block) -> bool:
    """Whether what stands below this paragraph or list item is an error message."""
    return may_announce(block.text) and not is_picture(block.text) and certainty(_said(block)) > 0


def _said(block: Block) -> str:
    return last_sentence(plain_text(block.text))


def _messages(block: Block, opened: Block) -> Iterator[Found]:
    if block.kind == "code":
        if not is_source(block.text) and (not _is_program(block) or certainty(_said(opened)) > 1):
            yield from _one(code_message(printed_text(block.text)), "lead_in", block.line)
    elif block.kind == "quote":
        for part in _quoted_parts(block.text):
            yield from _one(message_of(part), "lead_in", block.line)
    elif block.kind == "item":
        nested = block.depth > opened.depth and certainty(_said(opened)) > 1
        if nested and not announces(block) and not is_between(block.text):
            yield from _one(message_of(block.text), "lead_in", block.line)
    elif block.kind == "paragraph" and not is_picture(block.text):
        is_span = is_set_apart(block.text)
        if is_error_label(plain_text(block.text)):
            return
        if (is_span and not is_between(block.text)) or _reads_like_message(block, opened):
            yield from _one(message_of(block.text), "lead_in", block.line)


def _is_command(block: Block) -> bool:
    """Whether a block is a command to type, before what it prints."""
    return block.kind == "code" and _SHELL.fullmatch(block.info.lower()) is not None and _is_program(block)


def _is_program(block: Block) -> bool:
    """Whether a block says of itself that it is a program; what a shell printed is shown in its language, too."""
    language = block.info.lower().split(".")[0]
    if _SHELL.fullmatch(language) and _FAILURE.search(block.text):
        return False
    return _SOURCE_LANGUAGE.fullmatch(language) is not None


def _reads_like_message(block: Block, opened: Block) -> bool:
    """An unmarked paragraph right below a sentence that ends in a colon."""
    text = block.text.strip()
    return (
        (opened.kind == "heading" or opened.text.rstrip(" *_").endswith(":"))
        and len(text) < 600
        and not text.endswith(":")
        and not _DONE.match(text)
        and (certainty(_said(opened)) > 1 or names_failure(_said(opened)))
    )


def _quoted_parts(text: str) -> list[str]:
    """The paragraphs of a block quote, each a message; a dialog shows several and a user pastes one."""
    return re.split(r"\n{2,}", text) if "```" not in text else [text]


def _one(message: str, source: str, line: int) -> Iterator[Found]:
    if message and not is_wordless(message):
        yield Found(message, source, line)


def under_heading(body: Body, headings: frozenset[str]) -> Iterator[Found]:
    """Messages in the sections whose heading, folded, is one of these."""
    for block in body.blocks:
        section = body.sections[block.section] if block.section < len(body.sections) else None
        if section is not None and folded(section.heading) in headings:
            if block.kind == "code":
                yield from _one(code_message(block.text), "section", block.line)
            elif block.kind == "quote" or (block.kind in ("paragraph", "item") and _stands_alone(block)):
                yield from _one(message_of(block.text), "section", block.line)


def _stands_alone(block: Block) -> bool:
    """Whether a paragraph says something by itself, and does not announce, separate or show a picture."""
    return not (is_picture(block.text) or announces(block) or is_between(block.text))


def folded(heading: str) -> str:
    """A heading as it is compared: small letters, single blanks, no punctuation at its ends."""
    return " ".join(heading.casefold().split()).strip(" :.-*_")
