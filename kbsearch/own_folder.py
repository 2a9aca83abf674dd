"""The folder `.kbsearch` of a knowledge base: what is neither an article nor made from articles."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

NAME = ".kbsearch"


def own_folder(root: Path) -> Path:
    """The folder, made where there is none, for this user alone: it holds password hashes.

    It keeps itself out of version control. Raises OSError.
    """
    folder = root / NAME
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    return folder


def secret_of(root: Path) -> bytes:
    """What cookies and links in mails are signed with: made once, for this user's eyes alone.

    Where the folder cannot be written, it is another one each time.
    """
    try:
        path = own_folder(root) / "secret"
        with contextlib.suppress(FileExistsError), open(path, "xb", opener=_for_me_alone) as file:
            file.write(secrets.token_bytes(32))
        return path.read_bytes()
    except OSError:
        return secrets.token_bytes(32)


def _for_me_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
