"""An article is written in a real browser, with and without scripts, and nobody's edit is lost."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kbsearch.people.roles import Role
from tests.browser.conftest import LOOKS, Check, Desk

PASTE = "2026-11-24 09:12:44 ERROR [E4711] relay: cannot reach 10.20.30.4 for anna@corp.org"


def begin(desk: Desk, page: Page) -> None:
    """From the search that finds nothing into the editor."""
    page.goto(desk.address)
    page.get_by_role("link", name="Write", exact=True).click()
    page.get_by_label("What somebody sent").fill(PASTE)
    page.get_by_role("button", name="Begin the article").click()
    expect(page.get_by_label("Keep IP address 10.20.30.4")).not_to_be_checked()
    page.get_by_role("button", name="Go on with this").click()
    expect(page.get_by_label("Code").first).to_have_value("E4711")


def fill(page: Page) -> None:
    for label, text in {
        "Issue": "Nothing arrives.",
        "Environment": "The relay.",
        "Resolution": "1. Restart the *relay*.",
        "Cause": "It sleeps.",
    }.items():
        page.get_by_label(label, exact=True).fill(text)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_article_is_written_from_a_paste_and_found_at_once(desk: Desk, scripts: bool) -> None:
    page = desk.page(Role.PRODUCT_MANAGER, java_script_enabled=scripts)
    begin(desk, page)
    fill(page)
    page.get_by_label("Paste what a customer would send").fill("relay: cannot reach 10.9.9.9 for bo@corp.org")
    if not scripts:
        page.get_by_role("button", name="Check").last.click()
    expect(page.get_by_text("This article answers what the customer sends.")).to_be_visible()
    expect(page.get_by_role("heading", name="Nothing to mend")).to_be_visible()
    expect(page.locator(".prose em")).to_have_text("relay")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    page.goto(f"{desk.address}/?q=E4711")
    expect(page.locator("[data-hit]").first).to_contain_text("E4711: relay: cannot reach")


def test_a_check_while_one_types_says_who_answers_the_same(desk: Desk) -> None:
    page = desk.page(Role.AUTHOR)
    page.goto(f"{desk.address}/a/store-e5100/edit")
    page.get_by_label("Message").last.fill("sync: remote {host} refused token {token}")
    expect(page.get_by_text("sync-e4012 already answers this message")).to_be_visible()
    assert page.get_by_label("Message").count() == 3  # an empty row came by itself
    page.get_by_role("button", name="Take this row away").nth(3).click()
    expect(page.get_by_text("already answers this message")).to_have_count(0)


def test_a_finding_leads_to_its_field(desk: Desk) -> None:
    page = desk.page(Role.AUTHOR)
    page.goto(f"{desk.address}/a/sync-e4012/edit")
    page.get_by_label("Versions").fill("soon")
    page.get_by_role("link", name="versions: 'soon' is not allowed").click()
    expect(page.get_by_label("Versions")).to_be_focused()


def test_an_edit_made_outside_shows_up_in_the_open_form_and_nothing_is_lost(desk: Desk, barriers: Check) -> None:
    page = desk.page(Role.AUTHOR)
    page.goto(f"{desk.address}/a/sync-e4012/edit")
    page.get_by_label("Cause").fill("Tokens end after a week.")
    file = desk.kb.settings.root / "articles" / "sync-e4012.md"
    theirs = file.read_text().replace("90 days", "thirty days")
    file.write_text(theirs)
    expect(page.get_by_text("The file was changed outside.")).to_be_visible()
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Somebody else saved it meanwhile.")).to_be_visible()
    assert file.read_text() == theirs
    assert barriers(page) == []
    expect(page.locator("del")).to_have_text("Tokens end after thirty days.")
    expect(page.locator("ins")).to_have_text("Tokens end after a week.")
    page.get_by_role("button", name="Save over it").click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    assert "after a week" in file.read_text()


def test_a_picture_that_is_dropped_stands_where_the_caret_stood(desk: Desk) -> None:
    page = desk.page(Role.AUTHOR)
    page.goto(f"{desk.address}/a/sync-e4012/edit")
    page.get_by_label("Cause").evaluate(
        """async (box) => {
          const canvas = document.createElement("canvas");
          const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
          const data = new DataTransfer();
          data.items.add(new File([blob], "My plan.png", { type: "image/png" }));
          box.setSelectionRange(0, 0);
          box.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.locator(".prose img")).to_have_attribute("src", "/edit/files/articles/pictures/sync-e4012-my-plan.png")
    expect(page.get_by_label("Cause")).to_have_value(
        "![my plan](pictures/sync-e4012-my-plan.png)Tokens end after 90 days."
    )
    assert Path(desk.kb.settings.root / "articles/pictures/sync-e4012-my-plan.png").is_file()


@pytest.mark.parametrize("look", LOOKS)
def test_the_editor_has_no_barriers_and_fits(desk: Desk, barriers: Check, look: dict[str, Any]) -> None:
    page = desk.page(Role.AUTHOR, **look)
    page.goto(f"{desk.address}/new")
    assert barriers(page) == []
    page.get_by_label("What somebody sent").fill(PASTE)
    page.get_by_role("button", name="Begin the article").click()
    assert barriers(page) == []
    page.get_by_role("button", name="Go on with this").click()
    page.locator("summary").filter(has_text="More").click()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= look["viewport"]["width"]
    page.get_by_role("button", name="File", exact=True).click()
    assert barriers(page) == []
