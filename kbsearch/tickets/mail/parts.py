"""The parts of a mail: the texts that are its body, and the files that came with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message

from kbsearch.tickets.mail.charsets import clean, decode
from kbsearch.tickets.mail.headers import words
from kbsearch.tickets.mail.html_text import html_text

MOST_FILES = 100
"""Files of one mail that are kept apart; the mail itself holds the others."""

LONGEST_TEXT = 2_000_000
"""Characters of a body that are kept; the mail itself holds the rest."""

# What the standard library stumbles over, in a mail that is broken on purpose or by age.
_BROKEN = (AttributeError, IndexError, LookupError, TypeError, ValueError, MessageError)


@dataclass(frozen=True, slots=True)
class File:
    """One file of a mail: its name and type as they were sent, neither of them to be trusted."""

    name: str
    type: str
    content: bytes
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """The body as text, the files, and what was left out of either."""

    text: str
    files: tuple[File, ...]
    left_out: tuple[str, ...] = ()


def parts_of(message: Message) -> Parts:
    """Take a mail apart. Of alternatives the plain text counts, unless it is empty and the HTML is not."""
    texts: list[str] = []
    files: list[File] = []
    for part in _chosen(message):
        if not _is_text(part):
            files.append(_file(part, len(files) + 1))
        elif found := _text(part).strip("\n"):
            texts.append(found)
    left_out = [f"{len(files) - MOST_FILES} more files"] if len(files) > MOST_FILES else []
    text = "\n\n".join(texts)
    if len(text) > LONGEST_TEXT:
        left_out.append(f"{len(text) - LONGEST_TEXT:,} characters of the text")
    return Parts(text[:LONGEST_TEXT], tuple(files[:MOST_FILES]), tuple(left_out))


def content(part: Message) -> bytes:
    """The bytes of one part, its transfer encoding undone; what is broken in it is left as it is."""
    try:
        found = part.get_payload(decode=True)
    except _BROKEN:
        found = _as_bytes(part).partition(b"\n\n")[2]
    return found if isinstance(found, bytes) else b""


def body_text(part: Message) -> str:
    """The bytes of one part as text, by its charset."""
    return clean(decode(content(part), _parameter(part, "charset")))


def _chosen(message: Message) -> Iterator[Message]:
    """The leaves of a mail, one of each set of alternatives; mails within it are leaves, too."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        inner = _inner(part)
        if not inner or part.get_content_maintype() != "multipart":
            yield part
        elif part.get_content_subtype() == "alternative":
            waiting += reversed(_alternative(inner))
        else:
            waiting += reversed(inner)


def _inner(part: Message) -> list[Message]:
    """The parts within a part. One that has none is not asked for its text here: that alone may fail."""
    return [one for one in part.get_payload() if isinstance(one, Message)] if part.is_multipart() else []


def _alternative(offered: list[Message]) -> list[Message]:
    """Which of several forms of one text is read, with the files that come beside it.

    The plain one, where it says anything; else the last one, which the sender likes best (RFC 2046, 5.1.4).
    Calendars and the like are neither.
    """
    plain = [part for part in offered if part.get_content_type() == "text/plain" and _text(part).strip()]
    rich = [part for part in offered if part.get_content_type() == "text/html" or part.is_multipart()]
    others = [part for part in offered if part.get_content_type() not in ("text/plain", "text/html")]
    if plain:
        within = [leaf for part in others for leaf in _chosen(part) if not _is_text(leaf)]
        return [plain[0], *within]
    read = rich[-1:] or offered[-1:]
    return [*read, *(part for part in others if part not in read and not part.is_multipart())]


def _is_text(part: Message) -> bool:
    """Whether a part belongs to the body: text that was neither attached nor named."""
    if part.get_content_type() not in ("text/plain", "text/html") or part.is_multipart():
        return False
    return _disposition(part) != "attachment" and not _name(part)


def _text(part: Message) -> str:
    """The text of one part of the body."""
    text = body_text(part)
    if part.get_content_type() == "text/html":
        return html_text(text)
    if _parameter(part, "format").lower() == "flowed":
        return _unwrapped(text, joined=_parameter(part, "delsp").lower() == "yes")
    return text


def _unwrapped(text: str, joined: bool) -> str:
    """The lines as they were before they were wrapped for sending (RFC 3676); `joined`: without the space between."""
    lines: list[str] = []
    open_depth: int | None = None
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        said = line[depth:].removeprefix(" ")
        flows = said.endswith(" ") and said != "-- "
        if open_depth == depth:
            lines[-1] += said
        else:
            lines.append(f"{'>' * depth} {said}" if depth else said)
        if flows and joined:
            lines[-1] = lines[-1][:-1]
        open_depth = depth if flows else None
    return "\n".join(lines)


def _file(part: Message, number: int) -> File:
    """A part as a file; mails within a mail keep their form."""
    kind = part.get_content_type()
    name = _name(part)
    inner = _inner(part)
    if inner:
        raw = _as_bytes(inner[0] if kind == "message/rfc822" else part)
        return File(name or f"mail-{number}.eml", kind, raw)
    return File(name or f"part-{number}", kind, content(part), _disposition(part) == "inline" or "Content-ID" in part)


def _as_bytes(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except _BROKEN:
        return b""


def _name(part: Message) -> str:
    """The name of a file without any folder; "" where it has none."""
    try:
        found = part.get_filename("") or ""
    except _BROKEN:
        found = ""
    last = re.split(r"[/\\]", clean(words(found)))[-1]
    return " ".join(last.split()).strip(". ")[:120]


def _disposition(part: Message) -> str:
    try:
        return part.get_content_disposition() or ""
    except _BROKEN:
        return ""


def _parameter(part: Message, name: str) -> str:
    """A parameter of the content type; "" where it is not there or cannot be read."""
    try:
        found = part.get_param(name, "")
        return found if isinstance(found, str) else str(found[2])
    except _BROKEN:
        return ""
