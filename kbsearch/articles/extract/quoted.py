"""Messages quoted inside a sentence or a title: `"Access denied" error when you open a file`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbsearch.articles.body import Body
from kbsearch.articles.extract.found import Found, is_set_apart, is_wordless, message_of

# Spans are taken one after the other from the left, so that the text between two quotations is never one.
_SPAN = re.compile(
    r"""\*\*(?P<strong>[^*\n]{2,400}?)\*\*|`(?P<code>[^`]{2,400})`|(?<!\w)"(?P<double>[^"]{1,400})"|“(?P<curly>[^”]{1,400})”|"""
    r"""_'(?P<single>[^'_]{2,400})'_"""
)
_MARK = re.compile(r"[\"“`]|\*\*|_'")
_KIND = r"(?:errors?|exceptions?|warnings?)"
_CALLED = re.compile(
    rf"[,.]?\s+(?:(?:run-?time|fatal|http|sync|setup|compile|internal|and)\s+)?{_KIND}\b(?!\s*[-/])", re.IGNORECASE
)
_CALLING = re.compile(
    rf"\b(?:{_KIND}(?:\s+messages?)?|messages?)\**(?:\s+(?:that|which))?"
    r"(?:\s+(?:says?|saying|states?|stating|reads?|is|are|displayed|appears|shown|similar\s+to|like|of|indicating))?[:,]?\s*[(]?\Z",
    re.IGNORECASE,
)
_TITLE_QUOTE = re.compile(
    r"""(?<!\w)"([^"]{3,300})"|“([^”]{3,300})”|(?<![\w])'([^']{8,300})'(?!\w)|(?<!\w)‘([^’]{8,300})’(?!\w)"""
)
_TITLE_BRACKET = re.compile(
    r"\(([^()]{12,300}(?:\([^()]*\)[^()]*)?)\)\s+errors?\b|\berrors?\s+\(([^()]{12,300})\)", re.IGNORECASE
)
_ERRORISH = re.compile(r"\b(?:errors?|exceptions?|warnings?|messages?|fail\w*|NDR)\b", re.IGNORECASE)
# What a program prints before its messages: its name, a function, a kind of error; and what then says that it is one.
_PRINTED = re.compile(
    r"(?:(?:[a-z_][\w.\-]*(?:\(\))?|[\w.]*(?:Error|Exception|Warning|Fault)|(?i:fatal|panic|(?:\w+\s)?error)|\[\w+\]):\s+)+\S.*",
    re.DOTALL,
)
_FAILS = re.compile(
    r"\b(?:can(?:'|’)?t|cannot|could(?:n't| not)|unable|failed|failure|denied|refused|invalid|missing|unknown|"
    r"timed out|unexpected|expected|undefined|unrecognized|unsupported|not|no|error|exception|must|already|too)\b",
    re.IGNORECASE,
)
_REPLY = re.compile(r"[245]\d\d[ -]#?[245]\.\d{1,3}\.\d{1,3}:?\s+\S.*", re.DOTALL)  # as mail servers answer
_WORD = re.compile(r"[^\W\d_]{2,}")
_SPACE = re.compile(r"\s")


def quoted_in_text(body: Body) -> Iterator[Found]:
    """Every span that a sentence calls an error: `"x" error`, `error message that says "x"`."""
    for block in body.blocks:
        if block.kind not in ("paragraph", "item") or not _MARK.search(block.text) or not _ERRORISH.search(block.text):
            continue
        text = " ".join(block.text.split())
        for match in _SPAN.finditer(text):
            if _CALLED.match(text, match.end()) or _CALLING.search(text[max(0, match.start() - 60) : match.start()]):
                message = message_of(match[match.lastgroup or 0])
                if _is_message(message):
                    yield Found(message, "inline", block.line)


def printed(text: str) -> str:
    """The title or heading itself where it is quoted or reads as programs print: `copyd: open(): no disk`; else ""."""
    is_printed = _PRINTED.fullmatch(text) and _FAILS.search(text) and len(_WORD.findall(text)) > 3
    is_printed = is_printed or (is_set_apart(text) and not is_wordless(text) and len(_WORD.findall(text)) > 2)
    is_printed = is_printed or (_REPLY.fullmatch(text) and len(_WORD.findall(text)) > 1)
    return message_of(text) if is_printed else ""


def printed_in_headings(body: Body) -> Iterator[Found]:
    """Every heading below the title that reads as programs print."""
    for section in body.sections:
        if section.level and section.heading != body.heading and (message := printed(section.heading)):
            yield Found(message, "heading", section.line)


def quoted_in_title(title: str, line: int) -> Iterator[Found]:
    """Every quotation in a title that speaks of an error or begins with the quotation; or all of it, as printed."""
    if message := printed(title):
        yield Found(message, "title", line)
        return
    errorish = bool(_ERRORISH.search(title))
    for match in _TITLE_QUOTE.finditer(title):
        message = message_of(next(group for group in match.groups() if group))
        if (errorish or (match.start() == 0 and len(message.split()) > 3)) and _is_message(message):
            yield Found(message, "title", line)
    for match in _TITLE_BRACKET.finditer(title):
        message = message_of(match[1] or match[2])
        if _is_message(message):
            yield Found(message, "title", line)


def _is_message(message: str) -> bool:
    """Two words at least: a single quoted word is a name, and what ends in a colon a label."""
    return bool(_SPACE.search(message)) and not is_wordless(message) and not message.endswith(":")
