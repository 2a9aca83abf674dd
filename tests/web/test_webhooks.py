"""What other programs have not taken is seen by an admin, with the reason, and is sent again with one click."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kbsearch.kb import KnowledgeBase
from kbsearch.people.roles import Role
from kbsearch.tickets.new import New
from tests.conftest import KnowledgeBaseMaker
from tests.web.conftest import Enter

URL = "http://127.0.0.1:9/hook"  # the port of the service that discards: nothing listens there
SETTINGS = f"""
[[webhooks]]
url = "{URL}"
events = ["opened", "solved"]
"""
ARTICLE = "---\ntitle: One\naudience: public\n---\n## Resolution\n\nWait.\n"


@pytest.fixture
def kb(knowledge_base: KnowledgeBaseMaker, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    monkeypatch.setenv("KBSEARCH_WEBHOOK_SECRET", "swordfish")
    it = KnowledgeBase.open(knowledge_base({"kbsearch.toml": SETTINGS, "articles/one.md": ARTICLE}))
    it.people.accounts.add("ada", Role.AGENT)
    it.people.accounts.add("root", Role.ADMIN)
    it.index()
    it.webhooks.gather()
    yield it
    it.close()


def send(client: FlaskClient, path: str) -> TestResponse:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/account").get_data(as_text=True))
    return client.post(path, data={"csrf_token": token[1] if token else ""}, follow_redirects=True)


def words(response: TestResponse) -> str:
    """The text of a page on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.get_data(as_text=True)).split())


def test_what_has_not_arrived_is_shown_with_the_reason_and_sent_again(kb: KnowledgeBase, enter: Enter) -> None:
    root = enter("root")
    assert "Everything has arrived." in words(root.get("/webhooks"))
    number = kb.tickets.add(New("Zoe", "E4012"), by="ada").number
    kb.webhooks.gather()
    assert kb.webhooks.deliver() == (0, 1)
    page = words(root.get("/webhooks"))
    assert f"{URL} Told of opened, solved. 0 arrived, 1 waiting, 0 given up." in page
    assert re.search(rf"waiting Ticket {number} opened 1 to {URL}, \S+; tried once: .*refused; next try \S+ Send", page)
    assert "Delivery 1 is sent again within a minute." in words(send(root, "/webhooks/1"))
    assert kb.webhooks.list()[0].tries == 0
    assert "1 delivery is sent again within a minute." in words(send(root, "/webhooks/again"))
    assert "delivery 7 cannot be sent again (there is none of that number)" in words(send(root, "/webhooks/7"))


def test_an_address_without_a_secret_says_so(enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KBSEARCH_WEBHOOK_SECRET")
    said = f"nothing is sent {URL} The environment variable KBSEARCH_WEBHOOK_SECRET is empty."
    assert said in words(enter("root").get("/webhooks"))


def test_an_admin_alone_sees_it(enter: Enter) -> None:
    assert 'href="/webhooks"' in enter("root").get("/desk").get_data(as_text=True)
    assert 'href="/webhooks"' not in enter("ada").get("/desk").get_data(as_text=True)
    assert enter("ada").get("/webhooks").status_code == 403
