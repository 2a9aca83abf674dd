"""Base: the commit that a product is compared with to tell what is new."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from packaging.version import InvalidVersion, Version

from kbsearch.articles.git import GitFailed, run_git
from kbsearch.errors import BaseMissing, ReleaseShipped
from kbsearch.releases.manifest import ReleaseKeys

_USUAL_BRANCHES = ("main", "master")
_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_VERSION = re.compile(r"\d[\w.+-]*")


class Scope(StrEnum):
    """What is looked at: what a branch brings, what a release brings, or all there is."""

    NEW = "new"
    RELEASE = "release"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Base:
    """A commit by its id and by the name that people know; without a commit, before the first release, all is new."""

    name: str
    commit: str = ""


def find_base(folder: Path, release: ReleaseKeys, scope: Scope, given: str = "") -> Base:
    """The base for a scope: the newest tag of an earlier release, or where the branch left the one that it goes to.

    `given` names another commit; for the scope `new` it counts from where HEAD left it. The scope `all` has the
    base of a release. Raises KBE1072 when a release has shipped already, KBE1073 when git cannot tell.
    """
    return _Search(folder, release).base(scope, given)


def find_commit(folder: Path, name: str) -> str:
    """The full id of the commit that a name means; raises KBE1073."""
    return _Search(folder, ReleaseKeys()).commit(name)


class _Search:
    """One search for the base in the repository that holds a folder."""

    def __init__(self, folder: Path, release: ReleaseKeys) -> None:
        self._folder = folder
        self._release = release

    def base(self, scope: Scope, given: str) -> Base:
        if scope is Scope.NEW:
            return self._branched_from(given)
        if given:
            return Base(given, self.commit(given))
        return self._last_release(may_have_shipped=scope is Scope.ALL)

    def commit(self, name: str) -> str:
        self._look(name)
        if name.startswith("-"):
            raise self._missing(name, "no commit can have that name", "git log --oneline --all")
        try:
            return self._git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        except GitFailed as error:
            raise self._unknown(name, name) from error

    def _last_release(self, may_have_shipped: bool) -> Base:
        """The tag of the newest release that HEAD comes after."""
        pattern = self._release.base.tag
        what = f"the newest tag {pattern!r}"
        self._look(what)
        here = set(self._git("tag", "--points-at", "HEAD").split())
        every = self._git("tag", "--list", pattern).split("\n")
        version = _version(self._release.version)
        for tag in every:
            if version and _version(tag) == version and tag not in here and not may_have_shipped:
                raise ReleaseShipped(version=self._release.version, tag=tag)
        earlier = [
            tag
            for tag in self._git("tag", "--merged", "HEAD", "--list", pattern).split("\n")
            if tag and (_before(tag, version) if version else tag not in here)
        ]
        whole = [tag for tag in earlier if not (found := _version(tag)) or not found.is_prerelease]
        if earlier:
            tag = max(whole or earlier, key=_order)
            return Base(tag, self._git("rev-parse", "--verify", f"refs/tags/{tag}^{{commit}}"))
        if self._release.base.first and not self._shallow:
            return Base("the beginning")
        if self._shallow:
            raise self._missing(what, "the clone is shallow", "git fetch --unshallow --tags")
        raise self._missing(what, "HEAD comes after no such tag", "git fetch --tags")

    def _branched_from(self, given: str) -> Base:
        """Where HEAD left the branch that it goes to."""
        name = given or self._release.base.branch
        what = name or "the main branch"
        self._look(what)
        for other in self._candidates(given):
            try:
                commit = self._git("rev-parse", "--verify", "--quiet", f"{other}^{{commit}}")
            except GitFailed:
                continue
            try:
                return Base(_plain(other), self._git("merge-base", "HEAD", commit))
            except GitFailed as error:
                if self._shallow:
                    raise self._missing(what, "the clone is shallow", "git fetch --unshallow") from error
                raise self._missing(what, "HEAD has nothing in common with it", "git fetch --all") from error
        raise self._unknown(what, name or _USUAL_BRANCHES[0])

    def _candidates(self, given: str) -> list[str]:
        """What may be meant, the likeliest first: a name as it was given, a branch of the manifest as origin has it."""
        if given:
            return [] if given.startswith("-") else [given, f"refs/remotes/origin/{given}"]
        if branch := self._release.base.branch:
            return [f"refs/remotes/origin/{branch}", f"refs/heads/{branch}"]
        remote = [f"refs/remotes/origin/{branch}" for branch in _USUAL_BRANCHES]
        return ["refs/remotes/origin/HEAD", *remote, *_USUAL_BRANCHES]

    def _look(self, what: str) -> None:
        """Raise KBE1073 where there is no repository, or none with a commit."""
        try:
            self._git("rev-parse", "--verify", "HEAD")
        except GitFailed as error:
            if "not a git repository" in str(error):
                raise self._missing(what, "no git repository is here", "git clone URL") from error
            if "single revision" in str(error):
                raise self._missing(what, "the repository has no commit yet", "git commit") from error
            raise self._missing(what, str(error).split("\n")[0], "git status") from error

    @property
    def _shallow(self) -> bool:
        return self._git("rev-parse", "--is-shallow-repository") == "true"

    def _unknown(self, what: str, name: str) -> BaseMissing:
        """The error for a name that git does not know here."""
        name = _plain(name).removeprefix("origin/")
        deep = "--unshallow " if self._shallow else ""
        problem = "the clone is shallow" if deep else "git knows no such commit here"
        is_branch = re.fullmatch(r"[\w./-]+", name) and not _version(name) and not _COMMIT.fullmatch(name)
        fetch = f" origin +refs/heads/{name}:refs/remotes/origin/{name}" if is_branch else ""
        return self._missing(what, problem, f"git fetch {deep}--tags{fetch}")

    def _missing(self, base: str, problem: str, command: str) -> BaseMissing:
        return BaseMissing(base=base, problem=problem, command=command)

    def _git(self, *words: str) -> str:
        return run_git(self._folder, *words).decode("utf-8", "replace").strip()


def _plain(ref: str) -> str:
    """A reference as people write it: `origin/main`."""
    return ref.removeprefix("refs/remotes/").removeprefix("refs/heads/")


def _version(tag: str) -> Version | None:
    """The version in the name of a tag: `v4.1.0`, `sync-4.1`; None where there is none."""
    found = _VERSION.search(tag)
    try:
        return Version(found[0]) if found else None
    except InvalidVersion:
        return None


def _before(tag: str, version: Version) -> bool:
    """Whether a tag is of an earlier version; a tag without one is."""
    found = _version(tag)
    return found is None or found < version


def _order(tag: str) -> tuple[bool, Version, str]:
    """Tags by version, those without one first."""
    found = _version(tag)
    return found is not None, found or Version("0"), tag
