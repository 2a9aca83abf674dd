"""Repository: the git history of an article folder, where it has one.

The `git` that the authors use themselves is asked, so that their settings, hooks and worktrees hold.
A folder that is in no repository, or a machine without git, has no history; nothing else changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Self

from kbsearch.articles.git import GitFailed, run_git

__all__ = ["GitFailed", "Person", "Repository", "Revision"]

_REVISION = re.compile(r"[0-9a-f]{7,64}")
_FIELDS = "%x01%H%x00%aI%x00%an%x00%ae%x00%s%x00"


@dataclass(frozen=True, slots=True)
class Person:
    """Whose name a commit bears; `mail` may be empty."""

    name: str
    mail: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """One commit that changed a file: its id, when, by whom, its subject, and the file's path in it."""

    id: str
    at: datetime
    by: Person
    subject: str
    path: str


@dataclass(frozen=True)
class Repository:
    """The working tree that holds the folder `root`, as far as git knows it."""

    root: Path

    @classmethod
    def of(cls, root: Path) -> Self | None:
        """The repository that keeps the files of a folder; None when there is none, or it ignores the folder."""
        found = cls(root)
        try:
            if found._git("rev-parse", "--is-inside-work-tree").strip() != "true":
                return None
        except GitFailed:
            return None
        try:
            found._git("check-ignore", "-q", ".")
        except GitFailed:
            return found
        return None

    def commit(self, path: str, message: str, by: Person) -> str | None:
        """Commit one file, as it is now or gone, and nothing else that may be staged; the id of the commit.

        `path` is relative to the root. None when the file is as it was committed. Raises GitFailed.
        """
        self._git("add", "--intent-to-add", "--", path)
        if not self._git("status", "--porcelain", "--", path).strip():
            return None
        mail = by.mail or f"{re.sub(r'[^A-Za-z0-9.]', '-', by.name)}@kbsearch.invalid"
        who = ("-c", f"user.name={by.name}", "-c", f"user.email={mail}")
        self._git(*who, "commit", "--quiet", "--only", f"--author={by.name} <{mail}>", "-m", message, "--", path)
        return self._git("rev-parse", "HEAD").strip()

    def history(self, path: str, limit: int = 50) -> tuple[Revision, ...]:
        """The commits that changed a file, newest first, under its earlier names too; raises GitFailed."""
        log = self._git("log", "--follow", f"-{limit}", "--name-only", "-z", f"--format={_FIELDS}", "--", path)
        found = []
        for record in log.split("\x01")[1:]:
            id, at, name, mail, subject, names = record.split("\0", 5)
            inside = self._inside(names.strip("\0\n").split("\0")[0].strip("\n"))
            found.append(Revision(id, datetime.fromisoformat(at), Person(name, mail), subject, inside))
        return tuple(found)

    def last_changes(self) -> dict[str, datetime]:
        """When each file below the root was changed last, by its path; raises GitFailed."""
        log = self._git("log", "--name-only", "-z", "--format=%x01%aI%x00", "--", ".")
        found: dict[str, datetime] = {}
        for record in log.split("\x01")[1:]:
            at, *names = (part.strip("\n") for part in record.split("\0"))
            for name in filter(None, names):
                found.setdefault(self._inside(name), datetime.fromisoformat(at))
        return found

    def text(self, revision: Revision) -> str:
        """A file's text in a revision; raises GitFailed."""
        if not _REVISION.fullmatch(revision.id):
            raise GitFailed(f"{revision.id!r} is no revision")
        return self._git("show", f"{revision.id}:./{revision.path}")

    def _inside(self, path: str) -> str:
        """A path as git prints it, relative to the root instead of to the top of the working tree."""
        return path.removeprefix(self._prefix)

    @cached_property
    def _prefix(self) -> str:
        return self._git("rev-parse", "--show-prefix").strip()

    def _git(self, *words: str) -> str:
        """What git prints; raises GitFailed."""
        return run_git(self.root, *words).decode("utf-8", "replace")
