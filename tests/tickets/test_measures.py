"""What the log tells: each report counts what it says it counts, of one time, and of nothing that one may not see."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, literal, select
from sqlalchemy.orm import Session

from kbsearch.errors import NotAllowed, PeriodInvalid, ReportUnknown, TicketRefused, TicketUnknown
from kbsearch.people.accounts import Account
from kbsearch.people.database import Database, dated
from kbsearch.people.roles import Role
from kbsearch.tickets.changes import ticket_in, ticket_of
from kbsearch.tickets.links import LinkKind, Links
from kbsearch.tickets.log import TicketLog
from kbsearch.tickets.measures.measure import Measure, Unit, worded
from kbsearch.tickets.measures.measures import MEASURES
from kbsearch.tickets.measures.period import Period, read_period
from kbsearch.tickets.measures.spread import spreads
from kbsearch.tickets.models import Channel
from kbsearch.tickets.new import New
from kbsearch.tickets.searches import Found, Search
from kbsearch.tickets.viewer import Viewer

ANA, BEN, SVEN = (Viewer(name, Role.AGENT) for name in ("ana", "ben", "sven"))
MONDAY = datetime(2026, 9, 7, 8, tzinfo=UTC)
SEPTEMBER = Period(datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC))
REFUSED = "error E4012: remote 10.0.0.7 refused token 8842"


def at(**later: float) -> AbstractContextManager[None]:
    """In the first week, so much later than Monday at eight."""
    return dated(MONDAY + timedelta(**later))


def ask(log: TicketLog, text: str = REFUSED, *, by: str = "ana", article: str = "", **more: object) -> int:
    """A request; the article that is named solves it at once."""
    new = New("Maria", text, product="acme-sync", article=article, kind=LinkKind.RESOLUTION, **more)  # type: ignore[arg-type]
    number = log.add(new, by=by).number
    if article:
        log.solve(number, by=by)
    return number


def told(log: TicketLog, name: str, viewer: Viewer = ANA, period: Period = SEPTEMBER) -> Measure:
    return log.measures.get(name, viewer, period)


def week(measure: Measure, monday: str = "2026-09-07") -> tuple[object, ...]:
    """The row of a week, without its name."""
    return next(row[1:] for row in measure.rows if row[0] == monday)


def test_fixed_at_first_contact_takes_one_contact_and_the_requesters_word(log: TicketLog) -> None:
    with at():
        fixed, again, denied, _unasked = (ask(log, article="sync-e4012") for _ in range(4))
        ask(log)  # still open
        log.hear(again, "it is back", channel=Channel.PHONE, by="ana")
        log.solve(again, by="ana")
        log.confirm(denied, False)
    with at(hours=1):
        log.solve(denied, by="ana")
        for number in (fixed, again, denied):
            log.confirm(number, True)
    measure = told(log, "first-contact")
    assert week(measure) == (5, 3, 1, 0.2)
    assert (measure.figure.value, measure.figure.of) == (0.2, "of 5 requests")
    assert week(measure, "2026-09-14") == (0, 0, 0, None)


def test_the_link_rate_is_of_what_has_ended(log: TicketLog) -> None:
    with at():
        ask(log, article="sync-e4012")
        read = ask(log, article="")
        log.link(read, "proxies", LinkKind.REFERENCE, by="ana")
        tried = ask(log, tried=("proxies",))
        for number in (read, tried):
            log.solve(number, by="ana")
        ask(log)  # still open
    measure = told(log, "link-rate")
    assert week(measure) == (3, 1, 2, pytest.approx(2 / 3))
    assert measure.figure.of == "of 3 requests solved or closed"


def test_an_article_is_known_once_it_has_solved_another_request(log: TicketLog, database: Database) -> None:
    with at():
        click = Links(database).add("proxies", LinkKind.RESOLUTION, by="ana")
    with at(minutes=5):
        ask(log, article="sync-e4012")
        ask(log, article="proxies", click=click.id)
        log.solve(ask(log), by="ana")
    with at(days=1):
        ask(log, article="sync-e4012")
    assert week(told(log, "new-or-known")) == (1, 2, 1)


def test_reuse_counts_tickets_and_single_clicks_the_most_useful_first(log: TicketLog, database: Database) -> None:
    with at():
        Links(database).add("proxies", LinkKind.RESOLUTION, by="ana")
        ask(log, article="proxies")
        ask(log, article="sync-e4012")
        taken_back = ask(log, article="old-faithful")
        log.unlink(taken_back, "old-faithful", by="ana")
    measure = told(log, "reuse")
    assert [row[:2] for row in measure.rows] == [("proxies", 2), ("sync-e4012", 1)]
    assert measure.rows[0][2] == MONDAY
    assert (measure.figure.value, measure.figure.of) == (3, "times solved by 2 articles")


def test_gaps_are_requests_without_an_article_by_their_masked_error_the_biggest_first(log: TicketLog) -> None:
    with at():
        ask(log, "error E5001: disk sda1 is full", minutes=90)
        ask(log, minutes=10, people=3)
        ask(log, article="sync-e4012")
        last = ask(log, REFUSED.replace("8842", "99"), minutes=5)
        log.solve(last, by="ana")
    measure = told(log, "gaps")
    assert [(*row[1:5], row[6]) for row in measure.rows] == [(2, 0, 1, 35, last), (1, 0, 1, 90, 1)]
    assert measure.figure.value == 3
    assert measure.figure.of == "requests and 0 searches without an answer, 125 minutes lost"


def look(database: Database, signature: str = "", text: str = "", **more: object) -> None:
    """A search of Monday that found nothing, unless more is said."""
    known = {"page": "", "inside": True, "paste": "", "found": Found.NOTHING, "article": ""}
    with database.write() as session:
        session.add(Search(at=MONDAY, signature=signature, signature_text=text, **known | more))


def test_a_search_that_no_article_answers_makes_a_gap_bigger_or_is_one(log: TicketLog, database: Database) -> None:
    with at():
        signature = log.get(ask(log), ANA).signature
    look(database, signature, "as in the ticket")
    look(database, "7", "nobody asked us")
    look(database, "7", "nobody asked us", found=Found.NEAREST)
    look(database, "7", "nobody asked us", found=Found.SURE)
    look(database, signature, "as in the ticket", ticket=1)  # told by the ticket
    rows = told(log, "gaps").rows
    assert [(*row[1:5], row[6]) for row in rows] == [(0, 2, 0, 0, None), (1, 1, 1, 0, 1)]
    assert rows[0][0] == "nobody asked us"


def test_a_search_for_what_a_private_ticket_says_is_a_gap_to_its_people_alone(
    log: TicketLog, database: Database
) -> None:
    with at():
        number = ask(log, "somebody has signed in at night", category="security")
    signature = log.get(number, SVEN).signature
    look(database, signature, "somebody has signed in at night")
    assert [row[:3] for row in told(log, "gaps", SVEN).rows] == [("somebody has signed in at night", 1, 1)]
    assert told(log, "gaps", ANA).empty


def test_searches_without_a_fit_a_click_or_an_end_but_a_ticket_raise_the_alarm(
    log: TicketLog, database: Database
) -> None:
    with at():
        ask(log)
    look(database)
    look(database, found=Found.SURE, clicked=MONDAY)
    look(database, found=Found.UNSURE)
    look(database, found=Found.UNSURE)
    look(database, found=Found.SURE, ticket=1)
    measure = told(log, "searches")
    assert week(measure) == (5, 0.2, 0.4, 0.2)
    assert measure.alarm == ""
    look(database)
    assert told(log, "searches").alarm == "33 % find no article that fits, 25 % are the limit."


def test_the_time_to_resolution_is_told_by_median_and_90th_percentile(log: TicketLog) -> None:
    numbers = []
    for _ in range(10):
        with at():
            numbers.append(ask(log))
    for hours, number in enumerate(numbers, 1):
        with at(hours=hours):
            log.solve(number, by="ana")
    assert week(told(log, "resolution-time")) == (10, 5.0, 9.0)


def test_promises_are_kept_kept_late_or_missed_and_the_missed_raise_the_alarm(log: TicketLog) -> None:
    with at():
        number = ask(log)
        due = MONDAY + timedelta(hours=2)
        kept, late, _missed = (log.promises.make(number, due, by="ana").id for _ in range(3))
        log.promises.make(number, MONDAY + timedelta(days=2), by="ana")  # not due yet
    with at(hours=1):
        log.promises.keep(kept, by="ana")
    with at(hours=3):
        log.promises.keep(late, by="ana")
    with at(days=1):
        measure = told(log, "promises")
    assert week(measure) == (3, 1, 1, 1, pytest.approx(1 / 3))
    assert measure.alarm == "1 still waits for what was promised."


def test_the_wait_for_approval_is_measured_by_what_it_is_about(log: TicketLog) -> None:
    with at():
        answered, _open = (log.changes.ask(ask(log), "reset her token", by="ana") for _ in range(2))
    with at(hours=3):
        log.changes.decide(answered.id, True, by="eva")
    assert told(log, "approvals").rows == (("change", 2, 1, 1, 3.0, 3.0),)


def test_open_escalations_are_told_by_age_and_those_past_the_last_limit_raise_the_alarm(log: TicketLog) -> None:
    for hours in (0, 26, 27):
        with at(hours=hours):
            log.escalations.escalate(ask(log), by="ana")
    with at(hours=28):
        measure = told(log, "escalations")
    assert measure.rows == (("up to 4 h", 2), ("up to 8 h", 0), ("up to 24 h", 0), ("24 h and more", 1))
    assert measure.alarm == "1 is past the last limit of 24 hours."
    assert measure.figure.of == "open, the oldest for 28 hours"


def test_minutes_lost_are_told_by_product_the_most_first(log: TicketLog) -> None:
    with at():
        log.add(New("Maria", "x", minutes=30), by="ana")
        ask(log, minutes=10, people=4)
        ask(log, minutes=5)
    assert told(log, "impact").rows == (("acme-sync", 45, 2, 5), ("no product", 30, 1, 1))


def test_link_accuracy_is_what_others_found_in_the_sample(log: TicketLog) -> None:
    with at():
        numbers = [ask(log, article="sync-e4012") for _ in range(3)]
        mine = ask(log, by="ben", article="proxies")
    sample = log.measures.accuracy.sample(BEN, SEPTEMBER)
    assert {one.ticket.number for one in sample} == {*numbers}
    assert sample == sorted(sample, key=lambda one: one.link.id * 2_654_435_761 % 2**32)
    log.measures.accuracy.judge(sample[0].link.id, True, by="ben")
    log.measures.accuracy.judge(sample[1].link.id, True, by="ben")
    log.measures.accuracy.judge(sample[1].link.id, False, by="ben")
    left = log.measures.accuracy.sample(BEN, SEPTEMBER)
    assert [one.link.id for one in left] == [sample[2].link.id]
    assert week(told(log, "link-accuracy")) == (4, 2, 1, 0.5)
    own = log.links(mine, BEN)[0].id
    with pytest.raises(NotAllowed, match="ben may not judge this link \\(they made it themselves\\)"):
        log.measures.accuracy.judge(own, True, by="ben")
    log.unlink(mine, "proxies", by="ben")
    with pytest.raises(TicketRefused, match="proxies is not linked as its resolution"):
        log.measures.accuracy.judge(own, True, by="ana")
    with pytest.raises(TicketUnknown):
        log.measures.accuracy.judge(99, True, by="ana")


@pytest.fixture
def secret(log: TicketLog, database: Database) -> int:
    """A ticket of the private category with one of everything, and nothing else in the log."""
    with at():
        number = ask(log, category="security", minutes=60)
        log.promises.make(number, MONDAY + timedelta(hours=1), by="sven")
        log.changes.ask(number, "shut her account", by="sven")
        log.escalations.escalate(number, by="sven", to="sven")
        done = ask(log, category="security")
        log.solve(done, by="sven", article="sync-e4012")
        log.confirm(done, True)
    look(database, ticket=number)
    return number


@pytest.mark.parametrize("name", MEASURES)
def test_a_private_ticket_is_in_no_figure_but_those_of_its_people(log: TicketLog, secret: int, name: str) -> None:
    assert not told(log, name, SVEN).empty
    for viewer in (ANA, Viewer("root", Role.ADMIN), Viewer("", Role.ADMIN)):
        assert told(log, name, viewer).empty
    assert [one.ticket.category for one in log.measures.accuracy.sample(ANA, SEPTEMBER)] == []


@pytest.mark.parametrize("name", MEASURES)
def test_no_report_names_somebody_of_the_desk(log: TicketLog, database: Database, secret: int, name: str) -> None:
    with database.read() as session:
        people = {account.name for account in session.query(Account)}
    measure = told(log, name, SVEN)
    assert people.isdisjoint(str(value) for row in measure.rows for value in row)


@pytest.mark.parametrize("name", [name for name in MEASURES if name != "escalations"])
def test_what_is_outside_the_time_does_not_count(log: TicketLog, secret: int, name: str) -> None:
    later = Period(SEPTEMBER.until, SEPTEMBER.until + timedelta(days=30))
    assert told(log, name, SVEN, later).empty


@pytest.mark.parametrize("name", MEASURES)
def test_a_log_without_tickets_is_told_as_one(log: TicketLog, name: str) -> None:
    measure = told(log, name)
    assert measure.empty
    assert all(len(row) == len(measure.columns) for row in measure.rows)


def test_a_report_that_there_is_none_of_is_guessed_at(log: TicketLog) -> None:
    with pytest.raises(ReportUnknown) as failed:
        told(log, "gap")
    assert str(failed.value) == "there is no report 'gap': did you mean 'gaps'? [KBE1057]"


def _days(since: str, until: str) -> Period:
    return Period(*(datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (since, until)))


@pytest.mark.parametrize(
    ("period", "called", "first", "last", "steps"),
    [
        pytest.param(_days("2026-09-02", "2026-09-09"), "Day", "2026-09-02", "2026-09-08", 7, id="a week by days"),
        pytest.param(_days("2026-09-02", "2026-12-02"), "Week of", "2026-08-31", "2026-11-30", 14, id="a quarter"),
        pytest.param(_days("2024-09-02", "2026-09-01"), "Month of", "2024-09-01", "2026-08-01", 24, id="two years"),
    ],
)
def test_a_time_is_told_in_steps_of_its_length(period: Period, called: str, first: str, last: str, steps: int) -> None:
    found = period.steps()
    assert (period.called, f"{found[0]}", f"{found[-1]}", len(found)) == (called, first, last, steps)


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        pytest.param("soon", "", "since: 'soon' is no day): write it as 2026-11-20 [KBE1058]", id="no day"),
        pytest.param("2026-09-02", "2026-09-02", "nothing lies between 2026-09-02 and 2026-09-02): let", id="empty"),
        pytest.param("0001-01-02", "", "the time since 0001-01-02 is too long for a report): ask", id="too long"),
    ],
)
def test_a_time_that_cannot_be_told_says_why(since: str, until: str, said: str) -> None:
    with pytest.raises(PeriodInvalid) as failed:
        read_period(since, until, MONDAY)
    assert said in str(failed.value)


@pytest.fixture(scope="module")
def nowhere() -> Iterator[Session]:
    """A database without a table."""
    with Session(create_engine("sqlite://")) as session:
        yield session


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 10**9)), min_size=1))
def test_a_spread_is_made_of_what_was_measured(pairs: list[tuple[str, int]]) -> None:
    whole, groups = spreads(pairs)
    for name, found in ((None, whole), *groups.items()):
        hours = [round(took / 3600, 2) for group, took in pairs if name in (None, group)]
        assert found.median is not None
        assert found.p90 is not None
        assert found.count == len(hours)
        assert {found.median, found.p90} <= {*hours}
        assert sum(one <= found.median for one in hours) >= len(hours) / 2
        assert sum(one <= found.p90 for one in hours) >= len(hours) * 0.9


@pytest.mark.parametrize(
    "subject",
    ["ticket 12", "ticket 0012", "Ticket 12", "ticket", "ticket ", "ticket 1x", "sync-e4012", f"ticket {'9' * 13}"],
)
def test_what_an_approval_is_about_is_the_same_read_here_and_by_the_database(nowhere: Session, subject: str) -> None:
    assert nowhere.scalar(select(ticket_in(literal(subject)))) == ticket_of(subject)


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        pytest.param(0.625, Unit.SHARE, "62 %", id="share"),
        pytest.param(3.456, Unit.HOURS, "3.5 h", id="hours"),
        pytest.param(12_000, Unit.MINUTES, "12,000 min", id="minutes"),
        pytest.param(1_200, Unit.COUNT, "1,200", id="count"),
        pytest.param(None, Unit.SHARE, "–", id="nothing"),
        pytest.param("sync", Unit.NAME, "sync", id="name"),
    ],
)
def test_a_value_is_worded_by_its_unit(value: float | None, unit: Unit, said: str) -> None:
    assert worded(value, unit) == said
