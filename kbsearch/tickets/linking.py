"""Linking: what an article was to a ticket, as links that count for its reuse and as events of the ticket."""

from __future__ import annotations

from kbsearch.errors import ResolutionTaken
from kbsearch.people.database import storable
from kbsearch.tickets.ledger import Deed
from kbsearch.tickets.links import Link, LinkKind, links_of, own_link
from kbsearch.tickets.models import Happening


def link_to(deed: Deed, article: str, kind: LinkKind, click: int | None = None) -> None:
    """Link an article to the ticket of a deed, by the link that one click made if there is one.

    Raises KBE1053 where another article is its resolution.
    """
    article = storable(article)
    there = links_of(deed.session, deed.ticket.number)
    if any((link.article, link.kind) == (article, kind) for link in there):
        return
    if kind is LinkKind.RESOLUTION:
        solved = next((link.article for link in there if link.kind is kind), None)
        if solved is not None:
            raise ResolutionTaken(number=deed.ticket.number, article=solved)
    for link in there:
        if link.article == article:
            unlink_from(deed, link)
    number, signature = deed.ticket.number, deed.ticket.signature
    clicked = own_link(deed.session, click, deed.by) if click is not None else None
    if clicked is not None and (clicked.article, clicked.kind) == (article, kind):
        clicked.ticket = number
    else:
        made = Link(article=article, kind=kind, ticket=number, signature=signature, by=deed.by, at=deed.at)
        deed.session.add(made)
    deed.add(Happening.LINKED, article=article, kind=kind.value)


def unlink_from(deed: Deed, link: Link) -> None:
    """Take a link back."""
    link.undone = deed.at
    deed.add(Happening.UNLINKED, article=link.article, kind=link.kind.value)
