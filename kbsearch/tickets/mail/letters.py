"""Letters: what people are to be told, put into words and into the queue, one thread for each ticket."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kbsearch.people.accounts import Account
from kbsearch.people.approvals import Approval, Outcome, Request
from kbsearch.people.database import Database, now
from kbsearch.settings import Settings
from kbsearch.tickets.attempts import Standing
from kbsearch.tickets.decisions import decision_key
from kbsearch.tickets.mail.enclosures import SPOKEN, enclosures, left_out
from kbsearch.tickets.mail.incoming import Incoming
from kbsearch.tickets.mail.outgoing import KEY, Letter
from kbsearch.tickets.mail.templates import render
from kbsearch.tickets.mail.threads import mark, token_of
from kbsearch.tickets.models import Happening, Notice, Ticket, TicketEvent

BATCH = 200
"""Notices that are looked at in one transaction."""

STALE = timedelta(days=2)
"""How old a notice may be that still becomes a letter: mail may have been set up only now."""

ECHOES = 10
"""Letters about new requests that one address gets within an hour: two machines must not thank each other all day."""

_THREAD = 20  # message ids that a letter names


class Letters:
    """Turns notices into letters."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database

    def write(self) -> int:
        """Write the letters that are wanted; their number. Without an address of our own, nothing is written.

        Raises KBE1067 where a text of the knowledge base's own cannot be filled in; its notices wait.
        """
        if not self._settings.mail.address:
            return 0
        written = 0
        while True:
            with self._database.write() as session:
                wanted = select(Notice).where(Notice.sent.is_(None)).order_by(Notice.id).limit(BATCH)
                notices = session.scalars(wanted).all()
                for notice in notices:
                    written += self._write(session, notice)
                    notice.sent = now()
            if len(notices) < BATCH:
                return written

    def _write(self, session: Session, notice: Notice) -> bool:
        """Write one letter, where somebody can be reached and has not been told enough."""
        ticket = session.get(Ticket, notice.ticket)
        event = session.get(TicketEvent, notice.event)
        at = now()
        if ticket is None or event is None or at - notice.at > STALE:
            return False
        recipient = self._recipient(session, notice, ticket)
        if not recipient or recipient.casefold() in {own.casefold() for own in self._settings.mail.own}:
            return False
        if notice.kind == Happening.OPENED and not notice.account and _echoes(session, recipient, at) >= ECHOES:
            return False
        session.add(self._letter(session, notice, ticket, event, recipient))
        session.flush()
        return True

    def _recipient(self, session: Session, notice: Notice, ticket: Ticket) -> str:
        if not notice.account:
            return ticket.requester.mail
        if not self._settings.mail.tell_people:
            return ""
        account = session.scalars(select(Account).where(Account.key == notice.account.casefold())).one_or_none()
        return account.mail if account is not None and account.active else ""

    def _letter(self, session: Session, notice: Notice, ticket: Ticket, event: TicketEvent, recipient: str) -> Letter:
        mail, outside = self._settings.mail, not notice.account
        token = token_of(session, ticket.number)
        page = f"request/{ticket.number}/{KEY}" if outside else f"tickets/{ticket.number}"
        asked = _asked(session, notice)
        # Whoever is asked about a private ticket decides a change, and hears of nothing else.
        subject = "a change waits for approval" if asked is not None and ticket.private else ticket.subject
        decide = f"decide/{asked.approval_id}/{decision_key(self._settings.root, asked)}" if asked is not None else ""
        made, link = now(), f"{mail.url}/{page}" if mail.url else ""
        files = enclosures(session, ticket.number, made) if outside and notice.kind in SPOKEN else ()
        said = str(next(filter(None, map(event.data.get, ("text", "note", "reason", "what"))), ""))
        values = {
            "number": ticket.number,
            "subject": subject,
            "name": ticket.requester.name,
            "owner": ticket.owner,
            "desk": mail.name or self._settings.name,
            "text": "\n\n".join(filter(None, (said, left_out(files, mail.enclose_mb, link)))),
            "happened": notice.kind,
            "by": event.by,
            "link": link,
            "decide": f"{mail.url}/{decide}" if mail.url and decide else "",
        }
        text = notice.kind if outside or asked is not None else "people"
        before = _thread(session, ticket.number)
        answers = "Re: " if before else ""
        return Letter(
            ticket=ticket.number,
            event=notice.kind,
            recipient=recipient,
            subject=f"{answers}{mark(ticket.number, token)} {subject}",
            text=render(text, values, self._settings.root / mail.templates),
            token=token if outside else "",
            message_id=f"kbs.{ticket.number}.{secrets.token_hex(12)}@{mail.address.rpartition('@')[2]}",
            references=before,
            automatic=not (outside and notice.kind in SPOKEN and event.by),
            made=made,
            standing=Standing.WAITING,
            due=made,
        )


def _asked(session: Session, notice: Notice) -> Request | None:
    """The open question that a notice puts to somebody of the desk, as it was put to them."""
    if notice.kind != Happening.APPROVAL_ASKED or not notice.account:
        return None
    approval = session.get(Approval, int(notice.values["approval"]))
    if approval is None or approval.outcome is not Outcome.WAITING:
        return None
    return next((one for one in approval.requests if one.account.key == notice.account.casefold()), None)


def _thread(session: Session, ticket: int) -> list[str]:
    """The message ids of what was written about a ticket, oldest first: the first and the last ones."""
    came = select(Incoming.at, Incoming.message_id).where(Incoming.ticket == ticket, Incoming.message_id != "")
    went = select(Letter.made, Letter.message_id).where(Letter.ticket == ticket, Letter.token != "")
    ids = [id for _, id in sorted((row[0], row[1]) for row in (*session.execute(came), *session.execute(went)))]
    return ids[:1] + ids[1:][-_THREAD:]


def _echoes(session: Session, recipient: str, at: datetime) -> int:
    wanted = select(func.count()).where(
        Letter.recipient == recipient, Letter.event == Happening.OPENED.value, Letter.made > at - timedelta(hours=1)
    )
    return session.scalar(wanted) or 0
