"""No page runs, loads or repeats what somebody else wrote."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import kbsearch.web
from kbsearch.kb import KnowledgeBase
from kbsearch.web import create_app
from kbsearch.web.app import BODY_LIMIT
from kbsearch.web.headers import HEADERS

Make = Callable[[dict[str, str]], KnowledgeBase]

PAGES = ["/", "/?q=E4012", "/a/token", "/a/none", "/e/E4013", "/e/none", "/healthz", "/api/v1/articles/token", "/none"]
BOMB = "<script>alert(1)</script><img src=x onerror=alert(1)>"
WEB = Path(kbsearch.web.__file__).parent


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_the_headers(inside: FlaskClient, path: str) -> None:
    headers = inside.get(path).headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS


def test_the_policy_allows_our_own_files_and_nothing_inline() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert policy == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_anything_inline_or_from_elsewhere(inside: FlaskClient, path: str) -> None:
    html = inside.get(path).text
    assert not re.search(r"<script(?![^>]* src=)", html)
    assert not re.search(r"<style|<[^>]* (?:style|on[a-z]+)=", html)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', html)


@pytest.mark.parametrize("file", sorted((WEB / "static").iterdir()), ids=lambda file: file.name)
def test_no_file_of_ours_names_another_machine(file: Path) -> None:
    text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|@import|url\(", text)


@pytest.fixture
def bombed(make_kb: Make) -> FlaskClient:
    """An article with a script wherever an author may write."""
    article = f"""
        ---
        id: bomb
        title: "B1: {BOMB}"
        products: ["{BOMB}"]
        versions: "{BOMB}"
        owner: "{BOMB}"
        errors:
          - code: B1
            message: "bomb {BOMB} in {{place}}"
          - code: "{BOMB}"
            message: "other {BOMB}"
        ---
        {BOMB}

        ## Issue {BOMB}
        {BOMB}

        ## Resolution
        {BOMB} [x](javascript:alert(1))
        """
    return create_app(make_kb({"bomb": article}), "internal").test_client()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/a/bomb",
        f"/?q={BOMB}",
        "/?q=B1",
        f"/?q=bomb+{BOMB}+in+here",
        f"/a/{BOMB}",
        f"/e/{BOMB}",
        f"/?product={BOMB}",
    ],
)
def test_a_script_is_shown_as_text(bombed: FlaskClient, path: str) -> None:
    html = bombed.get(path, follow_redirects=True).text
    assert "<script>" not in html
    assert not re.search(r"<img[^>]*onerror", html)
    assert "javascript:" not in re.sub(r">[^<]*<", "><", html)


def test_a_script_in_a_paste_is_shown_as_text(bombed: FlaskClient) -> None:
    html = bombed.post("/", data={"text": f"</textarea>{BOMB}\nB1 bomb {BOMB} in {BOMB}"}).text
    assert "<script>" not in html
    assert html.count("</textarea>") == html.count("<textarea")
    assert "&lt;/textarea&gt;" in html


def test_the_first_line_break_of_a_paste_is_kept(inside: FlaskClient) -> None:
    assert ">\n\nE4012</textarea>" in inside.post("/", data={"text": "\nE4012"}).text


def test_a_body_beyond_the_limit_is_refused_as_a_page_and_as_a_problem(inside: FlaskClient) -> None:
    huge = b"text=" + b"a" * BODY_LIMIT
    page = inside.post("/", data=huge, content_type="application/x-www-form-urlencoded")
    assert page.status_code == 413
    assert "[KBE1005]" in page.text
    problem = inside.post("/api/v1/search", data=huge, content_type="application/json")
    assert (problem.status_code, problem.mimetype) == (413, "application/problem+json")
    assert problem.json is not None
    assert problem.json["code"] == "KBE1005"


@pytest.mark.parametrize("host", ["127.0.0.1:8421", "localhost", "LOCALHOST:9", "[::1]:8421"])
def test_a_server_for_one_machine_answers_to_its_names(kb: KnowledgeBase, host: str) -> None:
    asker = create_app(kb, "internal", ("127.0.0.1", "localhost", "[::1]")).test_client()
    assert asker.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8421", "127.0.0.1.evil.example", "10.0.0.7"])
def test_a_server_for_one_machine_refuses_a_name_that_was_pointed_at_it(kb: KnowledgeBase, host: str) -> None:
    asker = create_app(kb, "internal", ("127.0.0.1", "localhost", "[::1]")).test_client()
    answer = asker.get("/api/v1/articles/token", headers={"Host": host})
    assert answer.status_code == 421
    assert answer.json is not None
    assert answer.json["code"] == "KBE1011"


def test_a_page_that_fails_says_so_without_a_traceback(kb: KnowledgeBase, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(kb, "internal")
    app.extensions["kbsearch"] = None
    answer = app.test_client().post("/", data={"text": "secret paste"})
    assert answer.status_code == 500
    assert "[KBE1028]" in answer.text
    assert "Traceback" not in answer.text
    assert "secret paste" not in caplog.text
