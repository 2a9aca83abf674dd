"""The search log knows what was asked and how it ended, and nothing about whoever asked."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from kbsearch.kb import KnowledgeBase
from kbsearch.people.database import Database, dated
from kbsearch.settings import Settings
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.new import New
from kbsearch.tickets.searches import Counts, Found, Search, SearchLog
from tests.tickets.conftest import TICKETS

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ARTICLE = """\
---
id: sync-e4012
title: "E4012: remote refused the token"
errors:
  - code: E4012
    message: "sync: remote {host} refused token {token}"
---
Make a new token.
"""
KNOWN = "E4012 sync: remote eu1 refused token 7f3a"
NEW = "quota of {} exceeded on shelf {}"

Asks = Callable[..., None]


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("kb")
    (folder / "sync-e4012.md").write_text(ARTICLE, "utf-8")
    with KnowledgeBase.open(folder) as it:
        it.index()
        yield it


@pytest.fixture
def searches(database: Database, tmp_path: Path) -> SearchLog:
    return SearchLog(Settings.parse(TICKETS, tmp_path), database)


@pytest.fixture
def ask(kb: KnowledgeBase, searches: SearchLog) -> Asks:
    """Somebody asks, so many seconds after noon."""

    def asked(text: str, page: str = "", after: float = 0) -> None:
        with dated(NOON + timedelta(seconds=after)):
            searches.asked(text, kb.search(text, audience="internal"), page=page)

    return asked


@pytest.fixture
def rows(database: Database, searches: SearchLog) -> Callable[[], list[Search]]:
    def read() -> list[Search]:
        searches.flush()
        with database.read() as session:
            return list(session.scalars(select(Search).order_by(Search.id)))

    return read


def test_a_search_is_kept_with_what_it_found(ask: Asks, rows: Callable[[], list[Search]]) -> None:
    ask(KNOWN)
    ask("zzzz qqqq")
    known, new = rows()
    assert (known.found, known.article, known.signature_text) == (
        Found.SURE,
        "sync-e4012",
        "E4012 sync: remote <value> refused token <value>",
    )
    assert (known.at, known.clicked, known.ticket) == (NOON, None, None)
    assert (new.found, new.article) == (Found.NOTHING, "")


def test_how_searches_end_is_counted(ask: Asks, searches: SearchLog, log: TicketLog) -> None:
    ask(KNOWN, "first-page------")
    ask(KNOWN, "second-page-----")
    ask("zzzz qqqq", "third-page------")
    ask("zzzz qqqq", "fourth-page-----")
    searches.clicked("first-page------")
    searches.clicked("nobody-----------")
    searches.ticketed("third-page------", log.add(New(requester="zoe", paste="zzzz qqqq"), by="ana").number)
    assert searches.counts(NOON, NOON + DAY) == Counts(asked=4, nothing=2, unclicked=1, ticketed=1)
    assert searches.counts(NOON - DAY, NOON) == Counts(0, 0, 0, 0)


def test_what_somebody_types_is_one_search_and_the_same_again_is_no_other(
    ask: Asks, searches: SearchLog, rows: Callable[[], list[Search]]
) -> None:
    for after, text in enumerate(("quota", "quota of", "quota of disk", "quota of disk exceeded")):
        ask(text, "a-page----------", after)
    searches.clicked("a-page----------")
    ask("quota of disk exceeded", "a-page----------", 5)
    ask(KNOWN, "a-page----------", 60)
    assert [(one.paste, one.clicked is not None) for one in rows()] == [
        ("quota of disk exceeded", True),
        (KNOWN, False),
    ]


def test_what_somebody_types_is_one_search_whichever_process_writes_first(
    ask: Asks, searches: SearchLog, rows: Callable[[], list[Search]]
) -> None:
    for after, text in ((2, "quota of disk exceeded"), (0, "quota"), (1, "quota of")):
        ask(text, "a-page----------", after)
        searches.flush()
    assert [one.paste for one in rows()] == ["quota of disk exceeded"]


def test_unanswered_searches_of_one_error_stand_together_the_most_frequent_first(
    ask: Asks, searches: SearchLog, log: TicketLog
) -> None:
    for shelf in (17, 23, 99):
        ask(NEW.format(f"{shelf} GB", shelf), f"page-{shelf:011}", shelf)
    ask("E9999")
    ask(KNOWN)
    searches.ticketed("page-00000000017", log.add(New(requester="zoe", paste=NEW), by="ana").number)
    found = searches.unanswered(NOON, NOON + DAY)
    assert [(one.count, one.tickets, one.last) for one in found] == [(3, 1, NOON + timedelta(seconds=99)), (1, 0, NOON)]
    assert found[0].text == "quota of <size> exceeded on shelf <number>"
    assert found[1].text == "E9999"


def test_what_ended_in_a_private_ticket_is_only_counted(ask: Asks, searches: SearchLog, log: TicketLog) -> None:
    ask("the vault opens by itself", "a-page----------")
    number = log.add(New(requester="zoe", paste="the vault opens", category="security"), by="sven").number
    searches.ticketed("a-page----------", number)
    assert searches.unanswered(NOON, NOON + DAY) == []
    assert searches.counts(NOON, NOON + DAY).ticketed == 1
    assert "vault" not in _dump(searches)


def test_what_was_tried_before_a_private_ticket_is_only_counted_too(
    ask: Asks, searches: SearchLog, log: TicketLog
) -> None:
    ask("the vault opens by itself", "a-page----------")
    ask("badge 17 opens the vault", "a-page----------", 60)
    ask("the vault of somebody else", "b-page----------")
    number = log.add(New(requester="zoe", paste="they get in", category="security"), by="sven").number
    searches.ticketed("a-page----------", number)
    assert [one.text for one in searches.unanswered(NOON, NOON + DAY)] == ["the vault of somebody else"]
    assert searches.counts(NOON, NOON + DAY).asked == 3
    assert "badge" not in _dump(searches)


def test_personal_data_is_masked_before_it_is_stored_and_pastes_are_kept_for_days_only(
    ask: Asks, searches: SearchLog, rows: Callable[[], list[Search]]
) -> None:
    ask("zoe@vossmere.com cannot sign in, card 4111 1111 1111 1111")
    (one,) = rows()
    assert "zoe@vossmere" not in _dump(searches)
    assert "4111" not in _dump(searches)
    for days, paste, kept in ((13, one.paste, 1), (15, "", 1), (729, "", 1), (731, "", 0)):
        with dated(NOON + days * DAY):
            searches.forget()
        assert [row.paste for row in rows()] == [paste] * kept


@pytest.mark.parametrize(
    ("table", "pastes"), [("log = false", []), ("paste_days = 0", [""])], ids=["not at all", "no pastes"]
)
def test_the_settings_say_what_is_kept(
    kb: KnowledgeBase, database: Database, tmp_path: Path, table: str, pastes: list[str]
) -> None:
    searches = SearchLog(Settings.parse(f"[searches]\n{table}", tmp_path), database)
    searches.asked(KNOWN, kb.search(KNOWN))
    searches.flush()
    with database.read() as session:
        assert list(session.scalars(select(Search.paste))) == pastes


def test_erasing_a_requester_takes_what_they_pasted_into_a_search(
    ask: Asks, searches: SearchLog, log: TicketLog
) -> None:
    ask("the wombat of Zoe is broken", "a-page----------")
    searches.ticketed("a-page----------", log.add(New(requester="zoe", paste="broken"), by="ana").number)
    searches.flush()
    log.requesters.erase("zoe", by="root")
    assert "wombat" not in _dump(searches)


def _dump(searches: SearchLog) -> str:
    """All that the table holds, as text."""
    searches.flush()
    with searches._database.read() as session:
        return str([vars(one) for one in session.scalars(select(Search))])
