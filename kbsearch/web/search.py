"""The search page: one box; a paste goes by POST and stays out of every address and log."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from kbsearch.articles.article import Article
from kbsearch.articles.placeholders import Literal, parse_template
from kbsearch.search.results import Hit, Results
from kbsearch.web.answer import answer_of
from kbsearch.web.visitor import Visitor, visitor

SHORT = 120
"""Characters up to which a search of one line is offered as an address to keep."""

OFFERED = 12
"""Products offered as filters at once."""

room = Blueprint("search", __name__)


@room.get("/")
def ask() -> Response:
    """The empty box, or the answer to the short query in the address."""
    return _page(request.args.get("q", ""))


@room.post("/")
def paste() -> Response:
    """The answer to a paste; with the header X-Kbsearch-Part the results alone, for the live page."""
    return _page(request.form.get("text", ""))


def _page(text: str) -> Response:
    asker = visitor()
    chosen = tuple(dict.fromkeys(filter(None, request.args.getlist("product"))))
    results = asker.search(text, chosen) if text.strip() else None
    groups = results.groups if results else ()
    part = "X-Kbsearch-Part" in request.headers
    response = make_response(
        render_template(
            "_results.html" if part else "search.html",
            text=text,
            results=results,
            answers=[answer_of(group.hits[0].article, asker) for group in groups],
            others=_others(results) if results else (),
            chosen=chosen,
            products=_offered(asker, results, chosen),
            keep=text.strip() if _is_short(text.strip()) else "",
            examples=() if results else [(text, _is_short(text)) for text in _examples(asker)],
            inside=asker.inside,
        )
    )
    response.headers["Vary"] = "X-Kbsearch-Part"
    return response


def _others(results: Results) -> tuple[Hit, ...]:
    """The hits that no card shows: neither the first of an error nor one of those that fit it alike."""
    shown = {hit.article.id for group in results.groups for hit in group.hits if hit.rank == 1 or hit.apart}
    return tuple(hit for hit in results.hits if hit.article.id not in shown)


def _offered(asker: Visitor, results: Results | None, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """The products to filter by: those chosen, then those of the hits, or all while nothing was asked."""
    found = [product for hit in results.hits for product in hit.article.products] if results else asker.products()
    return tuple(dict.fromkeys((*chosen, *found)))[:OFFERED]


def _examples(asker: Visitor) -> tuple[str, ...]:
    """Pastes that the articles keep, a log and two lines where there are such; else a message filled with names."""
    articles = asker.examples()
    kept = [article.found_by[0].strip() for article in articles if article.found_by]
    if not kept:
        return tuple(map(_message, articles))
    lines = [text for text in kept if _is_short(text)]
    logs = [text for text in kept if not _is_short(text)]
    return (*lines[:: len(lines) // 2 or 1][:2], *logs[:1])


def _is_short(text: str) -> bool:
    """Whether a text may stand in an address."""
    return "\n" not in text and len(text) <= SHORT


def _message(article: Article) -> str:
    """A message that an article explains, its placeholders filled with their names."""
    entry = next(entry for entry in article.errors if entry.own and entry.message)
    said = "".join(
        part.text if isinstance(part, Literal) else part.literal or part.name or "..."
        for part in parse_template(entry.message or "").parts
    )
    return " ".join(filter(None, (entry.code, said)))[:SHORT]
