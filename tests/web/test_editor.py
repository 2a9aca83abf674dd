"""The editor: an article is written in a form or as its file, and saved over nobody's edit."""

import re
import subprocess
from html import unescape
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage

from kbsearch.articles.saving import digest_of
from kbsearch.errors import PictureRefused
from kbsearch.kb import KnowledgeBase
from kbsearch.people.roles import Role
from kbsearch.web import create_app
from kbsearch.web.editing import Editing
from kbsearch.web.uploads import store
from tests.web.conftest import PIXEL

Form = dict[str, str | list[str]]


@pytest.fixture
def author(kb: KnowledgeBase) -> FlaskClient:
    kb.people.accounts.add("paula", Role.PRODUCT_MANAGER, mail="paula@example.com")
    client = create_app(kb).test_client()
    client.get(f"/sign-in/{kb.people.tokens.create_link('paula')}")
    return client


def form_of(html: str) -> Form:
    """What a browser would send of the editor's form."""
    html = html[html.index('<form id="kb-editor"') :]
    html = html[: html.index("</form>")]
    found: Form = {}

    def add(tag: str, value: str) -> None:
        name = re.search(r' name="([^"]+)"', tag)
        if name and ' type="file"' not in tag and "<button" not in tag:
            rows = found.setdefault(name[1], [])
            assert isinstance(rows, list)
            rows.append(unescape(value))

    for tag in re.finditer(
        r"<input[^>]*>|<textarea([^>]*)>\n?([^<]*)</textarea>|<select([^>]*)>(.*?)</select>", html, re.S
    ):
        if tag[0].startswith("<input"):
            value = re.search(r' value="([^"]*)"', tag[0])
            add(tag[0], value[1] if value else "")
        elif tag[0].startswith("<textarea"):
            add(tag[1], tag[2].replace("\n", "\r\n"))
        else:
            chosen = re.search(r"<option selected>([^<]*)", tag[4])
            add(tag[3], chosen[1] if chosen else "")
    return found


def path_of(kb: KnowledgeBase, name: str) -> Path:
    return kb.settings.articles_folder / f"{name}.md"


def send(client: FlaskClient, form: Form, do: str, **values: str | list[str]) -> tuple[int, str]:
    answer = client.post("/edit", data={**form, **values, "do": do}, follow_redirects=True)
    return answer.status_code, answer.text


def test_a_form_that_nobody_touched_saves_the_same_bytes(author: FlaskClient, kb: KnowledgeBase) -> None:
    for name in ("token", "clock", "secret"):
        path = path_of(kb, name)
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
        before = path.read_bytes()
        status, html = send(author, form_of(author.get(f"/a/{name}/edit").text), "save")
        assert (status, "Saved." in html) == (HTTPStatus.OK, True)
        assert path.read_bytes() == before


def test_a_saved_edit_touches_its_own_line_and_is_found_at_once(author: FlaskClient, kb: KnowledgeBase) -> None:
    before = path_of(kb, "clock").read_text()
    form = form_of(author.get("/a/clock/edit").text)
    send(author, form, "save", title="Clock runs ahead by a fathom")
    assert path_of(kb, "clock").read_text() == before.replace(
        "title: Clock skew", "title: Clock runs ahead by a fathom"
    )
    assert author.get("/?q=fathom").text.count('href="/a/clock"') >= 1


def test_both_views_edit_the_same_text(author: FlaskClient) -> None:
    form = form_of(author.get("/a/clock/edit").text)
    _, html = send(author, form, "file", part=["Set the clock, then wait."])
    file = form_of(html)
    assert file["view"] == ["file"]
    text = str(file["text"][0])
    assert text.endswith("## Resolution\r\nSet the clock, then wait.\r\n")
    _, html = send(author, file, "form", text=text.replace("E4013", "E4999"))
    assert form_of(html)["errors.code"] == ["E4999", ""]


def test_errors_are_rows_that_come_and_go_without_a_script(author: FlaskClient, kb: KnowledgeBase) -> None:
    form = form_of(author.get("/a/token/edit").text)
    assert form["errors.code"] == ["E4012", "E4019", ""]
    _, html = send(author, form, "rows")
    assert form_of(html)["errors.code"] == ["E4012", "E4019", "", "", ""]
    codes, messages = ["", "E4019", "E4020"], ["", "token {token} expired on {date}", "no token"]
    send(author, form, "save", **{"errors.code": codes, "errors.message": messages})
    kb.index()
    assert kb.article("token").codes == ("E4019", "E4020")


