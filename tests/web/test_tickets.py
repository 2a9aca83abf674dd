"""The log's pages: what an agent does while on the phone, and what stays unseen by whom it is not for."""

import html
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.event import listen, remove
from werkzeug.test import TestResponse

from kbsearch.kb import KnowledgeBase
from kbsearch.people.database import dated
from kbsearch.people.roles import Role
from kbsearch.tickets.links import LinkKind
from kbsearch.tickets.models import Channel, State
from kbsearch.tickets.new import New
from kbsearch.tickets.viewer import Viewer
from kbsearch.web import create_app

ARTICLE = """\
---
id: sync-e4012
title: "E4012: remote refused the token"
products: [acme-sync]
errors:
  - code: E4012
    message: "sync: remote {host} refused token {token}"
---
## Resolution
Make a new token.
"""
SETTINGS = """\
[mail]
address = "help@acme.example"
url = "https://help.acme.example"

[tickets]
alarms = ["li"]

[[tickets.categories]]
name = "Security"
people = ["sam"]
private = true

[[tickets.categories]]
name = "Billing"
people = ["ben"]

[[tickets.fields]]
name = "os"
label = "System"
kind = "choice"
choices = ["Linux", "Windows"]
"""
PASTE = "sync: remote eu1 refused token 7f3a"
PEOPLE = {"ana": Role.AGENT, "ben": Role.AGENT, "sam": Role.ADMIN, "li": Role.APPROVER, "eve": Role.ENGINEER}

Enter = Callable[[str], FlaskClient]


@pytest.fixture
def kb(tmp_path: Path) -> Iterator[KnowledgeBase]:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "sync-e4012.md").write_text(ARTICLE, "utf-8")
    (tmp_path / "kbsearch.toml").write_text(SETTINGS, "utf-8")
    with KnowledgeBase.open(tmp_path) as it:
        it.index()
        for name, role in PEOPLE.items():
            it.people.accounts.add(name, role)
        yield it


@pytest.fixture
def enter(kb: KnowledgeBase) -> Enter:
    """Somebody at a browser, signed in."""
    app = create_app(kb)
    app.config["WTF_CSRF_ENABLED"] = False

    def signed_in(name: str) -> FlaskClient:
        client = app.test_client()
        client.get(f"/sign-in/{kb.people.tokens.create_link(name)}")
        return client

    return signed_in


