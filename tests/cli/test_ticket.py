"""`kbsearch ticket` and `kbsearch requester`: a call is logged, worked on and ended from a terminal."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.conftest import Kbsearch

Run = Callable[..., Result]

SETTINGS = """
[[tickets.categories]]
name = "security"
people = "eva"
private = true

[[tickets.fields]]
name = "system"
"""


@pytest.fixture
def run(kb: Path, kbsearch: Kbsearch) -> Run:
    with (kb / "kbsearch.toml").open("a") as file:
        file.write(SETTINGS)
    for name, role in (("ana", "agent"), ("ned", "engineer"), ("eva", "approver")):
        kbsearch("--kb", kb, "user", "add", name, "--role", role)
    return lambda *words, **more: kbsearch("--kb", kb, "ticket", *words, **more)


def log(run: Run, *words: str, **more: str) -> dict[str, object]:
    """The ticket that a call makes, as JSON."""
    ran = run("add", "--by", "ana", "--requester", "Maria", "--json", *words, **more)
    assert ran.exit_code == 0, ran.stderr
    found: dict[str, object] = json.loads(ran.stdout)
    return found


def test_a_call_is_logged_linked_and_solved(run: Run) -> None:
    ticket = log(run, "--paste", "-", "--product", "acme-sync", stdin="ERROR sync: remote hub refused token abc1\n")
    assert (ticket["number"], ticket["owner"], ticket["similar"]) == (1, "ana", [])
    again = run("add", "--by", "ana", "--requester", "Otto", "--paste", "ERROR sync: remote hub refused token xyz2")
    assert again.stdout == (
        "ticket 2, owner ana: sync: remote hub refused token xyz2\nopen tickets of the same error: 1\n"
    )
    assert run("link", "1", "sync-e4012", "--as", "resolution", "--by", "ana").stdout == (
        "ticket 1: sync-e4012 is linked as resolution\n"
    )
    assert run("solve", "1", "--by", "ana").stdout == "ticket 1 is solved; Maria is asked whether it is\n"
    assert json.loads(run("confirm", "1", "--by", "ana", "--json").stdout)["state"] == "closed"
    listed = json.loads(run("list", "--all", "--json").stdout)
    assert [(one["number"], one["resolution"]) for one in listed["tickets"]] == [(1, "sync-e4012"), (2, "")]
    assert [one["number"] for one in json.loads(run("list", "--unlinked", "--json").stdout)["tickets"]] == [2]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(
            ("link", "1", "nothing-like-it", "--as", "reference", "--by", "ana"),
            "error: no article has the id 'nothing-like-it'",
            id="an article that there is not",
        ),
        pytest.param(
            ("note", "1", "x", "--by", "anna"),
            "error: no account is named 'anna': did you mean 'ana'? [KBE1030]",
            id="nobody's name",
        ),
        pytest.param(
            ("show", "7"),
            "error: there is no ticket 7: 'kbsearch ticket list' shows those that you may see [KBE1050]",
            id="a number that none has",
        ),
        pytest.param(
            ("promise", "1", "soon", "--by", "ana"),
            "error: this cannot be kept in the log ('soon' is no time): "
            "write 15:00, 'tomorrow 9:00', +2h, or 2026-11-20 15:00 [KBE1051]",
            id="no time",
        ),
        pytest.param(
            ("reply", "1", "Our vendor has it.", "--by", "ana"),
            "error: the reply was not sent, look at it once more "
            "('vendor': who makes it is our concern; say what happens next): "
            "put it in other words, or send it as it is ('--as-is') [KBE1054]",
            id="an internal word",
        ),
        pytest.param(
            ("list", "--field", "system"), "Error: Invalid value for --field: 'system' is not NAME=VALUE", id="no value"
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(run: Run, words: tuple[str, ...], said: str) -> None:
    log(run, "--subject", "x")
    ran = run(*words)
    assert ran.exit_code == 2
    assert said in ran.stderr


def test_a_ticket_is_shown_with_all_that_happened(run: Run) -> None:
    log(run, "--subject", "printer on fire", "--field", "system=Linux", "--minutes", "5", "--people", "3")
    run("note", "1", "sounds angry", "--by", "ana")
    run("reply", "1", "-", "--by", "ana", stdin="Please step back.\n")
    run("escalate", "1", "--by", "ana", "--note", "third one today")
    run("promise", "1", "+2h", "--by", "ana")
    shown = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "TIME", run("show", "1").stdout)
    assert shown == (
        "Ticket 1: printer on fire\n"
        "waiting for us, owner ana, worked on by ned\n"
        "Maria, by phone, since TIME\n"
        "system: Linux\n"
        "costs 15 minutes (5 for each of 3)\n"
        "escalated since TIME\n"
        "promise 5: call back by TIME, to be kept\n"
        "     1  TIME  opened by ana (public)\n"
        "     2  TIME  noted by ana (internal)\n"
        "        sounds angry\n"
        "     3  TIME  replied by ana (public)\n"
        "        Please step back.\n"
        "     4  TIME  escalated by ana (internal)\n"
        "        note: third one today\n"
        "        to: ned\n"
        "     5  TIME  promised by ana (internal)\n"
        "        what: call back\n"
        "        due: TIME\n"
    )
    assert run("list").stdout == "     1 ! waiting for us         ana           Maria: printer on fire\n"
    assert re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "TIME", run("due", "--by", "ana").stdout) == (
        "       TIME  promise 5, ticket 1  call back (Maria)\n"
    )
    assert run("keep", "5", "--by", "ana").stdout == "promise 5 is kept\n"
    assert run("due").stdout == "nothing is promised\n"
    assert run("return", "1", "--by", "ned", "--learnt", "it was the toner").stdout == "ticket 1 is back with ana\n"


def test_each_deed_says_what_it_did(run: Run) -> None:
    for subject in ("one", "two", "three"):
        log(run, "--subject", subject)
    said = [
        run("hand", "1", "ned", "--by", "ana").stdout,
        run("owner", "1", "eva", "--reason", "away", "--by", "ana").stdout,
        run("hear", "1", "and a second thing", "--by", "ana").stdout,
        run("split", "1", "6", "--by", "ana").stdout,
        run("gather", "1", "2", "4", "--by", "ana").stdout,
        run("answer", "1", "All is up again.", "--by", "ana").stdout,
        run("merge", "3", "1", "--by", "ana").stdout,
        run("correct", "1", "--product", "acme-hub", "--by", "ana").stdout,
        run("ask", "1", "reset her token", "--by", "ana").stdout,
        run("decide", "1", "--refuse", "--by", "eva").stdout,
        run("close", "2", "--by", "ana").stdout,
        run("reopen", "2", "--by", "ana").stdout,
    ]
    assert said == [
        "ned works on ticket 1; its owner is ana\n",
        "eva owns ticket 1; Maria is told\n",
        "kept in ticket 1, which is waiting for us\n",
        "ticket 4 begins with it: and a second thing\n",
        "ticket 1 gathers 2, 4\n",
        "answered in ticket 1, 2, 4\n",
        "ticket 3 goes on in ticket 1\n",
        "ticket 1 is corrected\n",
        "approval 1: eva is asked\n",
        "refused; ana is told\n",
        "ticket 2 is closed\n",
        "ticket 2 is open again, with ana\n",
    ]


def test_a_private_ticket_is_listed_for_its_person_alone(run: Run) -> None:
    assert log(run, "--subject", "somebody reads my mail", "--category", "security")["owner"] == "eva"
    assert run("list").stdout == "no ticket is open\n"
    assert run("list", "--by", "ana").stdout == "no ticket is open\n"
    assert run("show", "1").exit_code == 2
    assert json.loads(run("list", "--by", "eva", "--json").stdout)["tickets"][0]["number"] == 1


def test_a_long_list_goes_on_where_the_page_before_ended(run: Run) -> None:
    for number in range(3):
        log(run, "--subject", f"call {number}")
    first = json.loads(run("list", "--limit", "2", "--json").stdout)
    last = json.loads(run("list", "--limit", "2", "--after", first["after"], "--json").stdout)
    assert [[one["number"] for one in page["tickets"]] for page in (first, last)] == [[3, 2], [1]]
    assert last["after"] == ""
    assert run("list", "--limit", "2").stdout.splitlines()[-1] == (
        f"2 tickets of 3; the next with --after {first['after']}"
    )


def test_a_requester_is_exported_and_erased(run: Run, kb: Path, kbsearch: Kbsearch) -> None:
    log(run, "--subject", "printer on fire")
    found = json.loads(kbsearch("--kb", kb, "requester", "export", "Maria").stdout)
    assert [ticket["subject"] for ticket in found["tickets"]] == ["printer on fire"]
    refused = kbsearch("--kb", kb, "requester", "erase", "Maria", stdin="n\n")
    assert refused.exit_code == 1
    assert kbsearch("--kb", kb, "requester", "erase", "Maria", "--yes").stdout == "erased, in 1 ticket\n"
    assert run("list").stdout == "     1   open                   ana           (erased): (erased)\n"
    again = kbsearch("--kb", kb, "requester", "erase", "Maria", "--yes")
    assert (again.exit_code, again.stderr) == (
        2,
        "error: no requester goes by 'Maria': give the e-mail address, "
        "or the name exactly as the ticket shows it [KBE1056]\n",
    )
