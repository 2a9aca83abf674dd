"""The public doors in a real browser without a script: from a request to yes, it is fixed; from a mail to the same."""

import email
import re
from datetime import timedelta
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kbsearch.kb import KnowledgeBase
from kbsearch.people.database import now
from kbsearch.people.roles import Role
from kbsearch.tickets.models import State
from kbsearch.tickets.searches import Counts
from kbsearch.tickets.viewer import Viewer
from tests.browser.conftest import LOOKS, PASTE, Check, Desk
from tests.tickets.mail.conftest import MailServer, listening, wait_until

__all__ = ["listening"]

ADMIN = Viewer("the-admin", Role.ADMIN)
SETTINGS = """\
[kb]
name = "Acme help"

[mail]
address = "help@acme.example"

[attachments]
largest_mb = 1
"""
MAIL = (
    b"From: Zoe <zoe@corp.example>\r\nTo: help@acme.example\r\nSubject: Sync stops\r\n"
    b"Message-ID: <z1@corp.example>\r\n\r\nIt stops since Monday.\r\n"
)


@pytest.fixture
def door(desk: Desk) -> Desk:
    """The desk with a mail address, and a limit for files that a test can pass."""
    (desk.kb.settings.root / "kbsearch.toml").write_text(SETTINGS, "utf-8")
    desk.kb.index()
    return desk


def fill(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    page.get_by_role("link", name="Talk to us").click()
    page.get_by_label("What happened?").fill(f"It stops since Monday.\n\n{PASTE}")
    page.get_by_label("Your name").fill("Zoë Ångström")
    page.get_by_label("Your e-mail address").fill("zoe@corp.example")
    page.get_by_label("Product").select_option("acme-sync")
    page.get_by_label("Browser or app").select_option("Firefox")


def state(kb: KnowledgeBase, number: int = 1) -> State:
    return kb.tickets.get(number, ADMIN).state


def test_a_request_is_made_answered_and_confirmed_without_a_script(door: Desk, tmp_path: Path) -> None:
    page = door.page(java_script_enabled=False)
    (tmp_path / "large.log").write_bytes(b"x" * (2**20 + 1))
    (tmp_path / "small.log").write_bytes(b"small")
    fill(page, door.address)
    page.get_by_label("Files").set_input_files([tmp_path / "large.log", tmp_path / "small.log"])
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("alert")).to_have_text(
        "The file large.log is not taken (it has 1.0 MB, more than 1): bring another one, or send it without."
    )
    expect(page.get_by_label("What happened?")).to_have_value(f"It stops since Monday.\n\n{PASTE}")
    expect(page.get_by_label("Browser or app")).to_have_value("Firefox")
    page.get_by_role("button", name="Send it").click()

    key = page.locator("dd code").nth(1).inner_text()
    expect(page.get_by_role("status")).to_contain_text("We have it, Zoë Ångström.")
    expect(page.get_by_role("link", name="E4012: remote refused the token")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="small.log").click()
    assert saved.value.path().read_bytes() == b"small"

    owner = door.kb.tickets.get(1, ADMIN).owner
    door.kb.tickets.reply(1, "Please make a new token.", by=owner)
    door.kb.tickets.solve(1, by=owner)
    page.goto(f"{door.address}/status")
    page.get_by_label("Number of the request").fill("1")
    page.get_by_label("Key").fill(key.upper())
    page.get_by_role("button", name="Show it").click()
    expect(page.get_by_role("list", name="What was said")).to_contain_text("Please make a new token.")
    page.get_by_label("If not: what is still wrong?").fill("It stops again.")
    page.get_by_role("button", name="No, it is not").click()
    expect(page.get_by_role("list", name="What was said")).to_contain_text("You: no, it is not fixed.")
    assert (state(door.kb), door.kb.tickets.get(1, ADMIN).owner) == (State.REOPENED, owner)

    door.kb.tickets.solve(1, by=owner)
    page.reload()
    page.get_by_role("button", name="Yes, it is fixed").click()
    expect(page.get_by_text("You: yes, it is fixed.")).to_be_visible()
    assert state(door.kb) is State.CLOSED


def test_a_mail_is_answered_and_confirmed_through_the_link_of_the_letter(
    door: Desk, listening: tuple[MailServer, int]
) -> None:
    server, port = listening
    smtp = f'[mail.smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
    mail = SETTINGS.replace("[attachments]", f'url = "{door.address}"\n\n{smtp}\n[attachments]')
    (door.kb.settings.root / "kbsearch.toml").write_text(mail, "utf-8")
    door.kb.index()
    door.kb.post.inbox.take(MAIL, "pipe")
    owner = door.kb.tickets.get(1, ADMIN).owner
    door.kb.tickets.reply(1, "Please make a new token.", by=owner)
    door.kb.tickets.solve(1, by=owner)
    door.kb.post.round()
    wait_until(lambda: len(server.taken) == 3)
    letter = email.message_from_bytes(bytes(server.taken[-1].content or b""), policy=default)
    link = re.search(r"Say yes or no here: (\S+)", letter.get_content())
    assert link

    page = door.page(java_script_enabled=False)
    page.goto(link[1])
    expect(page.get_by_role("list", name="What was said")).to_have_text(
        re.compile(r"You.*It stops since Monday\..*Please make a new token\..*it should be fixed now", re.DOTALL)
    )
    page.get_by_role("button", name="Yes, it is fixed").click()
    expect(page.get_by_text("You: yes, it is fixed.")).to_be_visible()
    ticket = door.kb.tickets.get(1, ADMIN)
    assert (ticket.state, ticket.confirmed is not None, ticket.contacts) == (State.CLOSED, True, 1)


@pytest.mark.parametrize("look", LOOKS)
def test_the_doors_have_no_barriers_and_fit(door: Desk, barriers: Check, look: dict[str, object]) -> None:
    page = door.page(**look)

    def sound() -> None:
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0

    page.goto(f"{door.address}/status")
    sound()
    fill(page, door.address)
    sound()
    page.locator("#kb-mail").evaluate("one => { one.type = 'text'; one.value = 'zoe' }")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("alert")).to_be_visible()
    sound()
    page.get_by_label("Your e-mail address").fill("zoe@corp.example")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("status")).to_be_visible()
    sound()
    door.kb.tickets.reply(1, "Please make a new token.", by="the-agent")
    door.kb.tickets.solve(1, by="the-agent", article="sync-e4012")
    page.reload()
    expect(page.get_by_role("button", name="Yes, it is fixed")).to_be_visible()
    sound()


def test_an_article_that_is_opened_counts_for_its_search(door: Desk) -> None:
    page = door.page()
    page.goto(f"{door.address}/")
    page.locator("#kb-text").fill("E4012")
    page.get_by_role("link", name="E4012: remote refused the token").first.click()
    expect(page).to_have_url(f"{door.address}/a/sync-e4012")
    hour = timedelta(hours=1)
    wait_until(lambda: door.kb.searches.counts(now() - hour, now() + hour) == Counts(1, 0, 0, 0))
