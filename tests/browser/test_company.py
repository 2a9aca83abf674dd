"""Every page of the company of `kbsearch demo`, and of the site it writes for its customers, in a real browser."""

import functools
import http.server
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kbsearch.demo.content import Content as Demo
from kbsearch.kb import KnowledgeBase
from kbsearch.site.builder import build
from kbsearch.site.content import Content
from tests.browser.conftest import LOOKS, Check, Desk, on_air
from tests.screenshots.pages import PAGES


@pytest.fixture(scope="module")
def company(written: Path, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("browsed") / "company"
    shutil.copytree(written, folder)
    with KnowledgeBase.open(folder) as kb:
        kb.index()
        with on_air(kb, browser) as desk:
            yield desk


@pytest.fixture(scope="module")
def site(company: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the customers' pages, served as any web server does."""
    folder = tmp_path_factory.mktemp("site")
    with company.kb.catalog() as catalog:
        articles = [found.article for id in catalog.ids() if (found := catalog.article_by_id(id))]
    build(company.kb.settings, Content.of(articles), folder, url="https://help.example")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def faults(page: Page, width: int, barriers: Check) -> list[str]:
    """What keeps anybody from using a page: barriers, and what sticks out of the window."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [*barriers(page), *([f"{wide} pixels wide"] if wide > width else [])]


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_fits_and_has_no_barriers(company: Desk, barriers: Check, look: dict[str, Any]) -> None:
    page = company.page(name=Demo().company.people[0].name, **look)
    found = {}
    for name, address in PAGES.items():
        page.goto(company.address + address)
        found[name] = faults(page, look["viewport"]["width"], barriers)
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_what_a_release_wants_is_chosen_and_written_from_the_board(company: Desk, scripts: bool) -> None:
    page = company.page(name="tobias", java_script_enabled=scripts)
    page.goto(company.address + "/releases")
    page.get_by_role("link", name="ferrywell 4.4.0").click()
    expect(page.get_by_role("heading", name="The way down")).to_be_visible()
    page.get_by_label("Owner").select_option("tobias")
    page.get_by_label("Has reached").select_option("none")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("status")).to_have_text("2 declarations")
    page.get_by_role("button", name=re.compile("Write it.*FW-2811")).click()
    expect(page.get_by_label("Title")).to_have_value("FW-2811: site group {group} has no members")
    expect(page.get_by_label("Owner")).to_have_value("tobias")


def test_a_waiver_goes_from_the_board_to_the_desk_of_an_approver_and_back(company: Desk) -> None:
    page = company.page(name="lev")
    page.goto(company.address + PAGES["waiver"])
    page.get_by_label("Why, in words").fill("groups without members are rare")
    page.get_by_label("Until").fill("4.5.0")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("status").first).to_have_text("greta is asked to approve W-0002.")
    approver = company.page(name="greta")
    approver.goto(company.address + "/desk")
    approver.get_by_role("link", name="waiver W-0002 of ferrywell").click()
    approver.get_by_role("button", name="Approve waiver W-0002").click()
    expect(approver.get_by_text("- id: W-0002")).to_be_visible()


def test_articles_that_fit_alike_stand_side_by_side_with_what_sets_them_apart(company: Desk) -> None:
    page = company.page(name=Demo().company.people[0].name)
    page.goto(company.address + PAGES["alike"])
    alike = page.get_by_role("group", name="Articles that fit alike").get_by_role("link")
    expect(alike).to_have_text([re.compile("^ferrywell · FW-2301"), re.compile("^lampwick · LMP0301E")])
    expect(alike.first).to_have_attribute("aria-current", "true")  # it is the one that is open below
    left, right = (link.evaluate("link => link.getBoundingClientRect().toJSON()") for link in alike.all())
    assert left["top"] == right["top"]
    assert left["right"] < right["left"]


@pytest.mark.parametrize("look", LOOKS)
def test_the_customers_pages_fit_and_have_no_barriers(
    company: Desk, site: str, barriers: Check, look: dict[str, Any]
) -> None:
    page = company.page(**look)
    found = {}
    for address in ("/", "/a/fw-2107/", "/p/ferrywell/", "/404.html"):
        page.goto(site + address)
        found[address] = faults(page, look["viewport"]["width"], barriers)
    assert {address: what for address, what in found.items() if what} == {}


def test_customers_search_in_their_browser_and_read_what_they_find(company: Desk, site: str) -> None:
    page = company.page()
    page.goto(site)
    page.get_by_label("Search").fill("no space left")
    page.get_by_role("link", name="FW-2107: no space left for staging").click()
    expect(page).to_have_url(f"{site}/a/fw-2107/")
    expect(page.get_by_text("See what the staging folder holds")).to_be_visible()


@pytest.mark.parametrize(
    ("paste", "found"),
    [
        pytest.param(
            "09:41:07 ERROR ferry[311]: FW-2107 cannot stage a.mov: no space left on /srv/x",
            "fw-2107",
            id="with a code",
        ),
        pytest.param("09:41:07 ERROR ferry[311]: cannot stage a.mov: no space left on /srv/x", "fw-2107", id="without"),
        pytest.param(
            "09:41:03 INFO  ferry[311]: job films: 38 files\n09:41:08 ERROR ferry[311]: FW-2301 cannot reach\n",
            "fw-2301",
            id="a log",
        ),
    ],
)
def test_customers_paste_a_line_of_a_log_as_it_is(company: Desk, site: str, paste: str, found: str) -> None:
    page = company.page()
    page.goto(site)
    page.get_by_label("Search").fill(paste)
    expect(page.locator("[data-found] a").first).to_have_attribute("href", re.compile(f"/a/{found}/"))


def test_a_code_that_a_product_prints_leads_customers_to_its_article(company: Desk, site: str) -> None:
    page = company.page(java_script_enabled=False)
    page.goto(f"{site}/e/FW-2107/")
    expect(page).to_have_url(f"{site}/a/fw-2107/")
    page.goto(site)
    page.get_by_role("link", name="ferrywell", exact=True).click()
    expect(page.get_by_role("heading", name="ferrywell")).to_be_visible()
