"""What a reader does with an answer: it solved it, it did not, it is wrong; with and without scripts."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kbsearch.articles.repository import Person
from kbsearch.articles.saving import digest_of, save
from kbsearch.kb import KnowledgeBase
from kbsearch.people.approvals import Kind
from kbsearch.people.roles import Role
from kbsearch.tickets.flags import Reason
from tests.browser.conftest import LOOKS, PASTE, Check, Desk

BOTH = "E4012 sync: remote eu1.example refused token 7f3a\nstore: cannot write a.bin: quota of 5 GB exceeded\n"
FIRST = "E4012: remote refused the token"
WAYS = [pytest.param(True, id="scripts"), pytest.param(False, id="no scripts")]


def pasted(desk: Desk, scripts: bool, text: str = PASTE, **look: Any) -> Page:
    """An agent who has pasted something and sees the answer."""
    page = desk.page(Role.AGENT, java_script_enabled=scripts, **look)
    page.goto(desk.address)
    page.get_by_label("Error message, log, or a few words").fill(text)
    if not scripts:
        page.get_by_role("button", name="Search").click()
    expect(page.locator("h2#kb-first")).to_have_text(FIRST)
    return page


def box(page: Page) -> str:
    return page.get_by_label("Error message, log, or a few words").input_value()


@pytest.mark.parametrize("scripts", WAYS)
def test_solved_is_one_click_and_undo_another_and_the_paste_stays(desk: Desk, scripts: bool) -> None:
    page = pasted(desk, scripts)
    page.get_by_role("button", name="This solved it").click()
    expect(page.get_by_text("Noted: this solved it.").first).to_be_visible()
    expect(page.locator("h2#kb-first")).to_have_text(FIRST)
    assert box(page).strip() == PASTE.strip()
    assert page.url == f"{desk.address}/"
    assert desk.kb.links.reuse("sync-e4012").count == 1
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back.").first).to_be_visible()
    assert box(page).strip() == PASTE.strip()
    assert desk.kb.links.reuse("sync-e4012").count == 0


@pytest.mark.parametrize("scripts", WAYS)
def test_not_it_opens_the_next_answer_and_undo_the_first_again(desk: Desk, scripts: bool) -> None:
    page = pasted(desk, scripts, BOTH)
    page.get_by_role("button", name="Not it").click()
    expect(page.locator("h2#kb-first")).to_have_text("E5100: the store is full")
    assert box(page).strip() == BOTH.strip()
    assert "eu1.example" not in page.url
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("h2#kb-first")).to_have_text(FIRST)


@pytest.mark.parametrize("scripts", WAYS)
def test_a_flag_goes_to_the_owner(desk: Desk, scripts: bool) -> None:
    page = pasted(desk, scripts)
    page.get_by_text("Flag", exact=True).click()
    page.get_by_label("What is wrong with it?").select_option("outdated")
    page.get_by_label("Note to ben").fill("The command has another name since 2.4")
    page.get_by_role("button", name="Flag it").click()
    expect(page.get_by_text("Flagged as outdated, for ben.").first).to_be_visible()
    flag = desk.kb.flags.open(owner="ben")[0]
    assert (flag.article, flag.reason, flag.note) == (
        "sync-e4012",
        Reason.OUTDATED,
        "The command has another name since 2.4",
    )


@pytest.mark.parametrize("scripts", WAYS)
def test_approval_is_asked_for_where_it_is_needed(desk: Desk, scripts: bool) -> None:
    page = desk.page(Role.AGENT, java_script_enabled=scripts)
    page.goto(f"{desk.address}/?q=E5100")
    page.get_by_text("Ask for approval").click()
    page.get_by_label("What is it for?").fill("Ticket 7")
    page.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_text("the-agent asked")).to_be_visible()
    asked = desk.kb.people.approvals.last("store-e5100", Kind.CHANGE)
    assert asked is not None
    assert (asked.asked_by, asked.note) == ("the-agent", "Ticket 7")
    assert page.url == f"{desk.address}/?q=E5100"


def test_one_click_copies_the_steps_the_link_and_a_reply(desk: Desk) -> None:
    page = pasted(desk, True)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copied = {}
    for name in ("steps", "link", "reply"):
        page.get_by_role("button", name=f"Copy {name}").click()
        expect(page.get_by_text("Copied", exact=True).first).to_be_visible()
        copied[name] = page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n")
        expect(page.get_by_role("button", name=f"Copy {name}")).to_be_visible()
    steps = "1. Make a new token with acme token new.\n2. Start the sync again."
    assert copied["steps"] == steps
    assert copied["link"] == f"{desk.address}/a/sync-e4012"
    assert copied["reply"].startswith(f"Hello,\n\nthank you for your message. This solves it:\n\n{steps}\n")


def test_without_scripts_the_texts_stand_there_to_be_copied(desk: Desk) -> None:
    page = pasted(desk, False)
    expect(page.get_by_role("button", name="Copy steps")).to_be_hidden()
    page.get_by_text("Texts to copy").click()
    expect(page.get_by_label("Steps")).to_have_value(
        "1. Make a new token with acme token new.\n2. Start the sync again."
    )


def test_code_has_a_button_that_copies_it(desk: Desk) -> None:
    file = desk.kb.settings.articles_folder / "sync-e4012.md"
    text = file.read_text(encoding="utf-8").replace("## Cause", "```sh\nacme token new\n```\n\n## Cause")
    file.write_text(text, encoding="utf-8")
    desk.kb.index()
    page = desk.page(Role.AGENT)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{desk.address}/a/sync-e4012")
    page.locator(".code-box").hover()
    page.get_by_role("button", name="Copy the code").click()
    expect(page.locator(".copy-code")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "acme token new"


def test_a_version_filter_moves_to_the_address_and_the_paste_does_not(desk: Desk) -> None:
    page = pasted(desk, True)
    page.get_by_label("Version").fill("1.0")
    page.keyboard.press("Tab")
    expect(page.locator("[data-results]")).not_to_contain_text("Make a new token")
    assert page.url == f"{desk.address}/?version=1.0"
    assert box(page).strip() == PASTE.strip()


def test_without_scripts_the_filters_are_applied_by_a_button(desk: Desk) -> None:
    page = pasted(desk, False)
    page.get_by_label("Version").fill("1.0")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("[data-results]")).not_to_contain_text("Make a new token")
    assert page.url == f"{desk.address}/?version=1.0"
    assert box(page).strip() == PASTE.strip()


def test_the_keys_are_told_on_demand_and_escape_closes_them(desk: Desk) -> None:
    page = pasted(desk, True)
    page.keyboard.press("Enter")
    expect(page.locator("[data-hit]").first).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    page.get_by_role("button", name="All keys").click()
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_a_flag_on_the_article_page_is_closed_by_an_author(desk: Desk) -> None:
    desk.kb.flags.add("sync-e4012", Reason.UNCLEAR, by="the-agent", owner="ben", note="Which token?")
    page = desk.page(Role.AUTHOR)
    page.goto(f"{desk.address}/a/sync-e4012")
    expect(page.get_by_text("Which token?")).to_be_visible()
    page.get_by_role("button", name="Close the flag").click()
    expect(page.get_by_text("The flag is closed.")).to_be_visible()
    assert desk.kb.flags.open() == []


@pytest.mark.parametrize("scripts", WAYS)
def test_an_article_is_said_to_have_solved_it_on_its_own_page(desk: Desk, scripts: bool) -> None:
    page = desk.page(Role.AGENT, java_script_enabled=scripts)
    page.goto(f"{desk.address}/a/sync-e4012")
    page.get_by_role("button", name="This solved it").click()
    expect(page.get_by_text("1 request, last today")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("nothing yet")).to_be_visible()


@pytest.mark.parametrize("look", LOOKS)
def test_what_a_reader_does_has_no_barriers(desk: Desk, barriers: Check, look: dict[str, Any], committed: None) -> None:
    desk.kb.flags.add("sync-e4012", Reason.UNCLEAR, by="the-agent", owner="ben", note="Which token?")
    page = desk.page(Role.AUTHOR, **look)
    for address in ("/?q=E4012", "/?q=E5100", "/a/sync-e4012", "/a/store-e5100", "/a/sync-e4012/history"):
        page.goto(desk.address + address)
        for summary in page.locator("summary:visible").all():
            summary.click()
        assert barriers(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= look["viewport"]["width"], address
    page.goto(desk.address)
    page.get_by_label("Error message, log, or a few words").fill(PASTE)
    page.get_by_role("button", name="This solved it").click()
    expect(page.get_by_label("Who asked?")).to_be_focused()
    assert barriers(page) == []


@pytest.fixture
def committed(desk: Desk) -> None:
    """Two versions of an article in git."""
    root = desk.kb.settings.root
    subprocess.run(["git", "init", "--quiet", str(root)], check=True, capture_output=True)
    for change, message in (
        (("Start the sync", "Begin the sync"), "One"),
        (("Begin the sync", "Start the sync"), "Two"),
    ):
        rewrite(desk.kb, root / "articles" / "sync-e4012.md", *change, message)
    desk.kb.index()


def rewrite(kb: KnowledgeBase, file: Path, before: str, after: str, message: str) -> None:
    """Save an article with another word in it."""
    data = file.read_bytes()
    text = data.decode().replace(before, after)
    path = file.relative_to(kb.settings.root).as_posix()
    saved = save(kb.settings, path, text, began_with=digest_of(data), by=Person("ben"), message=message)
    assert saved.problem == ""


def test_an_earlier_version_is_compared_and_restored(desk: Desk, committed: None) -> None:
    page = desk.page(Role.AUTHOR)
    page.goto(f"{desk.address}/a/sync-e4012")
    page.get_by_role("link", name="History").click()
    expect(page.locator(".is-gone b")).to_have_text("Begin")
    expect(page.locator(".is-new b")).to_have_text("Start")
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("Restored as of")).to_be_visible()
    assert "Begin the sync" in desk.kb.article("sync-e4012").body
