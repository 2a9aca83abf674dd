"""The folder of the demo: its own or nobody's, so that nothing of anybody else's is written over."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from kbsearch.errors import FileExistsAlready, FolderNotWritable
from kbsearch.own_folder import NAME, own_folder

MARK = "demo"
"""The file in `.kbsearch` that says the folder is the demo's, and whether all of it was written."""

_BEGUN, _DONE = "begun\n", "done\n"
_OURS = (".git", ".gitignore", "articles", "ferrywell", "index", "kbsearch.toml", "site")


def claim(folder: Path, *, reset: bool) -> bool:
    """Make sure that a folder is the demo's; whether it is to be written, by now empty.

    A demo that was written to its end stays as it is, edits included, unless `reset` is set. Raises
    KBE1007 when the folder holds anything else, and KBE1023 when it cannot be written.
    """
    mark = folder / NAME / MARK
    try:
        if mark.is_file():
            if mark.read_text("utf-8") == _DONE and not reset:
                return False
            mark.write_text(_BEGUN, "utf-8")
            _clear(folder, mark)
        elif (folder.is_dir() and not any(folder.iterdir())) or not os.path.lexists(folder):
            own_folder(folder)
            mark.write_text(_BEGUN, "utf-8")
        else:
            raise FileExistsAlready(path=folder, hint="the demo wants a folder of its own: kbsearch demo DIR")
    except OSError as error:
        raise FolderNotWritable(path=folder, problem=error.strerror or str(error)) from error
    return True


def fill(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files, by path, POSIX and relative to the folder; raises KBE1023."""
    try:
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    except OSError as error:
        raise FolderNotWritable(path=folder, problem=error.strerror or str(error)) from error


def finish(folder: Path) -> None:
    """Note that all of it was written; raises KBE1023."""
    fill(folder, {f"{NAME}/{MARK}": _DONE.encode()})


def _clear(folder: Path, mark: Path) -> None:
    """Delete what the demo and its use have written; what somebody put beside it stays."""
    kept = (mark, mark.with_name(".gitignore"))
    _delete(folder / name for name in _OURS)
    _delete(path for path in mark.parent.iterdir() if path not in kept)


def _delete(paths: Iterable[Path]) -> None:
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            for file in path.rglob("*"):  # git keeps its files from being written, which Windows takes for deleting
                if not file.is_symlink():
                    file.chmod(file.stat().st_mode | stat.S_IWRITE)
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
