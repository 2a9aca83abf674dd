"""Stubs: drafts of the articles that a release still wants, with all that the product says filled in."""

from __future__ import annotations

from dataclasses import dataclass

from kbsearch.articles.templates import draft, slug
from kbsearch.releases.declaration import Declaration, Kind

_LONGEST = 90  # characters of a message that a title repeats


@dataclass(frozen=True, slots=True)
class Stub:
    """A draft: the id of the article, which its file is called by, and its text."""

    id: str
    text: str


def stub_of(declaration: Declaration, product: str) -> Stub:
    """The draft of an article; it is not finished, and says so, until somebody writes the sections."""
    is_feature = declaration.kind is Kind.FEATURE
    said = declaration.title or " ".join(declaration.message.split())
    said = said if len(said) <= _LONGEST else f"{said[: _LONGEST - 3]}..."
    title = said if is_feature and said else f"{declaration.id}: {said}" if said else declaration.id
    id = slug(declaration.id) or slug(title) or "article"
    text = draft(
        "feature" if is_feature else "error",
        id,
        title,
        code="" if is_feature else declaration.id,
        message=declaration.message,
        features=[declaration.id] if is_feature else [],
        products=[product],
        owner=declaration.owner,
        source=declaration.place,
    )
    return Stub(id, text)
