"""A listener: a mail server of the house hands mails over by LMTP or SMTP.

It takes mail for our own addresses alone, and answers "250" only once a mail is stored.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import TYPE_CHECKING, Any

from kbsearch.errors import ExtraMissing, KbError, MailNotSet, MailTooLarge, PortTaken
from kbsearch.settings import Settings
from kbsearch.tickets.attachments import MB
from kbsearch.tickets.mail.inbox import Inbox

if TYPE_CHECKING:
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import Envelope


class Receiver:
    """What aiosmtpd asks at each step of a delivery."""

    def __init__(self, settings: Settings, inbox: Inbox, via: str) -> None:
        self._own = {address.casefold() for address in settings.mail.own}
        self._inbox = inbox
        self._via = via

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's name)
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take mail for one of our addresses; one recipient at a time, for each wants an answer of its own."""
        place, _, host = address.casefold().rpartition("@")
        if f"{place.partition('+')[0]}@{host}" not in self._own:
            return "550 5.1.1 no such mailbox here"
        if envelope.rcpt_tos:
            return "452 4.5.3 one recipient at a time"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        """Store a mail, off the loop: a large one must not keep the others waiting."""
        raw = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        try:
            stored = await asyncio.to_thread(self._inbox.take, raw, self._via, tuple(envelope.rcpt_tos))
        except MailTooLarge as error:
            return f"552 5.3.4 {error.said}"
        except KbError as error:
            logging.getLogger(__name__).warning("a mail could not be stored: %s", error)
            return "451 4.3.0 it cannot be stored now, try again later"
        return f"250 2.0.0 kept as mail {stored.id}"


def listening(settings: Settings, inbox: Inbox, host: str, port: int, *, lmtp: bool) -> Controller:
    """A listener that runs in a thread of its own until it is stopped. Raises KBE1026, KBE1027 and KBE1062."""
    if not settings.mail.own:
        raise MailNotSet(problem="nobody's mail would be taken", key="address", table="mail")
    try:
        from aiosmtpd.controller import Controller
        from aiosmtpd.lmtp import LMTP
        from aiosmtpd.smtp import SMTP
    except ImportError as error:
        raise ExtraMissing(feature="listening for mail", package="aiosmtpd", extra="mail") from error
    kind = LMTP if lmtp else SMTP

    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        raise PortTaken(host=host, port=port, problem=error.strerror or str(error)) from error

    class _Listener(Controller):
        def factory(self) -> SMTP:
            return kind(
                self.handler, ident="kbsearch", data_size_limit=settings.mail.largest_mb * MB, decode_data=False
            )

    made = _Listener(Receiver(settings, inbox, "lmtp" if lmtp else "smtp"), hostname=host, port=port)
    made.start()
    return made
