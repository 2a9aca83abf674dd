"""Saving from the editor: what may be saved, by whom, and what is said about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kbsearch.articles import saving
from kbsearch.articles.article import AUDIENCE, Article
from kbsearch.articles.line_ends import restored
from kbsearch.articles.reader import read_bytes
from kbsearch.articles.repository import Person
from kbsearch.articles.review import content_digest
from kbsearch.articles.saving import digest_of
from kbsearch.errors import ArticleChanged, ArticleUnreadable, FileExistsAlready, NotAllowed
from kbsearch.web.editing import Editing, file_text
from kbsearch.web.identity import identity
from kbsearch.web.upkeep import follow

if TYPE_CHECKING:
    from kbsearch.kb import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Stored:
    """An article that was saved: its id, and what to tell its author."""

    id: str
    said: str


def store(kb: KnowledgeBase, editing: Editing, message: str = "") -> Stored:
    """Write an article's file in the name of who is signed in, and bring the index up to date.

    A draft may be incomplete, but must be readable (KBE1012). What reviews and approvals decide is not set
    here (KBE1036), and an approval does not outlive what was approved. Raises KBE1007, KBE1023 and KBE1042
    as `kbsearch.articles.saving.save`, KBE1007 also for an id that is taken.
    """
    original = file_text(kb.settings, editing.path) if editing.began_with else None
    if editing.began_with and (original is None or digest_of(original.encode()) != editing.began_with):
        raise ArticleChanged(path=editing.path, what="deleted" if original is None else "changed", theirs=original)
    before = _read(editing, original) if original is not None else None
    after = _read(editing, editing.text)
    if after is None:
        found = editing.result.findings
        raise ArticleUnreadable(path=editing.path, problem=found[0].message if found else "it is no article")
    _check_life(editing, before, after)
    _check_id(kb, editing, after)
    if original and _outlived(before, after) and content_digest(original) != content_digest(editing.text):
        editing = editing.with_keys({"confidence": "not_validated"})
    who = identity()
    saved = saving.save(
        kb.settings,
        editing.path,
        editing.text if original is None else restored(editing.text, original),
        began_with=editing.began_with or None,
        by=Person(who.name, who.account.mail if who.account else ""),
        message=" ".join(message.split()),
    )
    said = f"Saved, and committed as {saved.revision[:10]}." if saved.revision else "Saved."
    if saved.problem:
        said = f"Saved, but git would not commit it: {saved.problem}"
    return Stored(_indexed_id(kb, editing.path, after.id), f"{said}{follow(kb)}")


def _read(editing: Editing, text: str) -> Article | None:
    data = text.encode("utf-8", "surrogatepass")
    return read_bytes(data, editing.path, editing.settings).article


def _outlived(before: Article | None, after: Article) -> bool:
    """Whether the article would go on to call itself validated."""
    return before is not None and before.confidence == "validated" == after.confidence


def _check_life(editing: Editing, before: Article | None, after: Article) -> None:
    """Refuse to set by hand what a second person must agree to; raises KBE1036."""
    name = identity().name
    if after.confidence == "validated" and (before is None or before.confidence != "validated"):
        raise NotAllowed(name=name, doing="set 'confidence' to 'validated'", problem="a review sets it")
    if after.reviewed is not None and (before is None or before.reviewed != after.reviewed):
        raise NotAllowed(name=name, doing="set 'reviewed'", problem="a review sets it")
    known = before.audience if before else editing.settings.at(editing.path).defaults.audience
    if AUDIENCE.index(after.audience) < AUDIENCE.index(known):
        problem = "a wider audience wants an approval, asked for on the article's page"
        raise NotAllowed(name=name, doing=f"set 'audience' to {after.audience!r}", problem=problem)


def _check_id(kb: KnowledgeBase, editing: Editing, after: Article) -> None:
    """Refuse the id of another article; raises KBE1007."""
    with kb.catalog() as catalog:
        other = catalog.article_by_id(after.id)
    if other is not None and other.article.path != editing.path:
        raise FileExistsAlready(path=f"an article with the id {after.id!r}", hint="choose another id")


def _indexed_id(kb: KnowledgeBase, path: str, id: str) -> str:
    """The id under which the file's article is found."""
    with kb.catalog() as catalog:
        stored = catalog.article_by_path(path)
    return stored.article.id if stored else id
