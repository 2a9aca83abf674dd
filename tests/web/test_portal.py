"""The public doors: anybody may ask, in any browser, and nothing of it is lost; only a key opens what was asked."""

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kbsearch.kb import KnowledgeBase
from kbsearch.people.roles import Role
from kbsearch.tickets.viewer import Viewer
from kbsearch.web import create_app
from kbsearch.web.forgery import DOORS

ARTICLES = {
    "sync-e4012": """\
---
id: sync-e4012
title: "E4012: remote refused the token"
products: [acme-sync]
errors:
  - code: E4012
    message: "sync: remote {host} refused token {token}"
audience: public
confidence: validated
---
## Resolution
Make a new token.
""",
    "quokka": """\
---
id: quokka
title: "Backdoor of the appliance"
products: [project-quokka]
errors:
  - code: Q-7777
    message: "quokka: maintenance port {port} opened"
audience: internal
---
## Resolution
Ask zoe.
""",
}
SETTINGS = """\
[attachments]
largest_mb = 1

[[tickets.categories]]
name = "Security"
people = ["sam"]
private = true

[[tickets.categories]]
name = "Sales leads"
people = ["ana"]
offered = false
"""
PASTE = "E4012 sync: remote eu1 refused token 7f3a"
SAM = Viewer("sam", Role.ADMIN)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The knowledge base as it is before anybody asks."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "articles").mkdir()
    for name, text in ARTICLES.items():
        (folder / "articles" / f"{name}.md").write_text(text, "utf-8")
    (folder / "kbsearch.toml").write_text(SETTINGS, "utf-8")
    with KnowledgeBase.open(folder) as kb:
        kb.index()
        kb.people.accounts.add("ana", Role.AGENT)
        kb.people.accounts.add("sam", Role.ADMIN)
    return folder


@pytest.fixture
def kb(tmp_path: Path, made: Path) -> Iterator[KnowledgeBase]:
    shutil.copytree(made, tmp_path / "kb")
    with KnowledgeBase.open(tmp_path / "kb") as it:
        yield it


@pytest.fixture
def anybody(app: Flask) -> FlaskClient:
    """Somebody whose browser keeps no cookies and runs no script."""
    return app.test_client(use_cookies=False)


