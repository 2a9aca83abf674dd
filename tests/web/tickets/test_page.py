"""What one does about a ticket on its page, and what stands there."""

import html
import io
import re

import pytest
from werkzeug.test import TestResponse

from kbsearch.kb import KnowledgeBase
from kbsearch.tickets.models import Channel, Happening, State
from kbsearch.tickets.new import New
from tests.web.conftest import Enter
from tests.web.tickets.conftest import PASTE, said, seen_by


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


def test_a_reply_goes_with_its_file_or_not_at_all(kb: KnowledgeBase, enter: Enter) -> None:
    kb.tickets.add(New("Maria <maria@shop.example>", PASTE), by="ana")
    ana, words = enter("ana"), "Here is a new token."

    def send(name: str, text: str) -> TestResponse:
        sent = {"text": text, "file": (io.BytesIO(b"1. wait"), name)}
        return ana.post("/tickets/1/reply", data=sent, content_type="multipart/form-data", follow_redirects=True)

    assert "the file run.exe is not taken" in said(send("run.exe", words)).lower()
    assert "a promise without a time" in said(send("steps.txt", "I will call you back."))
    assert list(kb.attachments.of(1)) == []
    assert [event.kind for event in kb.tickets.thread(1)] == [Happening.OPENED]
    assert "The reply goes to the requester, with steps.txt." in said(send("steps.txt", words))
    assert [(one.name, one.by) for one in kb.attachments.of(1, public=True)] == [("steps.txt", "ana")]


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


def test_what_a_mail_repeats_is_folded_away(kb: KnowledgeBase, enter: Enter) -> None:
    kb.tickets.add(New("Maria", PASTE), by="ana")
    words = "It works now.\n\nOn Fri, 20 Nov 2026 at 10:00, Acme help wrote:\n> Here is a new token.\n> Try it."
    kb.tickets.hear(1, words, channel=Channel.MAIL)
    page = enter("ana").get("/tickets/1").text
    assert '<p class="words">It works now.</p>' in page
    assert re.search(r"<summary[^>]*>What the mail repeats</summary><p class=\"words\">[^<]*Try it\.", page)


def test_the_first_pages_of_a_long_thread_are_one_click_away(kb: KnowledgeBase, enter: Enter) -> None:
    kb.tickets.add(New("Maria", PASTE), by="ana")
    for n in range(70):
        kb.tickets.note(1, f"note {n}", by="ana")
    ana = enter("ana")
    first = ana.get("/tickets/1")
    assert "Show the 11 older entries too" in said(first)
    assert (
        f'<textarea name="text" hidden>{PASTE}</textarea>' in first.text
    )  # its paste can be searched for all the same
    assert "note 0" not in said(ana.get("/tickets/1"))
    assert "note 0" in said(ana.get("/tickets/1?all=1"))


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
