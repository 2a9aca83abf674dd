"""The inbox: what becomes of a mail that came in. It is stored first, and only then understood."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kbsearch.errors import KbError, MailUnknown
from kbsearch.people.accounts import Account
from kbsearch.people.audit import record
from kbsearch.people.database import Database, now
from kbsearch.settings import Settings
from kbsearch.tickets.attachments import Attachments
from kbsearch.tickets.attempts import Standing
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.mail.incoming import WAITING, Fate, Incoming, MailStore, sender_key
from kbsearch.tickets.mail.message import Mail, Unreadable, read_mail
from kbsearch.tickets.mail.origin import Origin, Return
from kbsearch.tickets.mail.outgoing import Letter
from kbsearch.tickets.mail.parts import File
from kbsearch.tickets.mail.threads import thread_of, unmarked
from kbsearch.tickets.models import Channel, Notice, State, Ticket, TicketEvent
from kbsearch.tickets.new import New
from kbsearch.tickets.wording import LONGEST

STORM = timedelta(hours=1)
"""The time within which the mails of one sender are counted."""

UNKNOWN = "unknown sender"
"""Whose requests those are that say not who sent them."""

NO_TEXT = "(the mail has no text)"
"""What is kept of a mail that holds files alone, or nothing."""

_YES = re.compile(r"\W*(?:yes|yep|yeah|ja|oui|sí|si|sim|tak)\b[\s\w,.!]{0,40}", re.IGNORECASE)
_NO = re.compile(r"\W*(?:no|nope|nein|non|não|nee|nie)\W*", re.IGNORECASE)


class Inbox:
    """What comes in by mail."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._log = TicketLog(settings, database)
        self._attachments = Attachments(settings, database)
        self.store = MailStore(settings, database)

    def take(self, raw: bytes, via: str, envelope: Sequence[str] = ()) -> Incoming:
        """Store a mail, and make of it what it is; once this returns it may be acknowledged.

        A mail that was stored is never lost: what goes wrong afterwards is kept with it, and it is looked at
        again by `catch_up`. Raises KBE1064 when it is too large, and KBE1039 when it cannot be stored.
        """
        stored, is_new = self.store.keep(raw, via, envelope)
        if not is_new and stored.fate is not Fate.NEW:
            return stored
        return self._understood(stored.id)

    def catch_up(self) -> int:
        """Deal with the mails that were stored and not dealt with, as after a power cut; their number."""
        left = self.store.list((Fate.NEW,), limit=1000)
        for mail in reversed(left):
            self._understood(mail.id)
        return len(left)

    def accept(self, id: int, *, by: str) -> Incoming:
        """Make a ticket of a mail that was put aside, or add it to its ticket, whoever sent it. Raises KBE1065.

        One that cannot be read becomes a ticket that says so, with the mail as a file.
        """
        with self._database.write() as session:
            mail = self._waiting(session, id)
            record(session, by, "mail accepted", str(id))
        return self._understood(mail.id, forced=True)

    def dismiss(self, id: int, *, by: str) -> Incoming:
        """Say that a mail that was put aside needs nothing; it is deleted after a while. Raises KBE1065."""
        with self._database.write() as session:
            mail = self._waiting(session, id)
            mail.fate = Fate.DISMISSED
            record(session, by, "mail dismissed", str(id))
        return mail

    def read(self, mail: Incoming) -> Mail:
        """A mail that is kept, taken apart; raises KBE1065 where it has been deleted, and Unreadable."""
        return read_mail(self.store.raw(mail), self._settings.mail.own, mail.envelope.split())

    def _waiting(self, session: Session, id: int) -> Incoming:
        found = session.get(Incoming, id)
        if found is None or found.fate not in WAITING:
            hint = "'kbsearch mail list' lists those that wait" if found is None else f"it was {found.fate}"
            raise MailUnknown(id=id, hint=hint)
        return found

    def _understood(self, id: int, forced: bool = False) -> Incoming:
        """Deal with one stored mail: all of it, or nothing but a word on why not."""
        stored = self.store.get(id)
        try:
            read: Mail | None = self.read(stored)
            problem = ""
        except Unreadable as error:
            read, problem = None, str(error)
        try:
            with self._database.write() as session:
                mail = session.get_one(Incoming, id)
                if mail.fate not in WAITING:
                    return mail
                if read is not None:
                    self._deal_with(session, mail, read, forced)
                elif forced:
                    self._add_unread(mail, problem)
                else:
                    mail.fate, mail.why = Fate.UNREADABLE, problem
                return mail
        except KbError as error:
            if error.code == "KBE1039":  # the state itself: nothing can be written about it either
                raise
            return self._put_aside(id, str(error))
        except Exception as error:  # it is stored, and its sender believes so: it must not be lost for our mistake
            logging.getLogger(__name__).exception("mail %s could not be dealt with", id)
            return self._put_aside(id, f"unforeseen: {type(error).__name__}: {error}")

    def _put_aside(self, id: int, why: str) -> Incoming:
        with self._database.write() as session:
            mail = session.get_one(Incoming, id)
            mail.fate, mail.why = Fate.ASIDE, why
            return mail

    def _deal_with(self, session: Session, mail: Incoming, read: Mail, forced: bool) -> None:
        mail.message_id, mail.sender, mail.subject = read.id, read.sender.address, read.subject
        mail.sender_key = sender_key(read.sender.address)
        number = thread_of(session, read, self._settings.mail.own)
        if read.returned is not None and not forced:
            self._returned(session, mail, read.returned)
            return
        if read.by.origin is Origin.AUTO_REPLY and number is not None and not forced:
            self._note(mail, self._log.last_of(number), f"Automatic reply:\n\n{read.body.said.strip()}")
            return
        why = "" if forced else self._doubt(session, mail, read)
        if why:
            mail.fate, mail.why, mail.ticket = Fate.ASIDE, why, number
        elif number is not None:
            self._hear(session, mail, read, self._log.last_of(number))
        else:
            self._add(session, mail, read)

    def _doubt(self, session: Session, mail: Incoming, read: Mail) -> str:
        """Why a mail is put aside rather than taken up; "" where it is taken."""
        if read.by.origin in (Origin.LOOP, Origin.BULK, Origin.AUTO_REPLY):
            return f"{read.by.origin}: {read.by.why}"
        if not read.sender.address:
            return "it does not say who sent it"
        earlier = select(func.count()).where(
            Incoming.sender_key == mail.sender_key, Incoming.at > mail.at - STORM, Incoming.id < mail.id
        )
        count, limit = session.scalar(earlier) or 0, self._settings.mail.storm
        return (
            f"mail storm: {count + 1} mails of this sender within an hour, more than {limit}" if count >= limit else ""
        )

    def _add(self, session: Session, mail: Incoming, read: Mail) -> None:
        text, rest = _cut(_text(read))
        new = New(
            requester=_as_requester(read),
            paste=text,
            subject=unmarked(read.subject) or ("" if read.text.strip() else "A mail without a subject"),
            channel=Channel.MAIL,
        )
        ticket = self._log.add(new)
        event = session.scalars(select(TicketEvent).where(TicketEvent.ticket == ticket.number)).first()
        if read.by.origin is not Origin.PERSON:  # a machine is not answered by a machine
            for notice in session.scalars(select(Notice).where(Notice.ticket == ticket.number, Notice.account == "")):
                notice.sent = now()
        self._done(mail, ticket.number)
        self._keep_files(mail, ticket.number, event, read, rest)

    def _hear(self, session: Session, mail: Incoming, read: Mail, number: int) -> None:
        """Add a mail to its ticket: as what the requester says, or as a note of somebody of the desk."""
        ticket = session.get_one(Ticket, number)
        of_requester = ticket.requester.mail.casefold() == read.sender.key
        account = None if of_requester else _account_of(session, read)
        text, rest = _cut(_text(read))
        if account is not None:
            event = self._log.note(number, text, by=account.name)
        elif of_requester and ticket.state is State.SOLVED and (answer := _answer(read)) is not None:
            self._log.confirm(number, answer)
            event = None
        else:
            said = text if of_requester else _cut(f"{read.sender.name or read.sender.address} writes:\n\n{text}")[0]
            event = self._log.hear(number, said, channel=Channel.MAIL, message=read.id)
        self._done(mail, number)
        self._keep_files(mail, number, event, read, rest, public=account is None)

    def _returned(self, session: Session, mail: Incoming, returned: Return) -> None:
        """A letter of ours has come back: it is given up, and whoever owns its ticket is told."""
        letters = select(Letter).where(Letter.message_id.in_(returned.letters[:200]))
        letter = session.scalars(letters).first()
        if letter is None:
            mail.fate, mail.why = Fate.ASIDE, "returned mail: it does not say which letter of ours it speaks of"
            return
        problem = f"{returned.recipient or letter.recipient}: {returned.problem}"
        if not returned.final:
            mail.fate, mail.why, mail.ticket = Fate.NOTED, f"late: {problem}", letter.ticket
            return
        letter.standing, letter.problem, letter.done = Standing.GIVEN_UP, problem[:500], now()
        self._note(mail, self._log.last_of(letter.ticket), f"A letter has come back. {problem}")

    def _note(self, mail: Incoming, number: int, text: str) -> None:
        """Keep in a ticket what a machine wrote; its state stays as it is, and its people are told."""
        self._log.note(number, _cut(text)[0], by="")
        mail.fate, mail.ticket = Fate.NOTED, number

    def _add_unread(self, mail: Incoming, problem: str) -> None:
        text = f"A mail came in that cannot be read: {problem}. It is here as a file."
        ticket = self._log.add(New(requester=UNKNOWN, paste=text, channel=Channel.MAIL))
        self._done(mail, ticket.number)
        self._attachments.add(ticket.number, f"mail-{mail.id}.eml", self.store.raw(mail), type="message/rfc822")

    def _done(self, mail: Incoming, number: int) -> None:
        mail.fate, mail.ticket, mail.why = Fate.TAKEN, number, ""

    def _keep_files(
        self,
        mail: Incoming,
        number: int,
        event: TicketEvent | None,
        read: Mail,
        rest: str,
        public: bool = True,
    ) -> None:
        """Keep the files of a mail; those that are not taken are named, with the reason."""
        files = [*read.files, *([File("rest-of-the-mail.txt", "text/plain", rest.encode())] if rest else [])]
        left_out = list(read.left_out)
        for file in files:
            problem = self._attachments.problem(file.name, len(file.content))
            if problem:
                left_out.append(f"{file.name} ({problem})")
                continue
            self._attachments.add(
                number,
                file.name,
                file.content,
                type=file.type,
                public=public,
                event=event.id if event is not None else None,
            )
        if left_out:
            mail.why = f"left out: {', '.join(left_out)}"
            days = self._settings.mail.keep_days
            said = f"Left out of mail {mail.id}, which is kept as it came in for {days} days: {', '.join(left_out)}"
            self._log.note(number, _cut(said)[0], by="")


def _text(read: Mail) -> str:
    """The text of a mail with its quoted tail, which is folded where it is shown."""
    return read.text.strip() or NO_TEXT


def _cut(text: str) -> tuple[str, str]:
    """As much of a text as a ticket keeps in one piece, and the rest."""
    return text[:LONGEST], text[LONGEST:]


def _as_requester(read: Mail) -> str:
    """Who asks, as the log reads it."""
    if not read.sender.address:
        return UNKNOWN
    name = read.sender.name.replace("\\", "").replace('"', "")
    return f'"{name}" <{read.sender.address}>' if name else read.sender.address


def _answer(read: Mail) -> bool | None:
    """Whether a mail answers that it is fixed, or that it is not; None where it says more than that."""
    said = read.body.said.strip()
    if _YES.fullmatch(said):
        return True
    return False if _NO.fullmatch(said) else None


def _account_of(session: Session, read: Mail) -> Account | None:
    """Whose of the desk a mail is, by its address."""
    if not read.sender.address:
        return None
    found = session.scalars(select(Account).where(func.lower(Account.mail) == read.sender.address.lower()))
    return next((account for account in found if account.active), None)
