"""Attachments: the files of a ticket, kept beside the state, by what is in them, and never served as a page."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kbsearch.errors import AttachmentRefused, StateFailed
from kbsearch.own_folder import own_folder
from kbsearch.people.audit import record
from kbsearch.people.database import Base, Database, Utc, now
from kbsearch.settings import Settings

FOLDER = "attachments"
"""Where the files stand, below the knowledge base's own folder."""

MB = 1024 * 1024

HELD = timedelta(days=1)
"""How long a file is kept that belongs to no ticket yet: a form may have to be sent again."""

_HELD = "held"  # below FOLDER: files that no ticket has got yet
_NAME = 120  # characters of a file name that are kept
_TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,80}")


class Attachment(Base):
    """One file of a ticket; `event` is what it came with, `public` whether the requester may have it."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket: Mapped[int] = mapped_column(index=True)
    event: Mapped[int | None]
    name: Mapped[str]
    type: Mapped[str]
    """What the sender says it is: to be shown, not to be served as."""
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(index=True)
    public: Mapped[bool]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Utc)


@dataclass(frozen=True, slots=True)
class Held:
    """A file that is kept and belongs to no ticket yet; `size` in bytes."""

    name: str
    type: str
    size: int
    digest: str


class Attachments:
    """The files of all tickets of one knowledge base."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database

    def problem(self, name: str, size: int) -> str:
        """Why a file is not taken; "" where it is."""
        limit, ending = self._settings.attachments.largest_mb, name.rpartition(".")[2].lower()
        if "." in name and ending in {one.lower().lstrip(".") for one in self._settings.attachments.refused}:
            return f"files that end in .{ending} are not taken"
        if size > limit * MB:
            return f"it has {size / MB:.1f} MB, more than {limit}"
        return "" if size else "it is empty"

    def add(
        self,
        ticket: int,
        name: str,
        content: bytes,
        *,
        by: str = "",
        type: str = "",
        public: bool = True,
        event: int | None = None,
    ) -> Attachment:
        """Keep a file of a ticket; raises KBE1060 when it is not taken, KBE1039 when it cannot be written."""
        held = self._checked(name, content, type)
        self._store(self._file(held.digest), content)
        return self._add(ticket, held, by=by, public=public, event=event)

    def hold(self, name: str, content: bytes, *, type: str = "") -> Held:
        """Keep a file for a ticket that is still to be made; raises KBE1060 and KBE1039."""
        held = self._checked(name, content, type)
        self._store(self._held(held.digest), content)
        return held

    def adopt(
        self, ticket: int, held: Held, *, by: str = "", public: bool = True, event: int | None = None
    ) -> Attachment:
        """Give a held file to a ticket; raises KBE1060 when it was held for too long and is gone, and KBE1039."""
        waiting, place = self._held(held.digest), self._file(held.digest)
        try:
            if not place.is_file():
                place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                waiting.replace(place)
                _settle(place.parent)
        except FileNotFoundError as error:
            raise AttachmentRefused(name=held.name, problem="it came too long ago, and is gone") from error
        except OSError as error:
            raise StateFailed(place=str(place), problem=error.strerror or str(error)) from error
        return self._add(ticket, held, by=by, public=public, event=event)

    def sweep(self) -> int:
        """Delete the files that were held for long and that no ticket has got; their number."""
        long_ago, gone = time.time() - HELD.total_seconds(), 0
        for path in (own_folder(self._settings.root) / FOLDER / _HELD).glob("*"):
            with contextlib.suppress(FileNotFoundError):  # a ticket has got it just now
                if path.stat().st_mtime < long_ago:
                    path.unlink()
                    gone += 1
        return gone

    def _checked(self, name: str, content: bytes, type: str) -> Held:
        """A file as it would be kept; raises KBE1060."""
        shown = file_name(name)
        problem = self.problem(shown, len(content))
        if problem:
            raise AttachmentRefused(name=shown, problem=problem)
        kind = type if _TYPE.fullmatch(type) else "application/octet-stream"
        return Held(shown, kind, len(content), hashlib.sha256(content).hexdigest())

    def _store(self, path: Path, content: bytes) -> None:
        try:
            store(path, content)
        except OSError as error:
            raise StateFailed(place=str(path), problem=error.strerror or str(error)) from error

    def _add(self, ticket: int, held: Held, *, by: str, public: bool, event: int | None) -> Attachment:
        with self._database.write() as session:
            made = Attachment(
                ticket=ticket,
                event=event,
                name=held.name,
                type=held.type,
                size=held.size,
                digest=held.digest,
                public=public,
                by=by,
                at=now(),
            )
            session.add(made)
        return made

    def of(self, ticket: int, *, public: bool = False) -> Sequence[Attachment]:
        """The files of a ticket, oldest first; with `public` those alone that its requester may have."""
        wanted = select(Attachment).where(Attachment.ticket == ticket).order_by(Attachment.id)
        with self._database.read() as session:
            return session.scalars(wanted.where(Attachment.public) if public else wanted).all()

    def get(self, ticket: int, id: int, *, public: bool = False) -> tuple[Attachment, Path] | None:
        """One file of a ticket and where it stands; None when it has none of that number, or not for the public."""
        with self._database.read() as session:
            found = session.get(Attachment, id)
        if found is None or found.ticket != ticket or (public and not found.public):
            return None
        return found, self._file(found.digest)

    def forget(self, ticket: int, *, by: str) -> int:
        """Delete all files of a ticket, as when its requester is erased; their number."""
        with self._database.write() as session:
            gone = session.scalars(select(Attachment).where(Attachment.ticket == ticket)).all()
            for one in gone:
                session.delete(one)
            session.flush()
            alone = [one.digest for one in gone if not _used(session, one.digest)]
            record(session, by, "attachments deleted", str(ticket), files=str(len(gone)))
        for digest in alone:
            self._file(digest).unlink(missing_ok=True)
        return len(gone)

    def _held(self, digest: str) -> Path:
        return own_folder(self._settings.root) / FOLDER / _HELD / digest

    def _file(self, digest: str) -> Path:
        return own_folder(self._settings.root) / FOLDER / digest[:2] / digest


def file_name(name: str) -> str:
    """A file name without folders and without signs that would lead astray; never empty."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*')
    stem, dot, ending = " ".join(kept.split()).strip(". ").rpartition(".")
    short = f"{stem[: _NAME - len(ending) - 1]}{dot}{ending}" if dot and len(ending) < 20 else (stem + dot + ending)
    return short[:_NAME] or "file"


def store(path: Path, content: bytes) -> None:
    """Write a file whole, for this user's eyes alone, and let it reach the disk before anything speaks of it.

    A file that is there already is left as it is, and counts as new. Raises OSError.
    """
    if path.exists():
        os.utime(path)
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, made = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(made, path)
    except BaseException:
        os.unlink(made)
        raise
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """Let the name of a new file reach the disk, where folders can be opened for that."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _used(session: Session, digest: str) -> bool:
    return bool(session.scalar(select(func.count()).where(Attachment.digest == digest)))
