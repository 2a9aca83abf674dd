"""What stands behind a label on the same line: `Error ID: T1002`, `**Error message:** the file is gone`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbsearch.articles.body import Block, Body
from kbsearch.articles.extract.found import Found, is_wordless, message_of
from kbsearch.articles.inline import plain_text

_CODE = re.compile(
    r"\s*(?:error|event|message|warning|diagnostic|rule)\s*(?:id|code|number|no\.?)?\s*[:=]\s*(\S{2,40})", re.I
)
_MESSAGE = re.compile(
    r"\s*(?P<mark>\*\*|__|\*|_|`)?(?:(?:full|exact|log|sample|typical)\s+)?(?:(?:error|exception|warning|event|log|alert)\s+)?"
    r"(?:messages?|message text|text|output)(?P<colon>:)?(?(mark)(?P=mark))(?(colon)|\s*:)\s+(?P<rest>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
# "Error: ..." may go on in any words; what is set apart as a whole is what was shown.
_ERROR = re.compile(
    r"\s*(?P<mark>\*\*|__)?(?:error|exception|warning)s?(?P<colon>:)?(?(mark)(?P=mark))(?(colon)|\s*:)\s+"
    r"(?P<rest>`[^`]+`|\"[^\"]+\"|“[^”]+”|\*\*[^*]+\*\*|\*[^*]+\*|_[^_]+_)\s*\.?\s*",
    re.IGNORECASE,
)


def labelled(body: Body) -> list[str]:
    """What stands after "Error ID:" and the like at the beginning of a paragraph."""
    found = []
    for block in body.blocks:
        if block.kind in ("paragraph", "item") and (match := _CODE.match(plain_text(block.text))):
            found.append(match[1].strip(".,;()[]"))
    return found


def labelled_messages(body: Body) -> Iterator[Found]:
    """What stands after "Error message:" and the like at the beginning of a paragraph or item."""
    for block in body.blocks:
        if (message := message_label(block)) is not None:
            yield message


def message_label(block: Block) -> Found | None:
    """The message behind the label with which a paragraph or item begins, if it begins with one."""
    if block.kind not in ("paragraph", "item") or ":" not in block.text[:60]:
        return None
    match = _MESSAGE.fullmatch(block.text) or _ERROR.fullmatch(block.text)
    message = message_of(match["rest"]) if match else ""
    return Found(message, "label", block.line) if message and not is_wordless(message) and len(message) < 600 else None
