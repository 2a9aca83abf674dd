"""A real browser before a real server: Debian's chromium, driven by Playwright."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import waitress
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from kbsearch.kb import KnowledgeBase
from kbsearch.people.roles import Role
from kbsearch.web import create_app

PATIENCE_MS = 30_000
"""How long a test waits for what it expects, since a machine may be busy with other tests."""

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
PHONE = {"width": 360, "height": 780}
DESK = {"width": 1280, "height": 900}
LOOKS = [
    pytest.param({"viewport": DESK}, id="desk, light"),
    pytest.param({"viewport": PHONE, "color_scheme": "dark"}, id="phone, dark"),
]

ARTICLES = {
    "sync-e4012": """
        ---
        id: sync-e4012
        title: "E4012: remote refused the token"
        products: [acme-sync]
        versions: ">=2.3"
        errors:
          - code: E4012
            message: "sync: remote {host} refused token {token}"
        audience: public
        confidence: validated
        owner: ben
        ---
        ## Issue

        The sync stops after a few seconds.

        ## Resolution

        1. Make a new token with `acme token new`.
        2. Start the sync again.

        ## Cause

        Tokens end after 90 days.
        """,
    "store-e5100": """
        ---
        id: store-e5100
        title: "E5100: the store is full"
        products: [acme-store]
        errors:
          - code: E5100
            message: "store: cannot write {file}: quota of {size} exceeded"
        owner: ben
        fix_by: approval
        ---
        ## Resolution

        Raise the quota, once it is approved.
        """,
}

PASTE = """\
2026-11-20 09:13:58.120 [main] INFO  sync.boot - version 2.4.1
2026-11-20 09:14:02.481 [worker-3] ERROR sync.remote - E4012 sync: remote eu1.example refused token 7f3a
"""


class Desk:
    """A knowledge base on the air, and the people who work with it."""

    def __init__(self, kb: KnowledgeBase, address: str, browser: Browser) -> None:
        self.kb = kb
        self.address = address
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def page(self, role: Role | None = None, *, name: str = "", **options: Any) -> Page:
        """A new browser window: of somebody by name, of the one with that role, or of a visitor.

        Any error in a script fails the test.
        """
        context = self._browser.new_context(**{"viewport": DESK, **options})
        context.set_default_timeout(PATIENCE_MS)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"a script failed: {error}"))
        if name or role:
            page.goto(f"{self.address}/sign-in/{self.kb.people.tokens.create_link(name or f'the-{role}')}")
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@contextmanager
def on_air(kb: KnowledgeBase, browser: Browser) -> Iterator[Desk]:
    """A knowledge base, served for as long as the block lasts."""
    server = waitress.create_server(create_app(kb), host="127.0.0.1", port=0, threads=4)
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    it = Desk(kb, f"http://127.0.0.1:{server.effective_port}", browser)
    try:
        yield it
    finally:
        it.close()
        server.trigger.pull_trigger(server.close)  # in its own thread, which would sleep on for a second otherwise
        running.join(5)


@pytest.fixture(scope="session")
def browser(compiled_pages: None) -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip(f"no browser found; install one of {', '.join(BROWSERS)}")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        it = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield it
        it.close()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The knowledge base as it is before anybody works with it."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "articles").mkdir()
    for id, text in ARTICLES.items():
        (folder / "articles" / f"{id}.md").write_text(dedent(text).lstrip(), encoding="utf-8")
    (folder / "kbsearch.toml").write_text('[kb]\nname = "Acme help"\n', encoding="utf-8")
    with KnowledgeBase.open(folder) as kb:
        kb.index()
        for role in Role:
            kb.people.accounts.add(f"the-{role}", role)
    return folder


@pytest.fixture
def desk(tmp_path: Path, made: Path, browser: Browser) -> Iterator[Desk]:
    shutil.copytree(made, tmp_path / "kb")
    with KnowledgeBase.open(tmp_path / "kb") as kb, on_air(kb, browser) as it:
        yield it


Check = Callable[[Page], list[str]]


@pytest.fixture
def barriers() -> Check:
    """What keeps people with a disability from using a page, as axe-core finds it: serious and critical findings."""

    def check(page: Page) -> list[str]:
        found = Axe().run(page).response["violations"]
        return [
            f"{one['id']}: {node['html']}"
            for one in found
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"]
        ]

    return check
