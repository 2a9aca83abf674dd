"""Files that come with a form: kept at once, so that a form that has to be sent again need not bring them again."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from kbsearch.errors import AttachmentRefused, KbError
from kbsearch.tickets.attachments import HELD, Held, file_name
from kbsearch.web.visitor import visitor

if TYPE_CHECKING:
    from werkzeug.datastructures import FileStorage

    from kbsearch.tickets.attachments import Attachments

FILES = 5
"""Files that one form brings at most."""

_GOOD = int(HELD.total_seconds()) // 2  # seconds for which a held file may be named, well before it is deleted
_SALT = "held file"


@dataclass(frozen=True, slots=True)
class Brought:
    """The files of a form: those that are kept, and what is wrong with the others."""

    held: tuple[Held, ...] = ()
    problems: tuple[AttachmentRefused, ...] = ()

    @property
    def tokens(self) -> tuple[tuple[str, Held], ...]:
        """What the form names each of them by when it is shown again; nobody can make up such a name."""
        signer = _signer()
        return tuple((signer.dumps([one.name, one.type, one.size, one.digest]), one) for one in self.held)


def brought() -> Brought:
    """The files that the form brings, and those that an earlier try has brought. Raises KBE1039."""
    files = visitor().kb.attachments
    held = list(filter(None, map(_known, request.form.getlist("held")[:FILES])))
    problems: list[AttachmentRefused] = []
    for file in request.files.getlist("file"):
        if not file.filename:
            continue
        try:
            if len(held) >= FILES:
                problem = f"a form brings {FILES} files at most"
                raise AttachmentRefused(name=file_name(file.filename), problem=problem)
            held.append(_hold(files, file, file.filename))
        except AttachmentRefused as error:
            problems.append(error)
        finally:
            file.close()
    return Brought(tuple(held), tuple(problems))


def says(error: KbError) -> str:
    """What was in the way, for somebody who has never heard of a code or of a settings file."""
    advice = "bring another one, or send it without" if isinstance(error, AttachmentRefused) else error.advice
    return f"{error.said[:1].upper()}{error.said[1:]}: {advice}."


def _hold(files: Attachments, file: FileStorage, name: str) -> Held:
    """Keep one file, unread where it is too large; raises KBE1060 and KBE1039."""
    size = file.stream.seek(0, os.SEEK_END)
    file.stream.seek(0)
    problem = files.problem(file_name(name), size)
    if problem:
        raise AttachmentRefused(name=file_name(name), problem=problem)
    return files.hold(name, file.stream.read(), type=file.mimetype)


def _known(token: str) -> Held | None:
    """The file that a form names; None for what we have not signed, or too long ago."""
    try:
        name, type, size, digest = _signer().loads(token, max_age=_GOOD)
    except BadData:
        return None
    return Held(name, type, size, digest)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt=_SALT)
