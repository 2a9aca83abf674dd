"""A small desk: one article, its people, a private category, and a browser for each of them."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from kbsearch.kb import KnowledgeBase
from kbsearch.people.roles import Role
from kbsearch.tickets.viewer import Viewer
from kbsearch.web import create_app

ARTICLE = """\
---
id: sync-e4012
title: "E4012: remote refused the token"
products: [acme-sync]
errors:
  - code: E4012
    message: "sync: remote {host} refused token {token}"
---
## Resolution
Make a new token.
"""
SETTINGS = """\
[mail]
address = "help@acme.example"
url = "https://help.acme.example"

[tickets]
alarms = ["li"]

[[tickets.categories]]
name = "Security"
people = ["sam"]
private = true

[[tickets.categories]]
name = "Billing"
people = ["ben"]

[[tickets.fields]]
name = "os"
label = "System"
kind = "choice"
choices = ["Linux", "Windows"]
"""
PASTE = "sync: remote eu1 refused token 7f3a"
PEOPLE = {"ana": Role.AGENT, "ben": Role.AGENT, "sam": Role.ADMIN, "li": Role.APPROVER, "eve": Role.ENGINEER}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The knowledge base as it is before anybody asks."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "articles").mkdir()
    (folder / "articles" / "sync-e4012.md").write_text(ARTICLE, "utf-8")
    (folder / "kbsearch.toml").write_text(SETTINGS, "utf-8")
    with KnowledgeBase.open(folder) as it:
        it.index()
        for name, role in PEOPLE.items():
            it.people.accounts.add(name, role)
    return folder


@pytest.fixture
def kb(tmp_path: Path, made: Path) -> Iterator[KnowledgeBase]:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    with KnowledgeBase.open(tmp_path) as it:
        yield it


@pytest.fixture
def app(kb: KnowledgeBase) -> Flask:
    """The application, whose forms need no token here."""
    app = create_app(kb)
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def said(answer: TestResponse) -> str:
    """What a page says, its tags left out."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def seen_by(kb: KnowledgeBase, name: str) -> Viewer:
    return Viewer(name, PEOPLE[name])
