"""Enclosures: the files that go out with a letter, or are said to stand on the page of the request."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kbsearch.people.database import Database
from kbsearch.settings import Settings
from kbsearch.tickets.attachments import MB, Attachment, Attachments
from kbsearch.tickets.attempts import Standing
from kbsearch.tickets.mail.outgoing import Letter
from kbsearch.tickets.models import Happening

SPOKEN = frozenset((Happening.REPLIED.value, Happening.SOLVED.value))
"""The letters in which an agent says something in words of their own: files go out with these alone."""


class Enclosures:
    """The files that go out with the letters of one knowledge base."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._limit = settings.mail.enclose_mb
        self._database = database
        self._attachments = Attachments(settings, database)

    def of(self, letter: Letter) -> list[tuple[Attachment, bytes]]:
        """The files of a letter and what is in them, without those that were deleted meanwhile."""
        if not letter.token or letter.event not in SPOKEN:
            return []
        with self._database.read() as session:
            files = enclosed(enclosures(session, letter.ticket, letter.made), self._limit)
        found = (self._attachments.get(letter.ticket, file.id, public=True) for file in files)
        return [(file, path.read_bytes()) for file, path in filter(None, found) if path.is_file()]


def enclosures(session: Session, ticket: int, until: datetime) -> Sequence[Attachment]:
    """What the desk has brought for the requester of a ticket since the last such letter, oldest first."""
    earlier = (Letter.ticket == ticket, Letter.token != "", Letter.event.in_(SPOKEN), Letter.made < until)
    since = session.scalar(select(func.max(Letter.made)).where(*earlier, Letter.standing != Standing.CANCELLED))
    brought = (Attachment.ticket == ticket, Attachment.public.is_(True), Attachment.by != "", Attachment.at <= until)
    wanted = select(Attachment).where(*brought).order_by(Attachment.id)
    return session.scalars(wanted.where(Attachment.at > since) if since else wanted).all()


def enclosed(files: Sequence[Attachment], limit_mb: int) -> Sequence[Attachment]:
    """Those that go out with the letter: the first ones, as far as they are not more than the limit together."""
    found, size = [], 0
    for file in files:
        size += file.size
        if size <= limit_mb * MB:
            found.append(file)
        else:
            size -= file.size
    return found


def left_out(files: Sequence[Attachment], limit_mb: int, link: str) -> str:
    """What the letter says of those that are too large for it; "" where there are none."""
    inside = {file.id for file in enclosed(files, limit_mb)}
    names = [f"{file.name} ({file.size / MB:.1f} MB)" for file in files if file.id not in inside]
    if not names:
        return ""
    place = f"they stand at {link}" if link else "tell us how you want them"
    return f"Too large for a letter: {', '.join(names)}; {place}."
