"""A moment is read as one says it on the phone, and what is none is said."""

import contextlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.errors import TicketInvalid
from kbsearch.tickets.moments import read_moment

ZONE = timezone(timedelta(hours=1))
AT = datetime(2026, 11, 20, 14, 30, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("15:00", datetime(2026, 11, 20, 15, tzinfo=ZONE), id="later today"),
        pytest.param("9:15", datetime(2026, 11, 21, 9, 15, tzinfo=ZONE), id="gone by today, so tomorrow"),
        pytest.param("15.00", datetime(2026, 11, 20, 15, tzinfo=ZONE), id="with a full stop"),
        pytest.param("by 15:00", datetime(2026, 11, 20, 15, tzinfo=ZONE), id="by"),
        pytest.param("3 pm", datetime(2026, 11, 20, 15, tzinfo=ZONE), id="in the afternoon"),
        pytest.param("12am", datetime(2026, 11, 21, 0, tzinfo=ZONE), id="midnight"),
        pytest.param("12:10 p.m.", datetime(2026, 11, 21, 12, 10, tzinfo=ZONE), id="noon"),
        pytest.param("at 15", datetime(2026, 11, 20, 15, tzinfo=ZONE), id="a full hour"),
        pytest.param("tomorrow 9:00", datetime(2026, 11, 21, 9, tzinfo=ZONE), id="tomorrow"),
        pytest.param("Today 18:00", datetime(2026, 11, 20, 18, tzinfo=ZONE), id="today"),
        pytest.param("+2h", AT + timedelta(hours=2), id="in two hours"),
        pytest.param("in 45 minutes", AT + timedelta(minutes=45), id="in words"),
        pytest.param("+ 3 days", AT + timedelta(days=3), id="in days"),
        pytest.param("2026-11-24 08:00", datetime(2026, 11, 24, 8, tzinfo=ZONE), id="a day and a time"),
        pytest.param("2026-11-24T08:00:00+00:00", datetime(2026, 11, 24, 8, tzinfo=UTC), id="ISO 8601 with a zone"),
        pytest.param("2026-11-24T08:00:00Z", datetime(2026, 11, 24, 8, tzinfo=UTC), id="ISO 8601 in UTC"),
    ],
)
def test_a_moment_is_read(text: str, wanted: datetime) -> None:
    assert read_moment(text, AT) == wanted


@pytest.mark.parametrize("text", ["", "soon", "25:00", "12:75", "15", "13 pm", "tomorrow", "tomorrow soon", "+h"])
def test_what_is_no_moment_is_said(text: str) -> None:
    with pytest.raises(TicketInvalid) as invalid:
        read_moment(text, AT)
    assert str(invalid.value) == (
        f"this cannot be kept in the log ({text!r} is no time): "
        "write 15:00, 'tomorrow 9:00', +2h, or 2026-11-20 15:00 [KBE1051]"
    )


@given(st.text(alphabet="0123456789:.+-TZhmdap tomrwniby", max_size=30))
def test_any_text_is_a_moment_with_a_zone_or_is_said_to_be_none(text: str) -> None:
    with contextlib.suppress(TicketInvalid):
        assert read_moment(text, AT).tzinfo is not None


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(ZONE)))
def test_what_a_moment_is_written_as_is_read_as_that_moment(moment: datetime) -> None:
    assert read_moment(moment.isoformat(), AT) == moment
