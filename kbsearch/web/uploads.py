"""Pictures that authors bring: stored beside the article, and shown while it is being written."""

from __future__ import annotations

import posixpath
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, jsonify, request, send_file, url_for
from werkzeug.datastructures import FileStorage

from kbsearch.articles.article import Article
from kbsearch.articles.pictures import picture_file
from kbsearch.articles.repository import Person
from kbsearch.articles.saving import add_file
from kbsearch.articles.templates import slug
from kbsearch.errors import FileExistsAlready, PictureRefused
from kbsearch.settings import Settings
from kbsearch.web.editing import Editing, sent
from kbsearch.web.headers import PICTURE_POLICY
from kbsearch.web.identity import identity
from kbsearch.web.links import ArticleLinks
from kbsearch.web.visitor import visitor

if TYPE_CHECKING:
    from kbsearch.kb import KnowledgeBase

LARGEST = 5 * 1024 * 1024
"""Bytes of a picture; a screenshot has a tenth of that."""

FOLDER = "pictures"
"""Where the pictures of an article stand, beside its file."""

_KINDS = (
    (b"\x89PNG\r\n\x1a\n", 0, ".png"),
    (b"\xff\xd8\xff", 0, ".jpg"),
    (b"GIF8", 0, ".gif"),
    (b"WEBP", 8, ".webp"),
)
_MOST = 1000  # pictures of one name

room = Blueprint("uploads", __name__)


@room.post("/edit/picture")
def add() -> Response:
    """Store a picture and say how the article shows it; raises KBE1023 and KBE1045."""
    kb: KnowledgeBase = current_app.extensions["kbsearch"]
    brought = request.files.get("picture")
    markdown, problem = store(kb.settings, sent(kb.settings, request.form), brought)
    return jsonify(markdown=markdown, problem=problem)


@room.get("/edit/files/<path:path>")
def picture(path: str) -> Response:
    """A picture of the tree, for whoever writes."""
    file = picture_file(visitor().kb.settings, path)
    if file is None:
        abort(404)
    response = send_file(file, max_age=0, conditional=True)
    response.headers["Content-Security-Policy"] = PICTURE_POLICY
    return response


def store(settings: Settings, editing: Editing, brought: FileStorage | None) -> tuple[str, str]:
    """Put a picture beside an article's file: the Markdown that shows it, and what git had against it.

    What it is, its first bytes say, not its name. Raises KBE1023 and KBE1045.
    """
    name = PurePosixPath((brought.filename or "").replace("\\", "/")).name if brought else ""
    data = b""
    if brought:
        with brought.stream as stream:
            data = stream.read(LARGEST + 1)
    if not data:
        raise PictureRefused(name=name or "nothing", problem="it is empty")
    if len(data) > LARGEST:
        raise PictureRefused(name=name, problem=f"it is larger than {LARGEST // 2**20} MB")
    ending = next((kind for mark, at, kind in _KINDS if data.startswith(mark, at)), None)
    if ending is None:
        raise PictureRefused(name=name, problem="its first bytes are not those of a PNG, JPEG, GIF or WebP picture")
    who = identity()
    by = Person(who.name, who.account.mail if who.account else "")
    stem = slug(PurePosixPath(editing.path).stem) or "article"
    shown = slug(PurePosixPath(name).stem) or "picture"
    for n in range(1, _MOST):
        beside = f"{FOLDER}/{stem}-{shown}{f'-{n}' if n > 1 else ''}{ending}"
        try:
            path = posixpath.join(posixpath.dirname(editing.path), beside)
            saved = add_file(settings, path, data, by=by)
        except FileExistsAlready:
            continue
        return f"![{shown.replace('-', ' ')}]({beside})", saved.problem
    raise PictureRefused(name=name, problem=f"there are {_MOST} of that name")


class DraftLinks(ArticleLinks):
    """Where links and pictures lead while an article is being written: it may have no page yet."""

    def __init__(self, article: Article) -> None:
        super().__init__(visitor(), article)

    def image(self, target: str) -> str | None:
        """The address of a picture that stands in the folder of articles."""
        path = self._beside(urlsplit(target).path)
        if path is None or picture_file(self._visitor.kb.settings, path) is None:
            return None
        return url_for("uploads.picture", path=path)
