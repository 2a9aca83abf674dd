"""Article pages, their pictures and the permalinks of codes."""

import os
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from kbsearch.kb import KnowledgeBase
from kbsearch.people.roles import Role
from kbsearch.tickets.flags import Reason
from kbsearch.tickets.links import LinkKind
from kbsearch.web import create_app

Make = Callable[[dict[str, str]], KnowledgeBase]


def test_an_article_is_shown_with_its_codes_linked(inside: FlaskClient) -> None:
    html = inside.get("/a/token").text
    assert "<title>E4012: remote refused the token" in html
    assert '<a class="code" href="/e/E4012">E4012</a>' in html
    assert '<mark class="value">{host}</mark>' in html
    assert "Renew the token." in html


def test_an_article_says_what_else_it_answers(inside: FlaskClient) -> None:
    also = inside.get("/a/token").text.split("Also answers")[1]
    assert 'href="/e/E4019"' in also
    assert 'href="/e/E4012"' not in also


def test_links_to_other_articles_lead_to_their_pages(inside: FlaskClient) -> None:
    html = inside.get("/a/token").text
    assert 'href="/a/clock"' in html
    assert 'href="/a/secret"' in html
    assert re.search(r"<a rel=[^>]*>nowhere</a>", html)


def test_a_long_article_has_a_table_of_contents(make_kb: Make) -> None:
    long = "---\ntitle: Long\n---\n" + "".join(f"## Part {n}\ntext\n\n" for n in range(6))
    asker = create_app(make_kb({"long": long}), "internal").test_client()
    html = asker.get("/a/long").text
    assert 'aria-label="On this page"' in html
    assert '<a href="#part-3">Part 3</a>' in html


def test_a_short_article_has_none(inside: FlaskClient) -> None:
    assert 'aria-label="On this page"' not in inside.get("/a/clock").text


@pytest.mark.parametrize("spelling", ["E4012", "e4012", "E-4012", "e_4012"])
def test_a_code_in_any_spelling_leads_to_its_one_article(inside: FlaskClient, spelling: str) -> None:
    answer = inside.get(f"/e/{spelling}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/a/token")


def test_a_code_of_several_articles_offers_a_choice(inside: FlaskClient) -> None:
    html = inside.get("/e/E4013").text
    assert "is explained in 2 articles" in html
    assert 'href="/a/clock"' in html
    assert 'href="/a/secret"' in html


def test_an_unknown_code_is_said_and_never_replaced(inside: FlaskClient) -> None:
    answer = inside.get("/e/E4014")
    assert answer.status_code == 404
    assert "No article documents the code <code>E4014</code>." in answer.text
    assert "[KBE1004]" in answer.text
    assert '<form class="retry" method="post" action="/"' in answer.text


def test_an_unknown_article_is_said(inside: FlaskClient) -> None:
    answer = inside.get("/a/tokken")
    assert answer.status_code == 404
    assert "No article has the id &#39;tokken&#39;." in answer.text
    assert "[KBE1003]" in answer.text


def test_a_picture_of_the_article_is_served_and_cannot_act(inside: FlaskClient) -> None:
    source = re.search(r'<img src="([^"]+)"', inside.get("/a/token").text)
    assert source is not None
    answer = inside.get(source[1])
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    answer.close()


@pytest.mark.parametrize(
    "path",
    [
        "articles/images/plan.png",
        "articles/token.md",
        "kbsearch.toml",
        "index/current",
        "../kbsearch.toml",
        "articles/../../outside.png",
        "..%2f..%2foutside.png",
        "%2e%2e/outside.png",
        "/etc/passwd",
        "articles/images/token.png%00.txt",
        "articles\\images\\token.png",
        "articles/images/",
    ],
)
def test_no_other_file_is_served(inside: FlaskClient, path: str) -> None:
    assert inside.get(f"/a/token/files/{path}", follow_redirects=True).status_code == 404


@pytest.mark.parametrize(
    "target",
    ["../../outside.png", "images/link.png", "linked/outside.png", "/outside.png", "..%2F..%2Foutside.png"],
    ids=["dots", "symlink to a file", "symlink to a folder", "absolute", "encoded dots"],
)
def test_an_article_cannot_show_a_file_from_outside_its_folder(make_kb: Make, target: str) -> None:
    kb = make_kb({"sly": f"---\ntitle: Sly\n---\n![x]({target})\n"})
    root = kb.settings.root
    (root.parent / "outside.png").write_bytes(b"secret")
    (root / "outside.png").write_bytes(b"secret")
    os.symlink(root.parent / "outside.png", root / "articles" / "images" / "link.png")
    os.symlink(root.parent, root / "articles" / "linked")
    asker = create_app(kb, "internal").test_client()
    assert "<img alt" in asker.get("/a/sly").text
    for path in (
        target,
        f"articles/{target}",
        "outside.png",
        "articles/images/link.png",
        "articles/linked/outside.png",
    ):
        assert asker.get(f"/a/sly/files/{path}", follow_redirects=True).status_code == 404