def test_products_and_versions_are_completed_from_what_exists(author: FlaskClient) -> None:
    html = author.get("/a/clock/edit").text
    assert '<option value="acme-sync">' in html
    assert '<option value="&gt;=2.3">' in html


def test_the_other_edit_is_shown_beside_ones_own_and_nothing_is_lost(author: FlaskClient, kb: KnowledgeBase) -> None:
    form = form_of(author.get("/a/clock/edit").text)
    path = path_of(kb, "clock")
    theirs = path.read_text().replace("Set the clock.", "Ask the time server.")
    path.write_text(theirs)
    status, html = send(author, form, "save", part=["Wind the clock."])
    assert status == HTTPStatus.CONFLICT
    assert path.read_text() == theirs
    assert "<del>Ask the time server.</del>" in html
    assert "<ins>Wind the clock.</ins>" in html
    assert 'href="/a/clock/edit"' in html  # take theirs
    status, html = send(author, form_of(html), "save")
    assert status == HTTPStatus.OK
    assert "Wind the clock." in path.read_text()


def test_an_article_that_was_deleted_meanwhile_can_be_saved_anew(author: FlaskClient, kb: KnowledgeBase) -> None:
    form = form_of(author.get("/a/secret/edit").text)
    path_of(kb, "secret").unlink()
    status, html = send(author, form, "save")
    assert (status, "The file was deleted meanwhile." in html) == (HTTPStatus.CONFLICT, True)
    kb.index()
    assert send(author, form_of(html), "save")[0] == HTTPStatus.OK
    assert "Backdoor" in path_of(kb, "secret").read_text()


def test_an_open_form_is_told_of_an_edit_made_outside(author: FlaskClient, kb: KnowledgeBase) -> None:
    html = author.get("/a/clock/edit").text
    form, path = form_of(html), path_of(kb, "clock")
    assert "data-outside hidden" in html
    path.write_text(path.read_text() + "\nMore.\n")
    digest = author.get("/edit/state?path=articles/clock.md").json
    assert digest == {"digest": digest_of(path.read_bytes())} != {"digest": form["began_with"][0]}
    _, html = send(author, form, "check")
    assert "data-outside hidden" not in html
    assert "It was changed outside meanwhile." in send(author, form, "compare")[1]


@pytest.mark.parametrize(
    "path",
    ["articles/../x.md", "/etc/passwd.md", "articles/.x.md", "kbsearch.toml", "index/x.md", "", "articles\\x.md"],
)
def test_only_articles_are_edited(author: FlaskClient, path: str) -> None:
    answer = author.get("/edit/state", query_string={"path": path})
    assert (answer.status_code, "KBE1003" in answer.text) == (HTTPStatus.NOT_FOUND, True)


def test_a_save_is_a_commit_in_the_authors_name(author: FlaskClient, kb: KnowledgeBase) -> None:
    def git(*words: str) -> str:
        return subprocess.run(
            ["git", "-C", kb.settings.root, *words], check=True, capture_output=True, text=True
        ).stdout

    git("init", "-q")
    git("add", "articles")
    git("-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-qm", "begin")
    form = form_of(author.get("/a/clock/edit").text)
    _, html = send(author, form, "save", title="Clock runs ahead", said="Say which way\nit is wrong")
    assert "Saved, and committed as" in html
    assert git("log", "-1", "--format=%an|%ae|%s") == "paula|paula@example.com|Say which way it is wrong\n"
    hook = kb.settings.root / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\necho the bell rings >&2\nexit 1\n")
    hook.chmod(0o755)
    _, html = send(author, form_of(html), "save", title="Clock")
    assert "Saved, but git would not commit it: the bell rings" in html
    assert "title: Clock\n" in path_of(kb, "clock").read_text()


