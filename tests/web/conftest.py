"""A tiny knowledge base, indexed by the real engine, behind the real application."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kbsearch.kb import KnowledgeBase
from kbsearch.web import create_app

TOKEN = """
    ---
    title: "E4012: remote refused the token"
    products: [acme-sync]
    versions: ">=2.3"
    errors:
      - code: E4012
        message: "sync: remote {host} refused token {token}"
      - code: E4019
        message: "token {token} expired on {date}"
    confidence: validated
    audience: public
    owner: ana
    fix_by: approval
    ---
    The sync service stops when the remote no longer accepts its token.

    ## Issue
    Every run ends after a few seconds.

    ## Resolution
    Renew the token. See [clock skew](clock.md), [the secret](secret.md) and [nowhere](gone.md).

    ![The token page](images/token.png)

    ## Cause
    Tokens expire after 90 days.
    """
CLOCK = """
    ---
    title: Clock skew
    products: [acme-drive]
    errors:
      - code: E4013
        message: "sync: clock of {host} is ahead by {n} s"
    audience: public
    ---
    ## Resolution
    Set the clock.
    """
SECRET = """
    ---
    title: Backdoor of the appliance
    products: [project-quokka]
    errors:
      - code: Q-7777
        message: "quokka: maintenance port {port} opened"
      - code: E4013
        message: "sync: clock of {host} is ahead by {n} s"
    audience: internal
    owner: zoe
    ---
    ## Resolution
    Ask zoe for the wombat key.

    ![Plan](images/plan.png)
    """

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)

Make = Callable[[dict[str, str]], KnowledgeBase]
Enter = Callable[[str], FlaskClient]


def write_articles(root: Path, articles: dict[str, str]) -> None:
    """The files of a knowledge base: articles by name, and the pictures that they show."""
    folder = root / "articles"
    (folder / "images").mkdir(parents=True, exist_ok=True)
    for picture in ("token.png", "plan.png"):
        (folder / "images" / picture).write_bytes(PIXEL)
    for name, text in articles.items():
        (folder / f"{name}.md").write_text(dedent(text).lstrip(), encoding="utf-8")


@pytest.fixture(scope="session", autouse=True)
def _pages(compiled_pages: None) -> None:
    """Each test has an application of its own."""


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, str]], Path]:
    """The folder of a knowledge base of some articles, to be copied: that is quicker than to make another."""
    folders: dict[tuple[tuple[str, str], ...], Path] = {}

    def make(articles: dict[str, str]) -> Path:
        key = tuple(articles.items())
        if key not in folders:
            root = tmp_path_factory.mktemp("indexed") / "kb"
            write_articles(root, articles)
            with KnowledgeBase.open(root) as kb:
                kb.index()
                assert kb.people.accounts.all() == []  # there is a state, and nobody in it
            folders[key] = root
        return folders[key]

    return make


@pytest.fixture
def make_kb(tmp_path: Path, indexed: Callable[[dict[str, str]], Path]) -> Iterator[Make]:
    """Open a knowledge base of articles (name to text) that are indexed."""
    opened: list[KnowledgeBase] = []

    def make(articles: dict[str, str]) -> KnowledgeBase:
        shutil.copytree(indexed(articles), tmp_path / "kb", dirs_exist_ok=True)
        opened.append(KnowledgeBase.open(tmp_path / "kb"))
        return opened[-1]

    yield make
    for kb in opened:
        kb.close()


@pytest.fixture
def kb(make_kb: Make) -> KnowledgeBase:
    return make_kb({"token": TOKEN, "clock": CLOCK, "secret": SECRET})


@pytest.fixture
def app(kb: KnowledgeBase) -> Flask:
    return create_app(kb)


@pytest.fixture
def enter(kb: KnowledgeBase, app: Flask) -> Enter:
    """Somebody at a browser, signed in."""

    def signed_in(name: str) -> FlaskClient:
        client = app.test_client()
        client.get(f"/sign-in/{kb.people.tokens.create_link(name)}")
        return client

    return signed_in


@pytest.fixture
def inside(kb: KnowledgeBase) -> FlaskClient:
    """Someone who may see everything."""
    return create_app(kb, "internal").test_client()


@pytest.fixture
def outside(kb: KnowledgeBase) -> FlaskClient:
    """Someone who may see public articles only."""
    return create_app(kb, "public").test_client()
