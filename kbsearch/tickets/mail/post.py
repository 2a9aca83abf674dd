"""The post: all that comes in and goes out by mail, and the round in which it does."""

from __future__ import annotations

from dataclasses import dataclass

from kbsearch.people.database import Database
from kbsearch.settings import Settings
from kbsearch.tickets.keys import AccessKeys
from kbsearch.tickets.mail.enclosures import Enclosures
from kbsearch.tickets.mail.inbox import Inbox
from kbsearch.tickets.mail.letters import Letters
from kbsearch.tickets.mail.outgoing import Outgoing
from kbsearch.tickets.mail.sending import Sender, Sendings


@dataclass(frozen=True, slots=True)
class Round:
    """What one round has moved."""

    fetched: int = 0
    written: int = 0
    sent: int = 0
    failed: int = 0


class Post:
    """The mail of one knowledge base."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self.inbox = Inbox(settings, database)
        self.outgoing = Outgoing(database)
        self.letters = Letters(settings, database)
        self._sender = Sender(settings, self.outgoing, AccessKeys(database), Enclosures(settings, database))

    def fetch(self) -> int:
        """Take what is new in the mailbox; its number. Raises as `kbsearch.tickets.mail.imap.fetch`."""
        from kbsearch.tickets.mail.imap import fetch

        return fetch(self._settings, self.inbox)

    def send(self) -> Sendings:
        """Write the letters that are wanted and send what is due. Raises KBE1062, KBE1067 and KBE1068."""
        self.letters.write()
        return self._sender.send()

    def round(self) -> Round:
        """Do all that is set up: fetch, deal with what was left, write, send, delete what was kept long enough."""
        fetched = self.fetch() if self._settings.mail.imap.host else 0
        self.inbox.catch_up()
        written = self.letters.write()
        sendings = self._sender.send() if self._sender.ready else Sendings()
        self.inbox.store.clear()
        return Round(fetched, written, sendings.sent, sendings.failed)
