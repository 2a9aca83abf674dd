import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.search.records import read_record
from kbsearch.search.severity import Severity


@pytest.mark.parametrize(
    ("record", "lines"),
    [
        pytest.param({"msg": "it broke"}, [("it broke", None)], id="a message"),
        pytest.param(
            {"level": "error", "msg": "it broke"},
            [("it broke", Severity.ERROR)],
            id="with a level",
        ),
        pytest.param(
            {"@Level": "Warning", "Message": "it broke"},
            [("it broke", Severity.WARNING)],
            id="other keys",
        ),
        pytest.param(
            {"level": "info", "msg": "error: it broke"},
            [("error: it broke", None)],
            id="a line that says its own",
        ),
        pytest.param(
            {"error": {"error_message": "inside"}, "msg": "outside"}, [("outside", None), ("inside", None)], id="deeper"
        ),
        pytest.param(
            {"errors": [{"detail": "one"}, {"detail": "two"}]}, [("one", None), ("two", None)], id="several in a list"
        ),
        pytest.param({"msg": "first\n\n  second"}, [("first", None), ("second", None)], id="several lines"),
        pytest.param(
            {"msg": "it broke", "errorCode": "X17", "status": 503},
            [("it broke", None), ("errorcode X17", None), ("status 503", None)],
            id="codes with their keys",
        ),
        pytest.param(
            {"host": "a1", "msg": "it broke", "note": "the valve is stuck"},
            [("it broke", None), ("the valve is stuck", None), ("a1", Severity.MINOR)],
            id="sentences under any key, and what is left",
        ),
        pytest.param(
            {"alert": "ValveStuck", "labels": {"host": "a1", "n": 7}}, [("ValveStuck a1", None)], id="nothing but names"
        ),
        pytest.param({"msg": "it broke", "log": "it broke"}, [("it broke", None)], id="the same twice"),
    ],
)
def test_a_record_says_its_texts_and_codes(record: object, lines: list[tuple[str, Severity | None]]) -> None:
    assert read_record(json.dumps(record)) == lines


@pytest.mark.parametrize("line", ["", "{", "[1, 2]", '"text"', "{'msg': 'it broke'}", "{" * 5_000, '{"a":' * 5_000])
def test_what_is_no_record_says_nothing(line: str) -> None:
    assert read_record(line) == []


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda s: st.lists(s) | st.dictionaries(st.text(), s)
    )
)
def test_any_record_is_read_and_no_line_of_it_is_empty(record: object) -> None:
    assert all(line and "\n" not in line for line, _ in read_record(json.dumps({"msg": record})))