def test_an_edit_shows_once_it_is_indexed(kb: KnowledgeBase, inside: FlaskClient) -> None:
    file = kb.settings.articles_folder / "clock.md"
    file.write_text(file.read_text(encoding="utf-8").replace("Set the clock.", "Wind the clock."), encoding="utf-8")
    kb.index()
    assert "Wind the clock." in inside.get("/a/clock").text


def test_an_article_whose_file_broke_is_shown_as_stale(kb: KnowledgeBase, inside: FlaskClient) -> None:
    (kb.settings.articles_folder / "clock.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    kb.index()
    html = inside.get("/a/clock").text
    assert "This is the last version that could" in html
    assert "Set the clock." in html


def test_the_articles_next_to_one_are_named_and_none_that_the_visitor_may_not_see(
    inside: FlaskClient, outside: FlaskClient
) -> None:
    assert 'href="/a/secret"' in inside.get("/a/clock").text.split('id="kb-related"')[1]
    html = outside.get("/a/clock").text
    assert "/a/secret" not in html
    assert "Backdoor" not in html


def test_those_inside_are_told_how_it_stands_with_an_article(kb: KnowledgeBase) -> None:
    kb.people.accounts.add("ida", Role.AGENT)
    kb.links.add("token", LinkKind.RESOLUTION, by="ida")
    kb.flags.add("token", Reason.UNCLEAR, by="ida", owner="ana", note="Which token?")
    client = create_app(kb).test_client()
    assert "Which token?" not in client.get("/a/token").text
    client.get(f"/sign-in/{kb.people.tokens.create_link('ida')}")
    html = re.sub(r"\s+", " ", client.get("/a/token").text)
    assert "<dt>Solved</dt><dd>1 request, last today</dd>" in html
    assert "<dt>Reviewed</dt><dd>not yet</dd>" in html
    assert "<strong>Unclear</strong>: Which token?" in html
    assert "/flags/1/close" not in html  # an author closes it


@pytest.mark.parametrize(
    ("audience", "confidence", "offered"),
    [
        pytest.param("public", "validated", True, id="public"),
        pytest.param("customer", "not_validated", True, id="customers"),
        pytest.param("partner", "validated", False, id="partners"),
        pytest.param("internal", "validated", False, id="internal"),
        pytest.param("public", "wip", False, id="a draft"),
        pytest.param("public", "archived", False, id="archived"),
    ],
)
def test_a_reply_is_offered_only_with_what_the_requester_may_read(
    make_kb: Make, audience: str, confidence: str, offered: bool
) -> None:
    head = f"---\ntitle: Clock\naudience: {audience}\nconfidence: {confidence}\nowner: zoe\n---\n"
    kb = make_kb({"clock": f"{head}## Resolution\n1. Wind it.\n\n## Cause\nNobody wound it.\n"})
    kb.people.accounts.add("ida", Role.AGENT)
    client = create_app(kb).test_client()
    client.get(f"/sign-in/{kb.people.tokens.create_link('ida')}")
    reply = re.search(r"<textarea[^>]*>\n(Hello,[^<]*)</textarea>", client.get("/a/clock").text)
    assert (reply is not None) == offered
    if reply is not None:
        assert "1. Wind it." in reply[1]
        assert not re.search("zoe|ida|Nobody", reply[1])


def test_engineering_is_handed_the_error_as_it_was(make_kb: Make) -> None:
    text = """
        ---
        title: "Q1: page is torn"
        products: [acme-store]
        errors: [{code: Q1, message: "store: page {number} is torn"}]
        fix_by: engineering
        ---
        ## Resolution
        Glue it.
        """
    kb = make_kb({"q1": text})
    kb.people.accounts.add("ida", Role.AGENT)
    client = create_app(kb).test_client()
    client.get(f"/sign-in/{kb.people.tokens.create_link('ida')}")
    html = client.post("/", data={"text": "ERROR [Q1] store: page 17 is torn"}).text
    handed = re.search(r'<textarea id="kb-handover"[^>]*>\n([^<]*)</textarea>', html)
    assert handed is not None
    lines = handed[1].splitlines()
    assert lines[0] == "Article: Q1: page is torn"
    assert "  number = 17" in lines
    assert lines[-3:] == ["Product: acme-store", "Version: ", "Environment: "]
