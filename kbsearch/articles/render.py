"""Markdown to safe HTML: nothing that an article says can run, load or reach outside.

Raw HTML is kept where it only formats (tables, line breaks, details); any other tag is shown as
the text it is, so that `<host>` in a sentence stays readable. What comes out of markdown-it is
cleaned once more by nh3, which has the last word. There are no inline styles, so that a page
can forbid them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import pairwise
from typing import Any, Protocol
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.anchors import anchors_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES
from pygments.util import ClassNotFound

from kbsearch.articles.headings import slug

HIGHLIGHT_LIMIT = 20_000
"""Characters of one code block above which it is shown without colours (lexers are not linear)."""

_ALERTS = ("note", "tip", "important", "warning", "caution")
_ADMONITIONS = ("danger", "error", "hint", "info", "attention", "success", "question", "example", "abstract", "bug")
_INLINE = "a abbr b br cite code del dfn em i img ins kbd mark q s samp small span strong sub sup u var"
_BLOCK = "blockquote dd details dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre summary ul"
_TABLE = "caption col colgroup table tbody td tfoot th thead tr"
_FORMATTING = frozenset(f"{_INLINE} {_BLOCK} {_TABLE}".split())
_SILENT = frozenset(("article", "big", "center", "div", "font", "footer", "header", "nobr", "section", "tt", "wbr"))
_TAG = re.compile(r"<(?=/?([A-Za-z][A-Za-z0-9:.-]*)?)(?!!--)")
_VALUE = re.compile(r'([a-z-]+)="([^"]*)"')
_ALIGN = {"text-align:left": "left", "text-align:center": "center", "text-align:right": "right"}
_ATTRIBUTES = {
    "a": {"href", "title", "id", "name"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "details": {"open"},
    "input": {"checked", "disabled"},
    "abbr": {"title"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
}
_CLASSES = {
    "span": set(filter(None, STANDARD_TYPES.values())),
    "div": {
        *("table-scroll", "markdown-alert", "admonition"),
        *(f"markdown-alert-{kind}" for kind in _ALERTS),
        *(_ALERTS + _ADMONITIONS),
    },
    "p": {"markdown-alert-title", "admonition-title"},
    "td": set(_ALIGN.values()),
    "th": set(_ALIGN.values()),
    "ul": {"contains-task-list"},
    "li": {"task-list-item"},
    "pre": {"code"},
}


class Resolver(Protocol):
    """Where the relative links and images of one article lead; None for nowhere."""

    def link(self, target: str) -> str | None:
        """The address of the page that `target`, as written in the article, stands for."""

    def image(self, target: str) -> str | None:
        """The address of the picture that `target`, as written in the article, stands for."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands under it up to the next heading of any level.

    `line` counts from 1 in the Markdown; the text before the first heading is a part of level 0
    with an empty heading. `level` is the heading's level as written. `anchor` is its id in the page.
    """

    line: int
    level: int
    heading: str
    anchor: str
    tokens: tuple[Token, ...]


class Page:
    """One article's body, parsed once; its HTML is made when it is asked for, whole or by part."""

    def __init__(self, parts: Sequence[Part], env: EnvType, resolver: Resolver | None) -> None:
        self.parts = tuple(parts)
        self._env = env
        self._resolver = resolver

    def html(self, parts: Iterable[Part] | None = None, bare: bool = False) -> str:
        """Safe HTML of these parts, or of all; `bare` leaves the first part's heading out."""
        tokens = [token for part in (self.parts if parts is None else parts) for token in part.tokens]
        if bare and tokens and tokens[0].type == "heading_open":
            tokens = tokens[3:]
        parser = _parser()
        return _cleaner(self._resolver).clean(parser.renderer.render(tokens, parser.options, self._env))

    def under(self, line: int) -> tuple[Part, ...]:
        """The part whose heading stands on that line, and the parts of its sub-headings; () if there is none."""
        start = next((n for n, part in enumerate(self.parts) if part.line == line), None)
        if start is None:
            return ()
        first = self.parts[start]
        if first.level == 0:
            return (first,)
        found = [first]
        for part in self.parts[start + 1 :]:
            if part.level <= first.level:
                break
            found.append(part)
        return tuple(found)


def render(markdown: str, resolver: Resolver | None = None, title: str = "") -> str:
    """The Markdown as safe HTML; see `read_page` for what the arguments mean."""
    return read_page(markdown, resolver, title).html()


def read_page(markdown: str, resolver: Resolver | None = None, title: str = "", top: int = 2) -> Page:
    """Parse Markdown into a page.

    Relative links and images go through `resolver`; those that lead nowhere, and pictures from
    other machines, keep their text alone. A first heading of level 1 that repeats
    `title` is left out, and the headings are moved so that the highest one is of level `top`.
    """
    env: EnvType = {}
    tokens = _parser().parse(markdown.encode(errors="replace").decode(), env)  # lone surrogates become `?`
    return Page(_parts(_without_title(tokens, title), top), env, resolver)


