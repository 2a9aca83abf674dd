import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.errors import PasteEmpty
from kbsearch.search.align import align, line_of
from kbsearch.search.binding import Value, bind, without
from kbsearch.search.paste import Segment, read_paste
from kbsearch.search.scale import weigh
from kbsearch.search.skeleton import skeleton


def bound(template: str, line: str) -> tuple[Segment, tuple[Value, ...]]:
    """The segment of a line, and the values that it has at a template's placeholders."""
    segment = read_paste(line).segments[0]
    bones = skeleton(template)
    return segment, bind(bones, segment, align(weigh(bones, lambda _: 1.0), line_of(segment)))


def values(template: str, line: str) -> dict[str, str]:
    segment, found = bound(template, line)
    return {value.name: segment.text[value.start : value.end] for value in found}


@pytest.mark.parametrize(
    ("template", "line", "found"),
    [
        pytest.param("cannot open file {path}", "error: cannot open file /a/b.c", {"path": "/a/b.c"}, id="at the end"),
        pytest.param("{name} is unknown", "main.c(5): error X1: foo is unknown", {"name": "foo"}, id="at the start"),
        pytest.param("'{name}' : is unknown", "main.c(5): error X1: 'foo' : is unknown", {"name": "foo"}, id="in quotes"),
        pytest.param("host {host} refused {user}", "host db-1 refused ann", {"host": "db-1", "user": "ann"}, id="two"),
        pytest.param("read %d of %d blocks", "read 3 of 17 blocks", {"value": "3", "value 2": "17"}, id="without a name"),
        pytest.param("{a} or {a} is lost", "x or y is lost", {"a": "x", "a 2": "y"}, id="one name twice"),
        pytest.param("cannot open {path}", "cannot open a b c.txt", {"path": "a b c.txt"}, id="a value with blanks"),
        pytest.param("'foo' is unknown", "error: 'bar' is unknown", {"foo": "bar"}, id="a quoted example"),
        pytest.param("token {t} refused", "the token refused", {}, id="nothing in its place"),
        pytest.param("no index in {path}", "no index in a/b: run 'x y' first", {"path": "a/b"}, id="not what follows"),
        pytest.param("no {a} left. Ask {who} of {city}.", "no ink left in Bonn", {"a": "ink"}, id="of one sentence alone"),
        pytest.param("code {n}", "error: code 5 [C:\\app\\app.proj]", {"n": "5"}, id="not what a builder appends"),
    ],
)  # fmt: skip
def test_placeholders_take_what_the_line_has_in_their_place(template: str, line: str, found: dict[str, str]) -> None:
    assert values(template, line) == found


def test_placeholders_side_by_side_share_what_stands_there() -> None:
    assert values("{task}: {file} was lost", "copy: a.txt was lost") == {"task": "copy", "file": "a.txt"}


@pytest.mark.parametrize(
    "line",
    ['level=error msg="host db-1 refused ann" app=sync', "<message>host db-1 refused ann</message>"],
    ids=["quotes of the line", "tags of the line"],
)
def test_a_value_ends_where_what_wraps_the_message_ends(line: str) -> None:
    assert values("host {host} refused {user}", line) == {"host": "db-1", "user": "ann"}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("ann (E-4012)", "ann", id="behind, in brackets"),
        pytest.param("E-4012: ann", "ann", id="before, with a colon"),
        pytest.param("E-4012", None, id="nothing but the code"),
        pytest.param("ann", "ann", id="no code"),
    ],
)
def test_a_code_is_no_part_of_a_value(text: str, left: str | None) -> None:
    at = text.find("E-4012") if "E-4012" in text else len(text)
    found = without(Value("user", 0, len(text)), text, at, at + 6)
    assert (found and text[found.start : found.end]) == left


@given(st.text(max_size=80), st.text(max_size=120))
def test_values_stand_in_the_line_each_under_a_name_of_its_own(template: str, line: str) -> None:
    try:
        segment, found = bound(template, line)
    except (PasteEmpty, IndexError):
        return
    assert all(0 <= value.start < value.end <= len(segment.text) for value in found)
    assert len({value.name for value in found}) == len(found)
