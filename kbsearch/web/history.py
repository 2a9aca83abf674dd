"""The room `/a/<id>/history`: the versions of an article as git keeps them, what changed, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kbsearch.articles.article import Article
from kbsearch.articles.difference import Line, difference
from kbsearch.articles.reader import read_bytes
from kbsearch.articles.repository import GitFailed, Person, Repository, Revision
from kbsearch.articles.review import content_digest
from kbsearch.articles.saving import save
from kbsearch.articles.splice import Value, with_values
from kbsearch.people.roles import Right
from kbsearch.web.identity import identity
from kbsearch.web.upkeep import follow
from kbsearch.web.visitor import Visitor, visitor

MOST = 100
"""Versions that are listed."""

KEPT = 1_024
"""Dates that are kept."""

room = Blueprint("history", __name__)


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions, the older first, and what changed between them."""

    before: Revision
    after: Revision
    lines: tuple[Line, ...]


@room.get("/a/<id>/history")
def show(id: str) -> str:
    """The versions of an article, newest first, and the difference of two: the newest change if none are named."""
    asker = visitor()
    article = asker.article(id).article
    versions = revisions(asker, article)
    return render_template(
        "history.html",
        article=article,
        versions=versions,
        compared=_compared(asker, versions),
        may_write=identity().may(Right.WRITE),
    )


@room.post("/a/<id>/history/restore")
def restore(id: str) -> Response:
    """Save an earlier version as a new one; raises KBE1042 when the file was changed meanwhile.

    Who may see the article stays as it is, and it counts as reviewed only if that very text was: both
    are for an approval alone to change.
    """
    asker, who = visitor(), identity()
    article = asker.article(id).article
    wanted = request.form.get("revision", "")
    found = next((one for one in revisions(asker, article) if one.id == wanted), None)
    if found is None or who.account is None:
        abort(404)
    text = _as_now(asker, article, _text(asker, found))
    said = f"Restore {article.id} as of {found.at:%Y-%m-%d}"
    by = Person(who.account.name, who.account.mail)
    began_with = request.form.get("began_with", "")
    saved = save(asker.kb.settings, article.path, text, began_with=began_with, by=by, message=said)
    later = follow(asker.kb)
    problem = f" Git did not commit it: {saved.problem}" if saved.problem else ""
    flash(f"Restored as of {found.at:%Y-%m-%d}.{problem}{later}")
    return redirect(url_for("history.show", id=id), 303)


def _as_now(asker: Visitor, article: Article, text: str) -> str:
    """An earlier text with what only approvals may change as it is now."""
    earlier = read_bytes(text.encode("utf-8", "surrogatepass"), article.path, asker.kb.settings).article
    keys: dict[str, Value] = {}
    if earlier is None or earlier.audience != article.audience:
        keys["audience"] = article.audience
    read = earlier.reviewed.digest if earlier is not None and earlier.reviewed is not None else None
    if earlier is not None and earlier.confidence == "validated" and read != content_digest(text):
        keys["confidence"] = "not_validated"
    return with_values(text, keys, article.path) if keys else text


def revisions(asker: Visitor, article: Article, limit: int = MOST) -> tuple[Revision, ...]:
    """The versions of an article that git has, newest first; none where it has none."""
    repository = Repository.of(asker.kb.settings.root)
    try:
        return repository.history(article.path, limit) if repository is not None else ()
    except GitFailed:
        return ()


def changed_on(asker: Visitor, article: Article) -> datetime | None:
    """When an article became what it is: by git, or by its file's date where there is no git; None if nobody knows.

    Asked once for every version of a file.
    """
    kept: dict[tuple[str, str], datetime | None] = current_app.extensions.setdefault("kbsearch.changed", {})
    key = (article.path, article.digest)
    if key not in kept:
        if len(kept) >= KEPT:
            kept.clear()
        newest = revisions(asker, article, limit=1)
        kept[key] = newest[0].at if newest else _file_date(asker.kb.settings.root / article.path)
    return kept[key]


def _file_date(file: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except OSError:
        return None


def _compared(asker: Visitor, versions: Sequence[Revision]) -> Compared | None:
    """What changed between the two versions that the address names; the newest change where it names none."""
    if len(versions) < 2:
        return None
    places = {one.id: place for place, one in enumerate(versions)}
    named = [places.get(request.args.get(name, "")) for name in ("before", "after")]
    older, newer = named[0], named[1]
    if older is None or newer is None:
        older, newer = 1, 0
    before, after = versions[max(older, newer)], versions[min(older, newer)]
    return Compared(before, after, difference(_text(asker, before), _text(asker, after)))


def _text(asker: Visitor, revision: Revision) -> str:
    """The file as it was; a version in which there was none (it had been deleted) is empty."""
    try:
        return Repository(asker.kb.settings.root).text(revision)
    except GitFailed:
        return ""
