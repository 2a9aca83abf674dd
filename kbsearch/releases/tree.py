"""Tree: the files of a product's repository, as they lie in a folder or as a commit has them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from kbsearch.articles.git import GitFailed, run_git
from kbsearch.articles.globs import path_regex

_BATCH = 500  # files that git is asked for at once
_BRACES = re.compile(r"\{([^{}]*)\}")


class Tree(Protocol):
    """Files by their paths: POSIX, relative to the folder of the manifest."""

    @property
    def paths(self) -> Sequence[str]:
        """The paths of all files, sorted."""

    def read(self, paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of each of some files that are there, in their order."""


@dataclass(frozen=True)
class FolderTree:
    """The files of a folder as they are now: what git keeps or would keep, else all but hidden folders."""

    root: Path

    @cached_property
    def paths(self) -> Sequence[str]:
        """The paths of all files, sorted; links are none."""
        try:
            kept = run_git(self.root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ".")
            found = {os.fsdecode(path) for path in kept.split(b"\0") if path}
        except GitFailed:
            found = set(self._walk())
        return sorted(path for path in found if self._is_file(path))

    def read(self, paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of each of some files; raises OSError."""
        for path in paths:
            yield path, (self.root / path).read_bytes()

    def _walk(self) -> Iterator[str]:
        for folder, inner, files in os.walk(self.root):
            inner[:] = [name for name in inner if not name.startswith(".")]
            for name in files:
                yield (Path(folder) / name).relative_to(self.root).as_posix()

    def _is_file(self, path: str) -> bool:
        place = self.root / path
        return place.is_file() and not place.is_symlink()


@dataclass(frozen=True)
class CommitTree:
    """The files of a folder as a commit has them; `commit` is its full id."""

    root: Path
    commit: str

    @cached_property
    def paths(self) -> Sequence[str]:
        """The paths of all files, sorted; links and submodules are none. Raises GitFailed."""
        listed = run_git(self.root, "ls-tree", "-r", "-z", self.commit, "--", ".")
        rows = (row.split(b"\t", 1) for row in listed.split(b"\0") if row)
        # A name with a line break in it cannot be asked for in a batch; no catalogue has such a name.
        return sorted(os.fsdecode(path) for mode, path in rows if mode.startswith(b"100") and b"\n" not in path)

    def read(self, paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of each of some files; raises GitFailed."""
        for some in (paths[first : first + _BATCH] for first in range(0, len(paths), _BATCH)):
            asked = b"".join(os.fsencode(f"{self.commit}:./{path}") + b"\n" for path in some)
            given, at = run_git(self.root, "cat-file", "--batch", given=asked), 0
            for path in some:
                head, at = given[at : (end := given.index(b"\n", at))], end + 1
                size = int(head.rsplit(b" ", 1)[1])
                yield path, given[at : at + size]
                at += size + 1


def choose(paths: Sequence[str], globs: Sequence[str], exclude: Sequence[str] = ()) -> list[str]:
    """The paths that one of the patterns fits and none of `exclude` does, in their order.

    `*` and `?` stop at slashes, `**` does not, `{yaml,yml}` is one or the other.
    """
    wanted, unwanted = _any_of(globs), _any_of(exclude)
    return [path for path in paths if wanted.fullmatch(path) and not unwanted.fullmatch(path)]


def _any_of(globs: Sequence[str]) -> re.Pattern[str]:
    """One regular expression for all patterns; none fits nothing."""
    plain = [one for glob in globs for one in _spread(glob.removeprefix("./"))]
    return re.compile("|".join(map(path_regex, plain)) or r"(?!)", re.DOTALL)


def _spread(glob: str) -> Iterator[str]:
    """A pattern with alternatives in braces as several without."""
    found = _BRACES.search(glob)
    if not found:
        yield glob
        return
    for word in found[1].split(","):
        yield from _spread(glob[: found.start()] + word + glob[found.end() :])
