"""Changes that are asked for: decided by whose turn it is, with one click, from a page or from a mail."""

import re
from datetime import UTC, datetime, timedelta

from kbsearch.kb import KnowledgeBase
from kbsearch.people.database import dated
from kbsearch.people.roles import Role
from kbsearch.tickets.new import New
from kbsearch.web import create_app
from tests.web.conftest import Enter
from tests.web.tickets.conftest import PASTE, said, seen_by


def test_whoever_is_asked_decides_with_one_click(kb: KnowledgeBase, enter: Enter) -> None:
    kb.tickets.add(New("Maria", PASTE, product="acme-sync"), by="ana")
    ana = enter("ana")
    asked = ana.post("/tickets/1/ask-change", data={"what": "Raise the quota"}, follow_redirects=True)
    turn = re.search(r"Asked (li|sam) for approval\.", said(asked))
    assert turn
    li = enter(turn[1])
    assert 'value="approve"' not in asked.text  # whoever asks never decides
    desk = said(li.get("/desk"))
    assert "Approval Ticket 1" in desk
    assert "Ticket 1 : approval asked 0 min ago: Raise the quota" in desk
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
