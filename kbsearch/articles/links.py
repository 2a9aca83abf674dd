"""Links between articles: which file of the tree a target means, and what it should have been."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from kbsearch.articles.body import Link
from kbsearch.articles.findings import Finding
from kbsearch.articles.rules import BROKEN_ANCHOR, BROKEN_LINK, ERROR, WARNING
from kbsearch.guess import nearest

_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|/|\\|[{$<%]|\?|$")
_NO_HEADING = re.compile(r".*[/=~:]|top$", re.IGNORECASE)
_PAGE_SUFFIXES = (".md", ".markdown", "/index.md", "/README.md", "/_index.md")


@dataclass(frozen=True, slots=True)
class Linked:
    """What one article links to, and the anchors that a link to it may use."""

    path: str
    links: tuple[Link, ...]
    anchors: frozenset[str]


class LinkCheck:
    """Checks the relative links and anchors of all articles against the tree.

    Links with a scheme, from the site's root (`/x`) or with template text in them are not
    checked. In a `native` tree a link names a file; other trees may leave out the suffix, as site
    builders allow, and what leaves their folder or depends on their builder is only a warning.
    """

    def __init__(self, root: Path, folder: str, articles: Iterable[Linked], native: bool) -> None:
        self.root = root
        self.folder = folder
        self.native = native
        self.articles: Mapping[str, Linked] = {article.path: article for article in articles}
        self._exists: dict[str, bool] = {}
        self._by_name: dict[str, list[str]] = {}
        self._beside: dict[str, dict[str, str]] = {}
        for path in self.articles:
            folder_of, name = posixpath.split(path)
            self._by_name.setdefault(name, []).append(path)
            self._beside.setdefault(folder_of, {})[posixpath.splitext(name)[0]] = path

    def findings(self) -> Iterator[Finding]:
        """Every broken link (KBL213) and anchor (KBL214)."""
        for article in self.articles.values():
            for link in article.links:
                if not _ELSEWHERE.match(link.target):
                    yield from self._check(article, link)

    def _check(self, article: Linked, link: Link) -> Iterator[Finding]:
        target, _, anchor = link.target.partition("#")
        target = unquote(target.partition("?")[0])
        if not target:
            yield from self._anchor(article, link, article, anchor)
            return
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(article.path), target))
        leaves = not f"{wanted}/".startswith(f"{self.folder}/" if self.folder else "") or wanted.startswith("../")
        found = None if wanted.startswith("../") else self._file(wanted)
        if found is None:
            severity = WARNING if leaves and not self.native else ERROR
            hint = self._meant(article.path, wanted)
            yield BROKEN_LINK.finding(article.path, link.line, link.col, severity, target=link.target, hint=hint)
        elif found in self.articles:
            yield from self._anchor(article, link, self.articles[found], anchor)

    def _file(self, wanted: str) -> str | None:
        """The path that is there: the one wanted or, in a foreign tree, the page it stands for."""
        if wanted in self.articles or self._is_there(wanted):
            return wanted
        if self.native:
            return None
        stem = re.sub(r"\.html?$", "", wanted)
        return next((stem + suffix for suffix in _PAGE_SUFFIXES if stem + suffix in self.articles), None)

    def _is_there(self, path: str) -> bool:
        if path not in self._exists:
            try:
                self._exists[path] = os.path.exists(self.root / path)
            except (OSError, ValueError):
                self._exists[path] = False
        return self._exists[path]

    def _meant(self, path: str, wanted: str) -> str:
        """The next step: a file of the same name elsewhere, or a name like it nearby."""
        folder = posixpath.dirname(path)
        name = posixpath.basename(wanted)
        moved = sorted((*self._by_name.get(name, ()), *self._by_name.get(f"{name}.md", ())))
        if not moved:
            stems = self._beside.get(posixpath.dirname(wanted), {})
            guess = nearest(posixpath.splitext(name)[0], stems)
            moved = [stems[guess]] if guess else []
        return f"did you mean {posixpath.relpath(moved[0], folder)!r}?" if moved else "mend the link, or delete it"

    def _anchor(self, article: Linked, link: Link, target: Linked, anchor: str) -> Iterator[Finding]:
        anchor = unquote(anchor)
        if not anchor or _NO_HEADING.match(anchor):
            return
        if anchor.lower() in (known.lower() for known in target.anchors):
            return
        guess = nearest(anchor, target.anchors)
        hint = f"did you mean '#{guess}'?" if guess else "mend the link, or delete the part from # on"
        file = "this file" if target is article else target.path
        severity = ERROR if self.native else WARNING
        yield BROKEN_ANCHOR.finding(article.path, link.line, link.col, severity, file=file, anchor=anchor, hint=hint)
