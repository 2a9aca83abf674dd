"""A request before it is a ticket: what was said about it, checked and without what is nobody's business."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kbsearch.articles.redact import redact
from kbsearch.errors import PasteEmpty, TicketInvalid
from kbsearch.guess import nearest
from kbsearch.search.paste import read_paste
from kbsearch.search.results import Signature
from kbsearch.search.signature import message_at, signature_of
from kbsearch.settings.tickets import CategoryTable, FieldTable, TicketsTable
from kbsearch.tickets.links import LinkKind
from kbsearch.tickets.models import Channel

SUBJECT = 200
"""Characters of a subject that are kept."""

MOST = 1_000_000
"""Minutes, and people, that a disruption may cost at most: more is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class New:
    """What is known about a request when it is logged.

    `requester` is a name, an address, or both as `Name <address>`; `paste` what they pasted or said,
    `subject` a line about it (default: its error, or its first line). `article` is linked as `kind`,
    `tried` are articles that were not the answer, `click` is the number of a link that was made with one
    click before it was logged. `minutes` is what the disruption costs each of
    `people`. `keep` holds values of the paste that look like personal data and are none.
    """

    requester: str
    paste: str = ""
    subject: str = ""
    channel: Channel = Channel.PHONE
    product: str = ""
    category: str = ""
    article: str = ""
    kind: LinkKind = LinkKind.REFERENCE
    tried: tuple[str, ...] = ()
    click: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    minutes: int = 0
    people: int = 1
    keep: tuple[str, ...] = ()


def read_new(new: New, tickets: TicketsTable) -> dict[str, Any]:
    """What of it is kept, as the data of the first event; raises KBE1005 and KBE1051."""
    if not new.paste.strip() and not new.subject.strip():
        raise TicketInvalid(problem="it does not say what happened", hint="give the paste, or a subject")
    check_impact(new.minutes, new.people)
    category = read_category(new.category, tickets)
    return signed(new.paste, new.subject, new.keep) | {
        "channel": new.channel.value,
        "product": new.product.strip(),
        "category": category.name if category else new.category.strip(),
        "private": category is not None and category.private,
        "fields": read_fields(new.fields, tickets),
        "minutes": new.minutes,
        "people": new.people,
    }


def check_impact(minutes: int, people: int) -> None:
    """Raise KBE1051 for what no disruption costs."""
    for name, number, least in (("minutes", minutes, 0), ("people", people, 1)):
        if not least <= number <= MOST:
            hint = f"give a whole number from {least} to {MOST:,}"
            raise TicketInvalid(problem=f"{number:,} {name} cannot be", hint=hint)


def read_category(name: str, tickets: TicketsTable) -> CategoryTable | None:
    """The category of that name; raises KBE1051 where the settings list some and not that one."""
    found = tickets.category(name)
    if name and found is None and tickets.categories:
        names = [one.name for one in tickets.categories]
        guess = nearest(name, names)
        hint = f"did you mean {guess!r}?" if guess else f"the categories are {', '.join(names)}"
        raise TicketInvalid(problem=f"there is no category {name!r}", hint=hint)
    return found


def signed(text: str, subject: str = "", keep: Collection[str] = ()) -> dict[str, str]:
    """What somebody said, masked, with its subject, the line of its first error unless one is given, and its signature.

    Raises KBE1005.
    """
    signature, error = _signature(text)
    masked = redact(text, keep).text
    line = subject.strip() or error or masked.strip().partition("\n")[0]
    return {
        "subject": redact(" ".join(line.split()), keep).text[:SUBJECT],
        "text": masked,
        "signature": signature.id if signature else "",
        "signature_text": redact(signature.text, keep).text if signature else "",
    }


def read_fields(said: Mapping[str, str], tickets: TicketsTable) -> dict[str, str]:
    """The values of a ticket's own fields, each of its kind, empty ones left out; raises KBE1051."""
    known = {one.name: one for one in tickets.fields}
    found: dict[str, str] = {}
    for name, value in said.items():
        if name not in known:
            guess = nearest(name, known)
            hint = f"did you mean {guess!r}?" if guess else "[[tickets.fields]] in kbsearch.toml says which there are"
            raise TicketInvalid(problem=f"there is no field {name!r}", hint=hint)
        text = value.strip()
        if text:
            found[name] = redact(_checked(known[name], text)).text
    return found


def _checked(table: FieldTable, text: str) -> str:
    """A value as its kind has it; raises KBE1051."""
    wanted = ""
    if table.kind == "choice":
        match = next((choice for choice in table.choices if choice.casefold() == text.casefold()), None)
        wanted = "" if match else f"one of {', '.join(table.choices)}"
        text = match or text
    elif table.kind == "number" and not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,6})?", text):
        wanted = "a number"
    elif table.kind == "date" and not _is_day(text):
        wanted = "a day such as 2026-11-20"
    elif len(text) > SUBJECT:
        wanted = f"up to {SUBJECT} characters"
    if wanted:
        raise TicketInvalid(problem=f"{text[:40]!r} does not fit the field {table.name!r}", hint=f"give {wanted}")
    return text


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _signature(text: str) -> tuple[Signature | None, str]:
    """The signature of the first error of a paste, and the message of its line as it was pasted."""
    try:
        paste = read_paste(text)
    except PasteEmpty:
        return None, ""
    found = signature_of(paste)
    return found, message_at(paste, found.line) if found else ""
