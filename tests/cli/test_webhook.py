"""`kbsearch webhook`: what other programs have not taken, and telling them again, from a terminal."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Kbsearch

URL = "http://127.0.0.1:9/hook"  # the port of the service that discards: nothing listens there


@pytest.fixture
def told(kb: Path, kbsearch: Kbsearch, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desk that tells one address of its tickets."""
    monkeypatch.setenv("KBSEARCH_WEBHOOK_SECRET", "swordfish")
    (kb / "kbsearch.toml").write_text(f'[[webhooks]]\nurl = "{URL}"\n', "utf-8")
    kbsearch("--kb", kb, "user", "add", "ana", "--role", "agent")
    assert kbsearch("--kb", kb, "webhook", "send").stdout == "0 deliveries arrived\n"
    return kb


def test_what_was_not_taken_is_listed_with_the_reason_and_sent_again(told: Path, kbsearch: Kbsearch) -> None:
    assert kbsearch("--kb", told, "webhook", "list").stdout == "everything has arrived\n"
    assert kbsearch("--kb", told, "webhook", "list", "--all").stdout == "nothing was told yet\n"
    kbsearch("--kb", told, "ticket", "add", "--by", "ana", "--requester", "Zoe", "--paste", "-", stdin="E4012")
    sent = kbsearch("--kb", told, "webhook", "send")
    assert (sent.exit_code, sent.stdout) == (1, "0 deliveries arrived, 1 not: see 'kbsearch webhook list'\n")
    line = kbsearch("--kb", told, "webhook", "list").stdout
    assert re.fullmatch(
        rf"1  ticket 1 opened  to {URL}  \(waiting, tried 1 time: .*refused, again at [\d-]+ [\d:]+ UTC\)\n", line
    )
    (one,) = json.loads(kbsearch("--kb", told, "webhook", "list", "--json").stdout)
    assert {key: one[key] for key in ("id", "url", "ticket", "type", "standing", "tries", "done")} == {
        "id": 1,
        "url": URL,
        "ticket": 1,
        "type": "ticket.opened",
        "standing": "waiting",
        "tries": 1,
        "done": None,
    }
    said = kbsearch("--kb", told, "webhook", "retry", "1").stdout
    assert said == "1 delivery to be sent: 'kbsearch webhook send' does it now\n"
    assert json.loads(kbsearch("--kb", told, "webhook", "retry", "--json").stdout) == {"again": 1}


def test_a_delivery_that_is_not_there_cannot_be_sent_again(told: Path, kbsearch: Kbsearch) -> None:
    refused = kbsearch("--kb", told, "webhook", "retry", "7")
    assert (refused.exit_code, refused.stderr) == (
        2,
        "error: delivery 7 cannot be sent again (there is none of that number): "
        "'kbsearch webhook list --all' lists those of the last thirty days [KBE1069]\n",
    )
