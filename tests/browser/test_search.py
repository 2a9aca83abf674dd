"""From a pasted error to the fix, in a real browser: with and without scripts, wide and narrow, light and dark."""

from typing import Any

import pytest
from playwright.sync_api import expect

from kbsearch.people.roles import Role
from tests.browser.conftest import LOOKS, PASTE, Check, Desk


def test_results_are_there_as_one_pastes_and_the_first_is_open(desk: Desk) -> None:
    page = desk.page()
    page.goto(desk.address)
    expect(page.locator("[name=text]")).to_be_focused()
    page.locator("[name=text]").fill(PASTE)
    expect(page.get_by_role("heading", name="E4012: remote refused the token")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Make a new token with")).to_be_visible()
    expect(page.locator("mark.value").first).to_have_text("eu1.example")
    assert page.url == f"{desk.address}/"  # the paste stays out of the address


def test_without_scripts_the_same_paste_gives_the_same_answer(desk: Desk) -> None:
    page = desk.page(java_script_enabled=False)
    page.goto(desk.address)
    page.locator("[name=text]").fill(PASTE)
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="E4012: remote refused the token")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Make a new token with")).to_be_visible()


def test_what_is_internal_shows_after_signing_in_with_one_click(desk: Desk) -> None:
    for role, seen in ((None, False), (Role.AGENT, True)):
        page = desk.page(role)
        page.goto(desk.address)
        page.locator("[name=text]").fill("store: cannot write a.bin: quota of 5 GB exceeded")
        expect(page.locator("[data-results]")).not_to_be_empty()
        expect(page.get_by_role("heading", name="E5100: the store is full")).to_be_visible(visible=seen)


def test_keys_lead_from_the_box_to_the_hits_and_back(desk: Desk) -> None:
    page = desk.page(Role.AGENT)
    page.goto(desk.address)
    page.locator("[name=text]").fill(PASTE)
    page.keyboard.press("Enter")
    expect(page.locator("[data-hit]").first).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("[name=text]")).to_be_focused()


@pytest.mark.parametrize("look", LOOKS)
def test_no_page_has_barriers_or_is_wider_than_its_window(desk: Desk, barriers: Check, look: dict[str, Any]) -> None:
    page = desk.page(Role.ADMIN, **look)
    for address in ("/", "/?q=E4012", "/a/sync-e4012", "/e/nothing", "/?q=zzzz", "/sign-in", "/account"):
        page.goto(desk.address + address)
        assert barriers(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= look["viewport"]["width"], address


def test_no_request_leaves_the_machine(desk: Desk) -> None:
    page = desk.page(Role.AGENT)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for address in ("/", "/?q=E4012", "/a/sync-e4012"):
        page.goto(desk.address + address)
    assert [url for url in asked if not url.startswith(desk.address)] == []
