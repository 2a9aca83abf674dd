"""Requesters: who asks, by address or by name; and, on their demand, all that is kept about them."""

from __future__ import annotations

from email.utils import parseaddr

from sqlalchemy import select
from sqlalchemy.orm import Session

from kbsearch.errors import TicketInvalid
from kbsearch.people.database import now
from kbsearch.tickets.models import Requester

LONGEST = 200
"""Characters of a name or an address that are kept."""


def requester_of(session: Session, said: str) -> Requester:
    """Whoever is meant by a name, an address, or `Name <address>`; made if they are new. Raises KBE1051.

    Two people of one name without an address are taken for one.
    """
    name, mail = read_requester(said)
    key = (mail or name).casefold()
    found = session.scalars(select(Requester).where(Requester.key == key)).one_or_none()
    if found is None:
        found = Requester(name=name, mail=mail, key=key, since=now())
        session.add(found)
        session.flush()
    elif name and not found.name:
        found.name = name
    return found


def read_requester(said: str) -> tuple[str, str]:
    """The name and the address in what somebody wrote, "" for the one that is not there; raises KBE1051."""
    text = " ".join(said.split())
    if not text or len(text) > 2 * LONGEST:
        problem = "it does not say who asks" if not text else "the name of the requester is too long"
        raise TicketInvalid(problem=problem, hint="give a name or an e-mail address")
    name, mail = parseaddr(text) if "@" in text else (text, "")
    if "@" in text and not _is_address(mail):
        raise TicketInvalid(
            problem=f"{text!r} is no e-mail address", hint="write it as name@example.com, or give a name alone"
        )
    return name.strip()[:LONGEST], mail[:LONGEST]


def _is_address(mail: str) -> bool:
    place, at, host = mail.rpartition("@")
    return bool(place and at and host) and not any(sign.isspace() or not sign.isprintable() for sign in mail)
