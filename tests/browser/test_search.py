"""From a pasted error to the fix, in a real browser, with and without scripts, by mouse and by keys."""

import contextlib

from playwright.sync_api import Error, Route, expect

from kbsearch.people.roles import Role
from tests.browser.conftest import PASTE, Desk


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
    expect(page.locator(".keys")).to_be_hidden()  # they would do nothing
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


def test_j_and_k_go_from_hit_to_hit_and_enter_opens_one(desk: Desk) -> None:
    page = desk.page(Role.AGENT)
    page.goto(desk.address)
    page.locator("[name=text]").fill(f"{PASTE}store: cannot write a.bin: quota of 5 GB exceeded\n")
    page.keyboard.press("Enter")
    hits = page.locator("[data-hit]")
    expect(hits.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(hits.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(hits.nth(0)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{desk.address}/a/sync-e4012")


def test_an_answer_that_was_overtaken_is_never_shown(desk: Desk) -> None:
    page = desk.page(Role.AGENT)
    page.goto(desk.address)
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        held.append(route) if not held else route.continue_()

    page.route(f"{desk.address}/", hold_the_first)
    box = page.get_by_label("Error message, log, or a few words")
    with page.expect_request(lambda request: request.method == "POST"):
        box.fill("E4012")
    box.fill("E5100")
    expect(page.locator("h2#kb-first")).to_have_text("E5100: the store is full")
    with contextlib.suppress(Error):  # the page itself has given the request up
        held[0].continue_()
    expect(page.locator("[data-results]")).not_to_have_attribute("aria-busy", "true")
    expect(page.locator("h2#kb-first")).to_have_text("E5100: the store is full")


def test_on_paper_the_answer_stands_alone(desk: Desk) -> None:
    page = desk.page(Role.AGENT)
    page.goto(f"{desk.address}/?q=E4012")
    page.emulate_media(media="print")
    expect(page.get_by_role("listitem").filter(has_text="Make a new token with")).to_be_visible()
    for left_out in (page.get_by_role("banner"), page.get_by_role("search"), page.locator(".acts")):
        expect(left_out).to_be_hidden()


def test_no_request_leaves_the_machine(desk: Desk) -> None:
    page = desk.page(Role.AGENT)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for address in ("/", "/?q=E4012", "/a/sync-e4012"):
        page.goto(desk.address + address)
    assert [url for url in asked if not url.startswith(desk.address)] == []
