"""What a visitor may not see does not exist for them, on any page."""

import re

import pytest
from flask.testing import FlaskClient

SECRETS = ("Backdoor", "quokka", "Q-7777", "wombat", "zoe", "/a/secret")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?product=project-quokka",
        "/?q=E4013",
        "/?q=maintenance+port+opened",
        "/a/token",
        "/a/clock",
        "/e/E4013",
        "/api/v1/search?q=quokka+maintenance+port+opened",
        "/api/v1/search?q=E4013",
        "/api/v1/articles/token",
        "/healthz",
    ],
)
def test_nothing_internal_shows_to_a_visitor_from_outside(outside: FlaskClient, path: str) -> None:
    answer = outside.get(path, follow_redirects=True)
    asked = path.split("?")[1] if "?" in path else ""
    for secret in SECRETS:
        if secret.lower() not in asked:
            assert secret not in answer.text


def without(text: str, *words: str) -> str:
    """The page without what the asker named, without its own name, and without the time it took."""
    text = re.sub(r'name="asking" value="[\w-]{16}"', "", text)
    for word in words:
        text = text.replace(word, "")
    return re.sub(r"\d+ ms", "", text)


@pytest.mark.parametrize(
    ("hidden", "missing"),
    [
        ("/a/secret", "/a/nobody"),
        ("/a/secret/files/articles/images/plan.png", "/a/nobody/files/articles/images/plan.png"),
        ("/e/Q-7777", "/e/Q-7778"),
        ("/api/v1/articles/secret", "/api/v1/articles/nobody"),
        ("/?q=Q-7777", "/?q=Q-7778"),
        ("/?product=project-quokka&q=clock", "/?product=project-nobody&q=clock"),
    ],
    ids=["article", "picture", "code", "data", "search", "product"],
)
def test_what_is_hidden_answers_like_what_is_not_there(outside: FlaskClient, hidden: str, missing: str) -> None:
    one, other = outside.get(hidden), outside.get(missing)
    assert one.status_code == other.status_code
    assert without(one.text, "secret", "7777", "quokka") == without(other.text, "nobody", "7778")


def test_a_code_that_one_public_article_explains_offers_no_choice_outside(outside: FlaskClient) -> None:
    answer = outside.get("/e/E4013")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/a/clock")


def test_a_link_to_a_hidden_article_looks_like_one_that_leads_nowhere(outside: FlaskClient) -> None:
    html = outside.get("/a/token").text
    assert re.sub(r"the secret", "", html).count("/a/secret") == 0
    assert re.search(r"<a rel=[^>]*>the secret</a>", html)
    assert re.search(r"<a rel=[^>]*>nowhere</a>", html)


def test_everything_shows_to_a_visitor_from_inside(inside: FlaskClient) -> None:
    assert "Ask zoe for the wombat key." in inside.get("/a/secret").text
    assert inside.get("/e/q7777").headers["Location"] == "/a/secret"
    assert "project-quokka" in inside.get("/").text