def ask(client: FlaskClient, *files: tuple[str, bytes], **changes: str) -> TestResponse:
    said = {"name": "Zoë Ångström", "mail": "zoe@corp.example", "text": PASTE} | changes
    brought = [(io.BytesIO(content), name) for name, content in files]
    answer = client.post("/request", data={**said, "file": brought}, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()  # the client keeps large bodies in a file
    return answer


def place(answer: TestResponse) -> str:
    """The address of the request that was made."""
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"]).partition("?")[0]


def tokens(page: str) -> list[str]:
    return re.findall(r'name="held" value="([^"]+)"', page)


def test_the_form_wants_no_script_and_no_cookie(anybody: FlaskClient) -> None:
    page = anybody.get("/request").text
    form = page[page.index("<form") : page.index("</form>")]
    assert "<script" not in page
    assert re.findall(r'name="([\w.]+)"', form) == [
        *("form", "text", "name", "mail", "product", "category", "f.browser", "file", "website"),
    ]
    assert re.findall(r"required", form) == ["required"] * 3
    answer = ask(anybody)
    assert "Set-Cookie" not in answer.headers
    assert anybody.get(answer.headers["Location"]).status_code == 200


def test_the_lists_offer_what_anybody_may_know(anybody: FlaskClient) -> None:
    page = anybody.get("/request?product=acme-sync").text
    assert re.findall(r"<option([^>]*)>([\w -]*)</option>", page)[:5] == [
        *((' value=""', ""), (" selected", "acme-sync"), (' value=""', ""), ("", "Security"), (' value=""', "")),
    ]
    assert "quokka" not in page
    assert "Sales leads" not in page


def test_the_browser_is_chosen_and_never_guessed(anybody: FlaskClient, kb: KnowledgeBase) -> None:
    agent = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"}
    assert "selected" not in anybody.get("/request", headers=agent).text
    ask(anybody, **{"f.browser": "Safari"})
    ask(anybody)
    assert [kb.tickets.get(number, SAM).fields for number in (1, 2)] == [{"browser": "Safari"}, {}]


def test_who_asked_sees_number_key_and_the_articles_that_may_answer_it(anybody: FlaskClient) -> None:
    answer = ask(anybody)
    first, later = anybody.get(answer.headers["Location"]).text, anybody.get(place(answer)).text
    key = place(answer).rpartition("/")[2]
    assert f"<dt>Number</dt><dd><code>1</code></dd></div><div><dt>Key</dt><dd><code>{key}</code>" in first
    assert f"<code>{key}</code>" not in later
    assert "ana looks after it." in later
    assert re.findall(r'<li><a href="(/a/[^"]+)">', later) == ["/a/sync-e4012"]


def test_articles_are_offered_after_asking_and_never_instead(anybody: FlaskClient, kb: KnowledgeBase) -> None:
    assert "/a/sync-e4012" not in anybody.post("/request/form", data={"text": PASTE}).text
    where = place(ask(anybody, text="quokka: maintenance port 7 opened"))
    assert "Backdoor" not in anybody.get(where).text
    kb.tickets.reply(1, "Please restart it.", by="ana")
    assert "this may answer it" not in anybody.get(where).text


def test_an_article_that_fixed_it_needs_one_click(anybody: FlaskClient, kb: KnowledgeBase) -> None:
    where = place(ask(anybody))
    assert anybody.post(f"{where}/helped", data={"article": "quokka"}).status_code == 404
    page = anybody.post(f"{where}/helped", data={"article": "sync-e4012"}, follow_redirects=True).text
    assert 'You found it in <a href="/a/sync-e4012">E4012: remote refused the token</a>.' in page
    assert kb.tickets.get(1, SAM).resolution == "sync-e4012"


def test_a_private_category_goes_straight_to_its_person(anybody: FlaskClient, kb: KnowledgeBase) -> None:
    assert "sam looks after it." in anybody.get(place(ask(anybody, category="Security"))).text
    assert kb.tickets.get(1, SAM).private


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param(
            {"text": "\n"},
            "This cannot be kept in the log (it does not say what happened): tell it in your own words.",
            id="text",
        ),
        pytest.param(
            {"mail": "zoe"},
            "This cannot be kept in the log (&#39;zoe&#39; is no e-mail address): write an address such as name@example.com.",
            id="address",
        ),
        pytest.param(
            {"category": "Nonsense"},
            "This cannot be kept in the log (there is no category &#39;Nonsense&#39;): the categories are Security, Sales leads.",
            id="category",
        ),
        pytest.param(
            {"website": "http://spam.example"},
            "A field that is not for people was filled in, perhaps by the browser. It is empty again: send it once more.",
            id="trap",
        ),
    ],
)
def test_what_is_in_the_way_is_said_and_nothing_is_lost(
    anybody: FlaskClient, kb: KnowledgeBase, changes: dict[str, str], said: str
) -> None:
    filled = {"product": "acme-sync", "f.browser": "Edge"} | changes
    answer = ask(anybody, ("log.txt", b"boom"), **filled)
    assert answer.status_code == 400
    assert f"<p>{said}</p>" in answer.text
    assert (changes.get("mail", "zoe@corp.example") in answer.text, "Zoë Ångström" in answer.text) == (True, True)
    assert re.findall(r"<option selected>([^<]+)", answer.text) == ["acme-sync", "Edge"]
    assert 'name="website" tabindex="-1" autocomplete="off"' in answer.text
    (token,) = tokens(answer.text)
    ask(anybody, held=token)
    (file,) = kb.attachments.of(1, public=True)
    assert (file.name, file.type, file.by) == ("log.txt", "text/plain", "")


def test_the_text_and_the_good_files_outlive_those_that_are_not_taken(anybody: FlaskClient, kb: KnowledgeBase) -> None:
    files = ("ok.txt", b"ok"), ("big.bin", b"x" * (2**20 + 1)), ("run.EXE", b"MZ"), ("none.txt", b"")
    answer = ask(anybody, *files, text="  a text\nof two lines")
    assert answer.status_code == 400
    assert re.findall(r"<p>(The file [^<]+)</p>", answer.text) == [
        "The file big.bin is not taken (it has 1.0 MB, more than 1): bring another one, or send it without.",
        "The file run.EXE is not taken (files that end in .exe are not taken): bring another one, or send it without.",
        "The file none.txt is not taken (it is empty): bring another one, or send it without.",
    ]
    assert ">\n  a text\nof two lines</textarea>" in answer.text
    assert len(tokens(answer.text)) == 1
    ask(anybody, held=tokens(answer.text)[0])
    assert [one.name for one in kb.attachments.of(1)] == ["ok.txt"]


def test_more_files_than_a_form_brings_are_named(anybody: FlaskClient) -> None:
    answer = ask(anybody, *((f"{n}.txt", b"x") for n in range(6)))
    assert "The file 5.txt is not taken (a form brings 5 files at most)" in answer.text
    assert len(tokens(answer.text)) == 5


