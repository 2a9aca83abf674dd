"""The thread of a ticket: what was said, and between it the steps that were taken, each in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from kbsearch.tickets.mail.quotes import fold
from kbsearch.tickets.models import Channel, Happening, Promise, TicketEvent
from kbsearch.web.clock import local

Kind = Literal["heard", "reply", "note", "step"]

_SPOKEN: dict[Happening, Kind] = {
    Happening.OPENED: "heard",
    Happening.HEARD: "heard",
    Happening.REPLIED: "reply",
    Happening.NOTED: "note",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as it is read: `text` is what was said, `says` what happened."""

    event: TicketEvent
    kind: Kind
    says: str
    text: str = ""
    article: str = ""
    ticket: int = 0
    """Another ticket that it is about, 0 for none."""
    tail: str = ""
    """What a mail repeats of what was said before."""

    @property
    def public(self) -> bool:
        """Whether the requester may read it."""
        return self.event.public


def entries(events: Iterable[TicketEvent], promises: Iterable[Promise]) -> Iterator[Entry]:
    """The events as they are read, in their order."""
    known = {promise.id: promise for promise in promises}
    for event in events:
        data = event.data
        if event.kind in _SPOKEN:
            text, tail = data.get("text", "") or data.get("subject", ""), ""
            if data.get("channel") == Channel.MAIL:
                folded = fold(text)
                text, tail = folded.said.rstrip(), folded.tail.strip()
            yield Entry(event, _SPOKEN[event.kind], _spoken(event), text, tail=tail)
            continue
        says, text = _SAYS.get(event.kind, _plainly)(data, known.get(data.get("promise", 0)))
        other = data.get("into") or data.get("taken") or data.get("incident") or 0
        yield Entry(event, "step", says or str(event.kind), text, data.get("article", ""), other)


def _spoken(event: TicketEvent) -> str:
    """How something was said, as what follows the name of whoever said it."""
    if event.kind is Happening.REPLIED:
        return "to the requester"
    if event.kind is Happening.NOTED:
        return "internal note"
    return f"{'asks' if event.kind is Happening.OPENED else 'says'} by {event.data['channel']}"


Says = Callable[[dict[str, Any], Promise | None], tuple[str, str]]


def _plainly(data: dict[str, Any], promise: Promise | None) -> tuple[str, str]:
    return "", str(data.get("note", "") or data.get("reason", "") or data.get("text", ""))


def _corrected(data: dict[str, Any], promise: Promise | None) -> tuple[str, str]:
    changes = "; ".join(
        f"{name}: {before or '–'} → {after or '–'}" for name, (before, after) in data["changes"].items()
    )
    return f"corrected {changes}", ""


def _promised(data: dict[str, Any], promise: Promise | None) -> tuple[str, str]:
    return f"promised: {data['what']} by {local(datetime.fromisoformat(data['due']))}", ""


def _about(said: str) -> Says:
    """A step about a promise."""
    return lambda data, promise: (f"{said}: {promise.what} by {local(promise.due)}" if promise else said, "")


def _to(said: str, text: str = "note") -> Says:
    return lambda data, promise: (f"{said} {data.get('to') or 'nobody yet'}", str(data.get(text, "")))


def _with(said: str, text: str) -> Says:
    return lambda data, promise: (said, str(data.get(text, "")))


def _gathered(data: dict[str, Any], promise: Promise | None) -> tuple[str, str]:
    others = data.get("gathered")
    return (f"gathered {', '.join(map(str, others))}" if others else "gathered it under the incident", "")


_SAYS: dict[Happening, Says] = {
    Happening.CORRECTED: _corrected,
    Happening.LINKED: lambda data, _: (f"linked as {data['kind']}:", ""),
    Happening.UNLINKED: lambda data, _: ("took back the link to", ""),
    Happening.HANDED: _to("handed it to"),
    Happening.OWNER_CHANGED: _to("made the owner", "reason"),
    Happening.ESCALATED: _to("escalated it to"),
    Happening.ESCALATION_ROSE: lambda data, _: (f"has waited for engineering for {data['hours']} hours", ""),
    Happening.BROUGHT_BACK: _with("brought it back from engineering", "learnt"),
    Happening.PROMISED: _promised,
    Happening.REMINDED: _about("reminded of a promise"),
    Happening.PROMISE_KEPT: _about("kept a promise"),
    Happening.PROMISE_MISSED: _about("a promise was missed"),
    Happening.SOLVED: lambda data, _: ("solved it with" if data.get("article") else "solved it", ""),
    Happening.CONFIRMED: _with("the requester says that it is fixed", "text"),
    Happening.DENIED: _with("the requester says that it is not fixed", "text"),
    Happening.CLOSED: _with("closed it", "reason"),
    Happening.REOPENED: _with("took it up again", "reason"),
    Happening.APPROVAL_ASKED: lambda data, _: (f"asked {data['approver']} for approval", data["what"]),
    Happening.APPROVAL_DECIDED: lambda data, _: (data["outcome"], data["answer"]),
    Happening.GATHERED: _gathered,
    Happening.LET_GO: lambda data, _: ("took it out of the incident", ""),
    Happening.MERGED: lambda data, _: ("merged it into ticket", ""),
    Happening.TOOK_IN: lambda data, _: ("took in ticket", ""),
    Happening.SPLIT: lambda data, _: ("split off ticket", ""),
}
