"""One click says that an article solved it, one takes that back; what is wrong goes to the owner."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kbsearch.people.audit import trail
from kbsearch.people.database import Database
from kbsearch.tickets.flags import Flags, Reason
from kbsearch.tickets.links import LinkKind, Links, Reuse


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    it = Database(f"sqlite:///{tmp_path / 'state.db'}")
    yield it
    it.close()


def test_what_solved_something_counts_as_used_and_what_did_not_does_not(database: Database) -> None:
    links = Links(database)
    links.add("a", LinkKind.RESOLUTION, by="ana")
    last = links.add("a", LinkKind.RESOLUTION, by="ben", signature="s1")
    links.add("a", LinkKind.REJECTED, by="ana")
    links.add("b", LinkKind.REFERENCE, by="ana")
    assert links.reuse("a") == Reuse(2, last.at)
    assert links.reuse_of(["a", "b", "c"]) == {"a": Reuse(2, last.at)}
    assert links.reuse("b") == Reuse(0, None)


def test_a_link_is_taken_back_by_whoever_made_it_and_by_nobody_else(database: Database) -> None:
    links = Links(database)
    made = links.add("a", LinkKind.RESOLUTION, by="ana")
    assert links.undo(made.id, by="ben") is None
    assert links.reuse("a").count == 1
    assert links.undo(made.id, by="Ana") is not None
    assert links.undo(made.id, by="ana") is None
    assert links.undo(99, by="ana") is None
    assert links.reuse("a") == Reuse()


def test_a_flag_goes_to_the_owner_and_stays_open_until_it_is_put_aside(database: Database) -> None:
    flags = Flags(database)
    made = flags.add("a", Reason.OUTDATED, by="ana", owner="ben", note=" since 2.4 ")
    flags.add("b", Reason.BROKEN_LINK, by="ana", owner="cem")
    assert [(one.article, one.reason, one.note) for one in flags.open(owner="ben")] == [
        ("a", Reason.OUTDATED, "since 2.4")
    ]
    assert flags.flagged() == {"a", "b"}
    closed = flags.close(made.id, by="ben")
    assert closed is not None
    assert closed.closed_by == "ben"
    assert flags.close(made.id, by="ben") is None
    assert [one.article for one in flags.open()] == ["b"]
    assert flags.open(article="a") == []


def test_whatever_is_said_about_an_article_is_on_record(database: Database) -> None:
    Links(database).add("a", LinkKind.RESOLUTION, by="ana")
    Flags(database).add("a", Reason.WRONG, by="ben")
    assert [(event.by, event.did) for event in trail(database, subject="a")] == [
        ("ben", "flagged as wrong"),
        ("ana", "linked as resolution"),
    ]
