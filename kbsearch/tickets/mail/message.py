"""A mail as it came in: read whole, whatever is wrong with it."""

from __future__ import annotations

import email
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from email.policy import compat32

from kbsearch.tickets.mail import headers
from kbsearch.tickets.mail.headers import Address
from kbsearch.tickets.mail.origin import Origin, Return, Sent, origin_of, return_of
from kbsearch.tickets.mail.parts import File, Parts, parts_of
from kbsearch.tickets.mail.quotes import Folded, fold

MOST_IDS = 200
"""Message ids of one mail that are looked at, the newest ones."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, read. `returned` is what a returned mail says; `left_out` is what of the mail is not in here."""

    id: str
    sender: Address
    recipients: tuple[Address, ...]
    subject: str
    sent: datetime | None
    references: tuple[str, ...]
    body: Folded
    files: tuple[File, ...]
    by: Sent
    returned: Return | None
    left_out: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole text, with its quoted tail."""
        return self.body.said + self.body.tail


class Unreadable(Exception):
    """A mail cannot be taken apart: its text says why. It is kept as it is."""


def read_mail(raw: bytes, own: Collection[str] = (), envelope: Collection[str] = ()) -> Mail:
    """Read a mail; `own` are our addresses, `envelope` those it was delivered to, where that is known.

    Broken headers, unknown charsets and missing boundaries are read as far as they go. Raises Unreadable
    for what has no end of parts within parts.
    """
    try:
        message = email.message_from_bytes(raw, policy=compat32)
        return _read(message, own, envelope)
    except RecursionError as error:
        raise Unreadable("its parts are nested too deeply") from error
    except (MemoryError, AssertionError) as error:
        raise Unreadable(f"it cannot be taken apart ({type(error).__name__})") from error


def _read(message: Message, own: Collection[str], envelope: Collection[str]) -> Mail:
    sender = next(iter(headers.addresses(message, "From", "Sender", "Reply-To")), Address("", ""))
    by = origin_of(message, sender, own)
    parts: Parts = parts_of(message)
    named = headers.addresses(message, "Delivered-To", "X-Original-To", "To", "Cc")
    references = [*headers.ids(message, "References"), *headers.ids(message, "In-Reply-To")]
    return Mail(
        id=next(iter(headers.ids(message, "Message-ID")), ""),
        sender=sender,
        recipients=(*(Address("", address) for address in envelope), *named),
        subject=headers.said(message, "Subject"),
        sent=headers.date(message),
        references=tuple(dict.fromkeys(reversed(references)))[:MOST_IDS],
        body=fold(parts.text),
        files=parts.files,
        by=by,
        returned=return_of(message) if by.origin is Origin.BOUNCE else None,
        left_out=parts.left_out,
    )
