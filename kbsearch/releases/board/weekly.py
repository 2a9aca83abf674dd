"""The weekly letter: what the coming releases of a product still want, from whom, to those who asked for it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session

from kbsearch.people.accounts import Account
from kbsearch.people.database import Database, now
from kbsearch.people.roles import Right, may
from kbsearch.releases.board.published import Board, ReleaseReport
from kbsearch.releases.board.subscriptions import Subscription
from kbsearch.settings import Settings
from kbsearch.tickets.attempts import Standing
from kbsearch.tickets.mail.outgoing import Letter
from kbsearch.tickets.mail.templates import render

SHOWN = 20
"""Things that are listed of each owner."""

EVENT = "release weekly"


class Weekly:
    """Writes the letters into the queue of outgoing mail."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._board = Board(database)

    def write(self) -> int:
        """Write the letters whose week has come; their number. Without an address of our own, nothing is written.

        The first comes at once, each other in the week after, which begins on Monday, UTC. Where no release is
        to come there is nothing to say. Raises KBE1067 where a text of the knowledge base's own cannot be filled in.
        """
        if not self._settings.mail.address:
            return 0
        at = now()
        releases = [one for one in self._board.releases() if one.ships >= at.date()]
        written = 0
        with self._database.write() as session:
            for one in session.scalars(select(Subscription).order_by(Subscription.id)):
                about = [release for release in releases if release.product == one.product]
                account = _reader(session, one)
                if about and account is not None and _is_due(one, at):
                    session.add(self._letter(one, account, about, at))
                    one.sent = at
                    written += 1
        return written

    def _letter(self, one: Subscription, account: Account, about: Sequence[ReleaseReport], at: datetime) -> Letter:
        mail, next_one = self._settings.mail, about[0]
        values = {
            "name": account.name,
            "product": one.product,
            "releases": [self._told(release, at.date()) for release in about],
            "leave": f"{mail.url}/unsubscribe/{one.token}" if mail.url else "",
        }
        standing = f"{next_one.blocking} in the way" if next_one.blocking else "ready"
        return Letter(
            ticket=0,
            event=EVENT,
            recipient=account.mail,
            subject=f"{one.product} {next_one.version}: {standing}, ships {_off(next_one.ships, at.date())}",
            text=render(EVENT, values, self._settings.root / mail.templates),
            token="",
            message_id=f"kbs.release.{secrets.token_hex(12)}@{mail.address.rpartition('@')[2]}",
            references=[],
            automatic=True,
            made=at,
            standing=Standing.WAITING,
            due=at,
        )

    def _told(self, release: ReleaseReport, today: date) -> dict[str, Any]:
        """What the letter says of one release."""
        url, report = self._settings.mail.url, release.report
        return {
            "version": release.version,
            "ships": release.ships,
            "days": _off(release.ships, today),
            "blocking": release.blocking,
            "change": self._change(release),
            "waived": release.waived,
            "owed": [
                {
                    "owner": owner or "Nobody named",
                    "things": [f"{one.subject}: {one.message} [{one.rule}]" for one in found[:SHOWN]],
                    "more": len(found[SHOWN:]),
                }
                for owner, every in report.owed().items()
                if (found := [one for one in every if one.blocks])
            ],
            "link": f"{url}/releases/{quote(release.product)}/{quote(release.version)}" if url else "",
        }

    def _change(self, release: ReleaseReport) -> str:
        """How many there were a week ago, in words; "" where nobody knows."""
        before = [
            one for one in self._board.history(release.product, release.version) if (release.day - one.day).days >= 7
        ]
        return f" ({before[-1].blocking} on {before[-1].day})" if before else ""


def _reader(session: Session, one: Subscription) -> Account | None:
    """The account that the letter goes to, if it may still read it and has an address."""
    account = session.scalars(select(Account).where(Account.key == one.account.casefold())).one_or_none()
    reads = account is not None and account.active and account.mail and may(account.role, Right.READ)
    return account if reads else None


def _is_due(one: Subscription, at: datetime) -> bool:
    return one.sent is None or one.sent.isocalendar()[:2] != at.isocalendar()[:2]


def _off(day: date, today: date) -> str:
    days = (day - today).days
    return f"in {days} days" if days > 1 else "tomorrow" if days else "today"
