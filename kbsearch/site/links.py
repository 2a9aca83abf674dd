"""Where the links and pictures of an article lead on the site: to pages of the site, or nowhere."""

from __future__ import annotations

import posixpath
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote, urlsplit

from kbsearch.articles.article import Article
from kbsearch.articles.pictures import picture_file
from kbsearch.settings import Settings
from kbsearch.site.content import Content


class SiteLinks:
    """A resolver for one article; `up` leads from its page to the top of the site.

    `pictures` collects the files that the page shows: their name beside the page -> the file.
    """

    def __init__(self, content: Content, settings: Settings, article: Article, up: str) -> None:
        self._content = content
        self._settings = settings
        self._article = article
        self._up = up
        self.pictures: dict[str, Path] = {}

    def link(self, target: str) -> str | None:
        """The page of the article that a relative link names; None where customers may not read it."""
        parts = urlsplit(target)
        path = self._beside(parts.path)
        if path is None:
            return None
        for candidate in (path, f"{path}.md", f"{path}/index.md"):
            found = self._content.by_path.get(candidate)
            if found is not None:
                address = f"{self._up}{article_address(found)}"
                return f"{address}#{parts.fragment}" if parts.fragment else address
        return None

    def image(self, target: str) -> str | None:
        """The copy of a picture beside the page."""
        path = self._beside(urlsplit(target).path)
        file = picture_file(self._settings, path) if path else None
        if path is None or file is None:
            return None
        number = next((n for n, known in enumerate(self.pictures.values()) if known == file), len(self.pictures))
        name = f"{number}-{PurePosixPath(path).name}"
        self.pictures[name] = file
        return quote(name)

    def _beside(self, written: str) -> str | None:
        """A path as written in the article, relative to the root; None if it leaves the root or is none."""
        if not written or written.startswith("/"):
            return None
        path = posixpath.normpath(posixpath.join(PurePosixPath(self._article.path).parent, unquote(written)))
        return None if path.startswith("..") or "\0" in path else path


def article_address(article: Article) -> str:
    """The address of an article's page from the top of the site."""
    return f"a/{quote(article.id)}/"


def contact_address(settings: Settings, article: Article | None = None) -> str:
    """Where customers reach a person: the request form, for the article's product; else the mail address, or ""."""
    mail = settings.mail
    if mail.url and settings.tickets.public_form:
        product = article.products[0] if article is not None and article.products else ""
        return f"{mail.url}/request{f'?product={quote(product)}' if product else ''}"
    return f"mailto:{mail.address}" if mail.address else ""
