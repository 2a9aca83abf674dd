"""Where the links and pictures of an article lead when it is shown as a page."""

from __future__ import annotations

import posixpath
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from flask import url_for

from kbsearch.articles.article import Article
from kbsearch.articles.pictures import picture_file
from kbsearch.web.visitor import Visitor


class ArticleLinks:
    """A resolver for one article and one visitor: what the visitor may not see leads nowhere.

    `pictures` collects the files that the article shows, as POSIX paths relative to the root of
    the knowledge base, while it is being rendered.
    """

    def __init__(self, visitor: Visitor, article: Article) -> None:
        self._visitor = visitor
        self._article = article
        self.pictures: set[str] = set()

    def link(self, target: str) -> str | None:
        """The page of the article that a relative link names, with or without its file ending."""
        parts = urlsplit(target)
        path = self._beside(parts.path)
        if path is None:
            return None
        for candidate in (path, f"{path}.md", f"{path}/index.md"):
            article = self._visitor.article_at(candidate)
            if article is not None:
                address = url_for("articles.show", id=article.id)
                return f"{address}#{parts.fragment}" if parts.fragment else address
        return None

    def image(self, target: str) -> str | None:
        """The address of a picture that stands in the folder of articles."""
        path = self._beside(urlsplit(target).path)
        if path is None or picture_file(self._visitor.kb.settings, path) is None:
            return None
        self.pictures.add(path)
        return url_for("articles.picture", id=self._article.id, path=path)

    def _beside(self, written: str) -> str | None:
        """A path as written in the article, relative to the root; None if it leaves the root or is none."""
        if not written or written.startswith("/"):
            return None
        path = posixpath.normpath(posixpath.join(PurePosixPath(self._article.path).parent, unquote(written)))
        return None if path.startswith("..") or "\0" in path else path
