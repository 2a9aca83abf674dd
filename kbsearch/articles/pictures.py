"""Pictures: which files of the tree an article may show."""

from __future__ import annotations

from pathlib import Path

from kbsearch.settings import Settings

PICTURES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".bmp", ".ico"))
"""The endings of files that an article may show; nothing else of the tree is ever given out."""


def picture_file(settings: Settings, path: str) -> Path | None:
    """The file of a picture, `path` relative to the root; None unless it lies in the folder of articles.

    Symbolic links are followed first, so that none leads out.
    """
    folder = settings.articles_folder.resolve()
    try:
        file = (settings.root / path).resolve(strict=True)
    except (OSError, ValueError, RuntimeError):
        return None
    inside = file.is_relative_to(folder) and file.is_file()
    return file if inside and file.suffix.lower() in PICTURES else None
