"""Requesters: who asks, by address or by name; and, on their demand, all that is kept about them."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any

from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from kbsearch.errors import RequesterUnknown, TicketInvalid
from kbsearch.people.approvals import Approval
from kbsearch.people.audit import record
from kbsearch.people.database import Database, now, storable
from kbsearch.settings import Settings
from kbsearch.tickets.attachments import Attachments
from kbsearch.tickets.changes import subject_of
from kbsearch.tickets.keys import AccessKey
from kbsearch.tickets.mail.incoming import MailStore
from kbsearch.tickets.mail.outgoing import forget_letters
from kbsearch.tickets.models import Notice, Promise, Requester, Ticket, TicketEvent, TicketField
from kbsearch.tickets.searches import Search

LONGEST = 200
"""Characters of a name or an address that are kept."""

ERASED = "(erased)"
"""What stands where a requester's words stood."""


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
    who = storable(" ".join(said.split()))
    if not who or len(who) > 2 * LONGEST:
        problem = "it does not say who asks" if not who else "the name of the requester is too long"
        raise TicketInvalid(problem=problem, hint="give a name or an e-mail address")
    name, mail = parseaddr(who) if "@" in who else (who, "")
    if "@" in who and not _is_address(mail):
        raise TicketInvalid(
            problem=f"{who!r} is no e-mail address", hint="write it as name@example.com, or give a name alone"
        )
    return name.strip()[:LONGEST], mail[:LONGEST]


def _is_address(mail: str) -> bool:
    place, at, host = mail.rpartition("@")
    return bool(place and at and host) and not any(sign.isspace() or not sign.isprintable() for sign in mail)


class Requesters:
    """What is kept about the requesters of one knowledge base, on their demand: all of it, or nothing any more."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database

    def export(self, who: str, *, by: str) -> dict[str, Any]:
        """All that a requester said and was told, as JSON-ready data; that it was asked for is on record.

        `who` is an address or a name. What those inside noted is not theirs. Raises KBE1051 and KBE1056.
        """
        with self._database.write() as session:
            found = _find(session, who)
            tickets = session.scalars(
                select(Ticket).where(Ticket.requester_id == found.id).order_by(Ticket.number)
            ).all()
            record(session, by, "requester exported", f"requester {found.id}", tickets=str(len(tickets)))
            return {
                "name": found.name,
                "mail": found.mail,
                "since": found.since.isoformat(),
                "tickets": [_exported(session, ticket) for ticket in tickets],
            }

    def erase(self, who: str, *, by: str) -> int:
        """Blank all that tells who a requester is and what they said, and keep that it happened; in how many tickets.

        Numbers, times, kinds of events and links to articles stay: they are nobody's. This is the one thing
        that changes an event. Files, mails as they came in and letters go first, so that it can be called
        again where it was interrupted. Raises KBE1051 and KBE1056.
        """
        with self._database.read() as session:
            found = _find(session, who)
            numbers = session.scalars(select(Ticket.number).where(Ticket.requester_id == found.id)).all()
        MailStore(self._settings, self._database).forget(found.mail, numbers)
        files = Attachments(self._settings, self._database)
        for number in numbers:
            files.forget(number, by=by)
        with self._database.write() as session:
            if self._database.url.get_backend_name() == "sqlite":
                session.execute(text("PRAGMA secure_delete = ON"))  # what is blanked leaves no trace in the file
            found = _find(session, who)
            numbers = session.scalars(select(Ticket.number).where(Ticket.requester_id == found.id)).all()
            for number in numbers:
                _blank(session, number)
            forget_letters(session, numbers)
            session.execute(update(Search).where(Search.ticket.in_(numbers)).values(paste="", signature_text=""))
            session.execute(delete(AccessKey).where(AccessKey.ticket.in_(numbers)))
            found.name, found.mail, found.key, found.erased = ERASED, "", f"erased {found.id}", now()
            record(session, by, "requester erased", f"requester {found.id}", tickets=str(len(numbers)))
        return len(numbers)


def _find(session: Session, who: str) -> Requester:
    """The requester of that address or name; raises KBE1051 where there are several and KBE1056 where there is none."""
    said = storable(" ".join(who.split()))
    exact = session.scalars(select(Requester).where(Requester.key == said.casefold())).one_or_none()
    if exact is not None:
        return exact
    found = session.scalars(select(Requester).where(Requester.name == said, Requester.erased.is_(None))).all()
    if len(found) > 1:
        addresses = ", ".join(one.mail for one in found)
        raise TicketInvalid(problem=f"{len(found)} requesters are named {said!r}", hint=f"give one of {addresses}")
    if not found:
        raise RequesterUnknown(name=who)
    return found[0]


def _exported(session: Session, ticket: Ticket) -> dict[str, Any]:
    """One ticket as its requester may have it."""
    wanted = select(TicketEvent).where(TicketEvent.ticket == ticket.number, TicketEvent.public.is_(True))
    events = session.scalars(wanted.order_by(TicketEvent.id))
    return {
        "number": ticket.number,
        "subject": ticket.subject,
        "state": ticket.state.value,
        "product": ticket.product,
        "channel": ticket.channel.value,
        "fields": ticket.fields,
        "owner": ticket.owner,
        "opened": ticket.opened.isoformat(),
        "thread": [
            {"at": event.at.isoformat(), "kind": event.kind.value, "text": event.data.get("text", "")}
            for event in events
        ],
    }


def _blank(session: Session, number: int) -> None:
    """Blank what was said in a ticket, wherever it is kept."""
    for event in session.scalars(select(TicketEvent).where(TicketEvent.ticket == number)):
        event.data = {name: _blanked(name, value) for name, value in event.data.items()}
    for promise in session.scalars(select(Promise).where(Promise.ticket == number)):
        promise.what = ERASED
    for approval in session.scalars(select(Approval).where(Approval.subject == subject_of(number))):
        approval.note, approval.answer = ERASED, ERASED if approval.answer else ""
    session.execute(update(Notice).where(Notice.ticket == number).values(values={}))
    session.execute(delete(TicketField).where(TicketField.ticket == number))
    ticket = session.get_one(Ticket, number)
    ticket.subject, ticket.fields = ERASED, {}
    ticket.signature_text = ERASED if ticket.signature_text else ""


def _blanked(name: str, value: Any) -> Any:
    """A part of an event, blanked if somebody said it."""
    if name == "fields":
        return {}
    if name == "changes":
        return {what: change for what, change in value.items() if what not in ("subject", "fields")}
    return ERASED if name in _SAID and value else value


_SAID = frozenset(("text", "subject", "signature_text", "reason", "note", "learnt", "what", "answer", "message"))