def _cleaner(resolver: Resolver | None) -> nh3.Cleaner:
    """What has the last word on the HTML: only known tags, attributes and classes, every address resolved."""

    def resolved(tag: str, attribute: str, value: str) -> str | None:
        if tag == "img" and attribute == "src":
            return None if resolver is None or _is_outside(value) else resolver.image(value)
        if tag == "a" and attribute == "href" and not value.startswith("#") and not _is_outside(value):
            return None if resolver is None else resolver.link(value)
        return value

    return nh3.Cleaner(
        tags=set(_FORMATTING | {"div", "input"}),
        attributes=_ATTRIBUTES,
        attribute_filter=resolved,
        tag_attribute_values={"pre": {"tabindex": {"0"}}, "div": {"tabindex": {"0"}}, "input": {"type": {"checkbox"}}},
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto"},
        url_relative="pass_through",
        link_rel="noopener noreferrer",
    )


def _without_title(tokens: list[Token], title: str) -> list[Token]:
    """The tokens without a leading level-1 heading that says the same as the title."""
    if len(tokens) > 2 and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        said = re.sub(r"\W+", " ", _plain(tokens[1])).strip().casefold()
        if said == re.sub(r"\W+", " ", title).strip().casefold():
            return tokens[3:]
    return tokens


def _parts(tokens: list[Token], top: int) -> list[Part]:
    """Cut the tokens at the headings of the outermost level."""
    cuts = [n for n, token in enumerate(tokens) if token.type == "heading_open" and token.level == 0]
    shift = top - min((int(tokens[n].tag[1]) for n in cuts), default=top)
    parts = [Part(1, 0, "", "", tuple(tokens[: cuts[0] if cuts else len(tokens)]))]
    for start, end in pairwise([*cuts, len(tokens)]):
        opening, inline = tokens[start], tokens[start + 1]
        level = int(opening.tag[1])
        opening.tag = tokens[start + 2].tag = f"h{min(6, level + shift)}"
        line = opening.map[0] + 1 if opening.map else 1
        parts.append(Part(line, level, _plain(inline), str(opening.attrGet("id") or ""), tuple(tokens[start:end])))
    return parts if parts[0].tokens else parts[1:]


def _plain(inline: Token) -> str:
    """The text of an inline token without its marks."""
    return "".join(child.content for child in inline.children or () if child.type in {"text", "code_inline"}).strip()


def _is_outside(target: str) -> bool:
    """Whether an address names another machine or a scheme of its own."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return True
    return bool(parts.scheme or parts.netloc)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    options = {"html": True, "linkify": True, "alerts": True, "tasklists": True, "highlight": _highlighted}
    parser = MarkdownIt("commonmark", options, renderer_cls=_Renderer)
    parser.enable(["table", "strikethrough", "linkify"])
    parser.use(anchors_plugin, max_level=6, slug_func=slug).use(admon_plugin)
    parser.inline.ruler.before("image", "picture_mark", _picture_mark)
    if parser.linkify is not None:
        # Only full addresses: half of all file names (`setup.py`, `readme.md`) end like a domain.
        parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False})
    return parser


def _picture_mark(state: StateInline, silent: bool) -> bool:
    """`:::image source="x.png" alt-text="What it shows":::`, as DocFX trees write a picture."""
    end = state.src.find(":::", state.pos + 3) if state.src.startswith(":::image ", state.pos) else -1
    values = dict(_VALUE.findall(state.src, state.pos, end)) if end > 0 else {}
    if "source" not in values:
        return False
    if not silent:
        token = state.push("image", "img", 0)
        token.attrs = {"src": values["source"], "alt": ""}
        token.content = values.get("alt-text", "")
        token.children = [Token("text", "", 0, content=token.content)]
    state.pos = end + 3
    return True


class _Renderer(RendererHTML):
    """markdown-it's renderer, with scrollable tables and code, and without inline styles."""

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return '<div class="table-scroll" tabindex="0"><table>'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</table></div>\n"

    def td_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _cell(tokens[idx])

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _cell(tokens[idx])

    def html_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _shown(tokens[idx].content)

    def html_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _shown(tokens[idx].content)

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return _highlighted(tokens[idx].content, "", "") + "\n"


def _cell(token: Token) -> str:
    align = _ALIGN.get(str(token.attrGet("style") or ""))
    return f'<{token.tag} class="{align}">' if align else f"<{token.tag}>"


def _shown(html: str) -> str:
    """Raw HTML in which tags that format stay tags, and all but a few others become visible text."""

    def keep(found: re.Match[str]) -> str:
        return "<" if (found[1] or "").lower() in _FORMATTING | _SILENT else "&lt;"

    return _TAG.sub(keep, html)


def _highlighted(code: str, language: str, attributes: str) -> str:
    """One code block with Pygments' classes, plain if the language is unknown or the block very long."""
    inner = escape(code)
    if language and len(code) <= HIGHLIGHT_LIMIT:
        try:
            lexer: Any = get_lexer_by_name(language, stripnl=False)
        except ClassNotFound:
            pass
        else:
            inner = highlight(code, lexer, HtmlFormatter(nowrap=True))
    return f'<pre class="code" tabindex="0"><code>{inner}</code></pre>'
