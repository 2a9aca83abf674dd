"""A new article begins with a template and a paste, and nobody's data."""

import re
from html import unescape
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from kbsearch.articles.templates import KINDS
from kbsearch.kb import KnowledgeBase
from kbsearch.people.roles import Role
from kbsearch.web import create_app
from tests.web.test_editor import form_of, send

PASTE = "2026-11-24 09:12:44 ERROR [E4711] relay: cannot reach 10.20.30.4 for anna@corp.org"


@pytest.fixture
def author(kb: KnowledgeBase) -> FlaskClient:
    kb.people.accounts.add("paula", Role.PRODUCT_MANAGER)
    client = create_app(kb).test_client()
    client.get(f"/sign-in/{kb.people.tokens.create_link('paula')}")
    return client


def begin(client: FlaskClient, **values: str) -> tuple[int, str]:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/new").text)
    assert token is not None
    answer = client.post("/new", data={"csrf_token": token[1], **values})
    return answer.status_code, unescape(answer.text)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_article_can_be_begun_and_saved(author: FlaskClient, kb: KnowledgeBase, kind: str) -> None:
    status, html = begin(author, kind=kind, title="Mending the relay", product="acme-sync")
    assert status == HTTPStatus.OK
    form = form_of(html)
    assert (form["id"], form["products"]) == (["mending-the-relay"], ["acme-sync", ""])
    status, html = send(author, form, "save")
    assert (status, "Saved." in html) == (HTTPStatus.OK, True)
    article = kb.article("mending-the-relay")
    assert (article.confidence, article.owner, article.products) == ("wip", "paula", ("acme-sync",))


def test_personal_data_is_masked_and_looked_at_before_anything_is_filled(author: FlaskClient) -> None:
    _, html = begin(author, kind="error", text=PASTE)
    assert "Keep IP address <code>10.20.30.4</code> in line 1, now <code>192.0.2.1</code>" in html
    assert "kb-editor" not in html
    _, html = begin(author, kind="error", text=PASTE, looked="yes", keep="10.20.30.4")
    form = form_of(html)
    assert form["symptoms"] == [PASTE.replace("anna@corp.org", "person1@example.com"), ""]


def test_a_paste_fills_code_message_and_symptom(author: FlaskClient) -> None:
    _, html = begin(author, kind="error", text=PASTE, looked="yes")
    form = form_of(html)
    assert form["errors.code"] == ["E4711", ""]
    assert form["errors.message"] == ["relay: cannot reach {ip} for {email}", ""]
    assert form["title"] == ["E4711: relay: cannot reach ... for ..."]
    assert form["path"] == ["articles/e4711-relay-cannot-reach-for.md"]


def test_where_it_comes_from_is_carried_past_the_masking_into_the_file(author: FlaskClient, kb: KnowledgeBase) -> None:
    _, html = begin(author, kind="error", text=PASTE, source="ticket 2026-0117", message="relay: {peer} is away")
    assert '<input type="hidden" name="source" value="ticket 2026-0117">' in html
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))
    _, html = begin(author, text=PASTE, **{key: value for key, value in sent.items() if key != "csrf_token"})
    form = form_of(html)
    assert form["errors.message"] == ["relay: {peer} is away", ""]
    send(author, form, "save")
    text = (kb.settings.articles_folder / "e4711-relay-cannot-reach-for.md").read_text()
    assert 'x-source: "ticket 2026-0117"\n' in text


def test_an_article_that_answers_the_paste_already_is_said_first(author: FlaskClient) -> None:
    _, html = begin(author, kind="error", text="E4012 sync: remote files-2 refused token abc")
    assert "token already answers this paste: “E4012: remote refused the token”" in html


def test_an_id_that_is_taken_gets_a_number_and_is_never_written_over(author: FlaskClient, kb: KnowledgeBase) -> None:
    before = (kb.settings.articles_folder / "clock.md").read_text()
    form = form_of(begin(author, kind="how-to", title="Clock")[1])
    assert form["id"] == ["clock-2"]
    status, html = send(author, form, "save", id="clock")
    assert (status, "exists already: choose another id" in html) == (HTTPStatus.CONFLICT, True)
    assert (kb.settings.articles_folder / "clock.md").read_text() == before
    status, _ = send(author, form, "save", id="clock-and-bell")
    assert status == HTTPStatus.OK
    assert kb.article("clock-and-bell").path == "articles/clock-and-bell.md"


def test_a_beginning_wants_a_title_or_a_paste(author: FlaskClient) -> None:
    status, html = begin(author, kind="error", text=" ")
    assert (status, "Give the article a title, or paste the error" in html) == (HTTPStatus.OK, True)


def test_from_the_search_an_author_goes_into_the_editor_with_everything_filled(author: FlaskClient) -> None:
    html = author.post("/draft", data={"text": "ERROR [E4711] relay: cannot reach files-3.example.net"}).text
    assert form_of(html)["errors.code"] == ["E4711", ""]
    assert "Is this all that has to go?" in author.post("/draft", data={"text": PASTE}).text
    assert author.post("/draft", data={"text": " "}).status_code == HTTPStatus.BAD_REQUEST


def test_an_agent_still_takes_the_draft_along(kb: KnowledgeBase) -> None:
    kb.people.accounts.add("ann", Role.AGENT)
    client = create_app(kb).test_client()
    client.get(f"/sign-in/{kb.people.tokens.create_link('ann')}")
    assert "Download" in client.post("/draft", data={"text": PASTE}).text
    assert client.get("/new").status_code == HTTPStatus.FORBIDDEN
