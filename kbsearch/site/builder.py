"""The builder: content in, a folder of pages out; the same content gives the same bytes.

    Content -> pages in memory, one after the other -> files that differ are written -> others removed

What an earlier run wrote and this one does not is removed; files that somebody else put there stay.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kbsearch.articles.article import Article
from kbsearch.articles.placeholders import Literal, parse_template
from kbsearch.articles.render import read_page
from kbsearch.articles.repository import GitFailed, Repository
from kbsearch.errors import FolderNotWritable
from kbsearch.settings import Settings
from kbsearch.site import feeds
from kbsearch.site.content import Content, file_name
from kbsearch.site.links import SiteLinks, article_address, contact_address

MANIFEST = ".kbsearch-site.json"
"""In the site: which files were written, so that the next run knows what to remove."""

LATEST = 10
"""Changes shown on the first page."""

CONTENTS = 4
"""Headings from which an article gets a table of contents."""

_STATIC = ("icon.svg", "tokens.css", "page.css", "prose.css")
_SEARCH_FOLDER = "pagefind"

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What a run did: pages by kind, files written and removed, and whether there is a search."""

    articles: int
    codes: int
    products: int
    written: int
    removed: int
    search: bool


@dataclass(slots=True)
class _Files:
    """The files of a site while they are being written, each as a path below it."""

    target: Path
    kept: dict[str, str] = field(default_factory=dict)
    written: int = 0

    def put(self, path: str, data: bytes) -> None:
        """Write a file unless it stands there as it is."""
        place = self.target / path
        self.kept[path] = hashlib.blake2b(data, digest_size=16).hexdigest()
        try:
            if place.is_file() and place.read_bytes() == data:
                return
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        except OSError as error:
            raise FolderNotWritable(path=place, problem=error.strerror or str(error)) from error
        self.written += 1


def build(
    settings: Settings, content: Content, target: Path, *, url: str = "", progress: Progress | None = None
) -> SiteReport:
    """Write the site of `content` to `target`; raises KBE1023.

    `url` is the address the site will have: without it there is no sitemap and no feed, which want
    whole addresses. `progress(done, total, phase)` is called now and then.
    """
    said = progress or (lambda done, total, phase: None)
    files = _Files(target)
    changed = _changed(settings, content)
    site = _Site(settings, content, changed, url.rstrip("/"), _has_search())
    total = len(content.articles)
    for number, article in enumerate(content.articles):
        said(number, total, "writing pages")
        for path, data in site.article(article):
            files.put(path, data)
    for path, data in site.rest():
        files.put(path, data)
    said(total, total, "making the search")
    if site.search:
        _make_search(target)
    removed = _sweep(files)
    return SiteReport(
        articles=total,
        codes=len(content.by_code),
        products=sum(1 for product in content.by_product if product),
        written=files.written,
        removed=removed,
        search=site.search,
    )


