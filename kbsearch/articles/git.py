"""The `git` that people use themselves, asked in a language that does not depend on the machine."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_PATIENCE_S = 30


class GitFailed(Exception):
    """Git refused; the text is what it said."""


def run_git(folder: Path, *words: str, given: bytes = b"") -> bytes:
    """What `git WORDS` prints in a folder, `given` on its standard input; raises GitFailed."""
    surroundings = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    try:
        ran = subprocess.run(
            ["git", "-C", str(folder), "-c", "core.quotePath=false", *words],
            capture_output=True,
            input=given,
            timeout=_PATIENCE_S,
            env=surroundings | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"},
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitFailed(str(error)) from error
    if ran.returncode:
        said = ran.stderr.decode("utf-8", "replace").strip() or ran.stdout.decode("utf-8", "replace").strip()
        raise GitFailed(said or f"git {words[0]} ended with {ran.returncode}")
    return ran.stdout
