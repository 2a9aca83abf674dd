"""The JSON API, version 1, and the address that says whether the server is well."""

from __future__ import annotations

import functools
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify
from pydantic import TypeAdapter

from kbsearch.articles.article import Article, ErrorEntry
from kbsearch.errors import ArticleUnknown, CodeUnknown, PasteEmpty, PasteTooLarge
from kbsearch.search.codes import code_keys
from kbsearch.search.outlines import Outline
from kbsearch.web.api_models import (
    INSIDE_ONLY,
    ArticleReply,
    CodeReply,
    ErrorsReply,
    HealthReply,
    ListQuery,
    ListReply,
    SearchQuery,
    SearchReply,
    SearchRequest,
)
from kbsearch.web.openapi import document
from kbsearch.web.operations import Operations
from kbsearch.web.visitor import Visitor, visitor

room = Blueprint("api", __name__)
operations = Operations(room)

_ARTICLE = TypeAdapter(Article)
_PASTE = (PasteEmpty, PasteTooLarge)
_BODY = 'send {"text": "...", "limit": 10, "products": []} as application/json'
_ADDRESS = "/api/v1/openapi.json says which parameters there are"


@operations.add("POST", "/api/v1/search", SearchReply, body=SearchRequest, errors=_PASTE, hint=_BODY)
def search(body: SearchRequest) -> dict[str, Any]:
    """Search for a paste or a few words; the answer is the JSON of `kbsearch search --json`."""
    return _found(body.text, body.products, body.limit)


@operations.add("GET", "/api/v1/search", SearchReply, query=SearchQuery, errors=_PASTE, hint=_ADDRESS)
def search_short(query: SearchQuery) -> dict[str, Any]:
    """Search for a short text in the address; a paste belongs into the body of a POST."""
    return _found(query.q, query.product, query.limit)


@operations.add("GET", "/api/v1/articles", ListReply, query=ListQuery, hint=_ADDRESS)
def articles(query: ListQuery) -> dict[str, Any]:
    """List the articles that the asker may see, sorted by id; the owner is known to those inside alone."""
    asker = visitor()
    with asker.kb.catalog() as catalog:
        found = [one for one in catalog.outlines() if one.audience in asker.audiences and _fits(one, query, asker)]
    listed = found[query.offset : query.offset + query.limit]
    return {
        "total": len(found),
        "offset": query.offset,
        "articles": [
            _outline(one.id, one.title, one.products, one.confidence, one.audience)
            | ({"owner": one.owner, "review_by": one.review_by, "reviewed_on": one.reviewed_on} if asker.inside else {})
            for one in listed
        ],
    }


@operations.add("GET", "/api/v1/articles/<path:id>", ArticleReply, errors=(ArticleUnknown,))
def article(id: str) -> dict[str, Any]:
    """One article as data."""
    asker = visitor()
    stored = asker.article(id)
    data: dict[str, Any] = _ARTICLE.dump_python(stored.article, mode="json")
    hidden = frozenset() if asker.inside else INSIDE_ONLY
    return {name: value for name, value in data.items() if name not in hidden} | {"stale": stored.stale}


@operations.add("GET", "/api/v1/articles/<path:id>/errors", ErrorsReply, errors=(ArticleUnknown,))
def article_errors(id: str) -> dict[str, Any]:
    """The errors that one article explains, or lists for others."""
    found = visitor().article(id).article
    return {"id": found.id, "errors": [asdict(entry) for entry in found.errors]}


@operations.add("GET", "/api/v1/codes/<path:code>", CodeReply, errors=(CodeUnknown,))
def code(code: str) -> dict[str, Any]:
    """The articles that explain a code, in any spelling; those that only list it where none explains it."""
    wanted = set(code_keys(code))
    return {
        "code": code,
        "articles": [
            _outline(one.id, one.title, one.products, one.confidence, one.audience)
            | {"errors": [asdict(entry) for entry in one.errors if _is(entry, wanted)]}
            for one in visitor().documenting(code)
        ],
    }


@operations.add("GET", "/healthz", HealthReply)
def health() -> dict[str, Any]:
    """Whether searches can be answered; KBE1020 or KBE1021 when there is no index to ask."""
    visitor().revision()
    return {"status": "ok"}


@room.get("/api/v1/openapi.json")
def openapi() -> Response:
    """The OpenAPI document about all of these."""
    return jsonify(_document())


@functools.cache
def _document() -> dict[str, Any]:
    return document(operations.all)


def _found(text: str, products: list[str], limit: int) -> dict[str, Any]:
    asker = visitor()
    results = asker.search(text, products, limit)
    asker.kb.searches.asked(text, results, inside=asker.inside)
    found = results.as_dict()
    if not asker.inside:
        for hit in (*found["hits"], *(hit for group in found["groups"] for hit in group["hits"])):
            del hit["path"]
    return found


def _fits(one: Outline, query: ListQuery, asker: Visitor) -> bool:
    """Whether an article is one of those asked for; whose it is, nobody outside can ask."""
    owned = not query.owner or (asker.inside and any(map(one.belongs_to, query.owner)))
    return (
        owned
        and (not query.product or not set(query.product).isdisjoint(one.products))
        and (not query.confidence or one.confidence in query.confidence)
        and (not query.audience or one.audience in query.audience)
    )


def _outline(id: str, title: str, products: tuple[str, ...], confidence: str, audience: str) -> dict[str, Any]:
    return {"id": id, "title": title, "products": list(products), "confidence": confidence, "audience": audience}


def _is(entry: ErrorEntry, wanted: set[str]) -> bool:
    return entry.code is not None and not wanted.isdisjoint(code_keys(entry.code))
