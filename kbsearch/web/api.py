"""The JSON API, version 1, and the address that says whether the server is well."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from kbsearch.articles.article import Article
from kbsearch.errors import RequestInvalid
from kbsearch.web.visitor import visitor

LIMIT = 100
"""Hits that one request may ask for."""

INSIDE_ONLY = frozenset(("path", "owner", "reviewed", "review_by", "found_by", "extra", "digest"))
"""What an article tells about the people and the files behind it; only those inside get it."""

room = Blueprint("api", __name__)
_ARTICLE = TypeAdapter(Article)


class SearchRequest(BaseModel):
    """What `POST /api/v1/search` reads."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    text: str
    limit: Annotated[int, Field(ge=1, le=LIMIT)] = 10
    products: list[str] = []


@room.post("/api/v1/search")
def search() -> Response:
    """Search for the text of a JSON body; the answer is the JSON of `kbsearch search --json`."""
    try:
        body = request.get_json()
    except (BadRequest, UnsupportedMediaType) as error:
        raise RequestInvalid(problem="the body is not JSON", hint=_WANTED) from error
    return _answer(_checked(body))


@room.get("/api/v1/search")
def search_short() -> Response:
    """Search for the short text of the parameter q; limit and product (repeatable) as in the body."""
    limit = request.args.get("limit", "10")
    body = {
        "text": request.args.get("q", ""),
        "limit": int(limit) if limit.isdecimal() and len(limit) < 9 else limit,
        "products": request.args.getlist("product"),
    }
    return _answer(_checked(body))


@room.get("/api/v1/articles/<id>")
def article(id: str) -> Response:
    """One article as data; KBE1003 when there is none that the visitor may see."""
    asker = visitor()
    stored = asker.article(id)
    data: dict[str, Any] = _ARTICLE.dump_python(stored.article, mode="json")
    hidden = frozenset() if asker.inside else INSIDE_ONLY
    return jsonify({name: value for name, value in data.items() if name not in hidden} | {"stale": stored.stale})


@room.get("/healthz")
def health() -> Response:
    """`{"status": "ok"}` while searches can be answered; KBE1020 or KBE1021 when there is no index to ask."""
    visitor().revision()
    return jsonify({"status": "ok"})


_WANTED = 'send {"text": "...", "limit": 10, "products": []} as application/json'


def _checked(body: object) -> SearchRequest:
    """The request, checked; raises KBE1010 with the first thing that is wrong."""
    try:
        return SearchRequest.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the body"
        raise RequestInvalid(problem=f"{place}: {first['msg'].lower()}", hint=_WANTED) from error


def _answer(asked: SearchRequest) -> Response:
    asker = visitor()
    found = asker.search(asked.text, asked.products, asked.limit).as_dict()
    if not asker.inside:
        for hit in (*found["hits"], *(hit for group in found["groups"] for hit in group["hits"])):
            del hit["path"]
    return jsonify(found)
