"""Generations: the folders in which an index is built, and the one file that says which of them counts.

    index/lock                  held by the one writer, for the whole run
    index/current               the name of the generation that searches use, replaced by a rename
    index/<generation>/         meta.json, catalog.db, entries/, articles/

A new generation is built beside the current one and takes its place in one step, so that nobody ever
sees half an index. The old one goes when its last reader has gone: readers hold a shared lock on its
meta.json, which the operating system drops even when they are killed.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from kbsearch.errors import DiskFull, FolderNotWritable, IndexBroken, IndexLocked, IndexMissing, KbError
from kbsearch.version import __version__

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FORMAT = 8
"""Raise it when catalog, documents, analysis or code keys change: older indexes are then built again."""

CURRENT, _LOCK, _META = "current", "lock", "meta.json"


@contextlib.contextmanager
def folder_errors(folder: Path) -> Iterator[None]:
    """Turn what the file system refuses about `folder` into KBE1023 and KBE1024."""
    try:
        yield
    except KbError:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DiskFull(path=folder) from error
        raise FolderNotWritable(path=folder, problem=error.strerror or str(error)) from error


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the one writer of the index in `folder`, which is made where there is none.

    Raises KBE1022 at once when another process, or another KnowledgeBase of this one, is writing.
    """
    with folder_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        file = open(folder / _LOCK, "a+b")  # noqa: SIM115 - closed below
    with file:
        try:
            _lock_exclusively(file)
        except OSError as error:
            raise IndexLocked(path=folder) from error
        yield


def _lock_exclusively(file: IO[bytes]) -> None:
    """Lock a file for this writer alone, or raise OSError; closing the file frees it."""
    if sys.platform == "win32":
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def current(folder: Path) -> Path:
    """The generation that searches use; raises KBE1020 when there is none, KBE1021 when it is damaged."""
    try:
        name = (folder / CURRENT).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise IndexMissing(path=folder) from None
    except (OSError, ValueError) as error:
        raise IndexBroken(path=folder, problem=f"{CURRENT}: {error}") from error
    if not name or Path(name).name != name or not (folder / name).is_dir():
        raise IndexBroken(path=folder, problem=f"{CURRENT} names {name!r}, which is no generation")
    return folder / name


def stamp(folder: Path) -> tuple[int, int] | None:
    """What changes when another generation becomes current; one `stat` call. None without an index."""
    try:
        found = os.stat(folder / CURRENT)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def begin(folder: Path, engine: str) -> Path:
    """A new generation folder, ready to be filled, with a meta.json that says what wrote it."""
    with folder_errors(folder):
        numbers = [int(name.partition("-")[0]) for name in _names(folder) if name.partition("-")[0].isdigit()]
        generation = folder / f"{max(numbers, default=0) + 1:06d}-{secrets.token_hex(3)}"
        generation.mkdir()
        _write(generation / _META, json.dumps(_meta(engine), indent=2) + "\n")
        return generation


def check(generation: Path, engine: str) -> None:
    """Raise KBE1021 unless this version of kbsearch, with this engine, wrote the generation."""
    wanted = _meta(engine)
    try:
        found = json.loads((generation / _META).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IndexBroken(path=generation, problem=f"{_META}: {error}") from error
    if found != wanted:
        said = found.get("format", "unknown") if isinstance(found, dict) else "unknown"
        problem = f"its format is {said!r}, this version writes {wanted['format']!r}"
        raise IndexBroken(path=generation, problem=problem if said != wanted["format"] else f"{_META} is damaged")


def _meta(engine: str) -> dict[str, str]:
    """What meta.json says: the format, and a digest that shows damage to it."""
    said = f"kbsearch {__version__}, index {FORMAT}, {engine}"
    return {"format": said, "digest": hashlib.blake2b(said.encode(), digest_size=16).hexdigest()}


def unfinished(folder: Path) -> Path | None:
    """The newest generation that a killed run left half built, or None."""
    with contextlib.suppress(KbError):
        now = current(folder).name
        return next((folder / name for name in _names(folder)[::-1] if name > now), None)
    return next((folder / name for name in _names(folder)[::-1]), None)


def swap(folder: Path, generation: Path) -> None:
    """Make a finished generation the current one, in one step that survives a power cut."""
    with folder_errors(folder):
        _sync(generation)
        fresh = folder / f"{CURRENT}.new"
        _write(fresh, generation.name + "\n")
        os.replace(fresh, folder / CURRENT)
        _sync(folder)


def sweep(folder: Path) -> None:
    """Delete every generation but the current one, as far as nobody reads it any more."""
    keep = current(folder).name
    for name in _names(folder):
        if name != keep:
            remove(folder / name)


def remove(generation: Path) -> None:
    """Delete a generation unless somebody reads it; what cannot be deleted now goes at a later run."""
    with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
        if sys.platform == "win32":  # where open files cannot be deleted, and so protect themselves
            generation = generation.rename(generation.with_name(f"{generation.name}.old"))
        elif (generation / _META).exists():
            stack.enter_context(file := open(generation / _META, "rb"))  # noqa: SIM115 - the stack closes it
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(generation, ignore_errors=True)


@contextlib.contextmanager
def held(generation: Path) -> Iterator[None]:
    """Keep a generation from being deleted while it is read; raises KBE1021 when it is gone already."""
    try:
        file = open(generation / _META, "rb")  # noqa: SIM115 - closed below
    except OSError as error:
        raise IndexBroken(path=generation, problem=f"{_META}: {error.strerror}") from error
    with file:
        if sys.platform != "win32":
            fcntl.flock(file, fcntl.LOCK_SH)
        if not (generation / _META).exists():
            raise IndexBroken(path=generation, problem="it was just replaced")
        yield


def _names(folder: Path) -> list[str]:
    """The names of all generations, oldest first."""
    return sorted(entry.name for entry in os.scandir(folder) if entry.is_dir() and entry.name[:1].isdigit())


def _write(path: Path, text: str) -> None:
    """Write a small file and wait until it is on the disk."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Wait until a folder's list of files is on the disk, where the system can say so."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
