import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.search.lookalikes import as_letters, lookalikes


@pytest.mark.parametrize(
    ("read", "written"),
    [
        pytest.param("BL20ll", "BL2011", id="l for 1"),
        pytest.param("BL2OI1", "BL2011", id="O for 0 and I for 1"),
        pytest.param("QX5S17", "QX5517", id="S for 5"),
        pytest.param("C2B19", "C2819", id="B for 8"),
        pytest.param("8L2011", "BL2011", id="8 for B"),
        pytest.param("0x8OO70005", "0x80070005", id="O in a hexadecimal number"),
        pytest.param("5YNC40l2", "SYNC4012", id="a digit among the letters, a letter among the digits"),
    ],
)
def test_a_code_that_was_misread_is_among_its_lookalikes(read: str, written: str) -> None:
    assert written in lookalikes(read)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("illegal", id="a word"),
        pytest.param("B1", id="too short to tell"),
        pytest.param("9f86d081884c7d659a2feaa0c55ad015", id="longer than codes are"),
        pytest.param("W3496", id="nothing that looks like something else"),
        pytest.param("40l2\u0442", id="letters of another script"),
    ],
)
def test_what_is_no_misread_code_has_no_lookalikes(text: str) -> None:
    assert not list(lookalikes(text))


@given(st.text(max_size=20))
def test_a_text_has_no_more_lookalikes_than_places_each_as_long_as_itself_and_none_of_digits_alone(text: str) -> None:
    found = list(lookalikes(text))
    assert len(found) == len(set(found)) <= len(text) + 1
    assert all(len(one) == len(text) and not one.isdigit() and one != text for one in found)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        pytest.param("maIfunctioned", "malfunctioned", id="a capital I inside"),
        pytest.param("PIatform", "platform", id="a capital I behind another capital"),
        pytest.param("p1ease", "please", id="a one"),
        pytest.param("0ffice", "office", id="a zero"),
        pytest.param("ERROR", "", id="capitals alone"),
        pytest.param("1024", "", id="a number"),
        pytest.param("plain", "", id="nothing to misread"),
    ],
)
def test_a_word_is_read_as_the_small_letters_it_may_have_been(word: str, meant: str) -> None:
    assert as_letters(word) == meant
