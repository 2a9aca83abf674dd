"""The found-by panel: where an article being written stands, who is in front, and who answers the same."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from kbsearch.kb import KnowledgeBase
from kbsearch.people.roles import Role
from kbsearch.web import create_app
from kbsearch.web.editing import Editing
from kbsearch.web.found_by import Duplicate, Row, standing
from tests.web.test_editor import form_of, send


@pytest.fixture
def author(kb: KnowledgeBase) -> FlaskClient:
    kb.people.accounts.add("paula", Role.AUTHOR)
    client = create_app(kb).test_client()
    client.get(f"/sign-in/{kb.people.tokens.create_link('paula')}")
    return client


def editing(kb: KnowledgeBase, text: str, name: str = "new") -> Editing:
    return Editing(kb.settings, f"articles/{name}.md", "", text)


def test_everything_that_an_article_declares_has_a_place(kb: KnowledgeBase) -> None:
    text = '---\ntitle: New\nerrors:\n  - code: E9\n    message: "no {thing} here at all"\nsymptoms: [it weeps]\n---\n'
    found = standing(kb, editing(kb, text).result.article)
    assert [(row.kind, row.rank, row.passed) for row in found.rows] == [
        ("code", 1, True),
        ("message", 1, True),
        ("message filled in", 1, True),
        ("symptom", 1, True),
    ]
    assert found.duplicates == ()
    assert found.rows[0] == Row("code", "E9", 1, True, 4)


def test_who_answers_the_same_already_is_said_before_it_is_written(kb: KnowledgeBase) -> None:
    text = '---\ntitle: New\nerrors:\n  - message: "sync: remote {host} refused token {token}"\n---\n'
    found = standing(kb, editing(kb, text).result.article)
    template = "sync: remote {host} refused token {token}"
    assert found.duplicates == (Duplicate("token", "E4012: remote refused the token", "message", template),)
    behind = [row for row in found.rows if row.rank != 1]
    assert [(row.kind, row.rank, row.front) for row in behind] == [
        ("message", 2, "token"),
        ("message filled in", 2, "token"),
    ]
    assert {row.why for row in behind} == {f"by the message {template!r}"}


def test_who_stands_in_front_and_by_which_words(kb: KnowledgeBase) -> None:
    text = "---\ntitle: New\nsymptoms: [remote refused the token]\n---\n"
    paste = "sync: remote files-2 refused token abc"
    row = standing(kb, editing(kb, text).result.article, paste).customer
    assert row is not None
    assert (row.rank, row.passed, row.front) == (2, False, "token")
    assert row.why == "by the message 'sync: remote {host} refused token {token}'"


@pytest.mark.parametrize("confidence", ["wip", "archived"])
def test_what_cannot_be_asked_is_said(author: FlaskClient, confidence: str) -> None:
    form = form_of(send(author, form_of(author.get("/a/clock/edit").text), "file")[1])
    text = f"---\ntitle: New\nconfidence: {confidence}\n---\n"
    html = author.post("/edit/part/found", data={**form, "text": text}).text
    said = "Archived articles are not found" if confidence == "archived" else "Nothing is declared yet"
    assert said in html
    broken = author.post("/edit/part/found", data={**form, "text": "---\ntitle: [\n---\n"}).text
    assert "the file cannot be read as an article yet" in broken


def test_what_a_customer_would_send_is_kept_with_one_click_and_masked(author: FlaskClient, kb: KnowledgeBase) -> None:
    form = form_of(author.get("/a/clock/edit").text)
    paste = "sync: clock of 10.1.2.3 is ahead by 5 s\r\nfor anna@corp.org"
    _, html = send(author, form, "check", customer=paste)
    assert "This article answers what the customer sends." in html
    _, html = send(author, form, "keep", customer=paste)
    assert "10.1.2.3 is now 192.0.2.1, anna@corp.org is now person1@example.com" in html
    kept = form_of(html)
    assert kept["found_by"] == ["sync: clock of 192.0.2.1 is ahead by 5 s\r\nfor person1@example.com", ""]
    send(author, kept, "save")
    assert kb.article("clock").found_by == ("sync: clock of 192.0.2.1 is ahead by 5 s\nfor person1@example.com",)


def test_the_panel_says_the_place_in_words(author: FlaskClient) -> None:
    html = unescape(author.get("/a/clock/edit").text)
    row = re.search(
        r'<li><strong class="rank is-first">(.*?)</strong> <span class="kind">code</span> <code>E4013', html
    )
    assert row is not None
    assert "already answers this code" in html  # the secret article explains E4013, too
