"""Plain text of rendered parts: an answer as it goes into a chat or a letter, without any marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markdown_it.token import Token

from kbsearch.articles.render import Part

_INDENT = "  "


def plain_text(parts: Iterable[Part], bare: bool = False) -> str:
    """The parts as text: lists keep numbers and dashes, code its lines; `bare` leaves the first heading out.

    Pictures and raw HTML are left out, of links the words stay.
    """
    tokens = [token for part in parts for token in part.tokens]
    if bare and tokens and tokens[0].type == "heading_open":
        tokens = tokens[3:]
    writer = _Writer()
    for token in tokens:
        writer.take(token)
    return writer.text


class _Writer:
    """Takes block tokens one after the other and keeps where in a list it is."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._lists: list[int | None] = []  # the next number of each open list, None for one of dashes
        self._mark = ""
        self._tight = False
        self._cells: list[str] | None = None

    @property
    def text(self) -> str:
        return "".join(self._blocks).strip("\n")

    def take(self, token: Token) -> None:
        """One token of the outermost kind; what is inside a line comes with its `inline` token."""
        match token.type:
            case "ordered_list_open":
                self._begin_list(int(token.attrGet("start") or 1))
            case "bullet_list_open":
                self._begin_list(None)
            case "ordered_list_close" | "bullet_list_close":
                self._lists.pop()
                self._tight = bool(self._lists)
            case "list_item_open":
                self._mark = self._next_mark()
            case "table_open" | "table_close":
                self._tight = False
            case "tr_open":
                self._cells = []
            case "tr_close":
                self._write(" | ".join(self._cells or ()), tight=True)
                self._cells = None
            case "inline" if self._cells is not None:
                self._cells.append(_said(token.children or ()))
            case "inline":
                self._write(_said(token.children or ()), tight=bool(self._lists))
            case "fence" | "code_block":
                indented = "\n".join(f"    {line}".rstrip() for line in token.content.rstrip("\n").split("\n"))
                self._write(indented, tight=False)

    def _begin_list(self, first: int | None) -> None:
        self._tight = bool(self._lists)
        self._lists.append(first)

    def _next_mark(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "- "
        self._lists[-1] = number + 1
        return f"{number}. "

    def _write(self, said: str, tight: bool) -> None:
        """Append a block below the one before, as deep as its list, behind the mark of its item if it is the first."""
        if not said.strip():
            return
        inset = _INDENT * max(0, len(self._lists) - 1)
        mark, self._mark = self._mark, ""
        hang = inset + " " * len(mark) if mark else inset + (" " * 3 if self._lists else "")
        first, *others = said.split("\n")
        lines = [f"{inset}{mark}{first}" if mark or not self._lists else f"{hang}{first}"]
        lines += [f"{hang}{line}" for line in others]
        gap = "\n" if tight and self._tight else "\n\n"
        self._blocks.append(gap + "\n".join(lines))
        self._tight = tight


def _said(children: Sequence[Token]) -> str:
    """The words of a line."""
    words = []
    for child in children:
        if child.type in ("text", "code_inline", "text_special"):
            words.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            words.append("\n" if child.type == "hardbreak" else " ")
    return "".join(words).strip()
