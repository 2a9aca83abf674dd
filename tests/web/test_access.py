"""What each role may open: the one table, walked by everybody through every page."""

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask

from kbsearch.errors import NotAllowed
from kbsearch.kb import KnowledgeBase
from kbsearch.people.roles import Role, may
from kbsearch.people.tokens import Scope
from kbsearch.web import create_app
from kbsearch.web.access import ROUTES
from kbsearch.web.identity import API
from tests.web.conftest import CLOCK, SECRET, TOKEN, write_articles


class Key(NamedTuple):
    """What lets somebody in."""

    cookie: str
    token: str


Keys = Mapping[Role, Key]


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder: Path = tmp_path_factory.mktemp("walked") / "kb"
    write_articles(folder, {"token": TOKEN, "clock": CLOCK, "secret": SECRET})
    with KnowledgeBase.open(folder) as it:
        it.index()
        for role in Role:
            it.people.accounts.add(f"the-{role}", role)
        yield it


@pytest.fixture(scope="module")
def app(kb: KnowledgeBase) -> Flask:
    it = create_app(kb)
    it.config["WTF_CSRF_ENABLED"] = False  # who may come in is asked here, not whose form it is
    return it


@pytest.fixture(scope="module")
def keys(app: Flask, kb: KnowledgeBase) -> Keys:
    """How somebody with each role comes in: in a browser that has signed in, and as a program."""
    found: dict[Role, Key] = {}
    for role in Role:
        client = app.test_client()
        client.get(f"/sign-in/{kb.people.tokens.create_link(f'the-{role}')}")
        cookie = client.get_cookie("kbsearch")
        assert cookie is not None
        found[role] = Key(cookie.value, kb.people.tokens.create(f"the-{role}", [Scope.ADMIN]))
    return found


def test_every_page_is_in_the_table(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(ROUTES)


def place(app: Flask, endpoint: str) -> tuple[str, str]:
    """The method and an address of an endpoint."""
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)
    address = re.sub(r"<[^>]+>", "token", re.sub(r"<int:[^>]+>", "1", rule.rule))
    methods = rule.methods or set()
    return ("GET" if "GET" in methods else next(iter(methods - {"HEAD", "OPTIONS"}))), address


@pytest.mark.parametrize("endpoint", ROUTES)
@pytest.mark.parametrize("role", [None, *Role])
def test_a_page_opens_to_whom_the_table_says(app: Flask, keys: Keys, endpoint: str, role: Role | None) -> None:
    method, address = place(app, endpoint)
    program = address.startswith(API)
    client = app.test_client()
    if role is not None and not program:
        client.set_cookie("kbsearch", keys[role].cookie)
    headers = {"Authorization": f"Bearer {keys[role].token}"} if role is not None and program else {}
    answer = client.open(address, method=method, headers=headers)
    right = ROUTES[endpoint]
    refused = answer.status_code == HTTPStatus.FORBIDDEN and NotAllowed.code in answer.text
    if right is None or may(role, right):
        assert answer.status_code != HTTPStatus.INTERNAL_SERVER_ERROR
        assert not refused
        assert not answer.headers.get("Location", "").startswith("/sign-in?")
    elif role is None and method == "GET" and not program:
        assert answer.headers["Location"].startswith("/sign-in?next=")
    else:
        assert refused
