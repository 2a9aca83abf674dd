"""Tiny knowledge bases, written into a folder that a test owns."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from kbsearch.search import generations


def article(code: str, message: str, id: str = "", body: str = "Something is wrong.", products: str = "[]") -> str:
    """The text of an article with one error entry; without an id, the file's stem is its id."""
    named = f"id: {id}\n" if id else ""
    return (
        f'---\n{named}title: "{code}: {message}"\nproducts: {products}\n'
        f'errors:\n  - code: {code}\n    message: "{message}"\n---\n## Issue\n\n{body}\n\n## Resolution\n\nMend it.\n'
    )


def write(root: Path, files: dict[str, str]) -> Path:
    """Write articles by their path below articles/; returns the root."""
    for path, text in files.items():
        file = root / "articles" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def content(root: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that the catalog of a knowledge base says, without the keys, which tell only the history."""
    statements = {
        "articles": "SELECT path, id, claimed, stale, versions, content, text FROM articles JOIN files USING(key)",
        "entries": "SELECT path, code, message, own FROM entries JOIN files ON article = files.key",
        "codes": "SELECT code, path, own FROM codes JOIN files ON article = files.key",
        "products": "SELECT path, name FROM products JOIN files ON article = files.key",
        "findings": "SELECT path, line, col, code, message FROM findings JOIN files ON file = files.key",
        "files": "SELECT path, digest FROM files",
        "pending": "SELECT key FROM pending",
    }
    place = generations.current(root / "index") / "catalog.db"
    with closing(sqlite3.connect(place)) as db:
        return {name: sorted(db.execute(statement), key=repr) for name, statement in statements.items()}
