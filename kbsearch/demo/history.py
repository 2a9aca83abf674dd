"""History: the versions of all files as commits of a git repository, made in one go."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

BRANCH = "refs/heads/main"


@dataclass(frozen=True, slots=True)
class Change:
    """Some files as one commit left them; `files` by path, POSIX and relative to the root; `tag` names it, if any."""

    at: datetime
    by: str
    mail: str
    did: str
    files: Mapping[str, bytes]
    tag: str = ""


def commit_all(folder: Path, changes: Iterable[Change]) -> str:
    """Make a folder a repository with these commits, oldest first; why that could not be done, "" if it was.

    The files of the folder are not touched: those of the last commits must lie there. The same
    changes give the same commit ids.
    """
    if shutil.which("git") is None:
        return "git is not installed"
    try:
        _git(folder, "init", "--quiet", "--template=")
        _git(folder, "symbolic-ref", "HEAD", BRANCH)
        _git(folder, "config", "core.autocrlf", "false")
        _git(folder, "fast-import", "--quiet", said=b"".join(map(_as_commit, changes)))
        _git(folder, "reset", "--quiet")
    except subprocess.CalledProcessError as error:
        shutil.rmtree(folder / ".git", ignore_errors=True)
        return str(error.stderr.decode("utf-8", "replace").strip()) or f"git ended with {error.returncode}"
    return ""


def _as_commit(change: Change) -> bytes:
    """A commit in the words of git fast-import."""
    who = f"{change.by} <{change.mail}> {int(change.at.timestamp())} +0000"
    head = f"commit {BRANCH}\nauthor {who}\ncommitter {who}\n".encode()
    files = (f"M 100644 inline {path}\n".encode() + _data(text) for path, text in change.files.items())
    tag = f"reset refs/tags/{change.tag}\nfrom {BRANCH}\n\n".encode() if change.tag else b""
    return head + _data(change.did.encode()) + b"".join(files) + b"\n" + tag


def _data(text: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(text), text)


def _git(folder: Path, *words: str, said: bytes = b"") -> None:
    surroundings = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    command = ["git", "-C", str(folder), *words]
    subprocess.run(command, input=said, capture_output=True, check=True, env=surroundings | {"LC_ALL": "C"})
