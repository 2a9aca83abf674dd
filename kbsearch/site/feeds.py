"""For machines: the sitemap (sitemaps.org 0.9) and the feed of changes (Atom, RFC 4287)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from kbsearch.site.content import Content
from kbsearch.site.links import article_address

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_ATOM = "http://www.w3.org/2005/Atom"
_ENTRIES = 50


def sitemap(url: str, content: Content, changed: Mapping[str, datetime]) -> bytes:
    """Every page that a search engine should know, with its last change."""
    root = Element("urlset", xmlns=_SITEMAP)
    for address, day in [
        (f"{url}/", None),
        *((f"{url}/{article_address(a)}", changed[a.id]) for a in content.articles),
    ]:
        page = SubElement(root, "url")
        SubElement(page, "loc").text = address
        if day is not None:
            SubElement(page, "lastmod").text = day.date().isoformat()
    return _written(root)


def atom(url: str, name: str, content: Content, changed: Mapping[str, datetime]) -> bytes:
    """The articles that changed last, newest first."""
    latest = sorted(content.articles, key=lambda one: (-changed[one.id].timestamp(), one.id))[:_ENTRIES]
    root = Element("feed", xmlns=_ATOM)
    SubElement(root, "id").text = f"{url}/"
    SubElement(root, "title").text = name
    SubElement(root, "link", href=f"{url}/")
    SubElement(root, "link", rel="self", href=f"{url}/feed.xml")
    SubElement(root, "updated").text = (changed[latest[0].id] if latest else datetime.min).isoformat()
    SubElement(SubElement(root, "author"), "name").text = name
    for article in latest:
        entry = SubElement(root, "entry")
        address = f"{url}/{article_address(article)}"
        SubElement(entry, "id").text = address
        SubElement(entry, "title").text = article.title
        SubElement(entry, "link", href=address)
        SubElement(entry, "updated").text = changed[article.id].isoformat()
    return _written(root)


def _written(root: Element) -> bytes:
    indent(root, space="")
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
