"""`kbsearch user` and `kbsearch token`: accounts from the command line."""

import json
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from kbsearch.people.database import Database
from kbsearch.people.people import People
from kbsearch.served import announced
from tests.cli.conftest import Kbsearch

Run = Callable[..., Result]


@pytest.fixture
def run(kb: Path, kbsearch: Kbsearch) -> Run:
    return lambda *words, **options: kbsearch("--kb", kb, *words, **options)


@pytest.fixture
def people(kb: Path) -> Iterator[People]:
    database = Database(f"sqlite:///{kb / '.kbsearch/state.db'}")
    yield People(database)
    database.close()


def test_an_account_is_made_listed_and_given_another_role(run: Run) -> None:
    assert run("user", "add", "ana", "--role", "author", "--mail", "ana@corp.example").stdout == (
        "ana is now author\n'kbsearch user link ana' makes a link that signs in without a password\n"
    )
    assert run("user", "list").stdout == "ana  author           ana@corp.example\n"
    assert run("user", "role", "ana", "reviewer").stdout == "ana is now reviewer\n"
    listed = json.loads(run("user", "list", "--json").stdout)
    assert listed == [{"name": "ana", "role": "reviewer", "mail": "ana@corp.example", "active": True}]


def test_where_nobody_has_an_account_the_list_says_how_to_make_one(run: Run) -> None:
    assert run("user", "list").stdout == (
        "nobody has an account: 'kbsearch user add NAME --role admin' makes the first\n"
    )


def test_a_password_comes_from_standard_input(run: Run, people: People) -> None:
    run("user", "add", "ana", "--password-stdin", stdin="correct horse battery\n")
    assert people.accounts.sign_in("ana", "correct horse battery").name == "ana"
    assert run("user", "password", "ana", "--password-stdin", stdin="another long secret\n").exit_code == 0
    assert people.accounts.sign_in("ana", "another long secret").name == "ana"


def test_a_link_signs_in_where_the_server_answers(run: Run, people: People) -> None:
    run("user", "add", "ana")
    printed = run("user", "link", "ana", "--at", "https://kb.corp.example/").stdout
    found = re.fullmatch(r"https://kb\.corp\.example/sign-in/(\S+)\n", printed)
    assert found is not None
    assert people.tokens.follow_link(found[1]).name == "ana"


@pytest.mark.parametrize(
    ("settings", "runs", "begins"),
    [
        pytest.param("", True, "http://127.0.0.1:{port}/", id="the server that runs"),
        pytest.param("[mail]\nurl = 'https://kb.corp.example'\n", True, "http://127.0.0.1:{port}/", id="nearest first"),
        pytest.param("[mail]\nurl = 'https://kb.corp.example'\n", False, "https://kb.corp.example/", id="the settings"),
        pytest.param("", False, "http://127.0.0.1:8421/", id="where it will be served"),
    ],
)
def test_a_link_leads_to_where_the_pages_are(run: Run, kb: Path, settings: str, runs: bool, begins: str) -> None:
    (kb / "kbsearch.toml").write_text(settings, encoding="utf-8")
    run("user", "add", "ana")
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port = server.getsockname()[1]
        if runs:
            server.listen()  # else as after a power cut: announced, and nobody there
        with announced(kb, f"http://127.0.0.1:{port}"):
            said = json.loads(run("user", "link", "ana", "--json").stdout)
    assert said["name"] == "ana"
    assert said["link"].startswith(begins.format(port=port) + "sign-in/")


def test_a_disabled_account_is_marked_and_can_be_enabled_again(run: Run) -> None:
    run("user", "add", "ana")
    assert run("user", "disable", "ana").stdout == "ana can no longer sign in: 'kbsearch user enable ana' undoes it\n"
    assert run("user", "list").stdout == "ana  agent            disabled\n"
    run("user", "enable", "ana")
    assert run("user", "list").stdout == "ana  agent\n"


def test_an_unknown_name_is_said_with_a_guess(run: Run) -> None:
    run("user", "add", "dora")
    refused = run("user", "role", "doora", "author")
    assert refused.exit_code == 2
    assert refused.stderr == "error: no account is named 'doora': did you mean 'dora'? [KBE1030]\n"


def test_a_token_is_printed_alone_and_works(run: Run, people: People) -> None:
    run("user", "add", "ci")
    text = run("token", "create", "ci", "--scope", "search", "--name", "release check", "--days", "90").stdout
    assert re.fullmatch(r"kbs_\S{43}\n", text)
    account, scopes = people.tokens.bearer(text.strip())
    assert (account.name, [scope.value for scope in scopes]) == ("ci", ["search"])


def test_tokens_are_listed_without_their_text_and_revoked_by_number(run: Run) -> None:
    run("user", "add", "ci")
    assert run("token", "list", "ci").stdout == "ci has no token: 'kbsearch token create ci' makes one\n"
    text = run("token", "create", "ci", "--name", "release check").stdout.strip()
    listed = run("token", "list", "ci").stdout
    assert re.fullmatch(r" +1  search  release check  \(never used\)\n", listed)
    assert text not in listed
    assert run("token", "revoke", "1").stdout == "token 1 no longer works\n"
    assert json.loads(run("token", "list", "ci", "--json").stdout)[0]["revoked"]
    assert run("token", "revoke", "7").exit_code == 2
