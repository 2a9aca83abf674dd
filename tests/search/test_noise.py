"""An error in a log: all of it there, called an error, and nothing else that calls itself one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.search.noise import in_log
from kbsearch.search.paste import read_paste
from kbsearch.search.severity import Severity


@pytest.mark.parametrize("seed", range(8))
def test_the_error_is_the_only_one_in_the_log(seed: int) -> None:
    segments = read_paste(in_log("remote eu1 refused the token", seed)).segments
    worst = [one.text for one in segments if one.severity is Severity.ERROR and one.joined == 1]
    assert len(worst) == 1
    assert worst[0].endswith("remote eu1 refused the token")


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1), st.integers(0, 5))
def test_the_text_stands_in_the_log_as_it_is_and_always_at_the_same_place(text: str, seed: int) -> None:
    log = in_log(text, seed)
    assert text in log
    assert log == in_log(text, seed)
    assert 15 < len(log.split("\n")) < 40


def test_the_log_looks_like_one() -> None:
    lines = in_log("remote eu1 refused the token", 0).split("\n")
    times = [line for line in lines if re.search(r"\d\d:\d\d:\d\d", line)]
    assert len(lines) - len(times) in range(2, 6), "what has no time stamp is a frame of the stack trace"
    assert {level for line in times for level in re.findall(r"\b(?:INFO|DEBUG|ERROR)\b", line)} == {
        "INFO",
        "DEBUG",
        "ERROR",
    }
