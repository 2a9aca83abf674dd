"""Approvals: a second pair of eyes, by one mechanism for articles, changes and waivers.

    asked -> the next in the rotation, never the asker -> decided
                 └ after a set time the next one is asked as well ┘

An approval is bound to the digest of what was looked at: another text wants another approval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Enum, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from kbsearch.errors import ApprovalClosed, ApproverMissing, NotAllowed
from kbsearch.people.accounts import Account, find_account
from kbsearch.people.audit import record
from kbsearch.people.database import Base, Database, Utc, now, row_of
from kbsearch.people.roles import Right, may
from kbsearch.people.rotations import next_in_turn

PATIENCE = timedelta(hours=24)
"""How long one approver is waited for before the next is asked, where nothing else is set."""


class Kind(StrEnum):
    """What is approved."""

    REVIEW = "review"
    AUDIENCE = "audience"
    CHANGE = "change"
    WAIVER = "waiver"


NEEDS: dict[Kind, Right] = {
    Kind.REVIEW: Right.REVIEW,
    Kind.AUDIENCE: Right.APPROVE,
    Kind.CHANGE: Right.APPROVE,
    Kind.WAIVER: Right.APPROVE,
}
"""The right that deciding takes, by kind."""


class Outcome(StrEnum):
    """How it stands with an approval."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Approval(Base):
    """One question to approvers: may `subject`, as it was with `digest`, be so?"""

    __tablename__ = "approval"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(
        Enum(Kind, native_enum=False, length=32, values_callable=lambda kinds: [kind.value for kind in kinds])
    )
    subject: Mapped[str] = mapped_column(index=True)
    digest: Mapped[str]
    rotation: Mapped[str]
    author: Mapped[str]
    """Whose work it is, who may not decide either; "" where it is the asker's own."""
    asked_by: Mapped[str]
    asked: Mapped[datetime] = mapped_column(Utc, index=True)
    wanted: Mapped[str]
    """What the subject is to become, where the kind does not say it: the audience asked for."""
    note: Mapped[str]
    outcome: Mapped[Outcome] = mapped_column(
        Enum(Outcome, native_enum=False, length=32, values_callable=lambda outcomes: [one.value for one in outcomes]),
        index=True,
    )
    decided_by: Mapped[str | None]
    decided: Mapped[datetime | None] = mapped_column(Utc)
    answer: Mapped[str] = mapped_column(default="")
    requests: Mapped[list[Request]] = relationship(
        back_populates="approval", order_by="Request.id", lazy="selectin", cascade="all, delete-orphan"
    )

    @property
    def waited(self) -> timedelta | None:
        """How long the asker waited; None while they still do."""
        return None if self.decided is None else self.decided - self.asked

    @property
    def approver(self) -> str:
        """Who was asked last."""
        return self.requests[-1].account.name


class Request(Base):
    """One approver who was asked, and until when the others wait for them."""

    __tablename__ = "approval_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    approval_id: Mapped[int] = mapped_column(ForeignKey("approval.id"), index=True)
    approval: Mapped[Approval] = relationship(back_populates="requests")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    account: Mapped[Account] = relationship(lazy="joined")
    asked: Mapped[datetime] = mapped_column(Utc)
    due: Mapped[datetime] = mapped_column(Utc, index=True)


@dataclass(frozen=True, slots=True)
class Question:
    """What an approval is asked for: a kind, the subject and its digest, whose work it is, what it is to become."""

    kind: Kind
    subject: str
    digest: str
    rotation: str = ""
    author: str = ""
    wanted: str = ""
    note: str = ""


