"""What stays unseen by whom it is not for."""

from datetime import UTC, datetime, timedelta

from kbsearch.kb import KnowledgeBase
from kbsearch.tickets.new import New
from kbsearch.web import create_app
from tests.web.conftest import Enter
from tests.web.tickets.conftest import PASTE, said


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


def test_visitors_are_sent_to_sign_in(kb: KnowledgeBase) -> None:
    assert create_app(kb).test_client().get("/tickets").location == "/sign-in?next=/tickets"
