"""Whether an article and the product say the same, and where not, word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.releases.agreement import agree, left_out, nearest_message, word_difference
from tests.releases.gate import error


@pytest.mark.parametrize(
    ("said", "declared", "code"),
    [
        pytest.param("remote %s refused", "remote {host} refused", "", id="another mark for what varies"),
        pytest.param("Remote {host} refused.", "remote {host}: refused", "", id="case and punctuation"),
        pytest.param("E-4012: no room on {disk}", "no room on {disk}", "E4012", id="the code in front"),
        pytest.param("Error E4012: no room", "no room", "E4012", id="a label and the code in front"),
        pytest.param("fatal: no room", "no room", "", id="a label in front"),
        pytest.param("no option 'depth'", "no option {name}", "", id="a quoted word for what varies"),
    ],
)
def test_messages_that_say_the_same_agree(said: str, declared: str, code: str) -> None:
    assert agree(said, declared, code)
    assert agree(declared, said, code)


@pytest.mark.parametrize(
    ("said", "declared", "difference"),
    [
        pytest.param(
            "cannot reach {host}",
            "cannot open {host}:{port}",
            "cannot [-reach-] {+open+} {host} {+{port}+}",
            id="another word, and one more value",
        ),
        pytest.param("no room on {disk} now", "no room on {disk}", "no room on {disk} [-now-]", id="a word too much"),
        pytest.param("", "no room", "{+no room+}", id="no message at all"),
        pytest.param("no option 'depth'", "no option 'width'", "no option [-'depth'-] {+'width'+}", id="quoted words"),
    ],
)
def test_messages_that_differ_show_where(said: str, declared: str, difference: str) -> None:
    assert not agree(said, declared)
    assert word_difference(said, declared) == difference


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=8))
def test_any_two_texts_are_compared(said: str, declared: str, code: str) -> None:
    assert agree(said, said, code)
    assert agree(said, declared, code) == agree(declared, said, code)
    assert isinstance(word_difference(said, declared, code), str)


def test_of_several_messages_the_nearest_is_compared() -> None:
    assert nearest_message(["the disk is full", "no route to {x}"], "no route to {host}") == "no route to {x}"
    assert nearest_message([], "no route to {host}") == ""


@pytest.mark.parametrize(
    ("versions", "since", "release", "missing"),
    [
        pytest.param("", "2.0", "4.2", "", id="any version"),
        pytest.param(">=2", "2.1", "4.2", "", id="both in the range"),
        pytest.param(">=2,<4", "2.1", "4.2", "4.2", id="the release is left out"),
        pytest.param(">=3", "2.1", "4.2", "2.1", id="the first version is left out"),
        pytest.param(">=2", "", "", "", id="nothing known of the release"),
        pytest.param(">=2", "", "next", "", id="a release that is no version"),
    ],
)
def test_versions_must_have_the_release_in_them(versions: str, since: str, release: str, missing: str) -> None:
    assert left_out(versions, error("E1", since=since), release) == missing
