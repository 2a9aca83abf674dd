"""Changes: what an agent wants to do and needs a second pair of eyes for. `kbsearch.people.approvals` decides who's.

The asker is never asked, the next one is after a set time, and how long it took is kept with the ticket.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, cast, func, select
from sqlalchemy.orm import Session

from kbsearch.articles.redact import redact
from kbsearch.errors import ApprovalClosed, TicketInvalid, TicketUnknown
from kbsearch.people.approvals import Approval, Kind, Outcome, Question, ask_within, decide_within
from kbsearch.people.database import row_of, storable
from kbsearch.tickets.ledger import Deed, Ledger
from kbsearch.tickets.models import Happening, Ticket, TicketEvent
from kbsearch.tickets.viewer import Viewer, named

_SUBJECT = re.compile(r"ticket (\d{1,12})")


def subject_of(number: int) -> str:
    """What an approval about a ticket is about."""
    return f"ticket {number}"


def ticket_of(subject: str) -> int | None:
    """The ticket that an approval is about, None for one about something else."""
    found = _SUBJECT.fullmatch(subject)
    return int(found[1]) if found else None


def ticket_in(subject: Any) -> ColumnElement[int | None]:
    """The ticket that the approvals are about of which a column has the subject: `ticket_of` as SQL."""
    begins = len(subject_of(0)) - 1
    number = func.substr(subject, begins + 1)
    is_number = (func.ltrim(number, "0123456789") == "") & func.length(number).between(1, 12)
    return case(((func.substr(subject, 1, begins) == subject_of(0)[:-1]) & is_number, cast(number, BigInteger)))


class Changes:
    """The approvals of changes that tickets ask for."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def ask(self, number: int, what: str, *, by: str, article: str = "") -> Approval:
        """Ask the next approver in the rotation of the ticket's product for a change, as `article` describes it.

        An open question about the ticket is withdrawn. Raises KBE1038, KBE1050 and KBE1051.
        """
        said = storable(redact(what).text.strip())
        if not said:
            raise TicketInvalid(problem="it does not say what is to be changed", hint="write what you want to do")
        with self._ledger.deed(number, by) as deed:
            digest = hashlib.blake2b(f"{article}\0{said}".encode(), digest_size=16).hexdigest()
            question = Question(Kind.CHANGE, subject_of(number), digest, deed.ticket.product, note=said)
            asked = ask_within(deed.session, question, deed.by, self._patience)
            deed.session.flush()
            self._told(deed, asked, article=article)
        return asked

    def decide(self, id: int, approved: bool, *, by: str, answer: str = "") -> Approval:
        """Approve or refuse a change; the asker is told, and the time they waited is kept.

        Raises KBE1036 and KBE1037.
        """
        said = storable(redact(answer).text.strip())
        with self._ledger.database.write() as session:
            found = row_of(session, Approval, id)
            number = ticket_of(found.subject) if found is not None else None
            if found is None or number is None:
                raise ApprovalClosed(id=id, how="there is none of that number about a ticket")
            decided = decide_within(session, id, approved, by, said)
            # Whoever was asked may decide, also about a ticket that they cannot open.
            deed = dataclasses.replace(self._ledger.within(session, number, ""), by=decided.decided_by or by)
            waited = decided.waited or timedelta()
            event = deed.add(
                Happening.APPROVAL_DECIDED,
                approval=id,
                outcome=decided.outcome.value,
                answer=said,
                seconds=int(waited.total_seconds()),
            )
            deed.tell_all((decided.asked_by, deed.ticket.owner), event, outcome=decided.outcome.value, answer=said)
        return decided

    def of(self, number: int, viewer: Viewer) -> Sequence[Approval]:
        """All questions about a ticket, oldest first; raises KBE1050."""
        with self._ledger.database.read() as session:
            ticket = row_of(session, Ticket, number)
            if ticket is None or not viewer.sees(ticket, named(session, self._ledger.tickets, viewer)):
                raise TicketUnknown(number=number)
            wanted = select(Approval).where(Approval.subject == subject_of(number), Approval.kind == Kind.CHANGE)
            return session.scalars(wanted.order_by(Approval.id)).all()

    def rise(self) -> None:
        """Tell whoever was asked since: questions are passed on when time goes by, whoever saw to it."""
        wanted = select(Approval).where(
            Approval.outcome == Outcome.WAITING, Approval.kind == Kind.CHANGE, Approval.subject.like("ticket %")
        )
        with self._ledger.database.read() as session:
            late = [one.id for one in session.scalars(wanted) if self._is_new(session, one)]
        for id in late:
            with self._ledger.database.write() as session:
                one = session.get_one(Approval, id)
                if one.outcome is Outcome.WAITING and self._is_new(session, one):
                    deed = self._ledger.within(session, ticket_of(one.subject) or 0, "")
                    self._told(deed, one, passed_on=True)

    @property
    def _patience(self) -> timedelta:
        return timedelta(hours=self._ledger.tickets.approval_hours)

    def _told(self, deed: Deed, asked: Approval, **more: object) -> None:
        """Keep whom a question went to, and tell them."""
        event = deed.add(Happening.APPROVAL_ASKED, approval=asked.id, approver=asked.approver, what=asked.note, **more)
        deed.tell(asked.approver, event, approval=str(asked.id), what=asked.note)

    def _is_new(self, session: Session, asked: Approval) -> bool:
        """Whether the one who was asked last has not been told."""
        told = session.scalars(
            select(TicketEvent).where(
                TicketEvent.ticket == ticket_of(asked.subject), TicketEvent.kind == Happening.APPROVAL_ASKED
            )
        )
        return all((one.data["approval"], one.data["approver"]) != (asked.id, asked.approver) for one in told)
