"""Who sends: a person, or a machine that nobody must answer by machine (RFC 3834)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

from kbsearch.tickets.mail.headers import Address, ids, said, text, texts
from kbsearch.tickets.mail.parts import body_text

HOPS = 50
"""Servers that a mail may have gone through; one with more goes round in circles (see RFC 5321, 6.3)."""

_AUTOMATIC = re.compile(
    r"\s*(?:auto(?:matic|matische|mated)?[ -]?(?:reply|response|antwort)|out of (?:the )?office|abwesenheit|"
    r"réponse automatique|respuesta automática|risposta automatica|resposta automática|automatisch antwoord|"
    r"autosvar|vacation)\b",
    re.IGNORECASE,
)
_RETURNED = re.compile(
    r"\s*(?:undeliver(?:ed|able)|delivery (?:status notification|failure|has failed)|returned mail|failure notice|"
    r"mail delivery (?:failed|system|subsystem)|unzustellbar)",
    re.IGNORECASE,
)
_MACHINES = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon)@", re.IGNORECASE)
_ID = re.compile(r"<([^<>\s]{1,500}@[^<>\s]{1,400})>|^message-id:\s*([^<>\s]{1,500}@[^<>\s]{1,400})", re.I | re.M)
_SEARCHED = 200_000  # characters of a returned mail in which our own letters are looked for


class Origin(StrEnum):
    """Who or what sent a mail."""

    PERSON = "person"
    PROGRAM = "program"
    AUTO_REPLY = "automatic reply"
    BULK = "bulk mail"
    BOUNCE = "returned mail"
    LOOP = "mail loop"


@dataclass(frozen=True, slots=True)
class Sent:
    """Who sent a mail, and what of it says so."""

    origin: Origin
    why: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    """What a returned mail says: whom it did not reach, why, and which mails it may speak of; `final`: for good."""

    recipient: str
    problem: str
    letters: tuple[str, ...]
    final: bool


def origin_of(message: Message, sender: Address, own: Collection[str]) -> Sent:
    """Who sent a mail; `own` are the addresses that mail to us goes to."""
    if sender.key in {address.casefold() for address in own}:
        return Sent(Origin.LOOP, f"it comes from our own address {sender.address}")
    hops = len(texts(message, "Received"))
    if hops > HOPS:
        return Sent(Origin.LOOP, f"it went through {hops} servers")
    returned = _returned(message, sender)
    if returned:
        return Sent(Origin.BOUNCE, returned)
    return _automatic(message) or Sent(Origin.PERSON)


def return_of(message: Message) -> Return:
    """What a returned mail says, from its report (RFC 3464) or, without one, from its text."""
    recipient = problem = ""
    letters: list[str] = []
    final = True
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            for block in part.walk():
                recipient = recipient or text(block, "Final-Recipient").rpartition(";")[2].strip()
                problem = problem or said(block, "Diagnostic-Code").rpartition(";")[2].strip()
                problem = problem or said(block, "Status")
                final = final and text(block, "Action").strip().lower() not in ("delayed", "delivered", "relayed")
        elif kind == "message/rfc822":
            letters += [found for inner in part.walk() for found in ids(inner, "Message-ID")]
        elif kind in ("text/plain", "text/rfc822-headers", "text/html"):
            shown = body_text(part)[:_SEARCHED]
            letters += [one or other for one, other in _ID.findall(shown)]
    letters += [found for name in ("In-Reply-To", "References") for found in ids(message, name)]
    return Return(recipient, problem or said(message, "Subject"), tuple(dict.fromkeys(letters)), final)


def _returned(message: Message, sender: Address) -> str:
    """Why a mail is taken for a returned one; "" where it is none."""
    if message.get_content_type() == "multipart/report" and "delivery-status" in text(message, "Content-Type").lower():
        return "it is a delivery report"
    empty = any(value.strip() == "<>" for value in texts(message, "Return-Path"))
    by_machine = empty or bool(_MACHINES.match(sender.address)) or not sender.address
    if by_machine and _RETURNED.match(said(message, "Subject")):
        return "a mail server sends it, and its subject says that a mail was returned"
    return ""


def _automatic(message: Message) -> Sent | None:
    """What sends mails by itself says so in one of these ways."""
    answered = bool(ids(message, "In-Reply-To"))
    submitted = text(message, "Auto-Submitted").split(";")[0].strip().lower()
    subject = said(message, "Subject")
    if submitted.startswith("auto-replied") or (submitted not in ("", "no") and answered):
        return Sent(Origin.AUTO_REPLY, f"its header says Auto-Submitted: {submitted}")
    for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponse"):
        if texts(message, name):
            return Sent(Origin.AUTO_REPLY, f"it has a header {name}")
    if _AUTOMATIC.match(subject):
        return Sent(Origin.AUTO_REPLY, f"its subject is {subject[:80]!r}")
    precedence = text(message, "Precedence").strip().lower()
    if precedence == "auto_reply":
        return Sent(Origin.AUTO_REPLY, "its header says Precedence: auto_reply")
    if submitted not in ("", "no"):
        return Sent(Origin.PROGRAM, f"its header says Auto-Submitted: {submitted}")
    if precedence in ("bulk", "list", "junk"):
        return Sent(Origin.BULK, f"its header says Precedence: {precedence}")
    for name in ("List-Id", "List-Unsubscribe"):
        if texts(message, name):
            return Sent(Origin.BULK, f"it has a header {name}")
    return None
