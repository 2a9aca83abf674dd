"""Operations: each address of the JSON API as a checked function, listed for the OpenAPI document."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from kbsearch.errors import KbError, RequestInvalid
from kbsearch.web.numbers import number_in

View = Callable[..., dict[str, Any]]
Declare = Callable[[View], View]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address: what it reads, what it answers, and which errors it may answer with instead."""

    name: str
    method: str
    rule: str
    said: str
    answer: type[BaseModel]
    query: type[BaseModel] | None
    body: type[BaseModel] | None
    errors: tuple[type[KbError], ...]


class Operations:
    """The operations of one blueprint, in the order in which they were declared."""

    def __init__(self, room: Blueprint) -> None:
        self.room = room
        self.all: list[Operation] = []

    def add(
        self,
        method: str,
        rule: str,
        answer: type[BaseModel],
        *,
        query: type[BaseModel] | None = None,
        body: type[BaseModel] | None = None,
        errors: tuple[type[KbError], ...] = (),
        hint: str = "",
    ) -> Declare:
        """Serve a function there: its `query` or `body` is checked first (KBE1010, with `hint`), its answer is JSON."""

        def declared(view: View) -> View:
            said = inspect.getdoc(view) or ""
            reads = () if query is None and body is None else (RequestInvalid,)
            self.all.append(
                Operation(
                    view.__name__, method, rule, said, answer, query, body, tuple(dict.fromkeys((*reads, *errors)))
                )
            )

            @functools.wraps(view)
            def run(**place: Any) -> Response:
                if query is not None:
                    place["query"] = _checked(query, _parameters(query), hint)
                if body is not None:
                    place["body"] = _checked(body, _json(hint), hint)
                return jsonify(view(**place))

            self.room.add_url_rule(rule, endpoint=view.__name__, view_func=run, methods=[method])
            return view

        return declared


def _json(hint: str) -> object:
    """The body of the request; raises KBE1010."""
    try:
        return request.get_json()
    except (BadRequest, UnsupportedMediaType) as error:
        raise RequestInvalid(problem="the body is not JSON", hint=hint) from error


def _parameters(model: type[BaseModel]) -> dict[str, object]:
    """The parameters of the address, each as the model has it: a list, a whole number or a text."""
    found: dict[str, object] = {}
    for name, texts in request.args.lists():
        field = model.model_fields.get(name)
        if field is None or isinstance(field.default, list) or len(texts) > 1:
            found[name] = texts
        else:
            number = number_in(texts[0]) if field.annotation is int else None
            found[name] = texts[0] if number is None else number
    return found


def _checked(model: type[BaseModel], given: object, hint: str) -> BaseModel:
    """What was given, as the model; raises KBE1010 with the first thing that is wrong."""
    try:
        return model.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the body"
        raise RequestInvalid(problem=f"{place}: {first['msg'].lower()}", hint=hint) from error
