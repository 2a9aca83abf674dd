"""The search page: one box; a paste goes by POST and stays out of every address and every log of the server."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kbsearch.articles.article import Article
from kbsearch.articles.placeholders import Literal, parse_template
from kbsearch.people.roles import Right
from kbsearch.search.results import Hit, Results
from kbsearch.tickets.flags import Reason
from kbsearch.web.answer import answer_of
from kbsearch.web.asking import asking, new_asking
from kbsearch.web.filters import Filters
from kbsearch.web.history import changed_on
from kbsearch.web.identity import identity
from kbsearch.web.opened import opened, without
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
def paste() -> AnyResponse:
    """The answer to a paste; with the header X-Kbsearch-Part the results alone, for the live page.

    Filters that were filled in move to the address, and the browser sends the paste there once more.
    """
    asker = visitor()
    chosen = Filters.of(request.args, asker)
    wanted = chosen.filled_in(request.form, asker)
    if wanted != chosen:
        return redirect(url_for("search.ask", **wanted.address(skip=wanted.skip)), 307)
    return _page(request.form.get("text", ""))


@room.post("/searched")
def clicked() -> tuple[str, int]:
    """Keep that an article of the answer was opened, as the page tells when one leaves it."""
    visitor().kb.searches.clicked(asking())
    return "", HTTPStatus.NO_CONTENT


@room.get("/opensearch.xml")
def description() -> Response:
    """What lets a browser search from its address bar (OpenSearch 1.1)."""
    response = make_response(render_template("opensearch.xml"))
    response.mimetype = "application/opensearchdescription+xml"
    return response


def _page(text: str) -> Response:
    asker = visitor()
    chosen = Filters.of(request.args, asker)
    found = chosen.search(asker, text) if text.strip() else None
    results = without(found, chosen.skip) if found is not None else None
    page = asking() or new_asking()
    if found is not None and not chosen.skip:
        asker.kb.searches.asked(text, found, page=page, inside=asker.inside)
    groups = results.groups if results else ()
    answers = [answer_of(group.hits[0].article, asker) for group in groups]
    part = "X-Kbsearch-Part" in request.headers
    response = make_response(
        render_template(
            "_results.html" if part else "search.html",
            text=text,
            page=page,
            results=results,
            answers=answers,
            others=_others(results) if results else (),
            filters=chosen,
            chosen=chosen.products,
            here=_here(text, chosen),
            products=_offered(asker, found, chosen.products),
            audiences=asker.audiences,
            keep=text.strip() if "\n" not in text.strip() and len(text.strip()) <= SHORT else "",
            examples=() if results else [(text, _is_short(text)) for text in _examples(asker)],
            inside=asker.inside,
            kept_days=asker.kb.settings.searches.kept_days,
            uses=identity().may(Right.USE),
            opened=opened(results, answers[0], chosen.version) if results and answers else None,
            reasons=tuple(Reason),
            changed=changed_on(asker, groups[0].hits[0].article) if groups else None,
        )
    )
    response.headers["Vary"] = "X-Kbsearch-Part"
    return response


def _here(text: str, chosen: Filters) -> dict[str, Any]:
    """What brings one back to this answer; the text of an address is in it, a paste is not."""
    known = {"q": text} if request.method == "GET" else {}
    return chosen.address(skip=chosen.skip, **known)


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
