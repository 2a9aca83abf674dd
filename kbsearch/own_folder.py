"""The folder `.kbsearch` of a knowledge base: what is neither an article nor made from articles."""

from __future__ import annotations

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
