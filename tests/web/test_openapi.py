"""The OpenAPI document says what the JSON API does: schemathesis asks every operation, rightly and wrongly."""

import re

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from kbsearch.errors import ApprovalClosed, PeriodInvalid, TicketInvalid
from kbsearch.kb import KnowledgeBase
from kbsearch.people.roles import Role
from kbsearch.people.tokens import Scope
from kbsearch.tickets.new import New
from kbsearch.web import create_app
from kbsearch.web.access import EVERYONE, ROUTES
from kbsearch.web.api import operations
from kbsearch.web.operations import Operation

DOCUMENT = "/api/v1/openapi.json"


OPEN = [one for one in operations.all if ROUTES[f"api.{one.name}"] is EVERYONE]
READING = [one for one in OPEN if one.query or one.body]


def asked(app: Flask, operation: Operation, mode: GenerationMode, headers: dict[str, str], examples: int = 25) -> None:
    """Ask an operation what schemathesis thinks of, and hold each answer against the document.

    What the settings decide about, such as which fields a ticket has, no document can say; nor that a day is before another.
    """
    document = schemathesis.openapi.from_wsgi(DOCUMENT, app)
    bounded = settings(max_examples=examples, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    excluded = (
        [positive_data_acceptance] if {TicketInvalid, ApprovalClosed, PeriodInvalid} & set(operation.errors) else []
    )

    @given(document.find_operation_by_id(operation.name).as_strategy(generation_mode=mode))
    @bounded
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=headers, excluded_checks=excluded)

    ask()


@pytest.mark.parametrize("operation", OPEN, ids=lambda one: one.name)
def test_an_operation_answers_as_the_document_says(app: Flask, operation: Operation) -> None:
    asked(app, operation, GenerationMode.POSITIVE, {})


@pytest.mark.parametrize("operation", operations.all, ids=lambda one: one.name)
def test_an_operation_answers_a_program_with_a_token(app: Flask, kb: KnowledgeBase, operation: Operation) -> None:
    kb.people.accounts.add("robot", Role.AGENT)
    token = kb.people.tokens.create("robot", [Scope.SEARCH, Scope.TICKETS])
    kb.tickets.add(New("Maria", "token refused"), by="robot")
    asked(app, operation, GenerationMode.POSITIVE, {"Authorization": f"Bearer {token}"}, examples=8)


def test_what_is_not_for_everybody_is_refused_to_whoever_is_nobody(app: Flask) -> None:
    client = app.test_client()
    for one in operations.all:
        if one not in OPEN:
            answer = client.open(re.sub(r"<(?:\w+:)?\w+>", "1", one.rule), method=one.method, json={})
            assert (answer.status_code, (answer.json or {})["code"]) == (403, "KBE1036"), one.name


@pytest.mark.parametrize("audience", ["public", "internal"])
@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("article", {"id": "token"}),
        ("article_errors", {"id": "token"}),
        ("code", {"code": "e4012"}),
    ],
)
def test_what_is_there_is_given_as_the_document_says(
    kb: KnowledgeBase, audience: str, name: str, place: dict[str, str]
) -> None:
    document = schemathesis.openapi.from_wsgi(DOCUMENT, create_app(kb, audience))
    answer = document.find_operation_by_id(name).Case(path_parameters=place).call_and_validate()
    assert answer.status_code == 200


@pytest.mark.parametrize("operation", READING, ids=lambda one: one.name)
def test_what_the_document_forbids_is_refused(app: Flask, operation: Operation) -> None:
    asked(app, operation, GenerationMode.NEGATIVE, {})


def test_every_address_of_the_api_is_in_the_document(app: Flask) -> None:
    described = {f"api.{one.name}" for one in operations.all}
    assert described | {"api.openapi"} == {name for name in ROUTES if name.startswith("api.")}
    document = app.test_client().get(DOCUMENT).json
    assert document is not None
    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", one.rule) for one in operations.all}


def test_every_error_that_an_operation_declares_is_in_its_answers(outside: FlaskClient) -> None:
    document = outside.get(DOCUMENT).json
    assert document is not None
    for one in operations.all:
        place = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", one.rule)
        answers = document["paths"][place][one.method.lower()]["responses"]
        said = " ".join(answer["description"] for answer in answers.values())
        assert {error.code for error in one.errors} <= set(re.findall(r"KBE\d{4}", said)), one.name
        assert {"401", "421", "500", "503"} <= set(answers), one.name


def test_the_document_tells_where_the_search_may_find_nothing_to_search_for(outside: FlaskClient) -> None:
    document = outside.get(DOCUMENT).json
    assert document is not None
    answers = document["paths"]["/api/v1/search"]["post"]["responses"]
    assert answers["400"] == {
        "description": (
            "KBE1010: A request to the JSON API is not of the form that the API reads.; "
            "KBE1006: The paste holds nothing but white space."
        ),
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
