"""Inline Markdown as text: quickly for what is only searched, exactly for what is a message.

`plain_text` is one pass of one expression, because every word of every article goes through it.
`message_text` parses properly, because a message keeps the author's placeholder marks.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKED = re.compile(r"[\\`*_\[\]<&{~]")
_SPACES = re.compile(r"[ \t]+")
_BLANK = re.compile(r"\s+")
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff\u202a-\u202e]")

_INLINE = re.compile(
    r"""(?=[\\`*_!\[\]<&{~])(?:
      (?P<code>(?P<ticks>`+)(?P<span>[^`](?:.{0,2000}?[^`])??)(?P=ticks)(?!`))
    | \\(?P<escaped>[!-/:-@\[-`{-~])
    | (?P<liquid>\{%.{0,400}?%\}|\{\{.{0,400}?\}\}|\{:[^}\n]{0,200}\})
    | (?P<target>\](?:\(<[^<>\n]{0,1000}>\)
        |\([^()\s]{0,1000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?(?:\s+["'][^"'\n]{0,400}["'])?\s*\)
        |\[[^\]\n]{0,200}\]))
    | (?P<open>!?\[(?!!))
    | <(?P<url>(?:https?|ftp|mailto):[^<>\s]{1,1000})>
    | (?P<comment><!--.{0,4000}?-->)
    | (?P<tag></?[a-zA-Z][a-zA-Z0-9-]{0,20}(?:\s[^<>]{0,2000})?/?>)
    | (?P<star>\*{1,3})
    | (?P<under>(?<![\w_])_{1,3}(?=[^\s_])|(?<=[^\s_])_{1,3}(?![\w_]))
    | (?P<strike>~~)
    | (?P<entity>&(?:[a-zA-Z]\w{1,30}|\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6});)
    )""",
    re.VERBOSE | re.DOTALL,
)
_SILENT_TAG = re.compile(
    "a|abbr|b|big|code|em|font|i|kbd|mark|nobr|s|samp|small|span|strike|strong|sub|sup|tt|u|var|wbr"
)
_SPACING_TAG = re.compile(
    "article|aside|blockquote|br|button|caption|center|cite|col|colgroup|dd|del|details|div|dl|dt|embed|figcaption|"
    "figure|footer|form|h[1-6]|header|hr|iframe|img|input|ins|label|legend|li|link|main|meta|nav|object|ol|option|p|"
    "param|pre|q|script|section|select|source|style|summary|svg|table|tbody|td|textarea|tfoot|th|thead|tr|ul|video"
)
_EMPHASIS_TAGS = frozenset(("em", "i", "var"))
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)[^>]*>")
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_ALERT = re.compile(r"^\s*\[!(\w+)(?:[ \t][^\]\n]*)?\]\s*")


def plain_text(text: str) -> str:
    """Inline Markdown as it reads when rendered, without any mark; line breaks stay."""
    if _MARKED.search(text):
        text = _INLINE.sub(_plain, text)
    if not text.isascii():
        text = _UNSEEN.sub("", text).replace("\xa0", " ")
    return _SPACES.sub(" ", text) if "  " in text or "\t" in text else text


def _plain(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind == "code":
        return match["span"].strip()
    if kind == "escaped":
        return match["escaped"]
    if kind == "entity":
        return unescape(match[0])
    if kind == "url":
        return match["url"]
    if kind == "tag":
        name = match[0].strip("</>").split(None, 1)[0].rstrip("/").lower()
        if _SILENT_TAG.fullmatch(name):
            return ""
        return " " if _SPACING_TAG.fullmatch(name) else match[0]
    if kind == "star":
        before, after = match.string[: match.start()][-1:], match.string[match.end() : match.end() + 1]
        return match[0] if _is_space(before) and _is_space(after) else ""
    return "" if kind in ("under", "strike", "target", "open", "comment", "liquid") else match[0]


def _is_space(character: str) -> bool:
    return not character or character.isspace()


def html_text(text: str) -> str:
    """A piece of HTML as text: tags become blanks, scripts and comments nothing, entities characters."""
    return plain_text(_SCRIPT.sub(" ", text)) if "<" in text or "&" in text else text


def message_text(text: str) -> str:
    """Inline Markdown as one line of message text that keeps placeholders apart from fixed text.

    An emphasised span becomes `*span*`, a literal star becomes `\\*`; strong and code spans, links
    and images become their text, escapes and entities their character, `<br>` a blank. An
    unknown tag (`<filename>`) is a placeholder that the author did not escape, and stays.
    """
    if not _MARKED.search(text):
        return _clean(text)
    return _clean("".join(_rendered(_inline_parser().parseInline(text)[0].children or [])))


def code_text(text: str) -> str:
    """The text of a code block or code span as message text: nothing is markup, every star is a star."""
    return _BLANK.sub(" ", _UNSEEN.sub("", text).replace("*", "\\*")).strip()


@cache
def _inline_parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("strikethrough")


def _rendered(tokens: list[Token]) -> list[str]:
    out: list[str] = []
    for token in tokens:
        kind = token.type
        if kind in ("text", "text_special", "code_inline"):
            out.append(token.content.replace("*", "\\*"))
        elif kind in ("em_open", "em_close"):
            out.append("*")
        elif kind in ("softbreak", "hardbreak"):
            out.append(" ")
        elif kind == "image":
            out += _rendered(token.children or [])
        elif kind == "html_inline":
            out.append(_tag_in_message(token.content))
    return out


def _tag_in_message(tag: str) -> str:
    match = _TAG.fullmatch(tag)
    if match is None:
        return "" if tag.startswith("<!") else tag
    name = match[2].lower()
    if name in _EMPHASIS_TAGS:
        return "*"
    if _SILENT_TAG.fullmatch(name):
        return ""
    return " " if _SPACING_TAG.fullmatch(name) else tag


def _clean(text: str) -> str:
    return _BLANK.sub(" ", _UNSEEN.sub("", text)).strip()


def alert_kind(text: str) -> str:
    """The kind of an alert quote (`[!NOTE]` gives "note", `[!div class="x"]` "div"), or "" for an ordinary quote."""
    match = _ALERT.match(text)
    return match[1].lower() if match else ""
