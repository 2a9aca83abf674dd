"""The JSON API about tickets: the verbs of `kbsearch ticket`. Its operations belong to the room of the API."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel

from kbsearch.errors import (
    AccountUnknown,
    ApprovalClosed,
    ApproverMissing,
    ArticleUnknown,
    KbError,
    NotAllowed,
    PasteTooLarge,
    PromiseClosed,
    ReplyQuestioned,
    RequestInvalid,
    ResolutionTaken,
    TicketInvalid,
    TicketRefused,
    TicketUnknown,
)
from kbsearch.tickets.corrections import Corrected
from kbsearch.tickets.data import approval_data, event_data, link_data, promise_data, ticket_data
from kbsearch.tickets.links import LinkKind
from kbsearch.tickets.lists import Filter
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.models import Channel, State
from kbsearch.tickets.moments import read_moment
from kbsearch.tickets.new import New
from kbsearch.tickets.viewer import Viewer
from kbsearch.web import api_ticket_models as models
from kbsearch.web.api import operations
from kbsearch.web.identity import identity
from kbsearch.web.numbers import number_in
from kbsearch.web.operations import Declare
from kbsearch.web.visitor import visitor

room = operations.room  # that of the whole API, once these operations are in it

_HINT = "/api/v1/openapi.json says what is read"
_ANY = (NotAllowed, RequestInvalid)
_ONE = (*_ANY, TicketUnknown)
_DEED = (*_ONE, TicketInvalid, TicketRefused)
_TICKET = "/api/v1/tickets/<number>"


def _deed(name: str, answer: type[BaseModel], body: type[BaseModel], *errors: type[KbError]) -> Declare:
    """Something that is done to one ticket, and the errors of its own."""
    return operations.add("POST", f"{_TICKET}/{name}", answer, body=body, errors=(*_DEED, *errors), hint=_HINT)


@operations.add("GET", "/api/v1/tickets", models.TicketsReply, query=models.TicketQuery, errors=_ANY, hint=_HINT)
def tickets(query: models.TicketQuery) -> dict[str, Any]:
    """List the tickets that the asker may see."""
    wanted = Filter(
        active=_said(query.active),
        states=tuple(map(State, query.state)),
        person=query.person,
        owner=query.owner,
        assignee=query.assignee,
        requester=query.requester,
        product=query.product,
        category=query.category,
        signature=query.signature,
        article=query.article,
        linked=_said(query.linked),
        escalated=_said(query.escalated),
    )
    page = _log().list(wanted, _viewer(), after=query.after, size=query.limit)
    return {"tickets": [ticket_data(ticket) for ticket in page.tickets], "after": page.after}


@operations.add(
    "POST",
    "/api/v1/tickets",
    models.TicketReply,
    body=models.NewTicket,
    errors=(*_ANY, TicketInvalid, ArticleUnknown, PasteTooLarge),
    hint=_HINT,
)
def ticket_add(body: models.NewTicket) -> dict[str, Any]:
    """Log a request; the answer holds the number of its ticket."""
    new = New(
        requester=body.requester,
        paste=body.paste,
        subject=body.subject,
        channel=Channel(body.channel),
        product=body.product,
        category=body.category,
        article=_article(body.article),
        kind=LinkKind(body.kind),
        fields=body.fields,
        minutes=body.minutes,
        people=body.people,
    )
    return ticket_data(_log().add(new, by=identity().name))


@operations.add("GET", _TICKET, models.WholeTicketReply, errors=_ONE)
def ticket(number: str) -> dict[str, Any]:
    """One ticket with all that happened."""
    log, viewer, found = _log(), _viewer(), _number(number)
    return ticket_data(log.get(found, viewer)) | {
        "links": [link_data(link) for link in log.links(found, viewer)],
        "promises": [promise_data(promise) for promise in log.promises.of(found, viewer)],
        "approvals": [approval_data(approval) for approval in log.changes.of(found, viewer)],
        "gathered": [one.number for one in log.incidents.gathered(found, viewer)],
        "events": [event_data(event) for event in log.events(found, viewer)],
    }


@_deed("notes", models.EventReply, models.Said)
def ticket_note(number: str, body: models.Said) -> dict[str, Any]:
    """Keep a note that only those inside read."""
    return event_data(_log().note(_number(number), body.text, by=identity().name))


@_deed("replies", models.EventReply, models.Answered, ReplyQuestioned)
def ticket_reply(number: str, body: models.Answered) -> dict[str, Any]:
    """Answer the requester."""
    return event_data(_log().reply(_number(number), body.text, by=identity().name, as_is=body.as_is))


@_deed("heard", models.EventReply, models.Heard)
def ticket_hear(number: str, body: models.Heard) -> dict[str, Any]:
    """Keep what the requester says; a ticket that was solved or closed is open again."""
    channel = Channel(body.channel)
    return event_data(_log().hear(_number(number), body.text, channel=channel, by=identity().name))


@_deed("links", models.TicketReply, models.Linked, ArticleUnknown, ResolutionTaken)
def ticket_link(number: str, body: models.Linked) -> dict[str, Any]:
    """Link an article: what solved the request (one at most), what was read beside it, or what was not the answer."""
    kind = LinkKind(body.kind)
    return ticket_data(_log().link(_number(number), _article(body.article), kind, by=identity().name))


@operations.add("DELETE", f"{_TICKET}/links/<path:article>", models.TicketReply, errors=_DEED)
def ticket_unlink(number: str, article: str) -> dict[str, Any]:
    """Take a link back; that it was there stays on record."""
    return ticket_data(_log().unlink(_number(number), article, by=identity().name))


@_deed("solve", models.TicketReply, models.Solved, ArticleUnknown, ResolutionTaken)
def ticket_solve(number: str, body: models.Solved) -> dict[str, Any]:
    """Say that it is solved: the requester is asked whether it is."""
    return ticket_data(_log().solve(_number(number), by=identity().name, article=_article(body.article)))


@_deed("confirm", models.TicketReply, models.Confirmed)
def ticket_confirm(number: str, body: models.Confirmed) -> dict[str, Any]:
    """Keep what the requester said when asked whether it is fixed; a no opens the ticket again."""
    return ticket_data(_log().confirm(_number(number), body.fixed, by=identity().name))


@_deed("close", models.TicketReply, models.Reasoned)
def ticket_close(number: str, body: models.Reasoned) -> dict[str, Any]:
    """End it without asking anybody."""
    return ticket_data(_log().close(_number(number), by=identity().name, reason=body.reason))


@_deed("reopen", models.TicketReply, models.Reasoned)
def ticket_reopen(number: str, body: models.Reasoned) -> dict[str, Any]:
    """Take it up again, with the same owner."""
    return ticket_data(_log().reopen(_number(number), by=identity().name, reason=body.reason))


@_deed("hand", models.TicketReply, models.Handed, AccountUnknown)
def ticket_hand(number: str, body: models.Handed) -> dict[str, Any]:
    """Let somebody else work on it; its owner stays."""
    return ticket_data(_log().hand_to(_number(number), body.to, by=identity().name, note=body.note))


@_deed("owner", models.TicketReply, models.Owned, AccountUnknown)
def ticket_owner(number: str, body: models.Owned) -> dict[str, Any]:
    """Give it another owner; the requester is told."""
    return ticket_data(_log().change_owner(_number(number), body.to, body.reason, by=identity().name))


@_deed("escalate", models.TicketReply, models.Escalated, AccountUnknown)
def ticket_escalate(number: str, body: models.Escalated) -> dict[str, Any]:
    """Hand it to engineering, at any time; its owner stays."""
    taken = _log().escalations.escalate(_number(number), by=identity().name, to=body.to, note=body.note)
    return ticket_data(taken)


@_deed("return", models.TicketReply, models.Learnt)
def ticket_return(number: str, body: models.Learnt) -> dict[str, Any]:
    """Give it back to its owner, with what was learnt."""
    return ticket_data(_log().escalations.bring_back(_number(number), by=identity().name, learnt=body.learnt))


@_deed("promises", models.PromiseReply, models.Promised)
def ticket_promise(number: str, body: models.Promised) -> dict[str, Any]:
    """Keep what was promised to the requester, and by when."""
    due = read_moment(body.due, datetime.now(UTC))
    return promise_data(_log().promises.make(_number(number), due, body.what, by=identity().name))


@operations.add("GET", "/api/v1/promises", models.PromisesReply, errors=(NotAllowed,))
def promises() -> dict[str, Any]:
    """List the promises that are still to be kept and that the asker may see."""
    return {"promises": [promise_data(one.promise) for one in _log().promises.due(_viewer())]}


@operations.add("POST", "/api/v1/promises/<number>/keep", models.PromiseReply, errors=(*_DEED, PromiseClosed))
def promise_keep(number: str) -> dict[str, Any]:
    """Say that a promise was kept, in time or late."""
    return promise_data(_log().promises.keep(_number(number), by=identity().name))


@_deed("approvals", models.ApprovalReply, models.Asked, ArticleUnknown, ApproverMissing)
def ticket_ask(number: str, body: models.Asked) -> dict[str, Any]:
    """Ask the next approver for a change that needs a second pair of eyes."""
    asked = _log().changes.ask(_number(number), body.what, by=identity().name, article=_article(body.article))
    return approval_data(asked)


@operations.add(
    "POST",
    "/api/v1/approvals/<number>",
    models.ApprovalReply,
    body=models.Decided,
    errors=(*_DEED, ApprovalClosed),
    hint=_HINT,
)
def approval_decide(number: str, body: models.Decided) -> dict[str, Any]:
    """Approve or refuse a change that a ticket asks for; never one's own."""
    decided = _log().changes.decide(_number(number), body.approved, by=identity().name, answer=body.answer)
    return approval_data(decided)