def test_lint_speaks_as_on_the_command_line_and_leads_to_the_field(author: FlaskClient) -> None:
    form = form_of(author.get("/a/clock/edit").text)
    _, html = send(author, form, "check", versions="soon", symptoms=["it is late"], part=["See [this](nowhere.md)."])
    said = re.findall(r'<a href="#([\w-]+)" data-line="(\d+)"><span class="unseen">\w+: </span>(.*?)</a>', html)
    assert [(place, unescape(text)) for place, _, text in said] == [
        (
            "kb-versions-0",
            "versions: 'soon' is not allowed: write a version or a range such as '>=2.3,<3'",
        ),
        ("kb-part-0", "the link 'nowhere.md' leads nowhere: mend the link, or delete it"),
    ]
    assert all(f'id="{place}"' in html for place, _, _ in said)


def test_a_draft_may_be_saved_while_it_is_incomplete_but_not_while_it_cannot_be_read(
    author: FlaskClient, kb: KnowledgeBase
) -> None:
    text = "---\ntitle: New\nconfidence: wip\n---\n## Issue\n"
    _, html = send(author, form_of(author.get("/a/clock/edit").text), "file")
    file = form_of(html)
    status, html = send(author, file, "save", text="---\ntitle: [\n---\n")
    assert status == HTTPStatus.CONFLICT
    assert "KBE1012" not in path_of(kb, "clock").read_text()
    assert form_of(html)["text"] == ["---\r\ntitle: [\r\n---\r\n"]
    assert send(author, file, "save", text=text)[0] == HTTPStatus.OK
    assert path_of(kb, "clock").read_text() == text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("confidence: validated", "paula may not set 'confidence' to 'validated' (a review sets it)"),
        ("reviewed: {by: bo, on: 2026-01-01}", "paula may not set 'reviewed' (a review sets it)"),
    ],
)
def test_what_a_review_decides_is_not_set_by_hand(author: FlaskClient, kb: KnowledgeBase, line: str, said: str) -> None:
    _, html = send(author, form_of(author.get("/a/clock/edit").text), "file")
    file, before = form_of(html), path_of(kb, "clock").read_text()
    status, html = send(author, file, "save", text=before.replace("title:", f"{line}\ntitle:"))
    assert (status, said in unescape(html)) == (HTTPStatus.CONFLICT, True)
    assert path_of(kb, "clock").read_text() == before


def test_a_wider_audience_wants_an_approval(author: FlaskClient, kb: KnowledgeBase) -> None:
    _, html = send(author, form_of(author.get("/a/secret/edit").text), "file")
    text = path_of(kb, "secret").read_text().replace("audience: internal", "audience: public")
    status, html = send(author, form_of(html), "save", text=text)
    assert (status, "a wider audience wants an approval" in html) == (HTTPStatus.CONFLICT, True)


def test_an_approval_does_not_outlive_what_was_approved(author: FlaskClient, kb: KnowledgeBase) -> None:
    form = form_of(author.get("/a/token/edit").text)
    send(author, form, "save", owner="bo")
    assert "confidence: not_validated" in path_of(kb, "token").read_text()


@pytest.mark.parametrize("view", ["form", "file"])
def test_a_picture_is_stored_beside_the_article_and_shown(author: FlaskClient, kb: KnowledgeBase, view: str) -> None:
    form = form_of(send(author, form_of(author.get("/a/clock/edit").text), view)[1])
    status, html = send(author, form, "picture", picture=(BytesIO(PIXEL), "My Plan.PNG"))  # type: ignore[arg-type]
    assert status == HTTPStatus.OK
    stored = kb.settings.articles_folder / "pictures" / "clock-my-plan.png"
    assert stored.read_bytes() == PIXEL
    assert 'src="/edit/files/articles/pictures/clock-my-plan.png"' in html
    assert "![my plan](pictures/clock-my-plan.png)" in html
    with author.get("/edit/files/articles/pictures/clock-my-plan.png") as shown:
        assert shown.data == PIXEL
    again = author.post("/edit/picture", data={**form, "picture": (BytesIO(PIXEL), "my plan.png")})
    assert again.json == {"markdown": "![my plan](pictures/clock-my-plan-2.png)", "problem": ""}


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(b"", "it is empty", id="empty"),
        pytest.param(
            b"<svg onload='x'/>", "its first bytes are not those of a PNG, JPEG, GIF or WebP picture", id="kind"
        ),
    ],
)
def test_what_is_no_picture_is_refused(author: FlaskClient, kb: KnowledgeBase, data: bytes, problem: str) -> None:
    form = form_of(author.get("/a/clock/edit").text)
    answer = author.post("/edit/picture", data={**form, "picture": (BytesIO(data), "x.png")})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert f"x.png cannot be stored as a picture ({problem})" in unescape(answer.text)
    assert not (kb.settings.articles_folder / "pictures").exists()


