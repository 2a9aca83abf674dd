"""Accounts: who may sign in, and what their role allows."""

import pytest

from kbsearch.errors import AccountExists, AccountUnknown, NameInvalid, PasswordWeak, SignInRefused
from kbsearch.people.audit import trail
from kbsearch.people.database import Database
from kbsearch.people.people import People
from kbsearch.people.roles import RIGHTS, Right, Role, may

SECRET = "correct horse battery"


def test_name_and_password_open_an_account_whatever_the_case_of_the_name(people: People) -> None:
    people.accounts.set_password("ana", SECRET, by="root")
    assert people.accounts.sign_in("Ana", SECRET).name == "ana"


@pytest.mark.parametrize(
    ("name", "password"),
    [
        pytest.param("ana", "something else", id="wrong password"),
        pytest.param("nobody", SECRET, id="no such name"),
        pytest.param("ben", SECRET, id="an account without a password"),
        pytest.param("dora", SECRET, id="an account that is shut"),
        pytest.param("ana", "x" * 5_000, id="a password of pages"),
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same_and_the_try_on_record(
    people: People, database: Database, name: str, password: str
) -> None:
    people.accounts.set_password("ana", SECRET, by="root")
    people.accounts.set_password("dora", SECRET, by="root")
    people.accounts.disable("dora", by="root")
    with pytest.raises(SignInRefused) as refused:
        people.accounts.sign_in(name, password)
    assert str(refused.value) == (
        "this name and password open no account: "
        "try again, or ask an admin for a sign-in link ('kbsearch user link NAME') [KBE1034]"
    )
    assert (trail(database)[0].did, trail(database)[0].subject) == ("sign-in refused", name)


def test_a_password_is_kept_as_an_argon2id_hash_alone(people: People) -> None:
    people.accounts.set_password("ana", SECRET, by="root")
    kept = people.accounts.get("ana").password
    assert kept is not None
    assert kept.startswith("$argon2id$")
    assert SECRET not in kept


@pytest.mark.parametrize("length", [0, 11, 1_001])
def test_a_password_that_protects_nothing_is_refused(people: People, length: int) -> None:
    with pytest.raises(PasswordWeak) as refused:
        people.accounts.set_password("ana", "x" * length, by="root")
    assert str(refused.value) == (
        f"a password of {length} characters is not taken: "
        "choose one of 12 to 1,000 characters; a few words in a row are good [KBE1033]"
    )


@pytest.mark.parametrize("name", ["", "  ", "ana li", "-x", "a" * 65, "a/b", "a\nb"])
def test_a_name_that_could_mean_something_else_is_refused(people: People, name: str) -> None:
    with pytest.raises(NameInvalid):
        people.accounts.add(name, Role.AGENT)


def test_a_name_is_given_once(people: People) -> None:
    with pytest.raises(AccountExists) as refused:
        people.accounts.add("ANA", Role.ADMIN)
    assert str(refused.value) == (
        "there is an account named 'ANA' already: take another name, or change that one with 'kbsearch user' [KBE1031]"
    )
    assert people.accounts.get("ana").role is Role.AGENT


def test_a_name_that_nobody_has_is_guessed_at(people: People) -> None:
    with pytest.raises(AccountUnknown) as unknown:
        people.accounts.get("doora")
    assert str(unknown.value) == "no account is named 'doora': did you mean 'dora'? [KBE1030]"


def test_a_new_role_password_or_end_ends_the_sessions(people: People) -> None:
    before = people.accounts.get("ana").epoch
    people.accounts.set_role("ana", Role.AUTHOR, by="root")
    people.accounts.set_password("ana", SECRET, by="root")
    people.accounts.disable("ana", by="root")
    assert people.accounts.get("ana").epoch == before + 3


def test_a_disabled_account_opens_again_with_what_it_had(people: People) -> None:
    people.accounts.set_password("ana", SECRET, by="root")
    people.accounts.disable("ana", by="root")
    people.accounts.enable("ana", by="root")
    assert people.accounts.sign_in("ana", SECRET).role is Role.AGENT


def test_every_change_of_an_account_is_on_record(people: People, database: Database) -> None:
    people.accounts.set_role("ana", Role.AUTHOR, by="root")
    event = trail(database, subject="ana")[0]
    assert (event.by, event.did, event.details) == ("root", "role changed", {"before": "agent", "role": "author"})


def test_visitors_have_no_right_and_admins_all() -> None:
    assert not any(may(None, right) for right in Right)
    assert all(may(Role.ADMIN, right) for right in Right)


def test_every_role_may_read_and_only_three_may_review() -> None:
    assert all(Right.READ in RIGHTS[role] for role in Role)
    assert {role for role in Role if may(role, Right.REVIEW)} == {Role.REVIEWER, Role.APPROVER, Role.ADMIN}
