"""The headers of a mail, read so that none of them can stop the reading.

The standard library's modern policy parses headers when they are looked at, and fails on some that
do arrive. Here a header is first of all a text, whatever bytes stand in it.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from kbsearch.tickets.mail.charsets import clean, decode

LONGEST = 50_000
"""Characters of one header that are read; what is longer is no header that a person wrote."""

_WORD = re.compile(r"=\?(?P<charset>[^?\s*]{1,60})(?:\*[^?\s]{0,20})?\?(?P<how>[bBqQ])\?(?P<said>[^?]*)\?=")
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]]{1,64}@[^\s@<>,;:\"()\[\]]{1,255}")
_ID = re.compile(r"<([^<>\s]{1,500}@[^<>\s]{1,400})>")


@dataclass(frozen=True, slots=True)
class Address:
    """Whose address it is, and the address; "" where there is none."""

    name: str
    address: str

    @property
    def key(self) -> str:
        """The address as it is compared."""
        return self.address.casefold()


def texts(message: Message, name: str) -> list[str]:
    """Every header of that name as it was sent, unfolded, its bytes read as text."""
    wanted = name.lower()
    found = [str(value) for key, value in message.raw_items() if key.lower() == wanted]
    return [_unfolded(value) for value in found]


def text(message: Message, name: str) -> str:
    """The first header of that name as it was sent; "" for none."""
    return next(iter(texts(message, name)), "")


def said(message: Message, name: str) -> str:
    """The first header of that name as people read it: its encoded words decoded, on one line."""
    return " ".join(clean(words(text(message, name))).split())


def words(value: str) -> str:
    """A header value with its encoded words (RFC 2047) decoded; what is broken stays as it is."""
    parts: list[str] = []
    pending: tuple[str, bytes] | None = None  # neighbours of one charset are one text, cut anywhere
    end = 0
    for found in _WORD.finditer(value):
        between, raw = value[end : found.start()], _word_bytes(found["how"], found["said"])
        if raw is None:
            continue
        adjacent = pending is not None and not between.strip()
        if pending is not None and not (adjacent and pending[0] == found["charset"].lower()):
            parts.append(decode(pending[1], pending[0]))
            pending = None
        if not adjacent:
            parts.append(between)
        pending = (found["charset"].lower(), (pending[1] if pending else b"") + raw)
        end = found.end()
    if pending is not None:
        parts.append(decode(pending[1], pending[0]))
    return "".join([*parts, value[end:]])


def addresses(message: Message, *names: str) -> tuple[Address, ...]:
    """All addresses in the headers of these names, in their order."""
    found: list[Address] = []
    for value in (value for name in names for value in texts(message, name)):
        found += _addresses_in(value)
    return tuple(found)


def ids(message: Message, name: str) -> tuple[str, ...]:
    """The message ids in the headers of that name, without their angle brackets."""
    return tuple(found for value in texts(message, name) for found in _ID.findall(value))


def date(message: Message) -> datetime | None:
    """When a mail says that it was written, in UTC; None where it does not say so."""
    try:
        found = parsedate_to_datetime(text(message, "Date"))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _unfolded(value: str) -> str:
    """A header value on one line; bytes beyond ASCII are read as UTF-8 or Windows-1252."""
    cut = re.sub(r"\r?\n[ \t]*|\r", " ", value[:LONGEST])
    if cut.isascii():
        return cut
    return decode(cut.encode("utf-8", "surrogateescape"))


def _word_bytes(how: str, said: str) -> bytes | None:
    """The bytes of an encoded word, or None where it cannot be read."""
    if how in "qQ":
        return quopri.decodestring(said.encode("utf-8", "replace"), header=True)
    squeezed = re.sub(r"[^A-Za-z0-9+/]", "", said)
    try:
        return base64.b64decode(squeezed + "=" * (-len(squeezed) % 4))
    except (binascii.Error, ValueError):
        return None


def _addresses_in(value: str) -> list[Address]:
    """The addresses of one header; where it is too broken to be taken apart, all that look like one."""
    try:
        found = [(name, address) for name, address in getaddresses([value]) if _ADDRESS.fullmatch(address)]
    except (ValueError, IndexError, AttributeError, RecursionError):
        found = []
    if not found:
        found = [("", address) for address in _ADDRESS.findall(words(value))]
    return [Address(" ".join(clean(words(name)).split()), clean(address)) for name, address in found]
