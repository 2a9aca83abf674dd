"""Sending: letters are handed to a mail server, each by itself, so that one that is refused holds up no other."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from kbsearch.errors import MailNotSet
from kbsearch.settings import Settings
from kbsearch.tickets.keys import AccessKeys
from kbsearch.tickets.mail.enclosures import Enclosures
from kbsearch.tickets.mail.outgoing import BATCH, KEY, Letter, Outgoing
from kbsearch.tickets.mail.secret import password
from kbsearch.tickets.mail.threads import own_address
from kbsearch.tickets.models import Happening

TIMEOUT_S = 30
"""Seconds for which the server may keep silent."""


@dataclass(frozen=True, slots=True)
class Sendings:
    """How many letters a server took, and how many it did not."""

    sent: int = 0
    failed: int = 0


class Sender:
    """Hands letters to the server of `[mail.smtp]`."""

    def __init__(self, settings: Settings, outgoing: Outgoing, keys: AccessKeys, enclosures: Enclosures) -> None:
        self._settings = settings
        self._outgoing = outgoing
        self._keys = keys
        self._enclosures = enclosures

    @property
    def ready(self) -> bool:
        """Whether the settings name a server and an address."""
        return bool(self._settings.mail.smtp.host and self._settings.mail.address)

    def send(self) -> Sendings:
        """Send what is due. What fails is kept, with the reason, and tried again. Raises KBE1062."""
        if not self.ready:
            key, table = ("host", "mail.smtp") if self._settings.mail.address else ("address", "mail")
            raise MailNotSet(problem="letters cannot be sent", key=key, table=table)
        secret = password(self._settings.mail.smtp.password_env) if self._settings.mail.smtp.user else ""
        sent = lost = 0
        while letters := self._outgoing.take():
            done = self._send_batch(list(letters), secret)
            sent, lost = sent + done.sent, lost + done.failed
            if len(letters) < BATCH:
                break
        return Sendings(sent, lost)

    def _send_batch(self, letters: list[Letter], secret: str) -> Sendings:
        """Send some letters over one connection; where that breaks, the rest wait."""
        sent = 0
        waiting = list(reversed(letters))
        try:
            with self._connected(secret) as server:
                while waiting:
                    sent += self._send(server, waiting[-1])
                    waiting.pop()
        except (OSError, smtplib.SMTPException) as error:
            for letter in waiting:
                self._outgoing.failed(letter, _said(error))
        return Sendings(sent, len(letters) - sent)

    def _send(self, server: smtplib.SMTP, letter: Letter) -> bool:
        """Send one letter. What is wrong with it alone is kept with it; what is wrong with the server is raised."""
        key = self._keys.make(letter.ticket) if letter.ticket and KEY in letter.text else ""
        try:
            server.send_message(self.message(letter, key))
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException, ValueError) as error:
            self._withdraw(key)
            if isinstance(error, smtplib.SMTPServerDisconnected | smtplib.SMTPAuthenticationError):
                raise
            self._outgoing.failed(letter, _said(error), for_good=_for_good(error))
            return False
        except BaseException:
            self._withdraw(key)
            raise
        self._outgoing.sent(letter)
        return True

    def _withdraw(self, key: str) -> None:
        if key:
            self._keys.unmake(key)

    def message(self, letter: Letter, key: str = "") -> EmailMessage:
        """A letter as it is sent."""
        mail = self._settings.mail
        made = EmailMessage(policy=SMTP)
        made["From"] = formataddr((mail.name or self._settings.name, mail.address))
        if mail.plus_address and letter.token:
            made["Reply-To"] = own_address(mail.address, letter.ticket, letter.token)
        made["To"] = letter.recipient
        made["Subject"] = letter.subject
        made["Date"] = format_datetime(letter.made)
        made["Message-ID"] = f"<{letter.message_id}>"
        if letter.references:
            made["In-Reply-To"] = f"<{letter.references[-1]}>"
            made["References"] = " ".join(f"<{one}>" for one in letter.references)
        if letter.automatic:
            made["Auto-Submitted"] = (
                "auto-replied" if letter.event == Happening.OPENED and letter.token else "auto-generated"
            )
            made["X-Auto-Response-Suppress"] = "All"
        made.set_content(letter.text.replace(KEY, key))
        for file, content in self._enclosures.of(letter):
            kind, _, sort = file.type.partition("/")
            if kind in ("multipart", "message"):  # these have rules of their own, which a file need not keep
                kind, sort = "application", "octet-stream"
            made.add_attachment(content, maintype=kind, subtype=sort, filename=file.name)
        return made

    def _connected(self, secret: str) -> smtplib.SMTP:
        smtp = self._settings.mail.smtp
        if smtp.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                smtp.host, smtp.port, timeout=TIMEOUT_S, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(smtp.host, smtp.port, timeout=TIMEOUT_S)
        try:
            if smtp.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if smtp.user:
                server.login(smtp.user, secret)
        except BaseException:
            server.close()
            raise
        return server


def _for_good(error: Exception) -> bool:
    """Whether trying again is of no use: the server said 5xx, or the letter cannot be written."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return not isinstance(error, smtplib.SMTPResponseException) or error.smtp_code >= 500


def _said(error: Exception) -> str:
    """What a server answered, or what went wrong, on one line."""
    code: int
    said: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()), (0, b""))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, said = error.smtp_code, error.smtp_error
    else:
        return " ".join((getattr(error, "strerror", None) or str(error)).split()) or type(error).__name__
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(text.split())}"
