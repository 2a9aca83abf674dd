import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.errors import PasteEmpty
from kbsearch.search.suggest import suggest


@pytest.mark.parametrize(
    ("paste", "code", "message"),
    [
        pytest.param("error E4012: remote refused", "E4012", "remote refused", id="code and message"),
        pytest.param("a.c(5): error X2065: 'foo' : unknown", "X2065", "'{value}' : unknown", id="quoted value"),
        pytest.param("fatal: no space on /var/lib/sync", "", "no space on {path}", id="a path varies"),
        pytest.param(
            "error: read 3 of 9 blocks", "", "read {number} of {number2} blocks", id="values get names of their own"
        ),
        pytest.param("2026-11-20 10:11:12 ERROR sync: refused", "", "sync: refused", id="time and level in front"),
        pytest.param("\x1b[31merror\x1b[0m[E0308]: mismatched types", "E0308", "mismatched types", id="colours"),
        pytest.param("started\nfine\nError: disk full\nstopped", "", "disk full", id="the first error of a log"),
        pytest.param("reading\ncannot open it\nok", "", "cannot open it", id="a failure without the word error"),
        pytest.param("Connection dropped by E4012", "E4012", "Connection dropped by", id="the code at the end"),
        pytest.param("Error: db-1.example.net is down", "", "{name} is down", id="a host varies"),
        pytest.param("Error: can't read 'x'", "", "can't read '{value}'", id="an apostrophe is no quote"),
        pytest.param("the printer is silent", "", "the printer is silent", id="plain words"),
    ],
)
def test_a_paste_gives_code_and_message_of_its_first_error(paste: str, code: str, message: str) -> None:
    found = suggest(paste)
    assert (found.code, found.message) == (code, message)


def test_the_line_as_it_was_pasted_is_the_symptom() -> None:
    assert suggest("ok\n  error E4012:\tremote refused\n").symptoms == ("error E4012: remote refused",)


def test_a_title_is_made_of_code_and_message_without_the_values() -> None:
    assert suggest("error X2065: 'foo' : unknown after 3 tries").title == "X2065: ... : unknown after ... tries"
    assert suggest("error: " + "word " * 40).title == "word " * 15 + "..."


@pytest.mark.parametrize("paste", ["", " \n\t\x00\n"], ids=["nothing", "blanks"])
def test_an_empty_paste_is_refused(paste: str) -> None:
    with pytest.raises(PasteEmpty):
        suggest(paste)


@given(st.text(min_size=1))
def test_any_text_gives_a_suggestion_or_is_empty(paste: str) -> None:
    try:
        found = suggest(paste)
    except PasteEmpty:
        return
    assert found.symptoms
    assert "\n" not in found.code + found.message
