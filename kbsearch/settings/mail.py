"""`[mail]`, `[attachments]` and `[[webhooks]]`: how requests and answers go in and out of the house."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, field_validator

from kbsearch.settings.table import Table, Texts

Security = Literal["tls", "starttls", "none"]

RUN_WHEN_OPENED = (
    *("exe", "scr", "com", "pif", "cpl", "msi", "msp", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "wsf", "wsh"),
    *("hta", "lnk", "reg", "jar", "app", "iso", "img"),
)
"""Endings of files that a double click runs."""


class ImapTable(Table):
    """`[mail.imap]`: the mailbox from which requests are fetched."""

    host: str = Field("", description="The server of the mailbox. Default: no mailbox is fetched.")
    port: int = Field(993, ge=1, le=65535, description="Its port.")
    security: Security = Field("tls", description="How the connection is protected: 'tls', 'starttls' or 'none'.")
    user: str = Field("", description="The name that opens the mailbox. Default: the address of [mail].")
    password_env: str = Field(
        "KBSEARCH_IMAP_PASSWORD", description="The environment variable that holds the password of the mailbox."
    )
    folder: str = Field("INBOX", description="The folder that is fetched.")
    done: str = Field(
        "", description="The folder that mails are moved to once they are stored. Default: they are marked as seen."
    )


class SmtpTable(Table):
    """`[mail.smtp]`: the server that letters are handed to."""

    host: str = Field("", description="The server. Default: letters wait in the queue.")
    port: int = Field(587, ge=1, le=65535, description="Its port.")
    security: Security = Field("starttls", description="How the connection is protected: 'tls', 'starttls' or 'none'.")
    user: str = Field("", description="The name to sign in with. Default: the server wants none.")
    password_env: str = Field(
        "KBSEARCH_SMTP_PASSWORD", description="The environment variable that holds the password for it."
    )


class MailTable(Table):
    """`[mail]`: requests by e-mail, and the letters that requesters get."""

    address: str = Field("", description="The address that requesters write to and that letters come from.")
    also: Texts = Field((), description="Other addresses whose mail arrives here; letters are never sent to them.")
    name: str = Field("", description="The name beside the address. Default: the name of the knowledge base.")
    url: str = Field(
        "",
        description="Where requesters reach these pages, such as https://help.example.com; letters then hold a link to "
        "the state of the request.",
    )
    plus_address: bool = Field(
        False,
        description="Whether answers go to an address of the ticket's own (help+7.token@example.com); the mail server "
        "has to deliver such addresses to the same mailbox.",
    )
    templates: str = Field(
        "mail", description="The folder in the knowledge base with texts that take the place of the built-in letters."
    )
    tell_people: bool = Field(
        True, description="Whether the people of the desk who have an address are told by e-mail, too."
    )
    largest_mb: int = Field(64, ge=1, le=512, description="Megabytes of a mail at most.")
    enclose_mb: int = Field(
        10,
        ge=0,
        le=512,
        description="Megabytes of files that go out with a letter at most; of larger ones it says where they stand.",
    )
    storm: int = Field(
        20,
        ge=1,
        le=10_000,
        description="Mails of one sender within an hour that become tickets; those beyond are put aside.",
    )
    keep_days: int = Field(
        7, ge=1, le=3650, description="Days for which a mail is kept as it came in once it stands in a ticket."
    )
    imap: ImapTable = Field(ImapTable(), description="The mailbox from which requests are fetched.")
    smtp: SmtpTable = Field(SmtpTable(), description="The server that letters are handed to.")

    @field_validator("address", "also")
    @classmethod
    def _is_address(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for one in (value,) if isinstance(value, str) else value:
            if one and not re.fullmatch(r"[^\s@<>,;\"+]{1,64}@[^\s@<>,;\"]{1,255}", one):
                raise ValueError("wants an address such as help@example.com, without a name and a plus sign")
        return value

    @field_validator("url")
    @classmethod
    def _is_url(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s?#]+", value):
            raise ValueError("wants an address such as https://help.example.com")
        return value.rstrip("/")

    @field_validator("templates")
    @classmethod
    def _inside(cls, value: str) -> str:
        if not value or value.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", value) or ":" in value:
            raise ValueError("wants a folder inside the knowledge base")
        return value

    @property
    def own(self) -> tuple[str, ...]:
        """All addresses whose mail arrives here."""
        return tuple(one for one in (self.address, *self.also) if one)


class AttachmentsTable(Table):
    """`[attachments]`: the files that requesters and agents bring."""

    largest_mb: int = Field(25, ge=1, le=512, description="Megabytes of one file at most.")
    refused: Texts = Field(
        RUN_WHEN_OPENED,
        description="Endings of files that are not taken. Default: those that a double click runs, such as 'exe'.",
    )


class WebhookTable(Table):
    """One `[[webhooks]]`: an address that is told what happens to tickets."""

    url: str = Field(description="Where it is sent to, by POST.")
    events: Texts = Field((), description="What is told: 'opened', 'replied', 'solved' ... Default: all that happens.")
    secret_env: str = Field(
        "KBSEARCH_WEBHOOK_SECRET", description="The environment variable with the secret that signs what is sent."
    )

    @field_validator("url")
    @classmethod
    def _is_url(cls, value: str) -> str:
        if not re.fullmatch(r"https?://[^\s#]+", value):
            raise ValueError("wants an address such as https://chat.example.com/hooks/kb")
        return value
