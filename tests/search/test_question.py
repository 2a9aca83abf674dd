import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.errors import PasteEmpty
from kbsearch.search.known_codes import Code
from kbsearch.search.paste import read_paste
from kbsearch.search.question import MOST_LINES, MOST_WORDS, Question, read_question


def asked(text: str, *codes: Code) -> Question | None:
    return read_question(read_paste(text), codes)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("the lamp keeps asking for a password after the update", id="a sentence"),
        pytest.param("lamp blinks red", id="key words"),
        pytest.param("Hi,\nthe lamp is dark.\nWhat can I do?", id="a short mail"),
        pytest.param("error when the lamp is switched on", id="the word error within a sentence"),
        pytest.param("the lamp stops after 30 minutes", id="a number"),
        pytest.param("what does E-17 mean for the lamp?", id="a code that nobody declares"),
    ],
)
def test_words_of_somebodys_own_are_a_question(text: str) -> None:
    assert asked(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("lamp.c(12): error: the lamp is dark", id="a place and a severity"),
        pytest.param("2026-11-20 08:11:12 lamp 17 10.0.0.1:80 is dark", id="mostly values"),
        pytest.param("    at lamp.Light.on(Light.java:12)", id="a frame"),
        pytest.param("Caused by: lamp is dark", id="a cause"),
        pytest.param("Error\t\tthe lamp is dark\tHall", id="columns"),
        pytest.param("lamp is dark\n" * 2 + "\n".join(f"step {word}" for word in "abcdef"), id="many lines"),
        pytest.param("lamp " * (MOST_WORDS + 1), id="many words"),
    ],
)
def test_what_a_program_printed_is_no_question(text: str) -> None:
    assert asked(text) is None


def test_a_declared_code_makes_it_no_question_where_it_surely_is_one() -> None:
    assert asked("lamp E-12 is dark", Code("E-12", 0, ("e12",), 1.0)) is None
    assert asked("lamp E-12 is dark", Code("E-12", 0, ("e12",), 0.2)) is not None


def test_contractions_without_their_apostrophe_are_written_out() -> None:
    with_marks, without = asked("it doesn't ring and I've no idea"), asked("it doesnt ring and ive no idea")
    assert with_marks is not None
    assert without is not None
    assert "not" in with_marks.words
    assert without.words == ("it", "not", "ring", "and", "no", "idea")


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        pytest.param('it says "the lamp is dark" again', (("lamp", "dark"),), id="double quotes"),
        pytest.param("it says “lamp is dark” again", (("lamp", "dark"),), id="smart quotes"),
        pytest.param('the "lamp" is dark', (), id="one word is no phrase"),
        pytest.param("it says 'lamp is dark' again", (), id="single quotes"),
        pytest.param('error: cannot open "lamp dark" now', None, id="in a pasted error"),
    ],
)
def test_what_a_question_has_in_double_quotes_is_a_phrase(
    text: str, phrases: tuple[tuple[str, ...], ...] | None
) -> None:
    question = asked(text)
    assert (question.phrases if question is not None else None) == phrases


@given(st.text(max_size=300))
def test_any_text_is_a_question_or_none(text: str) -> None:
    try:
        paste = read_paste(text)
    except PasteEmpty:
        return
    question = read_question(paste, ())
    assert question is None or len({segment.line for segment in paste.segments}) <= MOST_LINES
