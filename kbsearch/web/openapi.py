"""OpenAPI: the document about the JSON API (3.1), made of the operations, their models and the tree of errors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from kbsearch.errors import HostRefused, IndexBroken, IndexMissing, KbError, PasteTooLarge, TokenRefused, Unforeseen
from kbsearch.version import __version__
from kbsearch.web.api_models import Problem
from kbsearch.web.failures import status_of
from kbsearch.web.operations import Operation

EVERYWHERE: tuple[type[KbError], ...] = (TokenRefused, HostRefused, IndexMissing, IndexBroken, Unforeseen)
"""Errors that any operation may answer with."""

_REF = "#/components/schemas/{model}"
_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")

Schema = dict[str, Any]


def document(operations: Iterable[Operation]) -> Schema:
    """The document as JSON-ready data."""
    known = tuple(operations)
    schemas, components = _schemas(known)
    paths: Schema = {}
    for one in known:
        paths.setdefault(_PLACE.sub(r"{\1}", one.rule), {})[one.method.lower()] = _described(one, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "kbsearch",
            "version": __version__,
            "description": "Search a knowledge base by what a program printed. A bearer token widens what is seen.",
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"token": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "'kbsearch token create NAME' makes one."}
            },
        },
    }


def _schemas(operations: tuple[Operation, ...]) -> tuple[dict[type[BaseModel], Schema], Schema]:
    """The schema of every model, by model, and the components that they refer to."""
    read = {model for one in operations for model in (one.body, one.query) if model is not None}
    modes: list[tuple[type[BaseModel], Literal["validation", "serialization"]]] = [
        (model, "validation") for model in sorted(read, key=lambda model: model.__name__)
    ]
    # An answer's key with a default is one that may be missing, which is how validation reads it.
    answers = {one.answer for one in operations} | {Problem}
    modes += [(model, "validation") for model in sorted(answers, key=lambda model: model.__name__)]
    found, definitions = models_json_schema(modes, ref_template=_REF)
    return {model: found[model, mode] for model, mode in modes}, definitions.get("$defs", {})


def _described(one: Operation, schemas: dict[type[BaseModel], Schema]) -> Schema:
    first, _, rest = one.said.partition("\n")
    said: Schema = {
        "operationId": one.name,
        "summary": first.rstrip("."),
        "description": " ".join((first, rest)).strip(),
    }
    parameters = [_in_path(name) for name in _PLACE.findall(one.rule)]
    if one.query is not None:
        parameters += _in_query(one.query)
    if parameters:
        said["parameters"] = parameters
    if one.body is not None:
        said["requestBody"] = {"required": True, "content": {"application/json": {"schema": schemas[one.body]}}}
    answer = {
        "description": (one.answer.__doc__ or "").strip(),
        "content": {"application/json": {"schema": schemas[one.answer]}},
    }
    said["responses"] = {"200": answer} | _failures(one, schemas[Problem])
    return said


def _in_path(name: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def _in_query(model: type[BaseModel]) -> list[Schema]:
    """The parameters that a model of them stands for."""
    schema = model.model_json_schema(ref_template=_REF)
    required = schema.get("required", ())
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "schema": {k: v for k, v in kind.items() if k != "title"},
        }
        for name, kind in schema["properties"].items()
    ]


def _failures(one: Operation, problem: Schema) -> Schema:
    """The answers to what may go wrong, by status, each with the codes that it may carry."""
    too_large = (PasteTooLarge,) if one.body is not None else ()
    by_status: dict[HTTPStatus, list[type[KbError]]] = {}
    for error in dict.fromkeys((*one.errors, *too_large, *EVERYWHERE)):
        by_status.setdefault(status_of(error), []).append(error)
    return {
        str(status.value): {
            "description": "; ".join(f"{error.code}: {(error.__doc__ or '').strip()}" for error in errors),
            "content": {"application/problem+json": {"schema": problem}},
        }
        for status, errors in sorted(by_status.items())
    }