def test_nobody_makes_up_the_name_of_a_file_that_is_kept(anybody: FlaskClient, kb: KnowledgeBase) -> None:
    answer = ask(anybody, ("log.txt", b"boom"), mail="zoe")
    token = tokens(answer.text)[0]
    ask(anybody, held=token[:-2] + "xx")
    assert kb.attachments.of(1) == []


def test_a_file_is_saved_and_never_shown(anybody: FlaskClient) -> None:
    where = place(ask(anybody, ("page.html", b"<script>alert(1)</script>")))
    (link,) = re.findall(r'href="(/request/[^"]+/files/\d+)"', anybody.get(where).text)
    answer = anybody.get(link)
    assert answer.data == b"<script>alert(1)</script>"
    answer.close()
    assert answer.headers["Content-Disposition"] == "attachment; filename=page.html"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    other = place(ask(anybody))
    assert anybody.get(f"{other}/files/{link.rpartition('/')[2]}").status_code == 404


@pytest.mark.parametrize("page", ["show", "files/1"])
def test_the_page_of_a_request_is_listed_nowhere_kept_by_nobody_and_says_nothing_to_others(
    anybody: FlaskClient, page: str
) -> None:
    where = place(ask(anybody, ("log.txt", b"boom")))
    answer = anybody.get(where if page == "show" else f"{where}/{page}")
    answer.close()
    headers = answer.headers
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_number_and_key_open_it_as_they_were_copied(anybody: FlaskClient) -> None:
    where = place(ask(anybody))
    key = where.rpartition("/")[2]
    answer = anybody.post("/status", data={"number": " #1 ", "key": key.upper().replace("-", " ")})
    assert anybody.get(place(answer)).text.count("Request 1") == 2


@pytest.mark.parametrize(
    ("number", "key"),
    [
        pytest.param("1", "wrong", id="another key"),
        pytest.param("2", "", id="another request"),
        pytest.param("9" * 40, "", id="a number beyond all"),
        pytest.param("one", "", id="no number"),
        pytest.param("-1", "", id="below all"),
    ],
)
def test_a_wrong_key_and_a_missing_request_are_answered_alike(anybody: FlaskClient, number: str, key: str) -> None:
    right = place(ask(anybody)).rpartition("/")[2]
    answer = anybody.post("/status", data={"number": number, "key": key or right})
    assert answer.status_code == 403
    assert "This number and this key do not belong together, or the key has ended." in answer.text
    by_address = anybody.get(f"/request/{number}/{key or right}")
    assert by_address.status_code == 403
    assert f"This key does not open request {number[:20]}, or no longer." in by_address.text


def test_a_key_ends_and_can_be_revoked(anybody: FlaskClient, kb: KnowledgeBase) -> None:
    where = place(ask(anybody))
    kb.access_keys.revoke(1, by="ana")
    assert {anybody.get(where).status_code, anybody.post(f"{where}/say", data={"text": "x"}).status_code} == {403}


def test_keys_are_tried_a_few_times_and_right_ones_as_often_as_one_likes(anybody: FlaskClient) -> None:
    where = place(ask(anybody))
    assert [anybody.get(where).status_code for _ in range(20)] == [200] * 20
    assert [anybody.get(f"/request/1/{n}").status_code for n in range(11)] == [403] * 10 + [429]
    assert anybody.post("/status", data={"number": "1", "key": "x"}).status_code == 429


def test_who_sends_too_often_loses_nothing(anybody: FlaskClient, kb: KnowledgeBase) -> None:
    answers = [ask(anybody, ("log.txt", b"boom"), text=f"It stops: {n}") for n in range(11)]
    assert [answer.status_code for answer in answers] == [303] * 10 + [429]
    assert (
        "That was often within a short time. Wait a minute and send it again: nothing of it is lost."
        in answers[10].text
    )
    assert ">\nIt stops: 10</textarea>" in answers[10].text
    assert len(tokens(answers[10].text)) == 1


