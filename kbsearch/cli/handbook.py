"""The handbook: kbsearch's own articles, there wherever kbsearch is, whatever knowledge base is open."""

from __future__ import annotations

import re
from pathlib import Path

from kbsearch.articles.article import Article
from kbsearch.errors import CodeUnknown
from kbsearch.version import __version__

_OWN_CODE = re.compile(r"KB[ELR][0-9]+", re.IGNORECASE)


def is_own_code(code: str) -> bool:
    """Whether a code is one that kbsearch itself prints."""
    return _OWN_CODE.fullmatch(code) is not None


def handbook() -> Path:
    """The folder of the articles: inside an installed package, beside the package in a checkout."""
    package = Path(__file__).parent.parent
    shipped = package / "handbook"
    return shipped if shipped.is_dir() else package.parent / "articles"


def explaining(code: str) -> tuple[Article, ...]:
    """The handbook's article about one of kbsearch's own codes; raises KBE1004 when there is none.

    It is read from its file, without an index: the handbook is small, and its folder may be read-only.
    """
    from kbsearch.articles.reader import read_article
    from kbsearch.settings import Settings

    root = handbook()
    settings = Settings(root=root)
    wanted = code.upper()
    for path in sorted(root.rglob("*.md")):
        if wanted.encode() not in path.read_bytes():
            continue
        article = read_article(path.relative_to(root).as_posix(), root, settings).article
        if article is not None and any(entry.own and entry.code == wanted for entry in article.errors):
            return (article,)
    raise CodeUnknown(code=wanted, hint=f"this is kbsearch {__version__}, other versions may have it")
