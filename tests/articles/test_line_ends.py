"""A browser ends lines as it likes; the file keeps its own ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.line_ends import plain, restored


@given(st.text(alphabet="ab\n\r\ufeff", max_size=40))
def test_a_text_that_nobody_edited_is_the_same_byte_for_byte(text: str) -> None:
    assert restored(plain(text), text) == text


@pytest.mark.parametrize(
    ("original", "edited", "saved"),
    [
        pytest.param("a\nb\n", "a\nc\n", "a\nc\n", id="LF"),
        pytest.param("a\r\nb\r\n", "a\nx\nb\n", "a\r\nx\r\nb\r\n", id="CRLF"),
        pytest.param("a\r\nb\nc\r\n", "a\nb\nx\nc\n", "a\r\nb\nx\r\nc\r\n", id="mixed: others keep theirs"),
        pytest.param("\ufeffa\n", "b\n", "\ufeffb\n", id="byte order mark"),
        pytest.param("", "a\n", "a\n", id="empty before"),
    ],
)
def test_what_was_edited_is_written_with_the_ends_of_the_file(original: str, edited: str, saved: str) -> None:
    assert restored(edited, original) == saved