@_deed("gather", models.WholeTicketReply, models.Gathered)
def ticket_gather(number: str, body: models.Gathered) -> dict[str, Any]:
    """Gather tickets of the same cause under it, to answer all at once."""
    _log().incidents.gather(_number(number), body.tickets, by=identity().name)
    return ticket(number)


@_deed("answer", models.WholeTicketReply, models.AnsweredAll, ReplyQuestioned)
def ticket_answer(number: str, body: models.AnsweredAll) -> dict[str, Any]:
    """Say the same to its requester and to those of all tickets that it gathers."""
    incidents = _log().incidents
    incidents.answer(_number(number), body.text, by=identity().name, solve=body.solve, as_is=body.as_is)
    return ticket(number)


@_deed("merge", models.TicketReply, models.Merged)
def ticket_merge(number: str, body: models.Merged) -> dict[str, Any]:
    """Let it go on in another one of the same requester; the answer is that one."""
    return ticket_data(_log().incidents.merge(_number(number), body.into, by=identity().name))


@_deed("split", models.TicketReply, models.SplitOff)
def ticket_split(number: str, body: models.SplitOff) -> dict[str, Any]:
    """Begin a ticket with something that the requester said in it; the answer is the new one."""
    made = _log().incidents.split(_number(number), body.event, by=identity().name, subject=body.subject)
    return ticket_data(made)


@_deed("correct", models.TicketReply, models.Correction)
def ticket_correct(number: str, body: models.Correction) -> dict[str, Any]:
    """Say anew what is known about it; what was said before stays in the events."""
    corrected = Corrected(body.subject, body.product, body.category, body.fields, body.minutes, body.people)
    return ticket_data(_log().correct(_number(number), corrected, by=identity().name))


def _log() -> TicketLog:
    return visitor().kb.tickets


def _viewer() -> Viewer:
    return Viewer(identity().name, identity().role)


def _number(text: str) -> int:
    """A number in an address; raises KBE1050 for what is none."""
    found = number_in(text)
    if found is None:
        raise TicketUnknown(number=text)
    return found


def _article(id: str) -> str:
    """The id of an article that the asker may see, "" for none; raises KBE1003."""
    return visitor().article(id).article.id if id else ""


def _said(text: str) -> bool | None:
    return {"yes": True, "no": False}.get(text)
