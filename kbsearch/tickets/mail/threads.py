"""Threads: which ticket a mail belongs to, and what our letters carry so that the answer says it."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kbsearch.people.database import Base
from kbsearch.tickets.mail.incoming import Incoming
from kbsearch.tickets.mail.message import Mail
from kbsearch.tickets.mail.outgoing import Letter
from kbsearch.tickets.models import Ticket

_SIGNS = 12  # of a token: 60 random bits, to be guessed by sending mails
_IN_SUBJECT = re.compile(r"\[#(\d{1,12})(?:\.([a-z2-7]{12}))?\]", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"\+(\d{1,12})\.([a-z2-7]{12})@", re.IGNORECASE)


class MailThread(Base):
    """What marks the letters of one ticket; whoever answers one of them proves that they have it."""

    __tablename__ = "mail_thread"

    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    token: Mapped[str]


def token_of(session: Session, ticket: int) -> str:
    """The token of a ticket, made when it is first wanted."""
    found = session.get(MailThread, ticket)
    if found is None:
        signs = base64.b32encode(secrets.token_bytes(8)).decode().lower()[:_SIGNS]
        found = MailThread(ticket=ticket, token=signs)
        session.add(found)
        session.flush()
    return found.token


def mark(ticket: int, token: str) -> str:
    """What the subject of a letter begins with."""
    return f"[#{ticket}.{token}]"


def own_address(address: str, ticket: int, token: str) -> str:
    """An address of ours that only letters of this ticket name."""
    place, _, host = address.rpartition("@")
    return f"{place}+{ticket}.{token}@{host}"


def unmarked(subject: str) -> str:
    """A subject without our mark and without what mail programs put before an answer."""
    bare = _IN_SUBJECT.sub("", subject)
    return re.sub(r"^\s*(?:(?:re|aw|fwd?|wg|sv|vs|antw|tr)\s*(?:\[\d+\])?:\s*)+", "", bare, flags=re.I).strip()


def thread_of(session: Session, mail: Mail, own: Collection[str]) -> int | None:
    """The ticket that a mail belongs to; None for a new one.

    A token counts, in one of our addresses or in the subject; so do the message ids of our letters and of the
    mails that came in before, for whoever names one has had it. A mere number in the subject counts for the
    requester alone.
    """
    by_token = _by_token(session, mail, own)
    return by_token or _by_references(session, mail) or _by_number(session, mail)


def _by_token(session: Session, mail: Mail, own: Collection[str]) -> int | None:
    bases = {address.casefold() for address in own}
    marks = [(found[1], found[2]) for found in _IN_SUBJECT.finditer(mail.subject) if found[2]]
    for one in mail.recipients:
        found = _IN_ADDRESS.search(one.address)
        if found and one.key.replace(found[0].casefold(), "@") in bases:
            marks.append((found[1], found[2]))
    for number, token in marks:
        thread = session.get(MailThread, int(number))
        if thread is not None and secrets.compare_digest(thread.token, token.lower()):
            return thread.ticket
    return None


def _by_references(session: Session, mail: Mail) -> int | None:
    """By what the mail answers, the nearest first."""
    for start in range(0, len(mail.references), 50):
        some = mail.references[start : start + 50]
        came = select(Incoming.message_id, Incoming.ticket).where(Incoming.message_id.in_(some))
        went = select(Letter.message_id, Letter.ticket).where(Letter.message_id.in_(some))
        known = {id: ticket for asked in (came, went) for id, ticket in session.execute(asked) if ticket is not None}
        found = next((known[one] for one in some if one in known), None)
        if found is not None:
            return found
    return None


def _by_number(session: Session, mail: Mail) -> int | None:
    for found in _IN_SUBJECT.finditer(mail.subject):
        ticket = session.get(Ticket, int(found[1]))
        if ticket is not None and mail.sender.key and ticket.requester.mail.casefold() == mail.sender.key:
            return ticket.number
    return None
