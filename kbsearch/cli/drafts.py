"""Drafts: article files named on the command line, wherever they stand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kbsearch.errors import ArticleUnreadable

if TYPE_CHECKING:
    from kbsearch.articles.article import Article
    from kbsearch.articles.reader import ReadResult
    from kbsearch.kb import KnowledgeBase


def read_draft(kb: KnowledgeBase, file: Path) -> ReadResult:
    """What reading the file gives; its path is relative to the knowledge base's root where it lies below it."""
    from kbsearch.articles.reader import read_article

    place, root = file.resolve(), kb.settings.root.resolve()
    path = place.relative_to(root).as_posix() if place.is_relative_to(root) else place.as_posix()
    return read_article(path, root, kb.settings, keep_body=True)


def draft_in(kb: KnowledgeBase, file: Path) -> Article:
    """The article in the file; raises KBE1012 when there is none to be read."""
    result = read_draft(kb, file)
    if result.article is None:
        raise ArticleUnreadable(path=file, problem=result.findings[0].message)
    return result.article
