"""What nothing answers becomes the beginning of an article."""

import pytest
from flask.testing import FlaskClient

PASTE = "2026-11-24 09:12:44 ERROR [E4711] relay: cannot reach files-3.example.net after 5 s"


def test_a_paste_becomes_a_draft_with_its_code_and_its_message(inside: FlaskClient) -> None:
    html = inside.post("/draft", data={"text": PASTE}).text
    assert 'value="E4711: relay: cannot reach ... after ..."' in html
    assert "message: &#34;relay: cannot reach {name} after {size}&#34;" in html
    assert "kbsearch new error &#39;E4711: relay: cannot reach ... after ...&#39; --from-paste paste.txt" in html
    assert (
        f'<textarea class="unseen" name="text" aria-hidden="true" tabindex="-1" readonly>\n{PASTE}</textarea>' in html
    )


def test_the_draft_is_to_be_had_as_a_file_named_by_its_title(inside: FlaskClient) -> None:
    answer = inside.post("/draft/file", data={"text": PASTE, "title": "  Relay out of\nreach "})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="relay-out-of-reach.md"'
    assert answer.mimetype == "text/markdown"
    assert answer.text.startswith('---\nid: relay-out-of-reach\ntitle: "Relay out of reach"\n')
    assert 'code: "E4711"' in answer.text


def test_a_title_without_letters_still_makes_a_file(inside: FlaskClient) -> None:
    answer = inside.post("/draft/file", data={"text": PASTE, "title": "…"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="new-error.md"'


@pytest.mark.parametrize("path", ["/draft", "/draft/file"])
def test_an_empty_paste_makes_no_draft(inside: FlaskClient, path: str) -> None:
    answer = inside.post(path, data={"text": " \n"})
    assert (answer.status_code, "KBE1006" in answer.text) == (400, True)


@pytest.mark.parametrize("path", ["/draft", "/draft/file"])
def test_only_those_inside_write_articles(outside: FlaskClient, path: str) -> None:
    assert outside.post(path, data={"text": PASTE}).status_code == 404


def test_a_draft_holds_nobodys_data(inside: FlaskClient) -> None:
    html = inside.post("/draft", data={"text": "ERROR relay: anna@corp.org cannot reach 10.20.30.4"}).text
    assert "anna@corp.org" not in html
    assert "person1@example.com cannot reach 192.0.2.1" in html
