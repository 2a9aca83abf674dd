"""What changed between two texts, line by line, and within a line word by word."""

from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.difference import CONTEXT, Line, difference


def test_a_changed_word_is_told_from_the_line_it_stands_in() -> None:
    assert difference("one\nrenew the key\n", "one\nrenew the token\n") == (
        Line("same", 1, (("one", False),)),
        Line("gone", 2, (("renew the ", False), ("key", True))),
        Line("new", 2, (("renew the ", False), ("token", True))),
    )


def test_a_line_of_which_hardly_anything_stays_changed_as_a_whole() -> None:
    assert difference("Renew the key.", "Ask zoe, by mail") == (
        Line("gone", 1, (("Renew the key.", True),)),
        Line("new", 1, (("Ask zoe, by mail", True),)),
    )


def test_lines_that_came_and_went_alone_are_whole() -> None:
    assert difference("a\nb\n", "a\n") == (Line("same", 1, (("a", False),)), Line("gone", 2, (("b", True),)))
    assert difference("a\n", "a\nb\n") == (Line("same", 1, (("a", False),)), Line("new", 2, (("b", True),)))


def test_equal_lines_far_from_a_change_are_counted() -> None:
    before = [f"line {n}" for n in range(40)]
    after = [*before[:20], "here", *before[21:]]
    found = difference("\n".join(before), "\n".join(after))
    assert (found[0], found[-1]) == (Line("left out", 20 - CONTEXT), Line("left out", 19 - CONTEXT))
    assert [line.kind for line in found[1:-1]] == ["same"] * CONTEXT + ["gone", "new"] + ["same"] * CONTEXT


def test_the_same_text_has_no_difference() -> None:
    assert difference("a\nb\n", "a\nb\n") == ()


LINES = st.lists(st.text(alphabet="ab c.", max_size=8), max_size=8)


@given(LINES, LINES)
def test_with_all_lines_shown_both_texts_can_be_put_together_again(old: list[str], new: list[str]) -> None:
    found = difference("\n".join(old), "\n".join(new), context=100)
    if not found:
        assert "\n".join(old).splitlines() == "\n".join(new).splitlines()
        return
    said = [(line.kind, "".join(text for text, _ in line.pieces)) for line in found]
    assert [text for kind, text in said if kind != "new"] == "\n".join(old).splitlines()
    assert [text for kind, text in said if kind != "gone"] == "\n".join(new).splitlines()
