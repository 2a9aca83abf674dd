"""The room `/new`: an article begun from a template, filled from a paste where there is one."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, current_app, render_template, request

from kbsearch.articles.line_ends import plain
from kbsearch.articles.redact import Redacted, redact
from kbsearch.articles.templates import KINDS, Kind, draft, slug
from kbsearch.errors import KbError
from kbsearch.search.suggest import Suggestion, suggest
from kbsearch.web import editor
from kbsearch.web.editing import Editing
from kbsearch.web.identity import identity
from kbsearch.web.visitor import visitor

if TYPE_CHECKING:
    from kbsearch.articles.article import Article
    from kbsearch.kb import KnowledgeBase
    from kbsearch.search.results import Hit

LONGEST_TITLE = 160
"""Characters of a title that are taken over."""

SAID: dict[Kind, tuple[str, str]] = {
    "error": ("Error", "A message that people meet, why it is printed, and what makes it work again."),
    "known-issue": ("Known issue", "A fault of the product, and what to do until it is mended."),
    "how-to": ("How-to", "The steps to get something done."),
    "feature": ("Feature", "What something is for, how to turn it on, and what it will not do."),
}
"""What each kind of article is called, and what it is for."""

room = Blueprint("new", __name__)


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new article begins with; `kept` are values that look like personal data and are none.

    `code` and `message` go before what the paste says; `source` is where it comes from, such as a ticket,
    and `learnt` what was found out there. `owner` is who is to own it, "" for whoever writes it.
    """

    kind: Kind = "error"
    title: str = ""
    product: str = ""
    folder: str = ""
    paste: str = ""
    kept: tuple[str, ...] = ()
    code: str = ""
    message: str = ""
    source: str = ""
    learnt: str = ""
    owner: str = ""
    features: tuple[str, ...] = ()


@room.get("/new")
def choose() -> str:
    """The choice of a template."""
    return _page(Beginning())


@room.post("/new")
def start() -> str:
    """The new article in the editor, once personal data was looked at; nothing is saved yet."""
    kind = request.form.get("kind", "")
    chosen = Beginning(
        next((known for known in KINDS if known == kind), "error"),
        " ".join(request.form.get("title", "").split())[:LONGEST_TITLE],
        request.form.get("product", "").strip(),
        request.form.get("folder", ""),
        plain(request.form.get("text", "")),
        tuple(request.form.getlist("keep")),
        code=request.form.get("code", "").strip(),
        message=request.form.get("message", "").strip(),
        source=request.form.get("source", "").strip(),
        learnt=plain(request.form.get("learnt", "")).strip(),
    )
    if not chosen.title and not chosen.paste.strip():
        return _page(chosen, problem="Give the article a title, or paste the error that it is about.")
    return begin(chosen, looked="looked" in request.form)


def begin(chosen: Beginning, *, looked: bool = False) -> str:
    """The editor with everything filled; first, unless that was `looked` at, what of the paste was masked."""
    redacted = redact(chosen.paste, chosen.kept)
    if redacted.masked and not looked:
        return _page(chosen, redacted=redacted)
    found = suggest(redacted.text) if redacted.text.strip() else Suggestion("", "", ())
    title = chosen.title or found.title or "New article"
    kb = _kb()
    with kb.catalog() as catalog:
        folder = chosen.folder if chosen.folder in _folders(catalog.places()) else _top(kb)
        id = _free(slug(title) or "new-article", {known for known, _ in catalog.places()})
    products = [chosen.product] if chosen.product else []
    text = draft(
        chosen.kind,
        id,
        title,
        code=chosen.code or found.code,
        message=chosen.message or found.message,
        symptoms=found.symptoms,
        products=products,
        owner=chosen.owner or identity().name,
        source=chosen.source,
        resolution=chosen.learnt,
        features=chosen.features,
    )
    editing = Editing(kb.settings, posixpath.join(folder, f"{id}.md"), "", text)
    return editor.page(editing, note=_answered(redacted.text))


def _page(chosen: Beginning, *, redacted: Redacted | None = None, problem: str = "") -> str:
    kb = _kb()
    with kb.catalog() as catalog:
        folders, products = _folders(catalog.places()), list(catalog.products())
    return render_template(
        "new.html",
        chosen=chosen,
        kinds=SAID,
        folders=folders,
        folder=chosen.folder or _top(kb),
        products=products,
        redacted=redacted,
        problem=problem,
    )


def _answered(paste: str) -> str:
    """Which article answers the paste already, in words; "" for none that does so surely."""
    if not paste.strip():
        return ""
    try:
        results = visitor().search(paste, limit=1)
    except KbError:
        return ""
    first: Hit | None = results.hits[0] if results.hits and results.confident else None
    article: Article | None = first.article if first else None
    return (
        f"{article.id} already answers this paste: “{article.title}”. Add to it rather than write it twice."
        if article
        else ""
    )


def _folders(places: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The folders in which articles stand, sorted."""
    return tuple(sorted({posixpath.dirname(path) for _, path in places}))


def _top(kb: KnowledgeBase) -> str:
    folder = kb.settings.articles_folder.relative_to(kb.settings.root).as_posix()
    return "" if folder == "." else folder


def _free(id: str, taken: set[str]) -> str:
    """The id, with a number behind it where another article has it."""
    return next(one for n in range(1, len(taken) + 2) if (one := id if n == 1 else f"{id}-{n}") not in taken)


def _kb() -> KnowledgeBase:
    kb: KnowledgeBase = current_app.extensions["kbsearch"]
    return kb
