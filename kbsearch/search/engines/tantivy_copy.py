"""A copy of an engine's folder that costs next to nothing, to change what the original must keep.

tantivy never changes a file of a segment, so links to them do; only the lists of segments are copied.
"""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from kbsearch.errors import IndexBroken

_LISTS = ("meta.json", ".managed.json")  # replaced at every commit
_TRIES = 5


def copy(folder: Path, target: Path) -> None:
    """Copy the indexes in `folder` as last committed into `target`, an empty folder.

    The folder may be written meanwhile: a segment that a merge has removed since means to begin
    again. Raises KBE1021 when a file is missing for good, and OSError where `target` cannot be written.
    """
    for index in ("entries", "articles"):
        for attempt in range(_TRIES):
            try:
                _copy(folder / index, target / index)
                break
            except FileNotFoundError as error:
                if attempt == _TRIES - 1:
                    problem = f"{Path(str(error.filename)).name} is missing"
                    raise IndexBroken(path=folder, problem=problem) from error


def _copy(index: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in _LISTS:
        shutil.copyfile(index / name, target / name)
    listed = (target / _LISTS[0]).read_text(encoding="utf-8")
    for file in index.iterdir():
        if file.name not in _LISTS and not file.name.endswith(".lock"):
            _link(file.resolve(), target / file.name)
    if (index / _LISTS[0]).read_text(encoding="utf-8") != listed:
        raise FileNotFoundError(errno.ENOENT, "replaced meanwhile", str(index / _LISTS[0]))


def _link(file: Path, link: Path) -> None:
    """A link to the file, or a copy where links cannot be made."""
    try:
        link.symlink_to(file)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(file, link)
