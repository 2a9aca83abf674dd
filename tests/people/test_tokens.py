"""Tokens stand for an account; whoever finds the database finds none of them."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from kbsearch.errors import AccountUnknown, TokenRefused
from kbsearch.people.database import Database, now
from kbsearch.people.people import People
from kbsearch.people.tokens import LINK_LASTS, Scope, Token

REFUSED = (
    "this token or link does not work, or no longer: "
    "make a new one with 'kbsearch token create NAME' or 'kbsearch user link NAME' [KBE1035]"
)


def test_a_token_opens_its_account_for_its_scopes(people: People) -> None:
    text = people.tokens.create("ana", [Scope.SEARCH])
    account, scopes = people.tokens.bearer(text)
    assert (account.name, scopes) == ("ana", {Scope.SEARCH})


def test_only_the_hash_of_a_token_is_kept(people: People, database: Database) -> None:
    text = people.tokens.create("ana", [Scope.SEARCH])
    with database.read() as session:
        kept = session.scalars(select(Token)).one()
    assert text.startswith("kbs_")
    assert text not in str(vars(kept))
    assert len(kept.hash) == 64


def test_a_token_that_ended_was_revoked_or_whose_account_is_shut_is_refused(people: People) -> None:
    ended = people.tokens.create("ana", [Scope.SEARCH], lasts=timedelta(seconds=-1))
    revoked = people.tokens.create("ana", [Scope.SEARCH])
    people.tokens.revoke(people.tokens.of("ana")[0].id, by="root")
    shut = people.tokens.create("ben", [Scope.SEARCH])
    people.accounts.disable("ben", by="root")
    for text in (ended, revoked, shut, "kbs_nothing", ""):
        with pytest.raises(TokenRefused) as refused:
            people.tokens.bearer(text)
        assert str(refused.value) == REFUSED


def test_when_a_token_was_last_used_is_seen(people: People) -> None:
    text = people.tokens.create("ana", [Scope.SEARCH])
    assert people.tokens.of("ana")[0].used is None
    people.tokens.bearer(text)
    assert people.tokens.of("ana")[0].used is not None


def test_a_link_signs_in_once(people: People) -> None:
    text = people.tokens.create_link("ana")
    assert people.tokens.follow_link(text).name == "ana"
    with pytest.raises(TokenRefused):
        people.tokens.follow_link(text)


def test_a_link_works_for_minutes(people: People, database: Database) -> None:
    text = people.tokens.create_link("ana")
    with database.write() as session:
        session.execute(update(Token).values(ends=now() - timedelta(seconds=1)))
    with pytest.raises(TokenRefused):
        people.tokens.follow_link(text)
    assert timedelta(minutes=1) < LINK_LASTS < timedelta(hours=1)


def test_a_link_is_no_token_and_a_token_no_link(people: People) -> None:
    with pytest.raises(TokenRefused):
        people.tokens.bearer(people.tokens.create_link("ana"))
    with pytest.raises(TokenRefused):
        people.tokens.follow_link(people.tokens.create("ana", [Scope.SEARCH]))


def test_nobody_gets_no_token(people: People) -> None:
    with pytest.raises(AccountUnknown):
        people.tokens.create("nobody", [Scope.SEARCH])
