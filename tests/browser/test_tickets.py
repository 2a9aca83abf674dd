"""What happens at the desk, by its people in a real browser: calls, gaps, escalations, approvals, promises."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from textwrap import dedent
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kbsearch.kb import KnowledgeBase
from kbsearch.people.database import dated
from kbsearch.people.roles import Role
from kbsearch.tickets.decisions import decision_key
from kbsearch.tickets.models import State, Ticket
from kbsearch.tickets.new import New
from kbsearch.tickets.viewer import Viewer
from tests.browser.conftest import ARTICLES, LOOKS, PASTE, Check, Desk, on_air

SETTINGS = """\
[kb]
name = "Acme help"

[[tickets.categories]]
name = "Security"
people = ["sam"]
private = true

[[tickets.fields]]
name = "os"
label = "System"
kind = "choice"
choices = ["Linux", "Windows"]
"""
PEOPLE = {
    "ana": Role.AGENT,
    "ben": Role.AGENT,
    "dan": Role.AUTHOR,
    "li": Role.APPROVER,
    "sam": Role.ADMIN,
    "eve": Role.ENGINEER,
}
FIRST = "E4012: remote refused the token"
WAYS = [pytest.param(True, id="scripts"), pytest.param(False, id="no scripts")]


Enter = Callable[..., Page]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Desk]:
    """The desk that all of them share, as one does: each test has requests of its own."""
    folder = tmp_path_factory.mktemp("kb")
    (folder / "articles").mkdir()
    for id, text in ARTICLES.items():
        (folder / "articles" / f"{id}.md").write_text(dedent(text).lstrip(), encoding="utf-8")
    (folder / "kbsearch.toml").write_text(SETTINGS, encoding="utf-8")
    with KnowledgeBase.open(folder) as kb:
        kb.index()
        for name, role in PEOPLE.items():
            kb.people.accounts.add(name, role)
        with on_air(kb, browser) as it:
            yield it


@pytest.fixture(scope="module")
def enter(desk: Desk) -> Enter:
    """A window of somebody at the desk, who signs in once: that is not to be tried often."""
    signed_in: dict[str, Any] = {}

    def window(name: str, **look: Any) -> Page:
        if name not in signed_in:
            signed_in[name] = desk.page(name=name).context.storage_state()
        return desk.page(storage_state=signed_in[name], **look)

    return window


def ticket(desk: Desk, number: int, name: str) -> Ticket:
    return desk.kb.tickets.get(number, Viewer(name, PEOPLE[name]))


def number_in(page: Page) -> int:
    """The number of the ticket whose page is open."""
    expect(page).to_have_url(re.compile(r"/tickets/\d+$"))
    return int(page.url.rpartition("/")[2])


def pasted(desk: Desk, enter: Enter, text: str, scripts: bool) -> Page:
    """An agent who has pasted something; without scripts they have pressed a button, too."""
    page = enter("ana", java_script_enabled=scripts)
    page.goto(desk.address)
    page.get_by_label("Error message, log, or a few words").fill(text)
    if not scripts:
        page.get_by_role("button", name="Search").click()
    return page


@pytest.mark.parametrize("scripts", WAYS)
def test_a_call_that_an_article_answers_is_logged_in_two_clicks(desk: Desk, enter: Enter, scripts: bool) -> None:
    page = pasted(desk, enter, PASTE, scripts)
    expect(page.locator("h2#kb-first")).to_have_text(FIRST)
    page.get_by_text("Log it", exact=True).click()
    page.get_by_label("Who asks?").fill("Maria")
    page.get_by_role("button", name="Solved: log it").click()
    expect(page.get_by_role("status")).to_contain_text("It is solved; the requester is asked.")
    logged = ticket(desk, number_in(page), "ana")
    assert (logged.state, logged.resolution, logged.requester.shown) == (State.SOLVED, "sync-e4012", "Maria")
    page.get_by_role("button", name="Yes, they say").click()
    expect(page.get_by_role("status")).to_have_text("Confirmed: it is fixed.")
    assert ticket(desk, logged.number, "ana").state is State.CLOSED


def test_what_was_said_to_have_solved_it_is_logged_with_a_name_and_enter(desk: Desk, enter: Enter) -> None:
    page = pasted(desk, enter, PASTE, True)
    page.get_by_role("button", name="This solved it").click()
    expect(page.get_by_label("Who asked?")).to_be_focused()
    before = desk.kb.links.reuse("sync-e4012").count  # once the answer is there: the click is counted by then
    page.keyboard.type("Jo")
    page.keyboard.press("Enter")
    logged = ticket(desk, number_in(page), "ana")
    assert (logged.state, logged.resolution, logged.requester.shown) == (State.SOLVED, "sync-e4012", "Jo")
    assert desk.kb.links.reuse("sync-e4012").count == before  # the click and the ticket are one


@pytest.mark.parametrize("scripts", WAYS)
def test_a_gap_is_reported_with_one_click(desk: Desk, enter: Enter, scripts: bool) -> None:
    paste = "frobnicator: the widget is upside down\nqqqq zzzz"
    page = pasted(desk, enter, paste, scripts)
    page.get_by_role("button", name="Report this gap").click()
    expect(page.get_by_role("status")).to_contain_text("It counts as a gap until an article answers it.")
    logged = ticket(desk, number_in(page), "ana")
    assert (logged.active, logged.resolution, logged.requester.shown) == (True, "", "ana")
    assert desk.kb.tickets.thread(logged.number)[0].data["text"] == paste


def test_a_gap_takes_a_name_and_enter(desk: Desk, enter: Enter) -> None:
    page = pasted(desk, enter, "frobnicator: the widget is sideways", True)
    page.get_by_label("Who asks?").fill("Kim")
    page.keyboard.press("Enter")
    assert ticket(desk, number_in(page), "ana").requester.shown == "Kim"


@pytest.mark.parametrize("scripts", WAYS)
def test_an_escalation_comes_back_and_becomes_an_article(desk: Desk, enter: Enter, scripts: bool) -> None:
    paste = f"{'scripted' if scripts else 'plain'} frobnicator: E7700 the widget is stuck"
    number = desk.kb.tickets.add(New("Maria", paste), by="dan").number
    dan = enter("dan", java_script_enabled=scripts)
    dan.goto(f"{desk.address}/tickets/{number}")
    dan.get_by_text("Escalate to engineering").click()
    dan.get_by_role("button", name="Escalate").click()
    expect(dan.get_by_role("status")).to_have_text("Escalated: eve has it now.")

    eve = enter("eve", java_script_enabled=scripts)
    eve.goto(f"{desk.address}/escalations")
    eve.get_by_role("link", name=f"{number} ").click()
    expect(eve.get_by_text(paste).first).to_be_visible()
    eve.get_by_text("Bring it back from engineering").click()
    eve.get_by_role("textbox", name="What did we learn?").fill("Oil the widget.")
    eve.get_by_role("button", name="Back to dan").click()
    expect(eve.get_by_role("status").first).to_contain_text("It is back with dan.")

    dan.reload()
    dan.get_by_role("button", name="Write the article").click()
    expect(dan.get_by_label("Resolution")).to_have_value(re.compile(r"Oil the widget\."))


@pytest.mark.parametrize("scripts", WAYS)
def test_a_change_is_approved_by_whose_turn_it_is_with_one_click(desk: Desk, enter: Enter, scripts: bool) -> None:
    number = desk.kb.tickets.add(New("Maria", "more room, please"), by="ana").number
    ana = enter("ana", java_script_enabled=scripts)
    ana.goto(f"{desk.address}/tickets/{number}")
    ana.get_by_text("Ask for approval").click()
    ana.get_by_label("What do you want to do?").fill("Raise the quota")
    ana.get_by_role("button", name="Ask for it").click()
    expect(ana.get_by_role("button", name="Approve")).to_have_count(0)
    asked = desk.kb.tickets.changes.of(number, Viewer("ana", Role.AGENT))[-1].approver
    assert asked in ("li", "sam")

    approver = enter(asked, java_script_enabled=scripts)
    approver.goto(f"{desk.address}/desk")
    approver.get_by_role("button", name=f"Approve ticket {number}", exact=True).click()
    expect(approver.get_by_role("status")).to_have_text("ana may go on.")
    ana.reload()
    expect(ana.get_by_text(f"{asked} approved")).to_be_visible()


@pytest.mark.parametrize("look", LOOKS)
def test_a_change_is_decided_from_a_mail_without_signing_in(desk: Desk, barriers: Check, look: dict[str, Any]) -> None:
    number = desk.kb.tickets.add(New("Maria", "more room, please"), by="ana").number
    asked = desk.kb.tickets.changes.ask(number, "Raise the quota", by="ana")
    key = decision_key(desk.kb.settings.root, asked.requests[-1])
    page = desk.page(java_script_enabled=False, **look)
    page.goto(f"{desk.address}/decide/{asked.id}/{key}")
    expect(page.get_by_text("Raise the quota")).to_be_visible()
    page.get_by_label("Your answer").fill("up to 10 GB")
    page.get_by_role("button", name="Refuse").click()
    expect(page.get_by_role("status")).to_have_text("It is refused; ana is told.")
    decided = desk.kb.tickets.changes.of(number, Viewer("ana", Role.AGENT))[-1]
    assert (decided.outcome, decided.decided_by, decided.answer) == ("refused", asked.approver, "up to 10 GB")
    again = desk.kb.tickets.changes.ask(number, "Raise the quota", by="ana")
    seeing = desk.page(**look)
    seeing.goto(f"{desk.address}/decide/{again.id}/{decision_key(desk.kb.settings.root, again.requests[-1])}")
    assert barriers(seeing) == []


@pytest.mark.parametrize("scripts", WAYS)
def test_what_is_private_goes_to_its_person_and_exists_for_nobody_else(desk: Desk, enter: Enter, scripts: bool) -> None:
    what = f"somebody reads my mail ({scripts})"
    ana = enter("ana", java_script_enabled=scripts)
    ana.goto(f"{desk.address}/tickets/new")
    ana.get_by_label("Who asks?").fill("Maria")
    ana.get_by_label("In one line").fill(what)
    ana.get_by_label("Category").select_option("Security")
    ana.get_by_role("button", name="Log it").click()
    expect(ana.get_by_role("status").first).to_contain_text("It is private: sam has it now, and nobody else sees it.")
    expect(ana.get_by_text(what)).to_have_count(0)

    li = enter("li", java_script_enabled=scripts)
    li.goto(f"{desk.address}/tickets?which=all")
    expect(li.get_by_text(what)).to_have_count(0)

    sam = enter("sam", java_script_enabled=scripts)
    sam.goto(f"{desk.address}/desk")
    sam.get_by_role("link", name=what).click()
    expect(sam.get_by_text("Private", exact=True)).to_be_visible()


@pytest.mark.parametrize("scripts", WAYS)
def test_a_missed_promise_stands_on_every_page_until_it_is_kept(desk: Desk, enter: Enter, scripts: bool) -> None:
    number = desk.kb.tickets.add(New("Maria", "call me"), by="ben").number
    earlier = datetime.now(UTC) - timedelta(hours=3)
    with dated(earlier):
        desk.kb.tickets.promises.make(number, earlier + timedelta(hours=1), by="ben")
    desk.kb.tickets.rise()
    ben = enter("ben", java_script_enabled=scripts)
    missed = ben.get_by_role("complementary", name="Missed promises")
    for address in ("/", "/tickets", "/desk", "/a/sync-e4012"):
        ben.goto(desk.address + address)
        expect(missed).to_contain_text(f"call back, ticket {number}, 2 h late")
    missed.get_by_role("link").click()
    expect(ben.get_by_text("a promise was missed: call back")).to_be_visible()
    ben.get_by_role("button", name="Kept").click()
    expect(ben.get_by_role("status")).to_have_text("Kept: call back.")
    expect(missed).to_have_count(0)
    li = enter("li", java_script_enabled=scripts)
    li.goto(f"{desk.address}/desk")
    expect(li.get_by_role("link", name=f"Ticket {number}", exact=True)).to_be_visible()  # the alarm


def test_articles_that_fit_are_shown_while_one_writes(desk: Desk, enter: Enter) -> None:
    page = enter("ana")
    page.goto(f"{desk.address}/tickets/new")
    expect(page.get_by_label("Who asks?")).to_be_focused()
    page.get_by_label("What happened?").fill(PASTE)
    page.get_by_label(FIRST).check()
    page.get_by_label("Who asks?").fill("Jo")
    page.get_by_role("button", name="Log it").click()
    number = number_in(page)
    assert [link.article for link in desk.kb.tickets.links(number, Viewer("ana", Role.AGENT))] == ["sync-e4012"]


def test_lists_go_by_keys(desk: Desk, enter: Enter) -> None:
    for _ in range(2):
        desk.kb.tickets.add(New("Maria", "keys"), by="ben")
    page = enter("ben")
    page.goto(f"{desk.address}/tickets?which=mine")
    rows = page.locator("[data-row]")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    number_in(page)


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_of_the_log_fits_and_has_no_barriers(
    desk: Desk, enter: Enter, barriers: Check, look: dict[str, Any]
) -> None:
    log = desk.kb.tickets
    first, other, last = (log.add(New("Maria <maria@shop.example>", PASTE, minutes=5), by="dan").number for _ in "abc")
    log.incidents.gather(first, [other], by="dan")
    log.note(first, "She is in a hurry.", by="dan")
    log.reply(first, "Here is a new token: " + "x" * 200, by="dan")
    log.changes.ask(first, "Raise the quota", by="dan")
    log.promises.make(first, datetime.now(UTC) + timedelta(hours=1), by="dan")
    log.escalations.escalate(last, by="dan")
    desk.kb.attachments.add(first, "log-" + "y" * 90 + ".txt", b"log", by="dan")
    page = enter("dan", **look)
    addresses = ["/tickets", "/tickets?which=all&state=open", "/tickets/new", "/escalations", "/desk"]
    addresses += [f"/tickets/{first}", f"/tickets/{last}", "/?q=qqqq", "/e/nothing"]
    faults = {}
    for address in addresses:
        page.goto(desk.address + address)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        wide = page.evaluate("document.documentElement.scrollWidth")
        found = [*barriers(page), *([f"{wide} pixels wide"] if wide > look["viewport"]["width"] else [])]
        if found:
            faults[address] = found
    assert faults == {}
