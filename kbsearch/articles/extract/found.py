"""A message found in an article, before it becomes an error entry."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kbsearch.articles.inline import code_text, message_text

LONGEST = 2_000  # characters; a longer text is a log or a listing, of which the beginning is kept
_WHOLE = (("**", "**"), ("__", "__"), ('"', '"'), ("“", "”"), ("*", "*"), ("_", "_"), ("`", "`"))
_WHOLE_SPAN = re.compile(
    r"""\s*(?:\*\*(?!\s).{3,}?\*\*|__(?!\s).{3,}?__|"[^"].*"|“.+”|`[^`]+`|"""
    r"""\*(?![\s*])[^*]{3,}\*|_(?!_)[^_]{3,}_|'[^']{8,}')\s*[.,;]?\s*""",
    re.DOTALL,
)
_LETTER = re.compile(r"[^\W\d_]{2}")
_FENCED = re.compile(r"^```\n(.*)\n```$", re.DOTALL)
_IMAGE = re.compile(r"\s*(?:!\[|:::|<img\b|\[!|\{%|\{:|import\s[\w{},*\s]{1,80}from\s)")
_SOURCE_LINE = re.compile(r"[{;]\s*$|^\s*(?:[})\]]+[;,]?\s*$|//|#\[|(?:import|using|use|from|def|fn|#include)\b)")
_JSON_KEY = re.compile(r'^\s*"[^"]+"\s*:', re.MULTILINE)
_PROMPT = re.compile(r"(?:\[?\w[\w.-]*@[\w.-]+[^$#]{0,60})?[$]\s+\S|(?:PS\s)?[A-Za-z]:\\[^>\n]{0,120}>\s*\S")
_PAGE_LINK = re.compile(
    r"\]\(\s*<?(?![a-zA-Z][\w+.-]*:|#)[^)\s]+|<a\s[^>]*href=[\"'](?![a-zA-Z][\w+.-]*:|#)", re.IGNORECASE
)
_FILLED_IN = re.compile(r"\s*\{\{[^{}]*\}\}\s*\Z")
_HTML_ONLY = re.compile(r"\s*(?:</?[a-z][^>]*>\s*)+\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A message, the kind of place it stood in (as in `ErrorEntry.source`), and its line in the file.

    `is_whole` says that its author set it apart as a whole, in emphasis, quotes or code.
    """

    message: str
    source: str
    line: int
    is_whole: bool = False


def message_of(text: str) -> str:
    """The message in a piece of inline Markdown: marks and quotes around the whole of it do not count."""
    text = text.strip()
    fenced = _FENCED.match(text)
    if fenced:
        return code_message(fenced[1])
    bare = True
    while bare:
        bare = False
        for opening, closing in _WHOLE:
            inner = text[len(opening) : -len(closing)]
            if len(text) > 4 and text.startswith(opening) and text.endswith(closing) and opening not in inner:
                text, bare = inner.strip(), True
                if opening == "`":
                    return unquoted(code_text(text))[:LONGEST]
                break
    return unquoted(message_text(text))[:LONGEST]


def code_message(text: str) -> str:
    """The message in a code block: its lines, each without the blanks around it."""
    lines = [code_text(line) for line in text.splitlines()]
    return "\n".join(filter(None, lines))[:LONGEST]


def printed_text(text: str) -> str:
    """What a program printed in a recorded terminal session: the text without the lines behind a prompt."""
    kept, goes_on = [], False
    for line in text.splitlines():
        if not goes_on and not _PROMPT.match(line.strip()):
            kept.append(line)
            continue
        goes_on = line.rstrip().endswith(("\\", "`", "^"))
    return "\n".join(kept)


def is_source(text: str) -> bool:
    """Whether most lines of a code block are lines of a program, and not what a program prints."""
    lines = [line for line in text.splitlines() if line.strip()]
    of_programs = sum(_SOURCE_LINE.search(line) is not None for line in lines)
    return 2 * of_programs >= len(lines) > 0 and not _JSON_KEY.search(text)


def unquoted(text: str) -> str:
    """The text without quotation marks around the whole of it."""
    for opening, closing in (('"', '"'), ("“", "”"), ("‘", "’"), ("'", "'")):
        inner = text[1:-1]
        if (
            len(text) > 2
            and text[0] == opening
            and text[-1] == closing
            and opening not in inner
            and closing not in inner
        ):
            return inner.strip()
    return text


def is_wordless(message: str) -> bool:
    """Whether a message has no word in it."""
    return _LETTER.search(message) is None


def is_set_apart(text: str) -> bool:
    """Whether a whole paragraph stands in emphasis, quotation marks or code."""
    return _WHOLE_SPAN.fullmatch(text) is not None


def is_picture(text: str) -> bool:
    """Whether a paragraph is an image, an include or another mark of the site builder, or bare HTML."""
    return not text.strip() or any(mark.match(text) for mark in (_IMAGE, _HTML_ONLY, _FILLED_IN))


def links_to_page(text: str) -> bool:
    """Whether a piece of inline Markdown links to another page of the tree."""
    return _PAGE_LINK.search(text) is not None
