"""The usual spellings of a code are the same code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.search.codes import code_keys
from kbsearch.search.spellings import spellings


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("E4012", ("E4012", "e4012", "E-4012", "error E4012")),
        ("E-4012", ("E-4012", "e-4012", "E4012", "error E-4012")),
        ("0x80070005", ("0x80070005", "80070005", "2147942405", "-2147024891", "error 0x80070005")),
        ("-2147024891", ("-2147024891", "0x80070005", "2147942405", "error -2147024891")),
        ("404", ("404", "error 404")),
        ("5.1.10", ("5.1.10", "error 5.1.10")),
        ("AUTH_FAILED", ("AUTH_FAILED", "auth_failed", "error AUTH_FAILED")),
        ("Event  ID 45", ("Event ID 45", "event id 45", "EventID45", "error Event ID 45")),
    ],
)
def test_a_code_is_spelled_as_products_people_and_tools_do(code: str, wanted: tuple[str, ...]) -> None:
    assert spellings(code) == wanted


@given(st.text(max_size=20))
def test_every_spelling_of_a_code_is_that_code(code: str) -> None:
    for one in spellings(code)[:-1]:
        assert set(code_keys(one)) & set(code_keys(" ".join(code.split())))