def said(answer: TestResponse) -> str:
    """What a page says, its tags left out."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def seen_by(kb: KnowledgeBase, name: str) -> Viewer:
    return Viewer(name, PEOPLE[name])


def test_a_call_is_logged_from_the_answer_with_one_more_line(kb: KnowledgeBase, enter: Enter) -> None:
    ana = enter("ana")
    assert "Solved: log it" in ana.post("/", data={"text": PASTE}).text
    answer = ana.post("/tickets/new", data={"text": PASTE, "requester": "Maria", "solved": "sync-e4012"})
    assert (answer.status_code, answer.location) == (303, "/tickets/1")
    ticket = kb.tickets.get(1, seen_by(kb, "ana"))
    assert (ticket.state, ticket.resolution, ticket.owner, ticket.product) == (
        State.SOLVED,
        "sync-e4012",
        "ana",
        "acme-sync",
    )
    assert "Logged as ticket 1. It is solved; the requester is asked." in said(ana.get("/tickets/1"))
    assert kb.links.reuse("sync-e4012").count == 1


def test_what_one_has_just_clicked_becomes_the_link_of_the_ticket(kb: KnowledgeBase, enter: Enter) -> None:
    click = kb.links.add("sync-e4012", LinkKind.RESOLUTION, by="ana")
    form = {"text": PASTE, "requester": "Maria", "solved": "sync-e4012", "click": str(click.id)}
    enter("ana").post("/tickets/new", data=form)
    assert kb.links.reuse("sync-e4012").count == 1


def test_a_click_that_said_it_solved_it_can_still_be_logged_for_whoever_asked(kb: KnowledgeBase, enter: Enter) -> None:
    ana = enter("ana")
    page = ana.post(ana.post("/a/sync-e4012/solved", data={"text": PASTE}).location, data={"text": PASTE}).text
    click = re.search(r'<input type="hidden" name="click" value="(\d+)" form="kb-ask">', page)
    assert click
    assert 'id="kb-solved-log"' in page
    form = {"text": PASTE, "requester": "Maria", "solved": "sync-e4012", "click": click[1]}
    assert ana.post("/tickets/new", data=form).location == "/tickets/1"
    assert [link.id for link in kb.tickets.links(1, seen_by(kb, "ana"))] == [int(click[1])]
    assert kb.links.reuse("sync-e4012").count == 1
    rejected = ana.post(ana.post("/a/sync-e4012/rejected").location, data={"text": PASTE}).text
    assert "Noted: not" in rejected
    assert "kb-solved-log" not in rejected


def test_a_request_is_logged_from_an_articles_page_too(kb: KnowledgeBase, enter: Enter) -> None:
    ana = enter("ana")
    subject = "E4012: remote refused the token"
    page = ana.get("/a/sync-e4012").text
    assert f'<input type="hidden" name="subject" value="{subject}">' in page
    ana.post("/tickets/new?from=article", data={"subject": subject, "requester": "Jo", "solved": "sync-e4012"})
    ticket = kb.tickets.get(1, seen_by(kb, "ana"))
    assert (ticket.subject, ticket.resolution, ticket.requester.shown) == (subject, "sync-e4012", "Jo")


@pytest.mark.parametrize(
    ("typed", "whose"),
    [
        pytest.param("Maria", "Maria", id="somebody asks"),
        pytest.param(" ", "ana", id="nobody asks"),
    ],
)
def test_a_gap_is_reported_with_its_paste_in_one_click(kb: KnowledgeBase, enter: Enter, typed: str, whose: str) -> None:
    ana, paste = enter("ana"), "frobnicator: the widget is upside down"
    page = ana.post("/", data={"text": paste})
    assert "No article answers this." in page.text
    assert re.search(r'formaction="/tickets/new" name="gap" value="yes">Report this gap<', page.text)
    answer = ana.post("/tickets/new", data={"text": paste, "requester": typed, "gap": "yes"}, follow_redirects=True)
    assert "Logged as ticket 1. It counts as a gap until an article answers it." in said(answer)
    ticket = kb.tickets.get(1, seen_by(kb, "ana"))
    assert (ticket.requester.shown, ticket.subject, ticket.resolution) == (whose, paste, "")
    assert [event.data["text"] for event in kb.tickets.thread(1)] == [paste]


def test_what_was_not_the_answer_is_kept_with_the_gap(kb: KnowledgeBase, enter: Enter) -> None:
    page = enter("ana").post("/?skip=sync-e4012", data={"text": PASTE}).text
    address = re.search(r'formaction="([^"]+)" name="gap"', page)
    assert address
    enter("ana").post(address[1].replace("&amp;", "&"), data={"text": PASTE, "gap": "yes"})
    links = kb.tickets.links(1, seen_by(kb, "ana"))
    assert [(link.article, link.kind) for link in links] == [("sync-e4012", LinkKind.REJECTED)]


def test_a_code_that_nobody_documents_is_a_gap_one_can_report(kb: KnowledgeBase, enter: Enter) -> None:
    ana = enter("ana")
    assert "Report this gap" in ana.get("/e/E9999").text
    assert "Report this gap" not in create_app(kb).test_client().get("/e/E9999").text
    ana.post("/tickets/new", data={"text": "E9999", "gap": "yes"})
    assert kb.tickets.get(1, seen_by(kb, "ana")).subject == "E9999"


def test_a_request_without_a_name_stays_in_the_form_and_nothing_is_lost(enter: Enter) -> None:
    answer = enter("ana").post("/tickets/new", data={"text": PASTE, "requester": " ", "article": "sync-e4012"})
    assert answer.status_code == 400
    assert (
        "This cannot be kept in the log (it does not say who asks): give a name or an e-mail address [KBE1051]"
        in said(answer)
    )
    assert PASTE in answer.text
    assert '<input type="radio" name="article" value="sync-e4012" checked>' in answer.text


def test_articles_that_fit_are_shown_while_one_writes(enter: Enter) -> None:
    shown = said(enter("ana").post("/tickets/new/fitting", data={"text": PASTE}))
    assert "E4012: remote refused the token" in shown
    none = said(enter("ana").post("/tickets/new/fitting", data={"text": "zzzz qqqq"}))
    assert none == "No article answers this. It is kept as a gap."


def test_secrets_of_a_paste_are_masked_before_anything_is_kept(kb: KnowledgeBase, enter: Enter) -> None:
    secret = "password=Hunter22-and-more"
    ana = enter("ana")
    form = {"text": f"{PASTE}\n{secret}", "requester": "Maria"}
    assert "Personal data and secrets are masked before they are stored" in said(
        ana.post("/tickets/new/form", data=form)
    )
    ana.post("/tickets/new", data=form)
    assert "Hunter22" not in ana.get("/tickets/1").text


def test_a_reply_is_looked_at_once_more_before_it_goes(kb: KnowledgeBase, enter: Enter) -> None:
    kb.tickets.add(New("Maria", PASTE), by="ana")
    ana, words = enter("ana"), "The vendor has it. We will call you back."
    answer = ana.post("/tickets/1/reply", data={"text": words})
    assert answer.status_code == 400
    assert "'vendor': who makes it is our concern; say what happens next" in answer.text.replace("&#39;", "'")
    assert "a promise without a time; say by when" in answer.text
    assert words in answer.text
    assert ana.post("/tickets/1/reply", data={"text": words, "as_is": "on"}).status_code == 303
    assert [event.data["text"] for event in kb.tickets.thread(1)][-1] == words


def test_a_file_is_handed_out_to_be_kept_whatever_it_says_it_is(kb: KnowledgeBase, enter: Enter) -> None:
    kb.tickets.add(New("Maria", PASTE, category="Security"), by="ana")
    sam = enter("sam")
    sent = {"file": (io.BytesIO(b"<script>alert(1)</script>"), "../run me.html", "text/html")}
    answer = sam.post("/tickets/1/attach", data=sent, content_type="multipart/form-data", follow_redirects=True)
    assert "run me.html is kept; only those inside may have it." in said(answer)
    address = re.search(r'href="(/tickets/1/files/\d+)"', answer.text)
    assert address
    with sam.get(address[1]) as file:
        assert file.data == b"<script>alert(1)</script>"
    assert file.mimetype == "application/octet-stream"
    assert file.headers["Content-Disposition"].startswith("attachment;")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert enter("ben").get(address[1]).status_code == 404
    assert sam.get("/tickets/1/files/99").status_code == 404
    assert list(kb.attachments.of(1, public=True)) == []


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        pytest.param(
            "run.exe", b"MZ", "the file run.exe is not taken (files that end in .exe are not taken)", id="kind"
        ),
        pytest.param("empty.log", b"", "the file empty.log is not taken (it is empty)", id="empty"),
        pytest.param("", b"", "the file nothing is not taken (no file was chosen)", id="none"),
    ],
)
def test_a_file_that_is_not_taken_says_why(
    kb: KnowledgeBase, enter: Enter, name: str, content: bytes, problem: str
) -> None:
    kb.tickets.add(New("Maria", PASTE), by="ana")
    sent = {"file": (io.BytesIO(content), name)}
    answer = enter("ana").post("/tickets/1/attach", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 400
    assert problem in said(answer).lower()


def test_a_letter_that_did_not_arrive_is_told_on_the_ticket(kb: KnowledgeBase, enter: Enter) -> None:
    for _ in range(2):
        kb.tickets.add(New("Maria <maria@corp.example>", PASTE), by="ana")
    kb.post.letters.write()
    first = next(one for one in kb.post.outgoing.take() if one.ticket == 1)
    kb.post.outgoing.failed(first, "550 no such mailbox", for_good=True)
    ana = enter("ana")
    assert "Not delivered To maria@corp.example given up 550 no such mailbox (1 try)" in said(ana.get("/tickets/1"))
    assert "Not delivered" not in said(ana.get("/tickets/2"))


def test_notes_are_apart_from_what_the_requester_reads(kb: KnowledgeBase, enter: Enter) -> None:
    kb.tickets.add(New("Maria", PASTE), by="ana")
    ana = enter("ana")
    ana.post("/tickets/1/note", data={"text": "she sounds angry"})
    ana.post("/tickets/1/reply", data={"text": "Here is a new token."})
    page = ana.get("/tickets/1").text
    assert re.search(r'class="said is-note".*?she sounds angry', page, re.DOTALL)
    assert re.search(r'class="said is-reply".*?Here is a new token\.', page, re.DOTALL)
    assert "she sounds angry" not in str([event.data for event in kb.tickets.thread(1)])


def test_a_private_category_does_not_exist_for_others(kb: KnowledgeBase, enter: Enter) -> None:
    kb.tickets.add(New("Maria", "somebody reads my mail", category="Security"), by="ana")
    for name in ("ben", "li", "eve"):
        client = enter(name)
        assert client.get("/tickets/1").status_code == 404
        assert client.post("/tickets/1/note", data={"text": "x"}).status_code == 404
        assert "0 tickets" in said(client.get("/tickets?which=all"))
        assert client.get("/tickets.csv?which=all").text.count("\n") == 1
    assert "somebody reads my mail" in enter("sam").get("/tickets/1").text


def test_an_engineer_sees_what_waits_for_them_alone(kb: KnowledgeBase, enter: Enter) -> None:
    for asker in ("Maria", "Jo"):
        kb.tickets.add(New(asker, PASTE), by="ana")
    ana, eve = enter("ana"), enter("eve")
    assert "Escalated: eve has it now." in said(ana.post("/tickets/2/escalate", follow_redirects=True))
    assert "0 h 2 sync" in said(eve.get("/escalations"))
    assert eve.get("/tickets/1").status_code == 404
    answer = eve.post("/tickets/2/bring-back", data={"learnt": "The clock was wrong."}, follow_redirects=True)
    assert "It is back with ana." in said(answer)
    assert "The clock was wrong." in ana.get("/tickets/2").text
    assert "Nothing waits for engineering." in said(ana.get("/escalations"))


def test_a_missed_promise_cannot_be_overlooked(kb: KnowledgeBase, enter: Enter) -> None:
    kb.tickets.add(New("Maria", PASTE), by="ana")
    earlier = datetime.now(UTC) - timedelta(hours=3)
    with dated(earlier):
        promise = kb.tickets.promises.make(1, earlier + timedelta(hours=1), by="ana")
    ana, ben = enter("ana"), enter("ben")
    for address in ("/", "/desk", "/tickets", "/tickets/1"):
        assert "Missed: call back, ticket 1, 2 h late" in said(ana.get(address)), address
    assert "Missed:" not in said(ben.get("/"))
    assert "Kept: call back." in said(ana.post(f"/promises/{promise.id}/keep", follow_redirects=True))
    assert "Missed:" not in said(ana.get("/"))


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        pytest.param("", {2, 3}, id="open"),
        pytest.param("?which=all", {1, 2, 3}, id="all"),
        pytest.param("?which=mine", {2}, id="mine"),
        pytest.param("?which=all&requester=maria@corp.example", {1, 2}, id="requester"),
        pytest.param("?which=all&person=ben", {3}, id="person"),
        pytest.param("?which=all&state=closed", {1}, id="state"),
        pytest.param("?which=all&product=acme-sync", {2}, id="product"),
        pytest.param("?which=all&f.os=Linux", {3}, id="own field"),
        pytest.param("?which=all&since=2020-01-01&until=2020-01-02", set(), id="days"),
    ],
)
def test_lists_go_by_the_address(kb: KnowledgeBase, enter: Enter, query: str, numbers: set[int]) -> None:
    kb.tickets.add(New("Maria <maria@corp.example>", PASTE), by="ana")
    kb.tickets.close(1, by="ana")
    kb.tickets.add(New("maria@corp.example", PASTE, product="acme-sync"), by="ana")
    kb.tickets.add(New("Jo", "=2+5", fields={"os": "linux"}), by="ben")
    ana = enter("ana")
    page = ana.get(f"/tickets{query}")
    assert {int(number) for number in re.findall(r'href="/tickets/(\d+)" data-row', page.text)} == numbers
    table = ana.get(f"/tickets.csv{query}").text
    assert {int(number) for number in re.findall(r"^(\d+),", table, re.MULTILINE)} == numbers
    assert ",=2+5" not in table  # no spreadsheet takes it for a formula


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        pytest.param("which=best", "There is no list 'best': choose one of open, mine, unanswered", id="list"),
        pytest.param("state=gone", "'gone' is no state: choose one of new, open, waiting for requester", id="state"),
        pytest.param("since=soon", "since: 'soon' is no day: write it as 2026-11-20", id="day"),
        pytest.param("after=x", "'x' is no place in a list", id="place"),
    ],
)
def test_a_wrong_address_says_what_was_wanted(enter: Enter, query: str, problem: str) -> None:
    answer = enter("ana").get(f"/tickets?{query}")
    assert answer.status_code == 400
    assert problem.split(":")[0].lower() in said(answer).replace("&#39;", "'").lower()


def test_the_first_pages_of_a_long_thread_are_one_click_away(kb: KnowledgeBase, enter: Enter) -> None:
    kb.tickets.add(New("Maria", PASTE), by="ana")
    for n in range(70):
        kb.tickets.note(1, f"note {n}", by="ana")
    ana = enter("ana")
    assert "Show the 11 older entries too" in said(ana.get("/tickets/1"))
    assert "note 0" not in said(ana.get("/tickets/1"))
    assert "note 0" in said(ana.get("/tickets/1?all=1"))


def test_whoever_is_asked_decides_with_one_click(kb: KnowledgeBase, enter: Enter) -> None:
    kb.tickets.add(New("Maria", PASTE, product="acme-sync"), by="ana")
    ana = enter("ana")
    asked = ana.post("/tickets/1/ask-change", data={"what": "Raise the quota"}, follow_redirects=True)
    turn = re.search(r"Asked (li|sam) for approval\.", said(asked))
    assert turn
    li = enter(turn[1])
    assert 'value="approve"' not in asked.text  # whoever asks never decides
    assert "Approval Ticket 1" in said(li.get("/desk"))
    decided = li.post("/changes/1/decide?from=ticket", data={"decision": "approve", "answer": "up to 10 GB"})
    assert decided.location == "/tickets/1"
    assert f"{turn[1]} approved" in said(ana.get("/tickets/1"))
    assert "up to 10 GB" in said(ana.get("/tickets/1"))
    assert ana.post("/changes/1/decide", data={"decision": "approve"}).status_code == 403
    again = li.post("/changes/1/decide", data={"decision": "refuse"})
    assert "KBE1037" in again.text


def key_in_a_letter(kb: KnowledgeBase, number: int) -> str:
    """Where the letter to an approver leads, for a ticket that asks for approval."""
    kb.people.accounts.add("mo", Role.APPROVER, mail="mo@acme.example")
    kb.people.rotations.set("acme-sync", ["mo"], by="sam")
    kb.tickets.changes.ask(number, "Raise the quota", by="ana" if number == 1 else "sam")
    kb.post.letters.write()
    letter = next(one for one in kb.post.outgoing.list() if one.recipient == "mo@acme.example")
    assert "SECRET" not in letter.subject + letter.text
    address = re.search(r"https://help\.acme\.example(/decide/\d+/\w+)\n", letter.text)
    assert address
    return address[1]


def test_a_change_is_decided_from_a_mail_without_signing_in(kb: KnowledgeBase, enter: Enter) -> None:
    kb.tickets.add(New("Maria", PASTE, product="acme-sync"), by="ana")
    address = key_in_a_letter(kb, 1)
    app = create_app(kb)
    app.config["WTF_CSRF_ENABLED"] = False
    nobody = app.test_client()
    asked = nobody.get(address)
    assert "ana asked mo" in said(asked)
    assert "Raise the quota" in said(asked)
    assert (asked.headers["X-Robots-Tag"], asked.headers["Cache-Control"]) == ("noindex", "private, no-store")
    assert kb.tickets.changes.of(1, seen_by(kb, "ana"))[0].outcome == "waiting"  # looking decides nothing
    assert "It is approved: ana may go on." in said(nobody.post(address, data={"decision": "approve"}))
    assert kb.tickets.changes.of(1, seen_by(kb, "ana"))[0].decided_by == "mo"
    assert "mo approved" in said(enter("ana").get("/tickets/1"))
    assert nobody.post(address, data={"decision": "refuse"}).status_code == 404  # once


def test_a_key_decides_its_own_question_alone_and_not_for_ever(kb: KnowledgeBase) -> None:
    kb.tickets.add(New("Maria", PASTE, product="acme-sync"), by="ana")
    with dated(datetime.now(UTC) - timedelta(days=1)):
        address = key_in_a_letter(kb, 1)
    client, key = create_app(kb).test_client(), address.rpartition("/")[2]
    assert client.get(address).status_code == 200
    for wrong in (
        f"/decide/2/{key}",
        f"/decide/x/{key}",
        f"/decide/1/{key[:-1]}",
        "/decide/1/ä",
        "/decide/1/" + "a" * 32,
    ):
        assert client.get(wrong).status_code == 404, wrong
    with dated(datetime.now(UTC) + timedelta(days=14)):
        assert client.get(address).status_code == 404
    kb.people.accounts.disable("mo", by="sam")
    assert create_app(kb).test_client().get(address).status_code == 404


def test_whoever_is_asked_about_a_private_ticket_reads_the_question_alone(kb: KnowledgeBase) -> None:
    kb.tickets.add(New("Jo", PASTE), by="ana")
    kb.tickets.add(New("Maria", PASTE, "SECRET", product="acme-sync", category="Security"), by="sam")
    text = create_app(kb).test_client().get(key_in_a_letter(kb, 2)).text
    assert "Raise the quota" in text
    assert "SECRET" not in text


def test_an_incident_answers_all_its_requesters_at_once(kb: KnowledgeBase, enter: Enter) -> None:
    for asker in ("Maria", "Jo", "Kim"):
        kb.tickets.add(New(asker, PASTE), by="ana")
    ana = enter("ana")
    assert "2 tickets gathered here" in said(
        ana.post("/tickets/1/gather", data={"other": ["2", "3"]}, follow_redirects=True)
    )
    ana.post("/tickets/3/let-go")
    answer = ana.post("/tickets/1/answer-all", data={"text": "It is mended.", "solve": "on"}, follow_redirects=True)
    assert "The reply goes to the requesters of 2 tickets." in said(answer)
    states = [kb.tickets.get(number, seen_by(kb, "ana")).state for number in (1, 2, 3)]
    assert states == [State.SOLVED, State.SOLVED, State.OPEN]


@pytest.mark.parametrize(
    ("deed", "form", "problem"),
    [
        pytest.param("gather", {}, "no ticket is chosen", id="none"),
        pytest.param("gather", {"other": "two"}, "'two' is no number of a ticket", id="no number"),
        pytest.param("gather", {"other": "1"}, "it cannot gather itself", id="itself"),
        pytest.param("gather", {"other": "3"}, "there is no ticket 3", id="one that may not be seen"),
        pytest.param("merge", {"into": "2"}, "ticket 2 is of another requester", id="another requester"),
        pytest.param("merge", {"into": "3"}, "there is no ticket 3", id="into one that may not be seen"),
        pytest.param("correct", {"minutes": "many"}, "-1 minutes cannot be", id="no number of minutes"),
        pytest.param("owner", {"to": "ben", "reason": ""}, "it does not say why the owner changes", id="no reason"),
        pytest.param("promise", {"due": "soon"}, "'soon'", id="no moment"),
        pytest.param("link", {"article": "nothing"}, "nothing", id="no article"),
    ],
)
def test_what_is_in_the_way_is_said_at_the_form(
    kb: KnowledgeBase, enter: Enter, deed: str, form: dict[str, str], problem: str
) -> None:
    kb.tickets.add(New("Maria", PASTE), by="ana")
    kb.tickets.add(New("Jo", PASTE), by="ana")
    kb.tickets.add(New("Kim", PASTE, category="Security"), by="sam")
    answer = enter("ana").post(f"/tickets/1/{deed}", data=form)
    assert answer.status_code == 400
    page = re.search(r'role="alert" id="kb-problem">(.*?)</p>', answer.text, re.DOTALL)
    assert page
    assert problem in html.unescape(page[1]).lower()


def test_one_request_is_split_and_two_are_merged_and_nothing_is_lost(kb: KnowledgeBase, enter: Enter) -> None:
    kb.tickets.add(New("Maria", PASTE), by="ana")
    heard = kb.tickets.hear(1, "and the printer is broken", channel=Channel.PHONE, by="ana")
    ana = enter("ana")
    assert "Ticket 2 is about that now." in said(
        ana.post("/tickets/1/split", data={"event": str(heard.id), "subject": "printer"}, follow_redirects=True)
    )
    assert "printer" in said(ana.get("/tickets/2"))
    assert "It goes on in ticket 1." in said(ana.post("/tickets/2/merge", data={"into": "1"}, follow_redirects=True))
    assert "took in ticket 2" in said(ana.get("/tickets/1"))


def test_what_was_said_before_a_correction_stays_in_the_thread(kb: KnowledgeBase, enter: Enter) -> None:
    kb.tickets.add(New("Maria", PASTE, product="acme-sync", fields={"os": "Linux"}), by="ana")
    form = {"subject": "a new line", "product": "acme-store", "category": "", "f.os": "Windows", "minutes": "5"}
    answer = enter("ana").post("/tickets/1/correct", data=form, follow_redirects=True)
    assert "It is corrected; what was said before is kept." in said(answer)
    page = html.unescape(said(answer))
    for change in ("product: acme-sync → acme-store", "Linux", "Windows", "a new line"):
        assert change in page


def test_no_page_tells_of_a_private_ticket(kb: KnowledgeBase, enter: Enter) -> None:
    secret = "somebody reads my mail"
    kb.tickets.add(New("Maria", f"{PASTE}\n{secret}", "SECRET", category="Security"), by="sam")
    kb.tickets.add(New("Jo", PASTE), by="ana")
    kb.tickets.incidents.gather(2, [1], by="sam")
    kb.tickets.promises.make(1, datetime.now(UTC) + timedelta(hours=1), by="sam")
    kb.tickets.escalations.escalate(1, by="sam", to="sam")
    kb.tickets.changes.ask(1, "Lock the account", by="sam")
    for name in ("ana", "li", "eve"):
        client = enter(name)
        pages = ["/", "/desk", "/tickets", "/tickets?which=all", "/tickets?which=escalated", "/tickets.csv?which=all"]
        pages += ["/tickets?which=all&incident=2", "/escalations", "/mail", "/a/sync-e4012"]
        pages += [] if name == "eve" else ["/tickets/2"]
        for address in pages:
            text = client.get(address).text
            assert "SECRET" not in text, (name, address)
            assert secret not in text, (name, address)
        assert client.post("/tickets/1/attach").status_code == 404
    page = enter("ana").get("/tickets/2").text
    assert "Incident" not in said(enter("ana").get("/tickets/2")).split("What next?")[1]
    assert 'href="/tickets/1"' not in page
    assert "SECRET" in enter("sam").get("/tickets/2").text


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL statements that are sent to the database within the block."""
    sent: list[str] = []

    def keep(connection: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    listen(Engine, "before_cursor_execute", keep)
    try:
        yield sent
    finally:
        remove(Engine, "before_cursor_execute", keep)


def test_a_long_ticket_and_a_large_incident_ask_the_database_no_more_than_small_ones(
    kb: KnowledgeBase, enter: Enter
) -> None:
    kb.tickets.add(New("Maria", PASTE), by="ana")
    kb.tickets.add(New("Jo", PASTE), by="ana")
    kb.tickets.incidents.gather(1, [2], by="ana")
    kb.tickets.note(1, "a note", by="ana")
    kb.tickets.promises.make(1, datetime.now(UTC) + timedelta(hours=1), by="ana")
    kb.tickets.add(New("Kim", PASTE), by="ana")
    ana = enter("ana")
    asked = {}
    for size in ("small", "large"):
        for address in ("/tickets/1", "/tickets?which=all", "/desk", "/escalations"):
            ana.get(address)
            with statements() as sent:
                ana.get(address)
            asked[size, address] = len(sent)
        for number in range(20):
            other = kb.tickets.add(New(f"requester {number}", PASTE), by="ana").number
            kb.tickets.incidents.gather(1, [other], by="ana")
            kb.tickets.note(1, f"note {number}", by="ana")
            kb.tickets.promises.make(1, datetime.now(UTC) + timedelta(hours=1), by="ana")
            kb.tickets.escalations.escalate(other, by="ana")
    for address in ("/tickets/1", "/tickets?which=all", "/desk", "/escalations"):
        assert asked["large", address] == asked["small", address], address


def test_visitors_are_sent_to_sign_in(kb: KnowledgeBase) -> None:
    assert create_app(kb).test_client().get("/tickets").location == "/sign-in?next=/tickets"
