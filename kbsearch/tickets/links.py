"""Links: which article solved what, and how often an article was of use (its reuse, as KCS counts it)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Enum, Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kbsearch.people.audit import record
from kbsearch.people.database import Base, Database, Utc, now, row_of


class LinkKind(StrEnum):
    """What an article was to a request: what solved it, something else that was read, or not the answer."""

    RESOLUTION = "resolution"
    REFERENCE = "reference"
    REJECTED = "rejected"


class Link(Base):
    """One article in one request; `signature` is the masked first error of its paste, "" for none.

    `ticket` is the number under which the request was logged, None where one click said it all.
    """

    __tablename__ = "link"

    id: Mapped[int] = mapped_column(primary_key=True)
    article: Mapped[str] = mapped_column(index=True)
    kind: Mapped[LinkKind] = mapped_column(
        Enum(LinkKind, native_enum=False, length=32, values_callable=lambda kinds: [kind.value for kind in kinds])
    )
    ticket: Mapped[int | None] = mapped_column(index=True)
    signature: Mapped[str] = mapped_column(index=True)
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Utc)
    undone: Mapped[datetime | None] = mapped_column(Utc)

    __table_args__ = (Index("ix_link_at", "at"), Index("ix_link_article_at", "article", "at"))


@dataclass(frozen=True, slots=True)
class Reuse:
    """How often an article solved something, and when last; None for never."""

    count: int = 0
    last: datetime | None = None


class Links:
    """The links of one knowledge base; one that was a mistake is undone, never deleted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, article: str, kind: LinkKind, *, by: str, signature: str = "") -> Link:
        """Keep what an article was to a request."""
        made = Link(article=article, kind=kind, signature=signature, by=by, at=now())
        with self._database.write() as session:
            session.add(made)
            record(session, by, f"linked as {kind}", article)
        return made

    def undo(self, id: int, *, by: str) -> Link | None:
        """Take one's own link back; None when it is not there, somebody else's, a ticket's, or taken back already."""
        with self._database.write() as session:
            found = own_link(session, id, by)
            if found is None:
                return None
            found.undone = now()
            record(session, by, "link undone", found.article)
        return found

    def reuse(self, article: str) -> Reuse:
        """How often an article solved something."""
        return self.reuse_of([article]).get(article, Reuse())

    def reuse_of(self, articles: Iterable[str] | None = None) -> Mapping[str, Reuse]:
        """The reuse of those of the articles (None: of all) that ever solved something, by id."""
        wanted = (
            select(Link.article, func.count(), func.max(Link.at))
            .where(Link.kind == LinkKind.RESOLUTION, Link.undone.is_(None))
            .group_by(Link.article)
        )
        if articles is not None:
            wanted = wanted.where(Link.article.in_(list(articles)))
        with self._database.read() as session:
            return {row[0]: Reuse(row[1], row[2]) for row in session.execute(wanted)}


def own_link(session: Session, id: int, by: str) -> Link | None:
    """The link of that number, if `by` made it with one click and has not taken it back."""
    found = row_of(session, Link, id)
    own = found is not None and found.by.casefold() == by.casefold() and found.ticket is None
    return found if own and found is not None and found.undone is None else None


def links_of(session: Session, ticket: int) -> Sequence[Link]:
    """The links of a ticket that were not taken back, oldest first."""
    return session.scalars(select(Link).where(Link.ticket == ticket, Link.undone.is_(None)).order_by(Link.id)).all()
