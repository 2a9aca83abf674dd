"""Signing in: by a link, by a password, as a program."""

import re
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from kbsearch.kb import KnowledgeBase
from kbsearch.people import passwords
from kbsearch.people.roles import Role
from kbsearch.people.tokens import Scope
from kbsearch.web import create_app

SECRET = "correct horse battery"


@pytest.fixture(scope="module", autouse=True)
def _quick_hashes() -> Iterator[None]:
    """Hashes that cost next to nothing; tests/people/test_accounts.py has real ones."""
    passwords._nobodys.cache_clear()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield
    passwords._nobodys.cache_clear()


@pytest.fixture
def app(kb: KnowledgeBase) -> Flask:
    for role in Role:
        kb.people.accounts.add(f"the-{role}", role)
    kb.people.accounts.set_password("the-agent", SECRET, by="x")
    return create_app(kb)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def inside(client: FlaskClient) -> bool:
    """Whether the asker sees internal articles."""
    return client.get("/a/secret").status_code == HTTPStatus.OK


def token_of(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None
    return found[1]


def enter(client: FlaskClient, password: str, next: str = "", name: str = "the-agent") -> tuple[int, str, str]:
    """Fill in the form; gives status, where it leads, and the page."""
    token = token_of(client.get("/sign-in").text)
    form = {"name": name, "password": password, "next": next, "csrf_token": token}
    answer = client.post("/sign-in", data=form)
    return answer.status_code, answer.headers.get("Location", ""), answer.text


def test_a_visitor_is_outside_and_whoever_signed_in_is_inside(client: FlaskClient) -> None:
    assert not inside(client)
    assert enter(client, SECRET)[:2] == (HTTPStatus.FOUND, "/")
    assert inside(client)


def test_a_wrong_password_is_refused_in_words_that_tell_nothing(client: FlaskClient) -> None:
    unknown = enter(client, SECRET, name="nobody")
    wrong = enter(client, "something else")
    said = "this name and password open no account"
    assert (unknown[0], wrong[0]) == (HTTPStatus.UNAUTHORIZED, HTTPStatus.UNAUTHORIZED)
    assert said in unknown[2]
    assert said in wrong[2]
    assert not inside(client)


def test_a_link_signs_in_once(client: FlaskClient, app: Flask, kb: KnowledgeBase) -> None:
    link = kb.people.tokens.create_link("the-agent")
    assert client.get(f"/sign-in/{link}").headers["Location"] == "/"
    assert inside(client)
    other = app.test_client()
    refused = other.get(f"/sign-in/{link}")
    assert refused.status_code == HTTPStatus.UNAUTHORIZED
    assert "this token or link does not work, or no longer" in refused.text
    assert not inside(other)


def test_signing_out_ends_it(client: FlaskClient) -> None:
    enter(client, SECRET)
    token = token_of(client.get("/account").text)
    client.post("/sign-out", data={"csrf_token": token})
    assert not inside(client)


@pytest.mark.parametrize("end", ["disable", "set_role", "set_password"])
def test_a_session_ends_with_the_account_its_role_and_its_password(
    client: FlaskClient, kb: KnowledgeBase, end: str
) -> None:
    enter(client, SECRET)
    accounts = kb.people.accounts
    {
        "disable": lambda: accounts.disable("the-agent", by="x"),
        "set_role": lambda: accounts.set_role("the-agent", Role.AUTHOR, by="x"),
        "set_password": lambda: accounts.set_password("the-agent", "another long secret", by="x"),
    }[end]()
    assert not inside(client)


def test_a_new_password_keeps_the_browser_that_asked_for_it_and_ends_the_others(app: Flask) -> None:
    mine, other = app.test_client(), app.test_client()
    enter(mine, SECRET)
    enter(other, SECRET)
    form = {"password": "another long secret", "again": "another long secret"}
    changed = mine.post("/account/password", data=form | {"csrf_token": token_of(mine.get("/account").text)})
    assert changed.status_code == HTTPStatus.FOUND
    assert inside(mine)
    assert not inside(other)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        pytest.param({"password": "short", "again": "short"}, "Field must be between 12 and 1000", id="too short"),
        pytest.param({"password": "another long secret", "again": "x"}, "the two are not the same", id="not the same"),
    ],
)
def test_a_new_password_that_will_not_do_is_said_at_its_field(
    client: FlaskClient, form: dict[str, str], said: str
) -> None:
    enter(client, SECRET)
    refused = client.post("/account/password", data=form | {"csrf_token": token_of(client.get("/account").text)})
    assert refused.status_code == HTTPStatus.BAD_REQUEST
    assert said in refused.text


@pytest.mark.parametrize(
    ("next", "leads"),
    [
        ("/a/token", "/a/token"),
        ("/?q=x", "/?q=x"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_after_signing_in_one_goes_on_here_and_nowhere_else(client: FlaskClient, next: str, leads: str) -> None:
    assert enter(client, SECRET, next)[1] == leads


def test_a_form_without_its_token_changes_nothing(client: FlaskClient) -> None:
    assert client.post("/sign-in", data={"name": "the-agent", "password": SECRET}).status_code == HTTPStatus.BAD_REQUEST
    enter(client, SECRET)
    assert client.post("/sign-out").status_code == HTTPStatus.BAD_REQUEST
    assert inside(client)


def test_after_ten_tries_one_has_to_wait(client: FlaskClient) -> None:
    tries = [enter(client, "something else")[0] for _ in range(11)]
    assert tries == [HTTPStatus.UNAUTHORIZED] * 10 + [HTTPStatus.TOO_MANY_REQUESTS]


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(client: FlaskClient, kb: KnowledgeBase) -> None:
    cookie = client.get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert "Secure" in create_app(kb, secure=True).test_client().get("/sign-in").headers["Set-Cookie"]


def test_a_program_sees_what_its_token_covers(client: FlaskClient, kb: KnowledgeBase) -> None:
    def ask(headers: dict[str, str]) -> int:
        return client.get("/api/v1/articles/secret", headers=headers).status_code

    text = kb.people.tokens.create("the-agent", [Scope.SEARCH])
    assert ask({}) == HTTPStatus.NOT_FOUND
    assert ask({"Authorization": f"Bearer {text}"}) == HTTPStatus.OK
    assert ask({"Authorization": "Bearer kbs_wrong"}) == HTTPStatus.UNAUTHORIZED
    found = client.post("/api/v1/search", json={"text": "Q-7777"}, headers={"Authorization": f"Bearer {text}"}).json
    assert found["hits"][0]["id"] == "secret"


def test_a_cookie_alone_does_not_write_through_the_api(client: FlaskClient) -> None:
    enter(client, SECRET)
    assert client.get("/api/v1/articles/secret").status_code == HTTPStatus.OK
    found = client.post("/api/v1/search", json={"text": "Q-7777"}).json
    assert [hit["id"] for hit in found["hits"]] == []
