"""What is asked on the pages is counted with how it ended, whatever somebody does next; nothing says who it was."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from kbsearch.kb import KnowledgeBase
from kbsearch.people.database import now
from kbsearch.people.roles import Role
from kbsearch.tickets.searches import Counts
from kbsearch.web import create_app

PASTE = "E4012 sync: remote eu1 refused token 7f3a"


@pytest.fixture
def agent(kb: KnowledgeBase) -> FlaskClient:
    app = create_app(kb)
    app.config["WTF_CSRF_ENABLED"] = False
    kb.people.accounts.add("ana", Role.AGENT)
    client = app.test_client()
    client.get(f"/sign-in/{kb.people.tokens.create_link('ana')}")
    return client


def counts(kb: KnowledgeBase) -> Counts:
    return kb.searches.counts(now() - timedelta(hours=1), now() + timedelta(hours=1))


def asked(client: FlaskClient, text: str) -> str:
    """The name of the page on which something was asked."""
    found = re.search(r'name="asking" value="([\w-]{16})"', client.post("/", data={"text": text}).text)
    assert found
    return found[1]


def open_it(client: FlaskClient, page: str) -> None:
    assert client.post("/searched", data={"asking": page}).status_code == 204


def solve_it(client: FlaskClient, page: str) -> None:
    assert client.post("/a/token/solved", data={"asking": page, "text": PASTE}).status_code == 307


def log_it(client: FlaskClient, page: str) -> None:
    carried = client.post("/tickets/new/form", data={"asking": page, "text": PASTE}).text
    assert f'name="asking" value="{page}"' in carried
    assert client.post("/tickets/new", data={"asking": page, "text": PASTE, "requester": "zoe"}).status_code == 303


def talk(client: FlaskClient, page: str) -> None:
    carried = client.post("/request/form", data={"asking": page, "text": PASTE}).text
    assert f'name="asking" value="{page}"' in carried
    sent = {"asking": page, "text": PASTE, "name": "Zoe", "mail": "zoe@corp.example"}
    assert client.post("/request", data=sent).status_code == 303


@pytest.mark.parametrize(
    ("do", "wanted"),
    [
        pytest.param(lambda client, page: None, Counts(1, 0, 1, 0), id="nothing"),
        pytest.param(open_it, Counts(1, 0, 0, 0), id="an article is opened"),
        pytest.param(solve_it, Counts(1, 0, 0, 0), id="an article solved it"),
        pytest.param(log_it, Counts(1, 0, 0, 1), id="it is logged"),
        pytest.param(talk, Counts(1, 0, 0, 1), id="somebody wants a person"),
        pytest.param(lambda client, page: open_it(client, "x" * 16), Counts(1, 0, 1, 0), id="another page's name"),
        pytest.param(lambda client, page: open_it(client, "' OR 1=1"), Counts(1, 0, 1, 0), id="no name at all"),
    ],
)
def test_how_a_search_ended_is_counted(
    kb: KnowledgeBase, agent: FlaskClient, do: Callable[[FlaskClient, str], None], wanted: Counts
) -> None:
    do(agent, asked(agent, PASTE))
    assert counts(kb) == wanted


def test_programs_are_counted_and_a_page_that_asks_nothing_is_not(kb: KnowledgeBase, outside: FlaskClient) -> None:
    outside.get("/")
    outside.get("/a/token")
    outside.get("/api/v1/search?q=qqqq+zzzz")
    assert counts(kb) == Counts(1, 1, 0, 0)


def test_a_search_is_answered_where_nothing_can_be_written_down(kb: KnowledgeBase, outside: FlaskClient) -> None:
    (kb.settings.root / ".kbsearch").mkdir(exist_ok=True)
    (kb.settings.root / ".kbsearch" / "state.db").write_bytes(b"no database" * 1000)
    assert "remote refused the token" in outside.post("/", data={"text": PASTE}).text


@pytest.mark.parametrize(
    ("settings", "hint"),
    [
        pytest.param("", "The paste stays out of addresses; it is kept masked, for 14 days.", id="as usual"),
        pytest.param("[searches]\npaste_days = 0\n", "The paste stays out of addresses.", id="no pastes"),
        pytest.param("[searches]\nlog = false\n", "The paste stays out of addresses.", id="nothing"),
    ],
)
def test_the_page_says_what_is_kept_of_a_paste(kb: KnowledgeBase, settings: str, hint: str) -> None:
    (kb.settings.root / "kbsearch.toml").write_text(settings, "utf-8")
    kb.index()
    assert f'<p class="hint">{hint}</p>' in create_app(kb).test_client().get("/").text
