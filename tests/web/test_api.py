"""The JSON API says the same as the page, and says what is wrong as problem documents."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from kbsearch.kb import KnowledgeBase
from kbsearch.web import create_app

PASTE = "[E4012] sync: remote files-3.example.net refused token tok_9f31"


def without_time(answer: Any) -> Any:
    return {name: value for name, value in answer.items() if name != "took_ms"}


def test_a_search_answers_with_the_results_as_data(kb: KnowledgeBase, inside: FlaskClient) -> None:
    answer = inside.post("/api/v1/search", json={"text": PASTE, "limit": 3}).json
    expected = kb.search(PASTE, limit=3, audience="internal").as_dict()
    assert without_time(answer) == without_time(expected)
    assert answer is not None
    assert answer["hits"][0]["id"] == "token"
    assert answer["hits"][0]["matches"][0]["values"] == {"host": "files-3.example.net", "token": "tok_9f31"}


def test_a_short_search_may_be_a_get(inside: FlaskClient) -> None:
    asked = inside.get("/api/v1/search", query_string={"q": PASTE, "limit": "2", "product": "acme-sync"}).json
    posted = inside.post("/api/v1/search", json={"text": PASTE, "limit": 2, "products": ["acme-sync"]}).json
    assert without_time(asked) == without_time(posted)


def test_an_article_is_given_as_data(inside: FlaskClient) -> None:
    article = inside.get("/api/v1/articles/token").json
    assert article is not None
    assert article["title"] == "E4012: remote refused the token"
    assert article["errors"][0]["code"] == "E4012"
    assert article["owner"] == "ana"
    assert article["stale"] is False


def test_a_visitor_from_outside_gets_no_names_and_paths(outside: FlaskClient) -> None:
    article = outside.get("/api/v1/articles/token").json
    hit = outside.post("/api/v1/search", json={"text": PASTE}).json
    assert article is not None
    assert hit is not None
    assert not {"owner", "path", "extra", "reviewed", "digest"} & set(article)
    assert "path" not in hit["hits"][0]
    assert "path" not in hit["groups"][0]["hits"][0]


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        pytest.param({}, ["clock", "secret", "token"], id="all"),
        pytest.param({"limit": "2", "offset": "1"}, ["secret", "token"], id="a page"),
        pytest.param({"product": ["acme-sync", "acme-drive"]}, ["clock", "token"], id="any of two products"),
        pytest.param({"confidence": "validated"}, ["token"], id="by confidence"),
        pytest.param({"audience": "internal"}, ["secret"], id="by audience"),
        pytest.param({"owner": "Zoe"}, ["secret"], id="by owner"),
    ],
)
def test_articles_are_listed_by_filters_and_pages(inside: FlaskClient, asked: dict[str, Any], ids: list[str]) -> None:
    listed = inside.get("/api/v1/articles", query_string=asked).json
    assert listed is not None
    assert [one["id"] for one in listed["articles"]] == ids
    assert listed["total"] == (3 if "offset" in asked else len(ids))


@pytest.mark.parametrize("asked", [{}, {"audience": "internal"}, {"owner": "zoe"}, {"product": "project-quokka"}])
def test_what_is_internal_is_in_no_list_and_no_count_for_visitors(outside: FlaskClient, asked: dict[str, str]) -> None:
    listed = outside.get("/api/v1/articles", query_string=asked).json
    assert listed is not None
    assert "secret" not in str(listed)
    assert "zoe" not in str(listed)
    assert listed["total"] == (0 if asked else 2)


def test_the_errors_of_an_article_are_given_by_themselves(outside: FlaskClient) -> None:
    given = outside.get("/api/v1/articles/token/errors").json
    assert given is not None
    assert [(one["code"], one["message"]) for one in given["errors"]] == [
        ("E4012", "sync: remote {host} refused token {token}"),
        ("E4019", "token {token} expired on {date}"),
    ]
    assert outside.get("/api/v1/articles/secret/errors").status_code == 404


def test_a_code_in_any_spelling_gives_the_articles_that_explain_it(outside: FlaskClient, inside: FlaskClient) -> None:
    def ids(client: FlaskClient) -> list[str]:
        given = client.get("/api/v1/codes/e-4013").json
        assert given is not None
        assert {entry["code"] for one in given["articles"] for entry in one["errors"]} == {"E4013"}
        return sorted(one["id"] for one in given["articles"])

    assert ids(outside) == ["clock"]
    assert ids(inside) == ["clock", "secret"]
    unknown = outside.get("/api/v1/codes/Q-7777")
    assert unknown.status_code == 404
    assert unknown.json is not None
    assert unknown.json["code"] == "KBE1004"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        pytest.param("limit=many", "limit: input should be a valid integer", id="not a number"),
        pytest.param("limit=1&limit=2", "limit: input should be a valid integer", id="twice"),
        pytest.param("size=3", "size: extra inputs are not permitted", id="unknown"),
        pytest.param("confidence=sure", "confidence.0: input should be 'wip'", id="no such value"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_said(inside: FlaskClient, asked: str, said: str) -> None:
    answer = inside.get(f"/api/v1/articles?{asked}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert answer.json is not None
    assert answer.json["title"].startswith(f"the request cannot be read: {said}")
    assert answer.json["detail"] == "/api/v1/openapi.json says which parameters there are"


def test_the_server_says_that_it_is_well(inside: FlaskClient) -> None:
    assert inside.get("/healthz").json == {"status": "ok"}


WANTED = 'send {"text": "...", "limit": 10, "products": []} as application/json'


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param(b"{", "the body is not JSON", id="not JSON"),
        pytest.param(b"\xff\xfe", "the body is not JSON", id="not text"),
        pytest.param(b"[]", "the body: input should be a valid dictionary or instance of searchrequest", id="a list"),
        pytest.param(b"{}", "text: field required", id="no text"),
        pytest.param(b'{"text": 7}', "text: input should be a valid string", id="text is a number"),
        pytest.param(b'{"text": "x", "limit": 0}', "limit: input should be greater than or equal to 1", id="limit 0"),
        pytest.param(
            b'{"text": "x", "limit": 101}', "limit: input should be less than or equal to 100", id="limit 101"
        ),
        pytest.param(b'{"text": "x", "products": "a"}', "products: input should be a valid list", id="products a text"),
        pytest.param(b'{"text": "x", "size": 3}', "size: extra inputs are not permitted", id="unknown key"),
    ],
)
def test_a_request_that_cannot_be_read_is_said(inside: FlaskClient, body: bytes, said: str) -> None:
    answer = inside.post("/api/v1/search", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert answer.json == {
        "type": "about:blank",
        "title": f"the request cannot be read: {said}",
        "status": 400,
        "detail": WANTED,
        "code": "KBE1010",
    }


def test_an_empty_paste_is_said(inside: FlaskClient) -> None:
    answer = inside.post("/api/v1/search", json={"text": "  "})
    assert (answer.status_code, answer.json) == (
        400,
        {
            "type": "about:blank",
            "title": "the paste is empty",
            "status": 400,
            "detail": "paste the error message, or type a few words",
            "code": "KBE1006",
        },
    )


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [("/api/v1/articles/none", 404, "KBE1003"), ("/api/v1/nothing", 404, None), ("/api/v2", 404, None)],
)
def test_what_is_not_there_is_a_problem_document(inside: FlaskClient, path: str, status: int, code: str | None) -> None:
    answer = inside.get(path)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json is not None
    assert answer.json.get("code") == code


def test_a_wrong_method_is_a_problem_document_that_names_the_right_ones(inside: FlaskClient) -> None:
    answer = inside.delete("/api/v1/search")
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert "POST" in answer.headers["Allow"]


def test_lone_surrogates_in_a_request_get_an_answer(inside: FlaskClient) -> None:
    answer = inside.post("/api/v1/search", data=b'{"text": "E4012 \\ud800"}', content_type="application/json")
    assert answer.status_code == 200


def test_without_an_index_the_answer_says_what_to_do(kb: KnowledgeBase) -> None:
    kb.close()
    (kb.settings.index_folder / "current").unlink()
    for audience, said in (("internal", "no index in"), ("public", "the knowledge base cannot answer now")):
        answer = create_app(kb, audience).test_client().get("/healthz")
        assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
        assert answer.json is not None
        assert answer.json["code"] == "KBE1020"
        assert answer.json["title"].startswith(said)


def test_the_article_about_the_api_shows_what_a_search_answers_with(inside: FlaskClient) -> None:
    text = (Path(__file__).parent.parent.parent / "articles/how-to/json-api-and-web-page.md").read_text("utf-8")
    shown = json.loads(text.partition("```json\n")[2].partition("```")[0])
    answer = inside.post("/api/v1/search", json={"text": PASTE}).json
    assert answer is not None
    assert set(shown) == set(answer)
    for path in (("hits",), ("groups",), ("hits", "matches")):
        said, given = shown, answer
        for name in path:
            said, given = said[name][0], given[name][0]
        assert set(said) == set(given)
    assert set(shown["signature"]) == set(answer["signature"])
