"""The history of an article: versions, what changed, and an earlier one brought back."""

import re
import subprocess
from collections.abc import Callable
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from kbsearch.articles.repository import Person
from kbsearch.articles.saving import digest_of, save
from kbsearch.kb import KnowledgeBase
from kbsearch.people.roles import Role
from kbsearch.web import create_app

Make = Callable[[dict[str, str]], KnowledgeBase]


def change(kb: KnowledgeBase, before: str, after: str, message: str, by: str = "ana") -> None:
    file = kb.settings.articles_folder / "clock.md"
    data = file.read_bytes()
    text = data.decode().replace(before, after)
    saved = save(kb.settings, "articles/clock.md", text, began_with=digest_of(data), by=Person(by), message=message)
    assert saved.problem == ""
    kb.index()


@pytest.fixture
def author(kb: KnowledgeBase) -> FlaskClient:
    kb.people.accounts.add("ben", Role.AUTHOR)
    client = create_app(kb).test_client()
    client.get(f"/sign-in/{kb.people.tokens.create_link('ben')}")
    return client


@pytest.fixture
def versions(kb: KnowledgeBase) -> None:
    subprocess.run(["git", "init", "--quiet", str(kb.settings.root)], check=True, capture_output=True)
    change(kb, "Set the clock.", "Wind the clock.", "Begin")
    change(kb, "Wind the clock.", "Wind the clock up.", "Say where", by="cem")
    change(kb, "audience: public", "audience: internal", "Keep it inside")


def restored(author: FlaskClient, revision: str, digest: str) -> str:
    token = re.search(r'name="csrf_token" value="([^"]+)"', author.get("/a/clock/history").text)
    assert token is not None
    form = {"csrf_token": token[1], "revision": revision, "began_with": digest}
    return author.post("/a/clock/history/restore", data=form, follow_redirects=True).text


def ids(author: FlaskClient) -> list[str]:
    return re.findall(r'name="after" value="(\w+)"', author.get("/a/clock/history").text)


def test_every_version_is_told_with_who_and_what(author: FlaskClient, versions: None) -> None:
    html = author.get("/a/clock/history").text
    assert re.findall(r"<td>(ana|cem)</td>\s*<td>(.*)</td>", html) == [
        ("ana", "Keep it inside"),
        ("cem", "Say where"),
        ("ana", "Begin"),
    ]


def test_the_newest_change_is_shown_and_any_two_versions_can_be_compared(author: FlaskClient, versions: None) -> None:
    html = author.get("/a/clock/history").text
    assert "<del>audience: <b>public</b></del>" in html
    assert "<ins>audience: <b>internal</b></ins>" in html
    newest, said, first = ids(author)
    pages = [author.get(f"/a/clock/history?before={a}&after={b}").text for a, b in ((first, said), (said, first))]
    html, turned = (re.sub('name="csrf_token" value="[^"]+"', "", page) for page in pages)  # it tells the second
    assert "<ins>Wind the clock<b> up</b>.</ins>" in html
    assert turned == html  # the older is first, always
    assert "They are the same." in author.get(f"/a/clock/history?before={newest}&after={newest}").text


def test_an_earlier_version_is_saved_anew_and_stays_for_whom_it_is(
    author: FlaskClient, kb: KnowledgeBase, versions: None
) -> None:
    html = restored(author, ids(author)[2], kb.article("clock").digest)
    assert "Restored as of" in html
    assert re.search(r"<td>ben</td>\s*<td>Restore clock as of ", html)
    assert "Wind the clock." in kb.article("clock").body
    assert kb.article("clock").audience == "internal"  # a wider audience wants an approval


def test_what_was_changed_meanwhile_is_not_written_over(author: FlaskClient, kb: KnowledgeBase, versions: None) -> None:
    revision, digest = ids(author)[2], kb.article("clock").digest
    change(kb, "Wind", "Turn", "Another word")
    assert "[KBE1042]" in restored(author, revision, digest)
    assert "Turn the clock up." in kb.article("clock").body


@pytest.mark.parametrize("revision", ["", "HEAD", "0000000", "--output=x"])
def test_only_a_version_of_this_article_can_be_restored(
    author: FlaskClient, kb: KnowledgeBase, versions: None, revision: str
) -> None:
    before = kb.article("clock").digest
    restored(author, revision, before)
    assert kb.article("clock").digest == before


def test_a_folder_in_no_repository_has_no_history_and_says_so(author: FlaskClient) -> None:
    assert "Git keeps no version of this article" in author.get("/a/clock/history").text


def test_what_an_article_said_once_is_for_those_inside(kb: KnowledgeBase, versions: None) -> None:
    answer = create_app(kb).test_client().get("/a/clock/history")
    assert (answer.status_code, answer.headers["Location"]) == (HTTPStatus.FOUND, "/sign-in?next=/a/clock/history")


def test_agents_look_and_do_not_restore(kb: KnowledgeBase, versions: None) -> None:
    kb.people.accounts.add("ida", Role.AGENT)
    client = create_app(kb).test_client()
    client.get(f"/sign-in/{kb.people.tokens.create_link('ida')}")
    html = client.get("/a/clock/history").text
    assert "Keep it inside" in html
    assert "restore" not in html
