"""Feedback: who says what, where it goes, and that nobody else can say it for them."""

import re
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kbsearch.kb import KnowledgeBase
from kbsearch.people.approvals import Kind
from kbsearch.people.database import Database
from kbsearch.people.roles import Role
from kbsearch.tickets.flags import Reason
from kbsearch.tickets.links import Link, LinkKind
from kbsearch.web import create_app

PASTE = "2026-11-24 09:12:44 ERROR [E4012] sync: remote files-3.example.net refused token tok_9f31"
CLOCK = "ERROR [E4013] sync: clock of files-3 is ahead by 9 s"


@pytest.fixture
def app(kb: KnowledgeBase) -> Flask:
    for role in Role:
        kb.people.accounts.add(f"the-{role}", role)
    return create_app(kb)


@pytest.fixture
def agent(app: Flask, kb: KnowledgeBase) -> FlaskClient:
    return signed_in(app, kb, Role.AGENT)


def signed_in(app: Flask, kb: KnowledgeBase, role: Role) -> FlaskClient:
    client = app.test_client()
    client.get(f"/sign-in/{kb.people.tokens.create_link(f'the-{role}')}")
    return client


def act(client: FlaskClient, address: str, follow: bool = True, **form: str) -> TestResponse:
    """Send a form with its token, as the page does, and follow where it leads, as a browser does."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/?q=E4012").text)
    assert token is not None
    sent = {"csrf_token": token[1], **form}
    answer = client.post(address, data=sent)
    if follow and answer.status_code == HTTPStatus.TEMPORARY_REDIRECT:
        return client.post(answer.headers["Location"], data=sent)  # the same body once more
    return client.get(answer.headers["Location"]) if follow and answer.location else answer


def signature_of(html: str) -> str:
    found = re.search(r'name="signature" value="([0-9a-f]*)"', html)
    assert found is not None
    return found[1]


def test_solved_is_kept_with_the_signature_of_the_paste(agent: FlaskClient, kb: KnowledgeBase) -> None:
    signature = signature_of(agent.post("/", data={"text": PASTE}).text)
    html = act(agent, "/a/token/solved", text=PASTE, signature=signature).text
    assert "Noted: this solved it." in html
    assert "files-3.example.net refused token" in html  # the paste is still in the box
    with Database(kb.settings.state_url).read() as session:
        kept = session.query(Link).one()
    assert (kept.article, kept.kind, kept.signature, kept.by) == ("token", LinkKind.RESOLUTION, signature, "the-agent")
    found = kb.search(PASTE).signature
    assert found is not None
    assert found.id == signature


@pytest.mark.parametrize(
    ("address", "status", "leads"),
    [
        pytest.param("/a/token/solved", 307, "/", id="a paste goes back in the body"),
        pytest.param(
            "/a/token/solved?product=acme-sync&version=2.4", 307, "/?product=acme-sync&version=2.4", id="filters"
        ),
        pytest.param("/a/token/rejected", 307, "/?skip=token", id="not it"),
        pytest.param("/a/token/rejected?skip=clock", 307, "/?skip=clock&skip=token", id="not it either"),
        pytest.param("/a/token/solved?q=E4012", 303, "/?q=E4012", id="a short query"),
        pytest.param("/a/token/solved?from=article", 303, "/a/token", id="an article"),
    ],
)
def test_one_comes_back_to_where_one_was(agent: FlaskClient, address: str, status: int, leads: str) -> None:
    answer = act(agent, address, follow=False, text=PASTE)
    assert (answer.status_code, answer.headers["Location"]) == (status, leads)


def test_what_was_not_it_is_left_out_and_the_next_is_open(agent: FlaskClient) -> None:
    html = act(agent, "/a/token/rejected", text=f"{PASTE}\n{CLOCK}").text
    assert '<h2 id="kb-first"><a href="/a/clock"' in html
    assert "Renew the token." not in html
    assert "Not sure" in html


def test_when_nothing_is_left_that_is_said(agent: FlaskClient) -> None:
    html = agent.get("/?q=Q-7777&skip=secret&skip=token&skip=clock").text
    assert "No article answers this" in html


def test_only_ones_own_word_can_be_taken_back(app: Flask, agent: FlaskClient, kb: KnowledgeBase) -> None:
    act(agent, "/a/token/solved", text=PASTE)
    other = signed_in(app, kb, Role.ADMIN)
    assert "There is nothing to take back." in act(other, "/links/1/undo", text=PASTE).text
    assert kb.links.reuse("token").count == 1
    assert "Taken back." in act(agent, "/links/1/undo", text=PASTE).text
    assert kb.links.reuse("token").count == 0


def test_taking_back_that_it_was_not_it_shows_it_again(agent: FlaskClient) -> None:
    html = act(agent, "/a/token/rejected", text=PASTE).text
    undo = re.search(r'formaction="(/links/\d+/undo[^"]*)"', html)
    assert undo is not None
    assert undo[1] == "/links/1/undo?skip=token"
    assert '<h2 id="kb-first"><a href="/a/token"' in act(agent, undo[1], text=PASTE).text


def test_a_flag_says_what_is_wrong_or_is_none(agent: FlaskClient, kb: KnowledgeBase) -> None:
    assert "[KBE1010]" in act(agent, "/a/token/flag", text=PASTE).text
    assert "Not flagged: say in the note what is wrong." in act(agent, "/a/token/flag", text=PASTE, reason="other").text
    assert kb.flags.open() == []
    said = act(agent, "/a/token/flag?from=article", reason="other", note=" It smells. ").text
    assert "Flagged as other, for ana." in said
    assert [(flag.reason, flag.note) for flag in kb.flags.open()] == [(Reason.OTHER, "It smells.")]


def test_a_form_from_elsewhere_says_nothing(agent: FlaskClient, kb: KnowledgeBase) -> None:
    assert agent.post("/a/token/solved", data={"text": PASTE}).status_code == HTTPStatus.BAD_REQUEST
    assert kb.links.reuse("token").count == 0


def test_visitors_are_offered_none_of_it(app: Flask) -> None:
    for html in (app.test_client().post("/", data={"text": PASTE}).text, app.test_client().get("/a/token").text):
        assert not re.search("This solved it|Not it|Flag it|Ask for approval|csrf_token|Copy reply|History", html)


def test_nobody_flags_what_they_may_not_see(agent: FlaskClient) -> None:
    assert act(agent, "/a/nobody/solved").status_code == HTTPStatus.NOT_FOUND


def test_leave_is_asked_for_once_and_the_question_of_another_stays(
    app: Flask, agent: FlaskClient, kb: KnowledgeBase
) -> None:
    html = act(agent, "/a/token/approval", text=PASTE, why="Ticket 7").text
    first = kb.people.approvals.last("token", Kind.CHANGE)
    assert first is not None
    assert f"Asked {first.approver} for approval." in html
    assert f"the-agent asked {first.approver} today; it waits for an answer." in html
    other = signed_in(app, kb, Role.AUTHOR)
    assert f"the-agent has asked {first.approver} already." in act(other, "/a/token/approval", text=PASTE).text
    last = kb.people.approvals.last("token", Kind.CHANGE)
    assert last is not None
    assert (last.id, last.note) == (first.id, "Ticket 7")


def test_leave_is_not_asked_for_where_none_is_needed(agent: FlaskClient) -> None:
    assert act(agent, "/a/clock/approval").status_code == HTTPStatus.NOT_FOUND


def test_where_nobody_could_approve_that_is_said_and_the_paste_stays(kb: KnowledgeBase) -> None:
    kb.people.accounts.add("the-agent", Role.AGENT)
    html = act(signed_in(create_app(kb), kb, Role.AGENT), "/a/token/approval", text=PASTE).text
    assert "Not asked: " in html
    assert "tok_9f31" in html