class Approvals:
    """The approvals of one knowledge base."""

    def __init__(self, database: Database, patience: timedelta = PATIENCE) -> None:
        self._database = database
        self._patience = patience

    def ask(self, question: Question, *, by: str) -> Approval:
        """Ask the next in the rotation; an open question of that kind about the subject is withdrawn.

        Raises KBE1038 when nobody but the asker and the author could decide.
        """
        with self._database.write() as session:
            return ask_within(session, question, by, self._patience)

    def decide(self, id: int, approved: bool, *, by: str, answer: str = "") -> Approval:
        """Approve or refuse; whoever has the right may, asked or not, but neither the asker nor the author.

        Raises KBE1036 when `by` may not, and KBE1037 when it is decided already.
        """
        with self._database.write() as session:
            return decide_within(session, id, approved, by, answer)

    def open_to(self, id: int, by: str) -> Approval:
        """A question that `by` may decide, before anything is done about it; raises as `decide` does."""
        with self._database.read() as session:
            return _decidable(session, id, by)[0]

    def withdraw(self, id: int, *, by: str) -> Approval:
        """Take a question back; raises KBE1037 when it is decided already."""
        with self._database.write() as session:
            found = _open_one(session, id)
            _end(found, Outcome.WITHDRAWN, by, now(), "")
            record(session, by, f"{found.kind} withdrawn", found.subject)
        return found

    def pass_on(self, at: datetime | None = None) -> list[Approval]:
        """Ask the next one wherever the last has let the time go by; where nobody is left, the last stays asked."""
        at = at or now()
        with self._database.write() as session:
            late = [one for one in _waiting(session) if one.requests[-1].due <= at]
            passed = [one for one in late if _ask_next(session, one, at, self._patience)]
            for one in passed:
                record(session, "", f"{one.kind} passed on", one.subject, approver=one.approver)
        return passed

    def waiting(self, *, approver: str | None = None, subject: str | None = None) -> Sequence[Approval]:
        """The open questions, oldest first: those that wait for one approver, those about one subject, or all."""
        with self._database.read() as session:
            found = _waiting(session, subject=subject)
        if approver is None:
            return found
        key = approver.casefold()
        return [one for one in found if any(request.account.key == key for request in one.requests)]

    def get(self, id: int) -> Approval | None:
        """One question by its number; None where there is none."""
        with self._database.read() as session:
            return session.get(Approval, id)

    def of_kind(self, kind: Kind) -> Sequence[Approval]:
        """The questions of a kind, decided or not, the newest first."""
        with self._database.read() as session:
            return session.scalars(select(Approval).where(Approval.kind == kind).order_by(Approval.id.desc())).all()

    def last(self, subject: str, kind: Kind) -> Approval | None:
        """The newest question of a kind about a subject, decided or not."""
        wanted = select(Approval).where(Approval.subject == subject, Approval.kind == kind)
        with self._database.read() as session:
            return session.scalars(wanted.order_by(Approval.id.desc()).limit(1)).one_or_none()


def ask_within(session: Session, question: Question, by: str, patience: timedelta) -> Approval:
    """`Approvals.ask` in the transaction of the caller; raises KBE1038."""
    at = now()
    for open_one in _waiting(session, kind=question.kind, subject=question.subject):
        _end(open_one, Outcome.WITHDRAWN, by, at, "asked again")
    asked = Approval(
        kind=question.kind,
        subject=question.subject,
        digest=question.digest,
        rotation=question.rotation,
        author=question.author,
        asked_by=by,
        asked=at,
        wanted=question.wanted,
        note=question.note,
        outcome=Outcome.WAITING,
    )
    session.add(asked)
    if not _ask_next(session, asked, at, patience):
        raise ApproverMissing(kind=question.kind.value, subject=question.subject)
    record(session, by, f"{question.kind} asked for", question.subject, approver=asked.approver)
    return asked


def decide_within(session: Session, id: int, approved: bool, by: str, answer: str) -> Approval:
    """`Approvals.decide` in the transaction of the caller; raises KBE1036 and KBE1037."""
    found, account = _decidable(session, id, by)
    _end(found, Outcome.APPROVED if approved else Outcome.REFUSED, account.name, now(), answer)
    record(session, account.name, f"{found.kind} {found.outcome}", found.subject, digest=found.digest)
    return found


def _ask_next(session: Session, approval: Approval, at: datetime, patience: timedelta) -> bool:
    """Ask whoever is next and was not asked yet; False when nobody is left."""
    without = {approval.asked_by, approval.author, *(request.account.name for request in approval.requests)}
    chosen = next_in_turn(session, approval.rotation, NEEDS[approval.kind], without, at)
    if chosen is not None:
        approval.requests.append(Request(account=chosen, asked=at, due=at + patience))
    return chosen is not None


def _waiting(session: Session, kind: Kind | None = None, subject: str | None = None) -> Sequence[Approval]:
    wanted = select(Approval).where(Approval.outcome == Outcome.WAITING).order_by(Approval.id)
    if kind is not None:
        wanted = wanted.where(Approval.kind == kind)
    if subject is not None:
        wanted = wanted.where(Approval.subject == subject)
    return session.scalars(wanted).all()


def _open_one(session: Session, id: int) -> Approval:
    found = row_of(session, Approval, id)
    if found is None or found.outcome is not Outcome.WAITING:
        how = "there is none of that number" if found is None else f"{found.outcome} by {found.decided_by}"
        raise ApprovalClosed(id=id, how=how)
    return found


def _decidable(session: Session, id: int, by: str) -> tuple[Approval, Account]:
    """An open question and whoever is to decide it, if they may."""
    found, account = _open_one(session, id), find_account(session, by)
    own = account.key in {found.asked_by.casefold(), found.author.casefold()}
    if own or not account.active or not may(account.role, NEEDS[found.kind]):
        problem = "it is their own work" if own else f"as {account.role}"
        raise NotAllowed(name=account.name, doing=f"decide this {found.kind}", problem=problem)
    return found, account


def _end(approval: Approval, outcome: Outcome, by: str, at: datetime, answer: str) -> None:
    approval.outcome, approval.decided_by, approval.decided, approval.answer = outcome, by, at, answer
