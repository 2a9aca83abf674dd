"""Logging a request: from an answer, from what was clicked, as a gap, or in the form."""

import re

import pytest

from kbsearch.kb import KnowledgeBase
from kbsearch.tickets.links import LinkKind
from kbsearch.tickets.models import State
from kbsearch.web import create_app
from tests.web.conftest import Enter
from tests.web.tickets.conftest import PASTE, said, seen_by


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
