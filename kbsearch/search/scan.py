"""What changed in the article folder since the last index run, told without reading what did not."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kbsearch.search.changes import UNPROVEN, FileState, KnownFile
from kbsearch.search.reading import Task, digest_of

_COARSEST_NS = 2_000_000_000  # the resolution of the coarsest time stamps in use, those of FAT


@dataclass(frozen=True, slots=True)
class Plan:
    """What an index run has to do.

    `tasks` are the files to read, sorted by path, `states` what the file system said about each of
    them, `moved` the new paths of files that were renamed, by key, `removed` the keys of files that
    are gone, and `concealed` the paths of those that cannot be looked at, by key.
    """

    tasks: tuple[Task, ...]
    states: Mapping[int, FileState]
    moved: Mapping[int, str]
    removed: tuple[int, ...]
    concealed: Mapping[int, str]


def plan(
    found: Mapping[str, FileState],
    unreadable: Sequence[str],
    known: Mapping[str, KnownFile],
    reader: str,
    next_key: int,
    root: Path,
) -> Plan:
    """Compare the files that were found with those that the catalog knows, both by path.

    `unreadable` are paths of files and folders that could not be looked at: what stood there is
    neither found nor gone.
    `reader` is the digest of the settings that reading depends on: files that were read with others
    are read again. A file whose path is new and whose content stood at a path that is gone was
    renamed: it keeps its key. New files take keys from `next_key` in the order of their paths.
    """
    missing = {path: file for path, file in known.items() if path not in found}
    concealed = {file.key: path for path, file in missing.items() if _is_under(path, unreadable)}
    gone = {path: file for path, file in missing.items() if file.key not in concealed}
    new = sorted(path for path in found if path not in known)
    moved = _renamed(new, gone, found, root)
    tasks, states = [], {}
    for path in sorted(found):
        file = known.get(path)
        if file is not None and file.reader == reader:
            if file.state == found[path] and file.state.mtime != UNPROVEN:
                continue
            task = Task(file.key, path, file.digest)
        elif file is not None or path in moved:
            task = Task((file or moved[path]).key, path, None)
        else:
            task = Task(next_key, path, None)
            next_key += 1
        tasks.append(task)
        states[task.key] = found[path]
    kept = {file.key for file in moved.values()}
    return Plan(
        tasks=tuple(tasks),
        states=states,
        moved={file.key: path for path, file in moved.items()},
        removed=tuple(sorted(file.key for file in gone.values() if file.key not in kept)),
        concealed=concealed,
    )


def _renamed(
    new: list[str], gone: Mapping[str, KnownFile], found: Mapping[str, FileState], root: Path
) -> dict[str, KnownFile]:
    """Which new path holds which file that is gone elsewhere: the same inode untouched, or the same bytes."""
    by_state = {file.state: file for file in gone.values() if file.state.mtime != UNPROVEN}
    by_digest = {file.digest: file for file in gone.values() if file.digest}
    moved: dict[str, KnownFile] = {}
    taken: set[int] = set()
    for path in new if gone else ():
        file = by_state.get(found[path])
        if file is None:
            try:
                file = by_digest.get(digest_of(root / path))
            except OSError:
                continue
        if file is not None and file.key not in taken:
            taken.add(file.key)
            moved[path] = file
    return moved


def _is_under(path: str, folders: Sequence[str]) -> bool:
    """Whether a path is one of these files or lies in one of these folders ("." is the root)."""
    return any(folder in (".", path) or path.startswith(f"{folder}/") for folder in folders)


def proven(state: FileState, now_ns: int) -> FileState:
    """The state to remember for a file that was looked at at `now_ns`.

    One that was modified a moment before may be modified again without a new time stamp or size, so
    its time is not remembered (git calls such an entry racily clean).
    """
    return unproven(state) if state.mtime > now_ns - _COARSEST_NS else state


def unproven(state: FileState) -> FileState:
    """The same state with a time that proves nothing."""
    return dataclasses.replace(state, mtime=UNPROVEN)
