"""The front matter's model: short forms, allowed values, and a guess for what it does not know."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.article import AUDIENCE, CONFIDENCE, FIX_BY, GOVERNANCE
from kbsearch.articles.schema import FrontMatter, check

VALUES = st.recursive(
    st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from([*FrontMatter.model_fields, "x-note", "prodcts"])


def entries(keys: dict[str, Any]) -> list[tuple[str | None, str | None]]:
    return [(code, message) for _, code, message in check(keys).front.entries()]


def said(keys: dict[str, Any]) -> list[str]:
    return [problem.rule.finding("a.md", **problem.values).message for problem in check(keys).problems]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param({"errors": [{"code": "E1", "message": "a b"}]}, [("E1", "a b")], id="the long form"),
        pytest.param({"errors": {"code": "E1"}}, [("E1", None)], id="one entry without a list"),
        pytest.param({"errors": "E1"}, [("E1", None)], id="a word is a code"),
        pytest.param(
            {"errors": ["E1", "disk is full"]}, [("E1", None), (None, "disk is full")], id="words are a message"
        ),
        pytest.param({"code": "E1"}, [("E1", None)], id="code"),
        pytest.param({"error_codes": ["E1", "E2"]}, [("E1", None), ("E2", None)], id="codes"),
        pytest.param({"error_codes": "E1", "error_messages": "a b"}, [("E1", "a b")], id="one code and one message"),
        pytest.param(
            {"error_codes": ["E1", "E2"], "error_messages": ["a", "b"]}, [("E1", "a"), ("E2", "b")], id="pairs in order"
        ),
        pytest.param(
            {"error_codes": ["E1", "E2"], "error_messages": ["a"]},
            [("E1", None), ("E2", None), (None, "a")],
            id="not as many messages as codes",
        ),
        pytest.param({}, [], id="none"),
        pytest.param({"errors": "", "code": ""}, [], id="empty values"),
    ],
)
def test_every_short_form_gives_error_entries(
    keys: dict[str, Any], expected: list[tuple[str | None, str | None]]
) -> None:
    assert entries(keys) == expected


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        pytest.param({"prodcts": "x"}, "no such key 'prodcts': did you mean 'products'?", id="nearly a key"),
        pytest.param(
            {"errors": [{"cod": "E1", "message": "m"}]}, "no such key 'cod': did you mean 'code'?", id="within an entry"
        ),
        pytest.param(
            {"errors": [{"zzz": "E1", "code": "E"}]}, "no such key 'zzz': the keys are code, message", id="like none"
        ),
        pytest.param(
            {"audience": "ITPro"},
            "audience: 'ITPro' is not allowed: write one of 'public', 'customer', 'partner' or 'internal'",
            id="not on the list",
        ),
        pytest.param(
            {"id": "a b"},
            "id: 'a b' is not allowed: use letters, digits, '-', '_' and '.', at most 200 of them",
            id="an id with a blank",
        ),
        pytest.param(
            {"review_by": "20261120"}, "review_by: '20261120' is not allowed: write the date as YYYY-MM-DD", id="a date"
        ),
        pytest.param(
            {"reviewed": {"by": "li", "on": "2026-02-30"}},
            "reviewed.on: '2026-02-30' is not allowed: write the date as YYYY-MM-DD",
            id="a day that does not exist",
        ),
        pytest.param(
            {"tried": ["li 2026-11-20", "eva yesterday"]},
            "tried: a list is not allowed: write the date as YYYY-MM-DD",
            id="a day in words",
        ),
        pytest.param(
            {"tried": "2026-11-20"},
            "tried: '2026-11-20' is not allowed: write a name and a day, 'li 2026-11-20'",
            id="a day without a name",
        ),
        pytest.param(
            {"reviewed": {"by": "li"}}, "reviewed.on: an empty value is not allowed: add 'on'", id="a missing key"
        ),
        pytest.param(
            {"title": ["a"]},
            "title: a list is not allowed: write text; in quotes when it holds ': ' or begins with a bracket",
            id="a list for a text",
        ),
        pytest.param(
            {"symptoms": ["a", {"E1": "refused"}]},
            "symptoms[2]: a mapping is not allowed: write text; in quotes when it holds ': ' or begins with a bracket",
            id="a colon in a list item",
        ),
        pytest.param(
            {"errors": [{"code": " "}]},
            "errors[1]: a mapping is not allowed: give it a code, a message, or both",
            id="an entry that says nothing",
        ),
        pytest.param(
            {"versions": "2.3 or so"},
            "versions: '2.3 or so' is not allowed: write a version or a range such as '>=2.3,<3'",
            id="no version range",
        ),
    ],
)
def test_a_mistake_says_what_would_be_right(keys: dict[str, Any], message: str) -> None:
    assert said(keys) == [message]


def test_one_mistake_leaves_the_other_keys_and_list_items_as_they_are() -> None:
    checked = check(
        {"title": "t", "audience": "all", "errors": ["E1", {}, {"code": "E2", "x": "y"}], "x-note": {"a": "b"}}
    )
    assert checked.front.title == "t"
    assert [code for _, code, _ in checked.front.entries()] == ["E1", "E2"]
    assert checked.front.audience is None
    assert checked.extra["x-note"] == {"a": "b"}
    assert checked.extra["audience"] == "all"
    assert len(checked.problems) == 3


@pytest.mark.parametrize("versions", ["2.3", ">=2.3", ">=2.3,<3", "== 1.*", "v2", "~=2.1, !=2.1.4", "2024-rc1"])
def test_usual_version_ranges_are_taken(versions: str) -> None:
    assert check({"versions": versions}).front.versions == versions


@pytest.mark.parametrize(
    ("key", "values"),
    [("confidence", CONFIDENCE), ("audience", AUDIENCE), ("governance", GOVERNANCE), ("fix_by", FIX_BY)],
)
def test_the_model_knows_the_same_values_as_the_article(key: str, values: tuple[str, ...]) -> None:
    assert [getattr(check({key: value}).front, key) for value in values] == list(values)


def test_the_json_schema_names_every_key_and_leaves_x_keys_free() -> None:
    schema = FrontMatter.model_json_schema()
    assert list(schema["properties"]) == list(FrontMatter.model_fields)
    assert schema["additionalProperties"] is False
    assert schema["patternProperties"] == {"^x-": {}}
    assert [key for key, value in schema["properties"].items() if not value.get("description")] == []


def test_the_json_schema_takes_the_short_forms() -> None:
    properties = FrontMatter.model_json_schema()["properties"]
    text, entry = {"type": "string"}, {"$ref": "#/$defs/ErrorKeys"}
    assert properties["errors"]["anyOf"] == [text, entry, {"type": "array", "items": {"anyOf": [text, entry]}}]
    assert properties["symptoms"]["anyOf"] == [text, {"type": "array", "items": text}]


@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_of_any_keys_those_that_are_wrong_are_kept_beside_the_model(keys: dict[str, Any]) -> None:
    checked = check(keys)
    assert {str(problem.path[0]) for problem in checked.problems} <= set(checked.extra)
