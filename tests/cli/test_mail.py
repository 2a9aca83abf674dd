"""`kbsearch mail`: every step of mail from a terminal, with what went wrong and what to do about it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.conftest import Kbsearch

Run = Callable[..., Result]

MAIL = "From: Zoe <zoe@corp.example>\nSubject: Sync\nMessage-ID: <1@corp.example>\n\nE4012: remote refused token 17\n"
NEWS = "From: news@corp.example\nList-Id: <news.corp.example>\nSubject: Offers\n\nBuy now\n"


@pytest.fixture
def run(kb: Path, kbsearch: Kbsearch) -> Run:
    (kb / "kbsearch.toml").write_text('[mail]\naddress = "help@vossmere.example"\n', "utf-8")
    return lambda *words, **more: kbsearch("--kb", kb, "mail", *words, **more)


def test_a_mail_from_a_pipe_becomes_a_ticket_and_its_letter_waits(run: Run) -> None:
    assert (run("list").stdout, run("list", "--all").stdout, run("queue").stdout) == (
        "no mail waits\n",
        "no mail was kept yet\n",
        "no letter waits\n",
    )
    assert run("receive", stdin=MAIL).stdout == "mail 1: ticket 1\n"
    said = json.loads(run("receive", "--json", stdin=MAIL.replace("<1@", "<2@")).stdout)
    assert {key: said[key] for key in ("id", "sender", "subject", "fate", "ticket", "via")} == {
        "id": 2,
        "sender": "zoe@corp.example",
        "subject": "Sync",
        "fate": "taken",
        "ticket": 2,
        "via": "pipe",
    }
    assert [letter["standing"] for letter in json.loads(run("queue", "--json").stdout)] == ["waiting", "waiting"]
    assert run("cancel", "2").stdout == "letter 2 will not be sent\n"
    (line,) = run("queue").stdout.splitlines()
    assert line.startswith("1  to zoe@corp.example  Re: [#1.")
    assert line.endswith("] Sync  (waiting)")
    assert run("retry").stdout == "1 letter to be sent: 'kbsearch mail send' does it now\n"


def test_a_mail_that_was_put_aside_is_listed_shown_and_accepted(run: Run) -> None:
    why = "put aside: bulk mail: it has a header List-Id"
    assert run("receive", stdin=NEWS).stdout == f"mail 1 is kept ({why})\n"
    (line,) = run("list").stdout.splitlines()
    assert line.endswith(f"UTC  news@corp.example  Offers  ({why})")
    shown = run("show", "1").stdout.splitlines()
    assert shown[1:] == ["From: news@corp.example", "Subject: Offers", "", "Buy now"]
    assert run("show", "1", "--raw").stdout == NEWS
    assert run("accept", "1").stdout == "mail 1: ticket 1\n"
    again = run("dismiss", "1")
    assert (again.exit_code, again.stderr) == (2, "error: no mail 1 waits here: it was taken [KBE1065]\n")


def test_a_mail_is_dismissed(run: Run) -> None:
    run("receive", stdin=NEWS)
    assert run("dismiss", "1").stdout == "mail 1 is dismissed\n"
    assert run("list").stdout == "no mail waits\n"


def test_nothing_on_standard_input_is_said(run: Run) -> None:
    refused = run("receive", stdin=" \n")
    assert refused.exit_code == 2
    assert refused.stderr.endswith("Error: No mail on standard input; write 'kbsearch mail receive < message.eml'.\n")


def test_a_mail_server_is_told_to_try_again_when_the_mail_cannot_be_stored(run: Run, kb: Path) -> None:
    (kb / ".kbsearch").mkdir(exist_ok=True)
    (kb / ".kbsearch" / "mail").write_text("in the way")
    refused = run("receive", stdin=MAIL)
    assert refused.exit_code == 75
    assert refused.stderr.endswith("[KBE1039]\n")


def test_what_is_not_set_up_is_said(run: Run) -> None:
    refused = run("send")
    assert (refused.exit_code, refused.stderr) == (
        2,
        "error: mail is not set up (letters cannot be sent): set 'host' under [mail.smtp] in kbsearch.toml [KBE1062]\n",
    )
    assert run("fetch").stderr == (
        "error: mail is not set up (there is no mailbox to fetch from): "
        "set 'host' under [mail.imap] in kbsearch.toml [KBE1062]\n"
    )


def test_the_texts_of_letters_are_listed_and_printed(run: Run, kb: Path) -> None:
    printed = run("texts", "replied.txt").stdout
    assert "{{ text }}" in printed
    (kb / "mail").mkdir()
    (kb / "mail" / "replied.txt").write_text(printed, "utf-8")
    assert run("texts").stdout.splitlines() == [
        "approval-asked.txt  as it comes with kbsearch",
        "opened.txt  as it comes with kbsearch",
        "owner-changed.txt  as it comes with kbsearch",
        "people.txt  as it comes with kbsearch",
        "release-weekly.txt  as it comes with kbsearch",
        "replied.txt  your own",
        "solved.txt  as it comes with kbsearch",
    ]
    assert run("texts", "nix.txt").stderr.endswith(
        "Error: No text is called 'nix.txt'; there are approval-asked.txt, opened.txt, owner-changed.txt, people.txt, "
        "release-weekly.txt, replied.txt, solved.txt.\n"
    )


def test_where_somebody_is_told_is_changed(kb: Path, kbsearch: Kbsearch) -> None:
    kbsearch("--kb", kb, "user", "add", "ana", "--role", "agent")
    assert kbsearch("--kb", kb, "user", "mail", "ana", "ana@corp.example").stdout == "ana is told at ana@corp.example\n"
    assert "ana@corp.example" in kbsearch("--kb", kb, "user", "list").stdout
    assert kbsearch("--kb", kb, "user", "mail", "ana", "").stdout == "ana is told here alone\n"
