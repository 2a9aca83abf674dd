"""How long ago something was, as one says it."""

from datetime import UTC, date, datetime

import pytest

from kbsearch.web.ages import ago

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ("2026-11-24", "today"),
        ("2026-11-23", "yesterday"),
        ("2026-11-11", "13 days ago"),
        ("2026-11-10", "2 weeks ago"),
        ("2026-09-26", "8 weeks ago"),
        ("2026-08-20", "3 months ago"),
        ("2024-12-24", "23 months ago"),
        ("2020-01-01", "6 years ago"),
        ("2026-12-01", "on 2026-12-01"),
        ("last spring", "last spring"),
        (date(2026, 11, 23), "yesterday"),
        (datetime(2026, 11, 24, 12, tzinfo=UTC), "today"),
    ],
)
def test_the_largest_unit_of_which_it_is_two(then: date | datetime | str, said: str) -> None:
    assert ago(then, TODAY) == said
