"""From a question to an approval, by two people in a real browser, without scripts."""

import pytest
from playwright.sync_api import expect

from kbsearch.people.roles import Role
from tests.browser.conftest import Desk

DRAFT = """\
---
id: store-e5200
title: "E5200: the store is locked"
products: [acme-store]
errors:
  - code: E5200
    message: "store: {file} is locked"
confidence: wip
owner: the-author
---
## Issue

Nothing is written.

## Resolution

Wait for the other backup to end.
"""


@pytest.fixture
def drafted(desk: Desk) -> Desk:
    (desk.kb.settings.root / "articles/store-e5200.md").write_text(DRAFT, encoding="utf-8")
    desk.kb.index()
    return desk


def test_an_article_is_sent_to_review_remarked_on_and_approved_without_scripts(drafted: Desk) -> None:
    desk = drafted
    author = desk.page(Role.AUTHOR, java_script_enabled=False)
    author.goto(f"{desk.address}/a/store-e5200")
    author.get_by_role("link", name="Review").click()
    author.get_by_label("What to look at").fill("Is it clear?")
    author.get_by_role("button", name="Ask for a review").click()
    expect(author.get_by_role("status")).to_have_text("the-reviewer is asked to review it.")

    reviewer = desk.page(Role.REVIEWER, java_script_enabled=False)
    reviewer.goto(desk.address)
    reviewer.get_by_role("link", name="Desk 1 waiting").click()
    reviewer.get_by_role("link", name="E5200: the store is locked").first.click()
    expect(reviewer.get_by_text("Is it clear?")).to_be_visible()
    reviewer.get_by_role("link", name="13", exact=True).click()
    reviewer.get_by_label("Remark on line 13").fill("By how much?")
    reviewer.get_by_role("button", name="Keep the remark").click()
    expect(reviewer.locator("#kb-line-13").get_by_text("By how much?")).to_be_visible()
    reviewer.get_by_role("button", name="Approve").click()
    expect(reviewer.get_by_role("status")).to_have_text("It is validated.")

    author.reload()
    expect(author.get_by_text("Validated", exact=True)).to_be_visible()
    author.get_by_role("button", name="Settle").click()
    expect(author.get_by_text("By how much?")).to_have_count(0)

    agent = desk.page(Role.AGENT, java_script_enabled=False)
    agent.goto(f"{desk.address}/?q=store: ledger.db is locked")
    expect(agent.locator("h2#kb-first")).to_have_text("E5200: the store is locked")
    expect(agent.locator("article.first").get_by_text("Validated", exact=True)).to_be_visible()
