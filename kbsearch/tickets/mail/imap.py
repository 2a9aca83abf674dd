"""A mailbox: mails are fetched from it by IMAP, and marked there only once they are stored here."""

from __future__ import annotations

import imaplib
from typing import TYPE_CHECKING

from kbsearch.errors import ExtraMissing, MailboxFailed, MailNotSet, MailTooLarge
from kbsearch.settings import Settings
from kbsearch.tickets.mail.inbox import Inbox
from kbsearch.tickets.mail.secret import password

if TYPE_CHECKING:
    from imap_tools import BaseMailBox

TIMEOUT_S = 60
"""Seconds for which the server may keep silent."""


def fetch(settings: Settings, inbox: Inbox) -> int:
    """Take all mails of the mailbox that are new there; their number.

    A mail is marked as seen, or moved to the folder for it, when it is stored; one that is fetched twice is
    taken once. One that is too large is marked and stays there. Raises KBE1026, KBE1039, KBE1062, KBE1063
    and KBE1068.
    """
    imap = settings.mail.imap
    if not imap.host:
        raise MailNotSet(problem="there is no mailbox to fetch from", key="host", table="mail.imap")
    try:
        from imap_tools.errors import ImapToolsError
    except ImportError as error:
        raise ExtraMissing(feature="fetching mail", package="imap-tools", extra="mail") from error
    try:
        with _opened(settings) as mailbox:
            return _take_all(mailbox, imap.done, inbox)
    except (OSError, imaplib.IMAP4.error, ImapToolsError) as error:
        said = " ".join(str(error).split()) or type(error).__name__
        raise MailboxFailed(host=imap.host, problem=said) from error


def _take_all(mailbox: BaseMailBox, done: str, inbox: Inbox) -> int:
    taken = 0
    for uid in mailbox.uids("ALL" if done else "UNSEEN"):
        raw = _raw(mailbox, uid)
        if raw is None:  # somebody else has deleted it meanwhile
            continue
        try:
            inbox.take(raw, "imap")
            taken += 1
        except MailTooLarge:
            mailbox.flag(uid, r"\Flagged", True)
            if done:
                continue
        if done:
            mailbox.move(uid, done)
        else:
            mailbox.flag(uid, r"\Seen", True)
    return taken


def _raw(mailbox: BaseMailBox, uid: str) -> bytes | None:
    """A mail as it is, unmarked."""
    _, parts = mailbox.client.uid("fetch", uid, "(BODY.PEEK[])")
    return next((part[1] for part in parts or () if isinstance(part, tuple)), None)


def _opened(settings: Settings) -> BaseMailBox:
    """The mailbox, signed in to, its folder chosen."""
    from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted

    imap = settings.mail.imap
    kinds = {"tls": MailBox, "starttls": MailBoxStartTls, "none": MailBoxUnencrypted}
    secret = password(imap.password_env)
    made: BaseMailBox = kinds[imap.security](imap.host, port=imap.port, timeout=TIMEOUT_S)
    try:
        made.login(imap.user or settings.mail.address, secret, initial_folder=imap.folder)
    except BaseException:
        made.client.shutdown()
        raise
    return made
