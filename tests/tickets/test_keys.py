"""A key opens one ticket for whoever asked, for a while, until it is revoked; nobody can read it anywhere."""

from datetime import timedelta

import pytest

from kbsearch.errors import AccessKeyRefused
from kbsearch.people.audit import trail
from kbsearch.people.database import Database, dated, now
from kbsearch.tickets.keys import BYTES, LASTS, AccessKeys


def opens(keys: AccessKeys, ticket: int, text: str) -> bool:
    try:
        keys.check(ticket, text)
    except AccessKeyRefused:
        return False
    return True


def test_a_key_opens_its_ticket_and_no_other(database: Database) -> None:
    keys = AccessKeys(database)
    first, second = keys.make(1), keys.make(2)
    assert (opens(keys, 1, first), opens(keys, 2, second)) == (True, True)
    assert (opens(keys, 2, first), opens(keys, 1, second), opens(keys, 3, first)) == (False, False, False)
    with pytest.raises(AccessKeyRefused) as refused:
        keys.check(1, "guessed")
    assert str(refused.value) == (
        "this key does not open request 1, or no longer: "
        "use the link from the last letter about it, or answer that letter [KBE1061]"
    )


def test_a_key_holds_enough_chance_and_no_two_are_alike(database: Database) -> None:
    keys = AccessKeys(database)
    made = {keys.make(1) for _ in range(20)}
    assert len(made) == 20
    assert 8 * BYTES >= 128
    assert {len(key.replace("-", "")) * 5 for key in made} == {8 * BYTES}


@pytest.mark.parametrize(
    "change", [str.upper, lambda key: key.replace("-", ""), lambda key: key.replace("-", " ") + "\n"]
)
def test_a_key_that_was_copied_by_hand_opens_too(database: Database, change: object) -> None:
    assert callable(change)
    keys = AccessKeys(database)
    assert opens(keys, 1, change(keys.make(1)))


def test_what_is_kept_of_a_key_does_not_open_anything(database: Database) -> None:
    keys = AccessKeys(database)
    key = keys.make(1)
    with database.read() as session:
        raw = session.connection().connection.driver_connection
        assert raw is not None
        kept = [row[0] for row in raw.execute("SELECT hash FROM access_key")]
        dump = "\n".join(raw.iterdump())
    assert key not in dump
    assert key.replace("-", "") not in dump
    assert [opens(keys, 1, hash) for hash in kept] == [False]


def test_a_key_ends_by_itself(database: Database) -> None:
    keys = AccessKeys(database)
    key, short = keys.make(1), keys.make(1, lasts=timedelta(hours=1))
    with dated(now() + timedelta(hours=2)):
        assert (opens(keys, 1, key), opens(keys, 1, short)) == (True, False)
    with dated(now() + LASTS + timedelta(seconds=1)):
        assert not opens(keys, 1, key)


def test_keys_are_revoked_at_once_and_that_is_on_record(database: Database) -> None:
    keys = AccessKeys(database)
    key, other = keys.make(1), keys.make(2)
    assert (keys.revoke(1, by="ana"), keys.revoke(1, by="ana")) == (1, 0)
    assert (opens(keys, 1, key), opens(keys, 2, other)) == (False, True)
    assert [(event.by, event.did) for event in trail(database, subject="1")] == [("ana", "access keys revoked")] * 2


@pytest.mark.parametrize("text", ["", "-", "x" * 100_000, "\x00", "\ud800", "кључ"])
def test_whatever_is_shown_as_a_key_is_refused_in_the_same_words(database: Database, text: str) -> None:
    keys = AccessKeys(database)
    keys.make(1)
    assert not opens(keys, 1, text)
