"""Serving: the address is said, a taken port is said, edits show up, Ctrl-C ends it."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from werkzeug.test import Client

from kbsearch.errors import AccountsMissing, PortTaken
from kbsearch.kb import KnowledgeBase
from kbsearch.served import served_at
from kbsearch.web import create_app
from kbsearch.web.server import is_loopback, serve, server_of


@pytest.mark.parametrize(
    ("host", "inside"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("", False),
        ("192.168.1.7", False),
        ("kb.example.com", False),
    ],
)
def test_only_addresses_of_this_machine_are_inside(host: str, inside: bool) -> None:
    assert is_loopback(host) is inside


def test_a_taken_port_is_said(kb: KnowledgeBase) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken) as caught:
            serve(kb, "127.0.0.1", port)
    assert str(caught.value) == (
        f"cannot listen on 127.0.0.1:{port} (Address already in use): choose another port with --port [KBE1027]"
    )


def test_serving_says_the_address_shows_edits_and_ends_on_ctrl_c(kb: KnowledgeBase) -> None:
    root = kb.settings.root
    kb.close()
    program = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a background job ignores it
    program += "import sys; from kbsearch.kb import KnowledgeBase; from kbsearch.web import serve\n"
    program += "with KnowledgeBase.open(sys.argv[1]) as kb: serve(kb, '127.0.0.1', 0)"
    server = subprocess.Popen(
        [sys.executable, "-c", program, str(root)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        said = server.stdout.readline()
        address = re.fullmatch(r"kb: (http://127\.0\.0\.1:\d+/)\n", said)
        assert address is not None, said
        link = re.fullmatch(r"Sign in with one click, once: (\S+)\n", server.stdout.readline())
        assert link is not None
        assert link[1].startswith(f"{address[1]}sign-in/")
        assert f"{served_at(root)}/" == address[1]
        assert "Set the clock." in read(f"{address[1]}a/clock")
        edit(root / "articles" / "clock.md")
        for _ in range(200):
            if "Wind the clock." in read(f"{address[1]}a/clock"):
                break
            time.sleep(0.05)
        else:
            pytest.fail("the edit did not show up within ten seconds")
        os.kill(server.pid, signal.SIGINT)
        _, errors = server.communicate(timeout=30)
    finally:
        server.kill()
        server.wait()
    assert (server.returncode, errors) == (0, "")
    assert served_at(root) == ""


def test_where_other_machines_reach_it_somebody_must_be_able_to_sign_in(kb: KnowledgeBase) -> None:
    with pytest.raises(AccountsMissing) as refused:
        serve(kb, "0.0.0.0", 0)
    assert str(refused.value) == (
        "nobody could sign in on 0.0.0.0, which other machines can reach: make an account with "
        "'kbsearch user add NAME --role admin', or serve on 127.0.0.1 [KBE1044]"
    )


@pytest.mark.parametrize(
    ("proxy", "last"),
    [
        pytest.param("127.0.0.1", 403, id="the proxy is believed: each has tries of their own"),
        pytest.param("192.0.2.1", 429, id="anybody else is not: it is one address that tries"),
        pytest.param("", 429, id="no proxy: nobody is believed"),
    ],
)
def test_who_asks_is_known_from_the_proxy_alone(kb: KnowledgeBase, proxy: str, last: int) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        contextlib.closing(server_of(create_app(kb), kb, listening, proxy)) as server,
    ):
        asker = Client(server.application)
        tries = [
            asker.get(
                "/request/1/wrong",
                headers={"X-Forwarded-For": f"198.51.100.{n}", "X-Forwarded-Proto": "https"},
                environ_overrides={"REMOTE_ADDR": "127.0.0.1"},
            ).status_code
            for n in range(11)
        ]
    assert tries == [403] * 10 + [last]


def test_behind_a_proxy_somebody_must_be_able_to_sign_in_whatever_the_address(kb: KnowledgeBase) -> None:
    with pytest.raises(AccountsMissing):
        serve(kb, "127.0.0.1", 0, proxy="127.0.0.1")


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return str(answer.read().decode())


def edit(file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace("Set the clock.", "Wind the clock."), encoding="utf-8")
