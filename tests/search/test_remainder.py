from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.article import Article, ErrorEntry
from kbsearch.errors import PasteEmpty
from kbsearch.search.align import NOTHING, Alignment, align, line_of
from kbsearch.search.documents import document_of
from kbsearch.search.engines.tantivy import TantivyEngine
from kbsearch.search.paste import Segment, read_paste
from kbsearch.search.remainder import excused, told, wording_of
from kbsearch.search.scale import Scale, Weighed, scale_of

MESSAGES = (
    "cannot open file {path}",
    "cannot open plan file",
    "lamp already defined in object",
    "lamp is out of oil",
    "cannot turn lamp off",
)
PIECES = st.sampled_from(
    ["{x}", "lamp", "is", "out", "of", "oil", "cannot", "open", "\t", "[", "'", '"', "plan.file", "7"]
)


@pytest.fixture(scope="module")
def scale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scale]:
    """What the words of the messages of a few articles say."""
    engine = TantivyEngine.create(tmp_path_factory.mktemp("lamps"))
    entries = tuple(ErrorEntry(None, message) for message in MESSAGES)
    engine.build([document_of(Article("lamps", "Lamps", "lamps.md", "", "", errors=entries), 1)])
    snapshot = engine.snapshot()
    yield scale_of(snapshot)
    engine.close()


def held(scale: Scale, message: str, line: str) -> tuple[Weighed, Alignment, Segment]:
    """A message held against the first line of a paste, or against all of it where it was torn."""
    segment = read_paste(line).segments[-1 if "\n" in line else 0]
    template = scale.weighed(message)
    return template, align(template, line_of(segment)), segment


@pytest.mark.parametrize(
    ("message", "line"),
    [
        pytest.param("lamp is out of oil", "error: lamp is out of oil", id="word by word"),
        pytest.param("cannot open file {path}", "error: cannot open file the lamp", id="with a value at its end"),
        pytest.param("{path}: cannot open file", "error: lamp: cannot open file", id="with a value at its beginning"),
        pytest.param("lamp is out of oil", "lamp.c(7): error: lamp is out of oil", id="behind a place"),
        pytest.param("lamp is out of oil", "error: lamp is out of oil [plan file]", id="before a bracket"),
        pytest.param("lamp is out of oil", "error\tlamp is out of oil\tplan\tfile", id="in a table"),
        pytest.param("lamp is out of oil", "error: lamp is out of oil grumpf", id="before a word of no message"),
        pytest.param("lamp is out of oil", "error: lamp is out of oil plan.file", id="before the name of a file"),
    ],
)
def test_a_message_accounts_for_all_of_its_line(scale: Scale, message: str, line: str) -> None:
    template, alignment, segment = held(scale, message, line)
    assert told(template.bones, alignment, wording_of(segment, scale)) == 1


@pytest.mark.parametrize(
    ("message", "line"),
    [
        pytest.param("cannot open file", "error: cannot open plan file", id="between its words"),
        pytest.param("cannot open file", "error: cannot open file, lamp is out of oil", id="behind it"),
        pytest.param("lamp is out of oil", "error: cannot open: lamp is out of oil", id="before it"),
    ],
)
def test_words_of_other_messages_are_left(scale: Scale, message: str, line: str) -> None:
    template, alignment, segment = held(scale, message, line)
    assert 0 < told(template.bones, alignment, wording_of(segment, scale)) < 1


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("error: lamp already defined in main.obj", id="a file"),
        pytest.param("error: lamp already defined in 'plan'", id="a quoted name"),
        pytest.param("error: lamp already defined in 0x7f", id="a number"),
        pytest.param("error: lamp already defined in hallway", id="a word of no message"),
    ],
)
def test_a_word_that_nobody_marked_is_excused_where_a_value_stands_in_its_place(scale: Scale, line: str) -> None:
    template, alignment, segment = held(scale, "lamp already defined in object", line)
    better = excused(template, alignment, wording_of(segment, scale))
    assert alignment.coverage < better.coverage < 1
    assert alignment.score < better.score


@pytest.mark.parametrize(
    ("message", "line"),
    [
        pytest.param(
            "lamp already defined in object", "error: lamp already defined in oil", id="another message's word"
        ),
        pytest.param("lamp already defined in object", "error: lamp already defined in", id="nothing stands there"),
        pytest.param("cannot open {path} plan file", "error: cannot open hallway file", id="a value has its own place"),
    ],
)
def test_a_word_is_missing_where_no_value_stands_in_its_place(scale: Scale, message: str, line: str) -> None:
    template, alignment, segment = held(scale, message, line)
    assert excused(template, alignment, wording_of(segment, scale)) == alignment


def test_what_fits_nothing_accounts_for_nothing(scale: Scale) -> None:
    template, alignment, segment = held(scale, "lamp is out of oil", "error: the weather")
    assert excused(template, alignment, wording_of(segment, scale)) is alignment is NOTHING
    assert told(template.bones, alignment, wording_of(segment, scale)) == 0


@given(st.sampled_from(MESSAGES), st.lists(PIECES))
def test_shares_lie_between_none_and_all_for_any_line(scale: Scale, message: str, pieces: list[str]) -> None:
    try:
        template, alignment, segment = held(scale, message, " ".join(pieces))
    except PasteEmpty:
        return
    better = excused(template, alignment, wording_of(segment, scale))
    assert alignment.coverage <= better.coverage <= 1
    assert 0 <= told(template.bones, better, wording_of(segment, scale)) <= 1
