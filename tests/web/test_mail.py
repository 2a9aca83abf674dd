"""What waits in the mail is seen by those who answer requesters, with the reason, and is decided with one click."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kbsearch.kb import KnowledgeBase
from kbsearch.people.roles import Role
from kbsearch.tickets.attempts import Standing
from kbsearch.tickets.new import New
from kbsearch.web import create_app
from tests.conftest import KnowledgeBaseMaker
from tests.web.conftest import Enter

SETTINGS = """
[mail]
address = "help@vossmere.example"

[[tickets.categories]]
name = "security"
people = "sven"
private = true
"""
ARTICLE = "---\ntitle: One\naudience: public\n---\n## Resolution\n\nWait.\n"
NEWS = b"From: news@corp.example\nList-Id: <n>\nSubject: Offers <b>\n\nBuy now\n\nOn Friday, Ana wrote:\n> what?\n"
PLAIN = b"From: Zoe <zoe@corp.example>\nSubject: Sync\n\nE4012"


@pytest.fixture
def kb(knowledge_base: KnowledgeBaseMaker) -> Iterator[KnowledgeBase]:
    it = KnowledgeBase.open(knowledge_base({"kbsearch.toml": SETTINGS, "articles/one.md": ARTICLE}))
    it.index()
    for name, role in (("ada", Role.AGENT), ("sven", Role.AGENT), ("ned", Role.ENGINEER)):
        it.people.accounts.add(name, role)
    yield it
    it.close()


def send(client: FlaskClient, path: str, do: str) -> TestResponse:
    page = client.get("/account").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    return client.post(path, data={"csrf_token": token[1] if token else "", "do": do}, follow_redirects=True)


def words(response: TestResponse) -> str:
    """The text of a page on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.get_data(as_text=True)).split())


def test_a_mail_that_was_put_aside_is_read_and_becomes_a_ticket(kb: KnowledgeBase, enter: Enter) -> None:
    mail = kb.post.inbox.take(NEWS, "pipe")
    ada = enter("ada")
    assert "Offers &lt;b&gt; , from news@corp.example" in words(ada.get("/mail"))
    assert "put aside: bulk mail: it has a header List-Id" in words(ada.get("/mail"))
    page = ada.get(f"/mail/{mail.id}")
    assert "Buy now" in words(page)
    assert "Quoted from earlier mails On Friday, Ana wrote: &gt; what?" in words(page)
    made = send(ada, f"/mail/{mail.id}", "accept")
    assert made.request.path == "/tickets/1"
    assert "No mail waits." in words(ada.get("/mail"))
    assert ada.get(f"/mail/{mail.id}").status_code == 404


def test_a_mail_needs_nothing(kb: KnowledgeBase, enter: Enter) -> None:
    mail = kb.post.inbox.take(NEWS, "pipe")
    assert f"Mail {mail.id} needs nothing any more." in words(send(enter("ada"), f"/mail/{mail.id}", "dismiss"))
    assert kb.post.inbox.store.list() == []


def test_a_letter_that_fails_is_seen_with_what_the_server_said_and_is_tried_again(
    kb: KnowledgeBase, enter: Enter
) -> None:
    kb.post.inbox.take(PLAIN, "pipe")
    kb.post.letters.write()
    (letter,) = kb.post.outgoing.take()
    kb.post.outgoing.failed(letter, "550 5.1.1 no such user", for_good=True)
    ada = enter("ada")
    assert "given up To zoe@corp.example:" in words(ada.get("/mail"))
    assert "550 5.1.1 no such user (1 try)" in words(ada.get("/mail"))
    assert "It is tried again within a minute." in words(send(ada, f"/mail/letters/{letter.id}", "retry"))
    assert [one.standing for one in kb.post.outgoing.list()] == [Standing.WAITING]
    assert "It will not be sent." in words(send(ada, f"/mail/letters/{letter.id}", "cancel"))
    assert "All letters have been sent." in words(ada.get("/mail"))
    assert "cannot be changed" in words(send(ada, f"/mail/letters/{letter.id}", "retry"))


def test_what_belongs_to_a_private_ticket_is_seen_by_its_person_alone(kb: KnowledgeBase, enter: Enter) -> None:
    number = kb.tickets.add(New("Zoe <zoe@corp.example>", "badge stolen", category="security"), by="sven").number
    kb.post.letters.write()
    (letter,) = kb.post.outgoing.list()
    aside = kb.post.inbox.take(
        b"From: zoe@corp.example\nPrecedence: bulk\nSubject: " + letter.subject.encode() + b"\n\nmy badge", "pipe"
    )
    assert aside.ticket == number
    for name, seen in (("sven", True), ("ada", False)):
        client = enter(name)
        assert ("badge stolen" in words(client.get("/mail"))) is seen
        assert (client.get(f"/mail/{aside.id}").status_code == 200) is seen
    send(enter("ada"), f"/mail/letters/{letter.id}", "cancel")
    send(enter("ada"), f"/mail/{aside.id}", "accept")
    assert [one.standing for one in kb.post.outgoing.list()] == [Standing.WAITING]
    assert [one.id for one in kb.post.inbox.store.list()] == [aside.id]


def test_whoever_does_not_answer_requesters_sees_no_mail(kb: KnowledgeBase, enter: Enter) -> None:
    assert enter("ned").get("/mail").status_code == 403
    assert create_app(kb).test_client().get("/mail").status_code == 302
    assert 'href="/mail"' in enter("ada").get("/desk").get_data(as_text=True)
    assert 'href="/mail"' not in enter("ned").get("/desk").get_data(as_text=True)
