import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kbsearch.search.analysis import STOP_WORDS, WORD, bare_words, shingles, stem, stems, unify, unique, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Cannot open FILE", ["cannot", "open", "file"], id="case"),
        pytest.param(
            "can't won't shan't", ["cannot", "will", "not", "shall", "not"], id="contractions with words of their own"
        ),
        pytest.param("isn't doesn\u2019t", ["is", "not", "does", "not"], id="contractions with not"),
        pytest.param("the user's file", ["the", "user", "file"], id="a genitive"),
        pytest.param("sync_token=abc", ["sync", "token", "abc"], id="underscores part words"),
        pytest.param("ＥＲＲＯＲ：ｆａｉｌｅｄ", ["error", "failed"], id="full-width letters"),
        pytest.param("a\u00a0b\u200bc", ["a", "bc"], id="blanks that do not break"),
        pytest.param("接続エラー", ["接", "続", "エ", "ラ", "ー"], id="a script without blanks"),
        pytest.param("Größe überschritten", ["größe", "überschritten"], id="letters with marks"),
        pytest.param("#error: #NAME? #42", ["#error", "#name", "42"], id="a number sign before a word"),
        pytest.param("C# ##[error] a#b a_#c", ["c", "error", "a", "b", "a", "#c"], id="a number sign elsewhere"),
        pytest.param("... -- !!", [], id="no word"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_a_text_is_cut_into_folded_words(text: str, found: list[str]) -> None:
    assert words(text) == found


@given(st.text(st.sampled_from("aBz09'`_# -.,:\n\t\x00\x1c\x7f"), max_size=40))
def test_plain_text_is_cut_as_it_is_beside_a_letter_with_a_mark(text: str) -> None:
    assert ["é", *words(text)] == words(f"é {text}")


@given(st.text(max_size=60))
@example("#B #2 #")
def test_the_stems_of_a_text_are_those_of_its_words_without_stop_words(text: str) -> None:
    spelled = [one for word in words(text) for one in ((word, word[1:]) if word.startswith("#") else (word,))]
    assert stems(text) == [stem(word) for word in spelled if word not in STOP_WORDS]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("“quoted”", '"quoted"', id="double quotes"),
        pytest.param("‘it’", "'it'", id="single quotes"),
        pytest.param("`name'", "'name'", id="a back quote"),
        pytest.param("a – b", "a - b", id="a dash"),
        pytest.param("«nom»", '"nom"', id="French quotes"),
        pytest.param("ｆｕｌｌ", "full", id="full width"),
        pytest.param("ﬁle", "file", id="a ligature"),
    ],
)
def test_typographic_spellings_become_plain_ones(one: str, other: str) -> None:
    assert unify(one) == other


@given(st.text(max_size=100))
def test_unifying_twice_is_unifying_once(text: str) -> None:
    assert unify(unify(text)) == unify(text)


@pytest.mark.parametrize(
    ("one", "other"), [("failed", "failing"), ("connections", "connection"), ("retries", "retry"), ("opened", "opens")]
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize("word", ["x64", "utf8s", "v2s", "0x80070005", "bus"])
def test_short_words_and_words_with_digits_keep_their_form(word: str) -> None:
    assert stem(word) == word


def test_stop_words_do_not_count_but_a_denial_does() -> None:
    assert stems("The file is not in the folder") == ["file", "not", "folder"]


def test_a_word_behind_a_number_sign_is_found_with_it_and_without() -> None:
    assert stems("Why the #NAME? error?") == ["why", "#name", "name", "error"]


def test_shingles_are_pairs_of_neighbours() -> None:
    assert shingles(["a", "b", "c"]) == ["a_b", "b_c"]
    assert shingles(["a"]) == []


def test_unique_terms_keep_the_order_of_their_first_appearance() -> None:
    assert unique(["b", "a", "b", "c", "a"]) == ("b", "a", "c")


@given(st.text(max_size=200))
def test_what_is_indexed_and_what_is_asked_never_differ_by_case(text: str) -> None:
    if text.isascii():
        assert words(text.upper()) == words(text.lower()) == words(text)


@given(st.one_of(st.text(), st.text("aB9_#'`-.: ", max_size=40)))
def test_the_words_of_a_line_are_those_that_its_tokens_are_cut_by(text: str) -> None:
    assert bare_words(text) == WORD.findall(text.lower())
