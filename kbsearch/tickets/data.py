"""Tickets as data: the keys that the command line, the JSON API and webhooks have in common."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kbsearch.people.approvals import Approval
from kbsearch.tickets.links import Link
from kbsearch.tickets.models import Promise, Ticket, TicketEvent


def ticket_data(ticket: Ticket) -> dict[str, Any]:
    """A ticket; moments are ISO 8601 in UTC, None for what has not happened."""
    return {
        "number": ticket.number,
        "subject": ticket.subject,
        "requester": {"name": ticket.requester.name, "mail": ticket.requester.mail},
        "channel": ticket.channel.value,
        "product": ticket.product,
        "category": ticket.category,
        "private": ticket.private,
        "signature": ticket.signature,
        "fields": ticket.fields,
        "minutes": ticket.minutes,
        "people": ticket.people,
        "state": ticket.state.value,
        "owner": ticket.owner,
        "assignee": ticket.assignee,
        "opened": _moment(ticket.opened),
        "changed": _moment(ticket.changed),
        "contacts": ticket.contacts,
        "solved": _moment(ticket.solved),
        "confirmed": _moment(ticket.confirmed),
        "closed": _moment(ticket.closed),
        "reopenings": ticket.reopenings,
        "resolution": ticket.resolution,
        "due": _moment(ticket.due),
        "escalated": _moment(ticket.escalated),
        "incident": ticket.incident,
        "merged_into": ticket.merged_into,
    }


def event_data(event: TicketEvent) -> dict[str, Any]:
    """Something that happened; `data` depends on its kind."""
    return {
        "id": event.id,
        "ticket": event.ticket,
        "at": _moment(event.at),
        "by": event.by,
        "kind": event.kind.value,
        "public": event.public,
        "data": event.data,
    }


def promise_data(promise: Promise) -> dict[str, Any]:
    """A promise; `missed` is when it was found that its time had gone by."""
    return {
        "id": promise.id,
        "ticket": promise.ticket,
        "what": promise.what,
        "by": promise.by,
        "made": _moment(promise.made),
        "due": _moment(promise.due),
        "missed": _moment(promise.missed),
        "kept": _moment(promise.kept),
    }


def link_data(link: Link) -> dict[str, Any]:
    """What an article was to a ticket."""
    return {"article": link.article, "kind": link.kind.value, "by": link.by, "at": _moment(link.at)}


def approval_data(approval: Approval) -> dict[str, Any]:
    """A question to approvers, and how it was answered."""
    return {
        "id": approval.id,
        "what": approval.note,
        "asked_by": approval.asked_by,
        "asked": _moment(approval.asked),
        "approver": approval.approver,
        "outcome": approval.outcome.value,
        "decided_by": approval.decided_by,
        "decided": _moment(approval.decided),
        "answer": approval.answer,
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
