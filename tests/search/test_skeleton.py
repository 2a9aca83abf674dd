import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.search.skeleton import skeleton


def test_a_template_is_its_fixed_words_and_the_places_of_its_values() -> None:
    bones = skeleton("Cannot open file {path} for {user}")
    assert bones.stems == ("cannot", "open", "file", "for")
    assert bones.soft == (False, False, False, False)
    assert [(slot.name, slot.start, slot.end) for slot in bones.slots] == [("path", 3, 3), ("user", 4, 4)]
    assert bones.runs == (("cannot", "open", "file"), ("for",))
    assert bones.marked == ("path", "user")


def test_a_quoted_word_may_be_fixed_or_vary() -> None:
    bones = skeleton("missing 'token' in reply")
    assert bones.stems == ("miss", "token", "in", "repli")
    assert bones.soft == (False, True, False, False)


@pytest.mark.parametrize("quoted", ['"{}"', "'{}'", "`{}`", "\u201c{}\u201d"])
def test_quotes_around_a_sentence_say_that_it_was_printed(quoted: str) -> None:
    bones = skeleton(f"the server said {quoted.format('this box is not open yet')}")
    assert bones.runs == (("the", "server", "said"), ("this", "box", "is", "not", "open", "yet"))
    assert not any(bones.soft)
    assert not bones.slots


@pytest.mark.parametrize(
    ("message", "begin"),
    [
        pytest.param("No disk left. Buy {n} disks.", (0, 3), id="two sentences"),
        pytest.param("no disk left\nbuy one", (0, 3), id="two lines"),
        pytest.param("No disk left in v1.2 of a.b", (0,), id="dots inside"),
        pytest.param("No disk left.", (0,), id="a dot at the end"),
        pytest.param("{a} is gone! {b} stays.", (0, 2), id="a value in front"),
        pytest.param("", (), id="nothing"),
    ],
)
def test_the_sentences_of_a_template_are_told(message: str, begin: tuple[int, ...]) -> None:
    assert skeleton(message).sentences == begin


def test_a_placeholder_may_have_a_long_name() -> None:
    assert skeleton("cannot open *the file that you have chosen*").runs == (("cannot", "open"),)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("cannot open {path}", "cannot open %s", id="another kind of placeholder"),
        pytest.param("cannot open {path}", "Cannot open: {file}!", id="case and punctuation"),
        pytest.param("'{a}' is unknown", "\u2018{b}\u2019 is unknown", id="another kind of quotes"),
    ],
)
def test_templates_that_differ_only_in_what_varies_have_one_signature(one: str, other: str) -> None:
    assert skeleton(one).signature == skeleton(other).signature != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("cannot open {path}", "cannot close {path}", id="another word"),
        pytest.param("open {a} failed", "open failed {a}", id="another place of the value"),
    ],
)
def test_templates_with_other_fixed_words_have_other_signatures(one: str, other: str) -> None:
    assert skeleton(one).signature != skeleton(other).signature


@pytest.mark.parametrize("message", ["{a}", "%s: %s", "<path>", "...", ""])
def test_a_template_without_fixed_words_has_no_signature(message: str) -> None:
    assert skeleton(message).signature == ""


@given(st.text(max_size=300))
def test_any_text_has_a_skeleton(message: str) -> None:
    bones = skeleton(message)
    assert len(bones.stems) == len(bones.soft) <= 120
    assert all(slot.start <= slot.end for slot in bones.slots)
