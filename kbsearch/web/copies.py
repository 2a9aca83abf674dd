"""Copies: what one takes along from an answer, as plain text made here, so that it can be copied without a script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from kbsearch.articles.article import Article
from kbsearch.search.results import Match, Signature
from kbsearch.site.content import Content
from kbsearch.web.answer import Answer

REPLY = """\
Hello,

thank you for your message. This solves it:

{steps}

If it does not, please write to us again and say at which step you are.
"""


@dataclass(frozen=True, slots=True)
class Copy:
    """A text to take along: its short name, and what it is good for."""

    name: str
    meaning: str
    text: str


def copies(article: Article, answer: Answer, *, reply: bool) -> tuple[Copy, ...]:
    """The steps and the link; and with `reply` that to the requester, where customers may read the article."""
    found = [Copy("Link", "the address of the article", _link(article))]
    if answer.steps:
        found.insert(0, Copy("Steps", "the resolution as plain text", answer.steps))
        if reply and Content.of([article]).articles:
            text = REPLY.format(steps=answer.steps)
            found.append(Copy("Reply", "to the requester; customers may read this article", text))
    return tuple(found)


def handover(article: Article, matches: Sequence[Match], signature: Signature | None, version: str) -> str:
    """What engineering wants to know: the article, the error as it was, its values, and the surroundings to fill in."""
    lines = [f"Article: {article.title}", f"Link: {_link(article)}"]
    if signature is not None:
        lines += [f"Error: {signature.text}", f"Signature: {signature.id}"]
    for match in matches[:3]:
        lines.append(f"Line {match.line}: {match.text}")
        lines += [f"  {name or 'value'} = {value}" for name, value in match.values.items()]
    lines += [f"Product: {', '.join(article.products)}", f"Version: {version}", "Environment: "]
    return "\n".join(lines)


def _link(article: Article) -> str:
    return url_for("articles.show", id=article.id, _external=True)
