"""The search page: the fix is on it at once, and the paste goes nowhere else."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from kbsearch.kb import KnowledgeBase
from kbsearch.web import create_app

Make = Callable[[dict[str, str]], KnowledgeBase]


PASTE = """\
2026-11-24 09:12:43 INFO starting
2026-11-24 09:12:44 ERROR [E4012] sync: remote files-3.example.net refused token tok_9f31
"""


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_empty_page_has_one_focused_box_that_posts(inside: FlaskClient) -> None:
    html = inside.get("/").text
    assert html.count("<textarea") == 1
    assert re.search(r"<textarea[^>]* autofocus", html)
    assert re.search(r'<form[^>]* method="post" action="/"', html)


def test_the_empty_page_offers_an_example_that_its_own_articles_answer(inside: FlaskClient) -> None:
    address = re.search(r'class="example" href="([^"]+)"', inside.get("/").text)
    assert address is not None
    assert 'class="answers' in inside.get(address[1].replace("&amp;", "&")).text


def test_the_examples_are_pastes_that_articles_keep_and_a_log_of_them_stays_out_of_the_address(make_kb: Make) -> None:
    article = """
        ---
        title: {id}
        errors:
          - message: "{id} lost {{value}}"
        found_by:
          - |
            {paste}
        audience: {audience}
        ---
        ## Resolution
        Look again.
        """
    pastes = {
        "ant": ("ant lost a leg", "public"),
        "bee": ("INFO bee began\n            bee lost <honey>", "public"),
        "cat": ("cat lost a mouse", "internal"),
    }
    kb = make_kb({id: article.format(id=id, paste=paste, audience=who) for id, (paste, who) in pastes.items()})
    html = create_app(kb, "public").test_client().get("/").text
    assert re.findall(r'class="example" href="([^"]+)"', html) == ["/?q=ant+lost+a+leg"]
    assert re.findall(r'class="example" name="text" value="([^"]+)"', html) == [
        "INFO bee began\nbee lost &lt;honey&gt;"
    ]
    assert "mouse" not in html


def test_a_paste_shows_the_resolution_of_the_first_hit_at_once(inside: FlaskClient) -> None:
    html = inside.post("/", data={"text": PASTE}).text
    assert '<a href="/a/token" data-hit>E4012: remote refused the token</a>' in html
    assert "Renew the token." in html
    assert re.search(r"<details[^>]*><summary>Cause</summary>", html)
    assert re.search(r"<details[^>]*><summary>Issue</summary>", html)


def test_the_proof_marks_fixed_words_values_and_code_in_the_askers_own_line(inside: FlaskClient) -> None:
    html = inside.post("/", data={"text": PASTE}).text
    assert '<mark class="value">files-3.example.net</mark>' in html
    assert '<mark class="value">tok_9f31</mark>' in html
    assert '<mark class="code">E4012</mark>' in html
    assert '<mark class="fixed">refused token</mark>' in html


def test_the_first_hit_says_tier_product_versions_confidence_and_who_may_fix_it(inside: FlaskClient) -> None:
    said = text_of(inside.post("/", data={"text": PASTE}).text)
    for word in ("Exact", "acme-sync", "&gt;=2.3", "Validated", "Needs approval"):
        assert word in said


def test_what_was_posted_is_in_no_address(inside: FlaskClient) -> None:
    html = inside.post("/", data={"text": PASTE}).text
    addresses = re.findall(r'(?:href|action|formaction|src)="([^"]*)"', html)
    assert not any("refused" in address or "tok_9f31" in address for address in addresses)


def test_a_short_query_has_an_address_to_keep(inside: FlaskClient) -> None:
    html = inside.get("/", query_string={"q": "E4012"}).text
    assert '<a href="/?q=E4012">Link to this search</a>' in html
    assert "Renew the token." in html


def test_a_product_filter_stands_in_the_address_and_the_paste_does_not(inside: FlaskClient) -> None:
    html = inside.post("/?product=acme-drive", data={"text": "sync token clock"}).text
    assert 'action="/?product=acme-drive"' in html
    assert 'href="/a/token"' not in html
    assert re.search(r'formaction="/\?product=acme-drive" aria-pressed="true"', html)


def test_the_live_page_gets_the_results_alone(inside: FlaskClient) -> None:
    html = inside.post("/", data={"text": PASTE}, headers={"X-Kbsearch-Part": "results"}).text
    assert "<html" not in html
    assert "Renew the token." in html


@pytest.mark.parametrize("text", ["", " \n\t "], ids=["nothing", "white space"])
def test_an_empty_box_shows_the_empty_page(inside: FlaskClient, text: str) -> None:
    answer = inside.post("/", data={"text": text})
    assert answer.status_code == 200
    assert 'class="ask alone"' in answer.text


def test_nothing_found_is_said_with_the_next_step(inside: FlaskClient) -> None:
    said = text_of(inside.post("/", data={"text": "zyxwvut qponmlk"}).text)
    assert "No article answers this" in said
    assert "What to do next:" in said


def test_what_was_ignored_is_said(inside: FlaskClient) -> None:
    noise = "".join(f"2026-11-24 09:12:{n:02} INFO heartbeat {n}\n" for n in range(30))
    results = inside.post("/api/v1/search", json={"text": noise + PASTE}).json
    html = inside.post("/", data={"text": noise + PASTE}).text
    assert results is not None
    assert (f"Not used: {len(results['ignored'])} part" in html) == bool(results["ignored"])


def test_an_article_without_a_resolution_shows_how_it_begins(make_kb: Make) -> None:
    remarks = """
        ---
        title: Error X100
        errors: [{code: X100, message: "frob {name} is not a widget"}]
        ---
        The frob was made for something else.

        ## Remarks
        Choose another frob.
        """
    asker = create_app(make_kb({"x100": remarks}), "internal").test_client()
    html = asker.post("/", data={"text": "X100: frob left is not a widget"}).text
    assert "Choose another frob." in html
    assert "Resolution" not in text_of(html)


@pytest.mark.parametrize(
    "text",
    [
        "\0" * 50,
        "\x1b[31merror\x1b[0m E4012",
        "é漢字🙂" * 200,
        "a" * 1_000_000,
        "x\n" * 100_000,
        "<script>alert(1)</script> E4012",
        "' OR 1=1 --",
        'a:(^ AND "',
    ],
    ids=["NUL", "ANSI", "unicode", "one long line", "many lines", "HTML", "SQL", "query grammar"],
)
def test_odd_pastes_get_a_page(inside: FlaskClient, text: str) -> None:
    answer = inside.post("/", data={"text": text})
    assert answer.status_code in (200, 400, 413)
    assert "Traceback" not in answer.text


def test_each_error_of_a_paste_has_its_card_the_first_open(inside: FlaskClient) -> None:
    text = PASTE + "2026-11-24 09:12:45 ERROR [E4013] sync: clock of files-3 is ahead by 9 s\n"
    html = inside.post("/", data={"text": text}).text
    first, _, second = html.partition('<details class="first error">')
    assert "Renew the token." in first
    assert "Set the clock." in second
    assert "2 errors answered" in text_of(first)
    assert '<a class="chip" href="#kb-error-1">line 3: Clock skew</a>' in first


def test_articles_that_fit_alike_are_shown_with_what_sets_them_apart(make_kb: Make) -> None:
    text = '---\ntitle: Queue on {}\nproducts: [{}]\nerrors:\n  - message: "the queue is paused"\n---\n## Resolution\nMend it.\n'
    kb = make_kb({"one": text.format("Windows", "acme-sync"), "two": text.format("Linux", "acme-drive")})
    html = create_app(kb, "internal").test_client().post("/", data={"text": "error: the queue is paused"}).text
    assert "<strong>acme-sync · Windows</strong>" in html
    assert "<strong>acme-drive · Linux</strong>" in html
    assert "Not sure" in html
    assert "Other answers" not in html


def test_a_sure_answer_says_nothing_of_doubt(inside: FlaskClient) -> None:
    html = inside.post("/", data={"text": PASTE}).text
    assert not re.search("Not sure|Nearest|for sure", html)


def test_what_is_only_near_is_said_to_be(inside: FlaskClient, outside: FlaskClient) -> None:
    near = {"text": "error E4011: the renewal of a secret was late"}
    html = inside.post("/", data=near).text
    assert "Nothing here fits this paste for sure." in html
    assert '<span class="label is-nearest">Nearest</span>' in html
    assert "E4011 is not documented; nearest documented: E4012, E4013, E4019." in html
    assert 'formaction="/draft"' in html
    assert "/draft" not in outside.post("/", data=near).text


def test_a_word_that_was_taken_for_misspelled_is_said(inside: FlaskClient) -> None:
    html = inside.post("/", data={"text": "how do I renew a tokken of the service"}).text
    assert "Searched for &#39;token&#39; instead of &#39;tokken&#39;." in html


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        pytest.param("/?q=E4012", True, id="none"),
        pytest.param("/?q=E4012&version=2.4", True, id="a version that fits"),
        pytest.param("/?q=E4012&version=1.0", False, id="a version that does not"),
        pytest.param("/?q=E4012&version=of+old", True, id="a version that is none"),
        pytest.param("/?q=E4012&audience=public", True, id="an audience that may see it"),
    ],
)
def test_the_filters_stand_in_the_address(inside: FlaskClient, address: str, shown: bool) -> None:
    assert ("Renew the token." in inside.get(address).text) == shown


def test_inside_one_can_look_as_customers_do_and_outside_never_further_than_one_may(
    inside: FlaskClient, outside: FlaskClient
) -> None:
    assert "Backdoor" in inside.get("/?q=Q-7777").text
    for client, audience in ((inside, "public"), (inside, "customer"), (outside, "internal"), (outside, "partner")):
        assert "Backdoor" not in client.get(f"/?q=Q-7777&audience={audience}").text
    assert 'name="audience"' not in outside.get("/?q=E4012").text


def test_a_filter_that_is_filled_in_moves_to_the_address_and_the_paste_comes_along(inside: FlaskClient) -> None:
    form = {"text": PASTE, "version": "2.4", "audience": "public"}
    answer = inside.post("/?product=acme-sync", data=form)
    leads = "/?product=acme-sync&version=2.4&audience=public"
    assert (answer.status_code, answer.headers["Location"]) == (307, leads)
    assert inside.post(leads, data=form).status_code == 200


def test_filters_are_kept_by_the_link_to_a_search(inside: FlaskClient) -> None:
    html = inside.get("/?q=E4012&version=2.4&product=acme-sync").text
    assert '<a href="/?product=acme-sync&amp;version=2.4&amp;q=E4012">Link to this search</a>' in html


def test_the_first_hit_says_how_old_it_is(make_kb: Make) -> None:
    text = (
        "---\ntitle: Clock\nconfidence: validated\nreviewed: {by: ana, on: 2020-01-01}\n---\n## Resolution\nWind it.\n"
    )
    kb = make_kb({"old": text, "new": "---\ntitle: Spring\n---\n## Resolution\nBend it.\n"})
    asker = create_app(kb, "internal").test_client()
    assert re.search(r"Reviewed \d+ years ago", text_of(asker.get("/?q=clock").text))
    assert "Changed today" in text_of(asker.get("/?q=spring").text)


def test_the_steps_can_be_copied_as_text(inside: FlaskClient) -> None:
    html = inside.post("/", data={"text": PASTE}).text
    steps = re.search(r'<textarea id="kb-copy-1"[^>]*readonly[^>]*>\n([^<]*)</textarea>', html)
    assert steps is not None
    assert steps[1] == "Renew the token. See clock skew, the secret and nowhere."
    assert ">\nhttp://localhost/a/token</textarea>" in html


def test_a_browser_can_search_from_its_address_bar(outside: FlaskClient) -> None:
    assert '<link rel="search" type="application/opensearchdescription+xml"' in outside.get("/").text
    answer = outside.get("/opensearch.xml")
    assert answer.mimetype == "application/opensearchdescription+xml"
    assert 'template="http://localhost/?q={searchTerms}"' in answer.text
