import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from kbsearch.errors import PasteEmpty
from kbsearch.search.align import NOTHING, Alignment, align, line_of
from kbsearch.search.analysis import stem
from kbsearch.search.paste import Segment, read_paste
from kbsearch.search.scale import weigh
from kbsearch.search.skeleton import Skeleton, skeleton


def held(template: str, line: str) -> tuple[Skeleton, Segment, Alignment]:
    """A template held against a line, every word being worth the same."""
    segment = read_paste(line).segments[0]
    bones = skeleton(template)
    return bones, segment, align(weigh(bones, lambda _: 1.0), line_of(segment))


def coverage(template: str, line: str) -> float:
    return held(template, line)[2].coverage


def test_a_line_that_is_the_message_is_covered_whole() -> None:
    assert coverage("cannot open file {path}", "error: cannot open file /a/b.c") == 1


@pytest.mark.parametrize(
    ("line", "less"),
    [
        pytest.param("cannot open file x", "cannot open the door x", id="a missing word"),
        pytest.param("cannot open file x", "file open cannot x", id="another order"),
        pytest.param("cannot open file x", "cannot open flie x", id="a slip of the fingers"),
    ],
)
def test_the_nearer_line_covers_more(line: str, less: str) -> None:
    assert coverage("cannot open file {path}", line) > coverage("cannot open file {path}", less)


def test_a_mistyped_word_is_worth_more_than_another_word() -> None:
    template = "cannot register service {name}"
    assert coverage(template, "cannot regsiter service x") > coverage(template, "cannot contact service x")


SENTENCES = "No route to host {host}. Ask your network to open it. See {page}."


def test_one_sentence_of_a_message_may_stand_alone() -> None:
    bones, _, alone = held(SENTENCES, "error: no route to host db-1")
    assert alone.coverage > coverage(SENTENCES.replace(".", ","), "error: no route to host db-1")
    assert alone.coverage < coverage("No route to host {host}", "error: no route to host db-1")
    assert [bones.stems[place] for place, _ in alone.pairs] == ["no", "rout", "to", "host"]


def test_a_sentence_in_the_middle_may_stand_alone() -> None:
    bones, segment, alone = held(SENTENCES, "Ask your network to open it")
    assert [bones.stems[place] for place, _ in alone.pairs] == [token.stem for token in segment.tokens]


def test_a_sentence_that_is_little_of_a_message_is_not_the_message() -> None:
    assert coverage(SENTENCES, "see the manual") < 0.2


def test_words_far_apart_are_not_one_message() -> None:
    far = (
        "cannot " + "and then something else happened that we only tell to fill this line with words " * 2 + "open file"
    )
    assert coverage("cannot open file", far) < 1


def test_words_inside_a_path_are_not_the_words_of_a_message() -> None:
    assert coverage("cannot open file", "/cannot/open/file") < coverage("cannot open file", "cannot open file")


@pytest.mark.parametrize("template", ["{a}", "%s: %s", "", "<path>"])
def test_a_template_without_fixed_words_fits_nothing(template: str) -> None:
    assert held(template, "cannot open file")[2] is NOTHING


def test_a_line_without_a_common_word_fits_nothing() -> None:
    assert held("cannot open file", "the printer is silent")[2] is NOTHING


def test_the_library_file_and_the_include_file_part() -> None:
    library, include = "cannot open file 'file'", "Cannot open include file: 'file'"
    line, other = "error: cannot open file 'acme.lib'", "error: Cannot open include file: 'acme.h': No such file"
    score = {(t, at): held(t, at)[2].score for t in (library, include) for at in (line, other)}
    assert score[library, line] > score[include, line]
    assert score[include, other] > score[library, other]


@given(st.text(max_size=80), st.text(max_size=120))
def test_any_template_can_be_held_against_any_line(template: str, line: str) -> None:
    try:
        _, segment, found = held(template, line)
    except (PasteEmpty, IndexError):
        return
    assert 0 <= found.coverage <= 1
    assert found.score >= 0
    assert list(found.pairs) == sorted(found.pairs)
    assert all(at < len(segment.tokens) for _, at in found.pairs)


@given(st.text("abcd", min_size=4, max_size=7), st.text("abcd", min_size=4, max_size=8))
def test_one_slip_of_the_fingers_is_seen_wherever_it_is(meant: str, typed: str) -> None:
    slips = OSA.distance(meant, typed)
    met = held(f"{meant} pump stalled twice", f"{typed} pump stalled twice")[2]
    assert (met.words == 4) is (slips <= 1 or stem(meant) == stem(typed))