def test_what_was_written_to_a_request_outlives_a_file_that_is_not_taken(
    anybody: FlaskClient, kb: KnowledgeBase
) -> None:
    where = place(ask(anybody))
    sent = {"text": "one more thing", "file": [(io.BytesIO(b"ok"), "ok.txt"), (io.BytesIO(b"MZ"), "run.exe")]}
    answer = anybody.post(f"{where}/say", data=sent)
    assert answer.status_code == 400
    assert ">one more thing</textarea>" in answer.text
    anybody.post(f"{where}/say", data={"text": "one more thing", "held": tokens(answer.text)[0]})
    assert kb.tickets.thread(1)[-1].data["text"] == "one more thing"
    assert [one.name for one in kb.attachments.of(1)] == ["ok.txt"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403, id="elsewhere"),
        pytest.param({"Sec-Fetch-Site": "same-site", "Origin": "https://www.example.com"}, 403, id="a neighbour"),
        pytest.param({"Origin": "https://evil.example"}, 403, id="elsewhere, an older browser"),
        pytest.param({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303, id="ours, which keeps its address"),
        pytest.param({"Origin": "http://localhost"}, 303, id="ours, an older browser"),
        pytest.param({}, 303, id="a browser that says nothing"),
    ],
)
def test_a_form_of_another_site_is_refused(anybody: FlaskClient, headers: dict[str, str], status: int) -> None:
    said = {"name": "Zoë", "mail": "zoe@corp.example", "text": PASTE}
    answer = anybody.post("/request", data=said, headers=headers)
    assert answer.status_code == status
    if status == 403:
        assert f"The form was sent by a page of {headers['Origin']}." in answer.text


def test_each_form_without_a_token_is_one_of_the_doors(app: Flask) -> None:
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if rule.methods and "POST" in rule.methods}
    assert {endpoint for endpoint in posts if endpoint.startswith("portal.")} == {f"portal.{name}" for name in DOORS}


def test_who_finds_nothing_talks_to_us_with_the_paste_carried_along(anybody: FlaskClient) -> None:
    page = anybody.post("/", data={"text": "qqqq zzzz"}).text
    assert '<a class="quiet" href="/request">Talk to us</a>' in page
    assert 'form="kb-ask" formaction="/request/form">Talk to us about this</button>' in page
    assert ">\nqqqq zzzz</textarea>" in anybody.post("/request/form", data={"text": "qqqq zzzz"}).text


def test_who_finds_only_what_is_near_talks_to_us_too(anybody: FlaskClient) -> None:
    page = anybody.post("/", data={"text": "how do I make tokens"}).text
    assert "Nothing here fits this paste for sure." in page
    assert 'formaction="/request/form">Talk to us about this</button>' in page


def test_what_is_masked_is_said_in_the_form_and_not_stored(anybody: FlaskClient, kb: KnowledgeBase) -> None:
    text = "it says 4111 1111 1111 1111 is no card"
    assert "<code>4111 1111 1111 1111</code>" in ask(anybody, text=text, mail="").text
    ask(anybody, text=text)
    assert "4111" not in kb.tickets.thread(1)[0].data["text"]


def test_where_the_form_is_not_offered_keys_go_on_working(kb: KnowledgeBase, anybody: FlaskClient) -> None:
    where = place(ask(anybody))
    (kb.settings.root / "kbsearch.toml").write_text("[tickets]\npublic_form = false\n", "utf-8")
    kb.index()
    client = create_app(kb).test_client()
    assert {client.get("/request").status_code, ask(client).status_code} == {404}
    assert "Talk to us" not in client.get("/").text
    assert client.get(where).status_code == 200


def test_an_agent_reads_a_key_out_and_ends_it(app: Flask, anybody: FlaskClient, kb: KnowledgeBase) -> None:
    ask(anybody)
    app.config["WTF_CSRF_ENABLED"] = False
    ana = app.test_client()
    ana.get(f"/sign-in/{kb.people.tokens.create_link('ana')}")
    page = ana.post("/tickets/1/give-key", follow_redirects=True).text
    found = re.search(r"Tell the requester: number 1, key ([a-z2-7-]{39})\. It is shown once\.", page)
    assert found
    assert anybody.get(f"/request/1/{found[1]}").status_code == 200
    page = ana.post("/tickets/1/end-keys", follow_redirects=True).text
    assert "2 keys open it no longer. The next letter holds a new link." in page
    assert anybody.get(f"/request/1/{found[1]}").status_code == 403


def test_a_form_that_is_sent_twice_makes_one_request_and_another_one_its_own(
    anybody: FlaskClient, kb: KnowledgeBase
) -> None:
    (form,) = re.findall(r'name="form" value="([\w-]+)"', anybody.get("/request").text)
    first, second = place(ask(anybody, form=form)), place(ask(anybody, form=form))
    assert [where.split("/")[2] for where in (first, second)] == ["1", "1"]
    assert [anybody.get(where).status_code for where in (first, second)] == [200, 200]
    others = ask(anybody, form=form, text="something else"), ask(anybody), ask(anybody)
    assert [place(one).split("/")[2] for one in others] == ["2", "3", "4"]
