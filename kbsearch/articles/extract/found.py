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
    return bool(_IMAGE.match(text)) or bool(_HTML_ONLY.match(text)) or not text.strip()