def test_a_picture_that_is_too_large_is_refused(kb: KnowledgeBase) -> None:
    brought = FileStorage(BytesIO(PIXEL + bytes(5 * 2**20)), "x.png")
    with pytest.raises(PictureRefused) as refused:
        store(kb.settings, Editing(kb.settings, "articles/clock.md", "", ""), brought)
    assert str(refused.value) == (
        "x.png cannot be stored as a picture (it is larger than 5 MB): "
        "bring a PNG, JPEG, GIF or WebP picture of up to 5 MB [KBE1045]"
    )


def test_no_other_file_of_the_tree_is_given_out(author: FlaskClient) -> None:
    assert author.get("/edit/files/kbsearch.toml").status_code == HTTPStatus.NOT_FOUND
    assert author.get("/edit/files/articles/clock.md").status_code == HTTPStatus.NOT_FOUND


def test_the_parts_of_the_page_are_had_alone(author: FlaskClient) -> None:
    form = form_of(author.get("/a/clock/edit").text)
    assert "Set the <em>clock</em>" in author.post("/edit/part/preview", data={**form, "part": "Set the *clock*"}).text
    assert "<html" not in author.post("/edit/part/found", data=form).text


@pytest.mark.parametrize("text", ["+++\ntitle = 'x'\n+++\nBody\n", "---\ntitle: [\n---\nBody\n"])
def test_a_front_matter_that_no_form_can_show_is_edited_as_a_file(
    author: FlaskClient, kb: KnowledgeBase, text: str
) -> None:
    path_of(kb, "clock").write_text(text)
    form = form_of(author.get("/a/clock/edit").text)
    assert form["view"] == ["file"]
    assert form["text"] == [text.replace("\n", "\r\n")]


def test_a_file_that_is_not_text_is_left_alone(author: FlaskClient, kb: KnowledgeBase) -> None:
    path_of(kb, "clock").write_bytes(b"---\ntitle: caf\xe9\n---\n")
    answer = author.get("/a/clock/edit")
    assert (answer.status_code, "KBE1012" in answer.text) == (HTTPStatus.BAD_REQUEST, True)


def test_who_may_not_write_has_no_editor(kb: KnowledgeBase) -> None:
    kb.people.accounts.add("ann", Role.AGENT)
    client = create_app(kb).test_client()
    client.get(f"/sign-in/{kb.people.tokens.create_link('ann')}")
    assert client.get("/a/clock/edit").status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("lost", ["ground", "began_with", "path"])
def test_a_form_that_lost_a_field_on_the_way_writes_nothing(author: FlaskClient, kb: KnowledgeBase, lost: str) -> None:
    form, before = form_of(author.get("/a/clock/edit").text), path_of(kb, "clock").read_bytes()
    del form[lost]
    assert send(author, form, "save")[0] in (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND)
    assert path_of(kb, "clock").read_bytes() == before


def test_an_article_with_very_many_errors_fits_into_a_form(author: FlaskClient, kb: KnowledgeBase) -> None:
    rows = "".join(f"  - code: E{n}\n    message: fault number {n}\n" for n in range(5000, 5700))
    text = f"---\ntitle: All of them\nerrors:\n{rows}---\n## Issue\n\nMany.\n\n## Resolution\n\nNone.\n"
    path_of(kb, "clock").write_text(text)
    form = form_of(author.get("/a/clock/edit").text)
    assert len(form["errors.code"]) == 701
    data = {**form, "title": "All", "do": "save"}
    assert author.post("/edit", data=data, content_type="multipart/form-data").status_code == HTTPStatus.FOUND
    assert path_of(kb, "clock").read_text() == text.replace("All of them", "All")