class _Site:
    """Makes the pages, as (path, bytes)."""

    def __init__(
        self, settings: Settings, content: Content, changed: dict[str, datetime], url: str, search: bool
    ) -> None:
        self.search = search
        self._settings = settings
        self._content = content
        self._changed = changed
        self._url = url
        self._pages = Environment(
            loader=PackageLoader("kbsearch.site"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._pages.globals.update(
            name=settings.name,
            search=search,
            feed=bool(url),
            address=article_address,
            product_address=_product_address,
            talk=contact_address(settings),
            talk_about=lambda article: contact_address(settings, article),
        )

    def article(self, article: Article) -> Iterator[tuple[str, bytes]]:
        """The page of an article and the pictures it shows."""
        up = "../" * (2 + article.id.count("/"))
        links = SiteLinks(self._content, self._settings, article, up)
        page = read_page(article.body, links, article.title)
        body = page.html()
        headings = [part for part in page.parts if part.level]
        levels = sorted({part.level for part in headings})[:2]
        listed = [(levels.index(p.level), p.heading, p.anchor) for p in headings if p.level in levels]
        yield self._page(
            f"a/{article.id}/index.html",
            "article.html",
            up,
            article=article,
            body=Markup(body),
            contents=listed if len(listed) >= CONTENTS else [],
            entries=[(entry.code, _pieces(entry.message)) for entry in article.errors if entry.own],
            changed=self._changed[article.id],
        )
        for name, file in links.pictures.items():
            yield f"a/{article.id}/{name}", file.read_bytes()

    def rest(self) -> Iterator[tuple[str, bytes]]:
        """Everything but the articles."""
        latest = sorted(self._content.articles, key=lambda one: (-self._changed[one.id].timestamp(), one.id))[:LATEST]
        products = {name: articles for name, articles in self._content.by_product.items() if name}
        others = self._content.by_product.get("", ())
        shown = [(article, self._changed[article.id]) for article in latest]
        yield self._page("index.html", "index.html", "", products=products, others=others, latest=shown)
        yield self._page("404.html", "missing.html", "")
        for product, articles in products.items():
            yield self._page(
                f"{_product_address(product)}index.html", "product.html", "../../", product=product, articles=articles
            )
        for folder, (code, articles) in self._content.by_code.items():
            yield self._page(f"e/{folder}/index.html", "code.html", "../../", code=code, articles=articles)
        yield from self._static()
        if self._url:
            yield "sitemap.xml", feeds.sitemap(self._url, self._content, self._changed)
            yield "feed.xml", feeds.atom(self._url, self._settings.name, self._content, self._changed)

    def _page(self, path: str, template: str, up: str, **values: Any) -> tuple[str, bytes]:
        return path, self._pages.get_template(template).render(up=up, **values).encode()

    def _static(self) -> Iterator[tuple[str, bytes]]:
        own = Path(__file__).parent / "static"
        shared = Path(__file__).parent.parent / "web" / "static"
        for name in _STATIC:
            yield f"static/{name}", (shared / name).read_bytes()
        for file in sorted(own.iterdir()):
            yield f"static/{file.name}", file.read_bytes()


def _pieces(message: str | None) -> list[tuple[str, str]]:
    """A message as (kind, text): fixed words, and the names of what varies."""
    parts = parse_template(message).parts if message else ()
    return [("", p.text) if isinstance(p, Literal) else ("value", p.literal or p.name or "...") for p in parts]


def _product_address(product: str) -> str:
    return f"p/{quote(file_name(product) or 'product')}/"


def _changed(settings: Settings, content: Content) -> dict[str, datetime]:
    """When each article was changed last: its last commit, or its file's own date."""
    repository = Repository.of(settings.root)
    try:
        committed = repository.last_changes() if repository else {}
    except GitFailed:
        committed = {}
    return {one.id: committed.get(one.path) or _file_date(settings.root / one.path) for one in content.articles}


def _file_date(file: Path) -> datetime:
    try:
        return datetime.fromtimestamp(int(file.stat().st_mtime), UTC)
    except OSError:  # it went since it was indexed; its last good version is shown
        return datetime.fromtimestamp(0, UTC)


def _has_search() -> bool:
    """Whether Pagefind is installed, which makes a search that runs in the browser (the extra `site`)."""
    return find_spec("pagefind") is not None


def _make_search(target: Path) -> None:
    """Let Pagefind index the pages; what an earlier run left in its folder goes first."""
    if (target / _SEARCH_FOLDER / "pagefind-entry.json").is_file():
        shutil.rmtree(target / _SEARCH_FOLDER)
    command = [sys.executable, "-m", "pagefind", "--site", str(target), "--output-subdir", _SEARCH_FOLDER, "--quiet"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if ran.returncode:
        said = (ran.stderr.strip() or ran.stdout.strip()).splitlines()
        raise FolderNotWritable(path=target / _SEARCH_FOLDER, problem=said[-1] if said else "pagefind failed")


def _sweep(files: _Files) -> int:
    """Remove what the last run wrote and this one did not, then note what there is."""
    manifest = files.target / MANIFEST
    try:
        before = json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        before = {}
    removed = 0
    for path, digest in before.items():
        place = files.target / path
        if path in files.kept or not place.is_file():
            continue
        if hashlib.blake2b(place.read_bytes(), digest_size=16).hexdigest() == digest:  # else somebody made it theirs
            place.unlink()
            removed += 1
            for folder in place.relative_to(files.target).parents:
                if folder != Path() and not any((files.target / folder).iterdir()):
                    (files.target / folder).rmdir()
    manifest.write_text(json.dumps(files.kept, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    return removed
