"""Board: the reports that were published, the newest of each release whole, of those before it the counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Index, Select, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kbsearch.errors import ReleaseUnknown
from kbsearch.guess import nearest
from kbsearch.people.audit import record
from kbsearch.people.database import Base, Database, Utc, now
from kbsearch.releases.board.report import Report, summed
from kbsearch.releases.board.subscriptions import Subscriptions


class ReleaseReport(Base):
    """One published report; `data` is the whole of it while it is the newest of its release."""

    __tablename__ = "release_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    product: Mapped[str]
    version: Mapped[str]
    ships: Mapped[date]
    day: Mapped[date]
    """The day of the check, as the check has it."""
    at: Mapped[datetime] = mapped_column(Utc)
    by: Mapped[str]
    blocked: Mapped[bool]
    declarations: Mapped[int]
    owing: Mapped[int]
    """Declarations that had not reached what is demanded of them."""
    blocking: Mapped[int]
    """Findings that nothing excused."""
    waived: Mapped[int]
    data: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    __table_args__ = (Index("ix_release_report_product_version", "product", "version", "id"),)

    @property
    def report(self) -> Report:
        """The whole of it; only of the newest of a release."""
        return Report.read(self.data)


@dataclass(frozen=True, slots=True)
class Published:
    """What came of publishing a report: the ids of the articles that are to be read again because of it."""

    kept: ReleaseReport
    asked_again: tuple[str, ...] = ()


class Board:
    """How the releases of the products stand, in one knowledge base."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.subscriptions = Subscriptions(database)

    def publish(self, data: Mapping[str, Any], *, by: str) -> ReleaseReport:
        """Keep a report, as `reports.as_json` makes it; it takes the place of the one before. Raises KBE1084."""
        report = Report.read(data)
        kept = ReleaseReport(
            product=report.product,
            version=report.version,
            ships=report.ships,
            day=report.today,
            at=now(),
            by=by,
            data=dict(data),
            **summed(report),
        )
        with self._database.write() as session:
            for before in session.scalars(_newest().where(_is(report.product, report.version))):
                before.data = None
            session.add(kept)
            record(session, by, "release report published", f"{report.product} {report.version}")
        return kept

    def releases(self) -> Sequence[ReleaseReport]:
        """The newest report of every release, that which ships first on top."""
        with self._database.read() as session:
            return session.scalars(
                _newest().order_by(ReleaseReport.ships, ReleaseReport.product, ReleaseReport.id)
            ).all()

    def get(self, product: str, version: str) -> ReleaseReport:
        """The newest report of a release; raises KBE1085."""
        with self._database.read() as session:
            found = session.scalars(_newest().where(_is(product, version))).first()
            if found is None:
                raise ReleaseUnknown(product=product, version=version, hint=_hint(session, product, version))
        return found

    def history(self, product: str, version: str) -> list[ReleaseReport]:
        """The last report of every day, the oldest day first."""
        wanted = select(ReleaseReport).where(_is(product, version)).order_by(ReleaseReport.day, ReleaseReport.id)
        with self._database.read() as session:
            return list({one.day: one for one in session.scalars(wanted)}.values())


def _newest() -> Select[ReleaseReport]:
    return select(ReleaseReport).where(ReleaseReport.data.is_not(None))


def _is(product: str, version: str) -> ColumnElement[bool]:
    return (ReleaseReport.product == product) & (ReleaseReport.version == version)


def _hint(session: Session, product: str, version: str) -> str:
    """The release that was meant, or what to do where there is none."""
    known = {f"{one.product} {one.version}" for one in session.scalars(_newest())}
    guess = nearest(f"{product} {version}", sorted(known))
    return f"did you mean {guess!r}?" if guess else "publish it with 'kbsearch release publish'"
