"""Saving: an article's text becomes its file, whole or not at all, and nobody's edit is lost.

Whoever saves says which version they began with. Is that no longer the one on disk, nothing is written
and the other's text is handed back. In a git repository the file is committed under the author's name.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kbsearch.articles.repository import GitFailed, Person, Repository
from kbsearch.errors import ArticleChanged, FileExistsAlready, FolderNotWritable
from kbsearch.own_folder import own_folder
from kbsearch.settings import Settings

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_threads = threading.Lock()


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did: the digest of the file now, the commit if there was one, and why there was none.

    `problem` is what git said when it would not commit; the file is saved all the same.
    """

    digest: str
    revision: str | None = None
    problem: str = ""


def digest_of(data: bytes) -> str:
    """BLAKE2b-128 hex of a file's bytes, as `Article.digest` has it."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def save(settings: Settings, path: str, text: str, *, began_with: str | None, by: Person, message: str = "") -> Saved:
    """Write an article's file `path`, POSIX and relative to the root of the knowledge base.

    `began_with` is the digest of the version that was edited, None for a new file. `text` is written
    as it is, line ends too. Raises KBE1042 when the file was changed meanwhile (`theirs` holds its text),
    KBE1007 when a new file exists already, KBE1023 when it cannot be written or lies outside the articles.
    """
    place = _inside(settings, path)
    data = text.encode("utf-8", "surrogatepass")
    with _alone(settings):
        present = _read(place)
        _check(place, path, present, began_with)
        if present != data:
            _replace(place, data)
        return Saved(digest_of(data), *_commit(settings, path, message or _said(path, began_with), by))


def add_file(settings: Settings, path: str, data: bytes, *, by: Person, message: str = "") -> Saved:
    """Write a new file beside the articles, such as a picture; raises as `save` does for a new file."""
    place = _inside(settings, path)
    with _alone(settings):
        _check(place, path, _read(place), None)
        _replace(place, data)
        return Saved(digest_of(data), *_commit(settings, path, message or _said(path, None), by))


def remove(settings: Settings, path: str, *, began_with: str, by: Person, message: str = "") -> Saved:
    """Delete an article's file; raises as `save` does. In a repository its history stays."""
    place = _inside(settings, path)
    with _alone(settings):
        _check(place, path, _read(place), began_with)
        try:
            place.unlink()
        except OSError as error:
            raise FolderNotWritable(path=place.parent, problem=error.strerror or str(error)) from error
        return Saved("", *_commit(settings, path, message or f"Delete {path}", by))


def _inside(settings: Settings, path: str) -> Path:
    """The file that is meant; a path that leads out of the articles, by dots or links, is refused."""
    folder = settings.articles_folder.resolve()
    place = (settings.root / path).resolve()
    if not place.is_relative_to(folder) or place == folder:
        raise FolderNotWritable(path=path, problem="it lies outside the articles")
    return place


def _check(place: Path, path: str, present: bytes | None, began_with: str | None) -> None:
    """Refuse to write over what somebody else has written."""
    if began_with is None and present is not None:
        raise FileExistsAlready(path=path, hint="choose another id")
    if began_with is not None and (present is None or digest_of(present) != began_with):
        what = "deleted" if present is None else "changed"
        theirs = None if present is None else present.decode("utf-8", "replace")
        raise ArticleChanged(path=path, what=what, theirs=theirs)


def _read(place: Path) -> bytes | None:
    try:
        return place.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FolderNotWritable(path=place, problem=error.strerror or str(error)) from error


def _replace(place: Path, data: bytes) -> None:
    """Put a file in place of the old one in one step, on the disk before it counts."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        name = place.with_name(f".{place.name}.{secrets.token_hex(8)}.saving")
        try:
            with open(name, "xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if place.exists():
                os.chmod(name, place.stat().st_mode & 0o777)
            os.replace(name, place)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise
    except OSError as error:
        raise FolderNotWritable(path=place.parent, problem=error.strerror or str(error)) from error


def _commit(settings: Settings, path: str, message: str, by: Person) -> tuple[str | None, str]:
    repository = Repository.of(settings.root)
    if repository is None:
        return None, ""
    try:
        return repository.commit(path, message, by), ""
    except GitFailed as error:
        return None, str(error)


def _said(path: str, began_with: str | None) -> str:
    return f"{'Add' if began_with is None else 'Change'} {path}"


@contextlib.contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """One save at a time, over all threads and processes: between the look and the write nothing comes."""
    with _threads:
        try:
            file = open(own_folder(settings.root) / "saving.lock", "a+b")  # noqa: SIM115 - closed below
        except OSError as error:
            raise FolderNotWritable(path=settings.root, problem=error.strerror or str(error)) from error
        with file:
            if sys.platform == "win32":
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            else:
                fcntl.flock(file, fcntl.LOCK_EX)
            yield
