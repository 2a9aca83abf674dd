import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.errors import PasteEmpty
from kbsearch.search.paste import read_paste
from kbsearch.search.results import Signature
from kbsearch.search.signature import message_at, signature_of


def signature(text: str) -> Signature:
    found = signature_of(read_paste(text))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("paste", "text"),
    [
        pytest.param(
            "main.c(3): error C12: 'x' : no such name [C:\\a.proj]", "C12: '<value>' : no such name", id="compiler"
        ),
        pytest.param(
            "10:02:16 ERROR sync: remote eu1.example refused token 7f3a",
            "sync: remote <value> refused token <value>",
            id="log",
        ),
        pytest.param(
            "2026-11-20 09:14:02 [worker-3] ERROR sync.remote - E4012 token refused",
            "sync.remote - E4012 token refused",
            id="log with a thread",
        ),
        pytest.param("starting\nerror: cannot open /var/lib/x.db", "cannot open <path>", id="the first error"),
        pytest.param("Error\tE17\tdisk is full\tproject-7\tC:\\a\\b\t12", "E17: disk is full", id="row of a table"),
        pytest.param(
            "error: can't open 'x' as it isn't 'y'", "can't open '<value>' as it isn't '<value>'", id="apostrophes"
        ),
        pytest.param("it stopped after 30 s", "it stopped after <size>", id="nothing calls itself an error"),
    ],
)
def test_a_signature_is_the_first_error_without_its_values(paste: str, text: str) -> None:
    assert signature(paste).text == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.c(3): error C12: 'x' : no such name", "D:\\b\\c.c(77): error C12: 'yyy' : no such name"),
        ("ERROR remote db-1 refused, 5 attempts", "2026-11-20 10:00:01 ERROR remote db-2 refused, 17 attempts"),
        ("error E-17: disk is full", "ERROR E17: Disk is full"),
        ("noise\nmore noise\nerror E17: disk is full", "error E17: disk is full\nfatal error E18: stopping now"),
    ],
    ids=["names and places", "times and numbers", "spelling", "surroundings"],
)
def test_the_same_error_with_other_values_has_the_same_signature(one: str, other: str) -> None:
    assert signature(one).id == signature(other).id


@pytest.mark.parametrize(
    ("one", "other"),
    [("error E17: disk is full", "error E18: disk is full"), ("error: disk is full", "error: disk is gone")],
    ids=["another code", "another word"],
)
def test_another_error_has_another_signature(one: str, other: str) -> None:
    assert signature(one).id != signature(other).id


def test_a_line_that_was_torn_off_is_read_with_the_next() -> None:
    assert signature("error E17: disk\nis full").text == "E17: disk is full"


@pytest.mark.parametrize("paste", ["17", "/var/lib/x", "    at a.b(c.d:1)"])
def test_what_has_no_words_has_no_signature(paste: str) -> None:
    assert signature_of(read_paste(paste)) is None


@given(st.text(max_size=200))
def test_any_paste_has_a_signature_or_none(text: str) -> None:
    try:
        found = signature_of(read_paste(text))
    except PasteEmpty:
        return
    assert found is None or (len(found.id) == 16 and found.line >= 1)


@pytest.mark.parametrize(
    ("paste", "line", "message"),
    [
        pytest.param("2026-11-20 10:00:01 ERROR sync: hub-7 refused", 1, "sync: hub-7 refused", id="time and level"),
        pytest.param("[2026-11-20 10:00:01] [ERROR] disk full", 1, "disk full", id="in brackets"),
        pytest.param(
            "FW-2041 remote site lakeside-24 refused key", 1, "FW-2041 remote site lakeside-24 refused key", id="code"
        ),
        pytest.param("all is well\nERROR: it is not", 2, "it is not", id="another line"),
        pytest.param("ERROR", 1, "", id="nothing but the level"),
        pytest.param("disk full", 7, "", id="no such line"),
    ],
)
def test_the_message_of_a_line_is_read_as_it_was_pasted(paste: str, line: int, message: str) -> None:
    assert message_at(read_paste(paste), line) == message
