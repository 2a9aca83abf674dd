"""The "did you mean" of every message."""

import pytest

from kbsearch.guess import nearest


@pytest.mark.parametrize(
    ("word", "names", "guess"),
    [
        pytest.param("prodcts", ["title", "products"], "products", id="a letter is missing"),
        pytest.param("TITEL", ["title", "products"], "title", id="in another case"),
        pytest.param("zzz", ["title", "products"], None, id="like none"),
        pytest.param("ab", ["ac", "aab", "bab"], "aab", id="the first of equally close names"),
        pytest.param("a", [], None, id="no names"),
    ],
)
def test_the_nearest_name_is_guessed_only_when_it_is_close(word: str, names: list[str], guess: str | None) -> None:
    assert nearest(word, names) == guess
