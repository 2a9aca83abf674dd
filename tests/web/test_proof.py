"""The asker's own line, marked: fixed words, bound values, the code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.search.results import Match
from kbsearch.web.proof import SHOWN, line_spans, template_spans


@pytest.mark.parametrize(
    ("line", "template", "values", "code", "spans"),
    [
        pytest.param(
            "main.cpp(5): error C2065: 'foo' : undeclared identifier",
            "'*identifier*' : undeclared identifier",
            {"identifier": "foo"},
            "C2065",
            [
                ("main.cpp(5): error ", ""),
                ("C2065", "code"),
                (": ", ""),
                ("'", "fixed"),
                ("foo", "value"),
                ("' : undeclared identifier", "fixed"),
            ],
            id="quoted value",
        ),
        pytest.param(
            "remote a b refused",
            "remote {host} refused",
            {"host": "a b"},
            "",
            [("remote", "fixed"), (" ", ""), ("a b", "value"), (" ", ""), ("refused", "fixed")],
            id="value of two words",
        ),
        pytest.param(
            "REMOTE x", "remote {h}", {"h": "x"}, "", [("REMOTE", "fixed"), (" ", ""), ("x", "value")], id="case"
        ),
        pytest.param(
            "exit e-4012 now", "", {}, "E4012", [("exit ", ""), ("e-4012", "code"), (" now", "")], id="code alone"
        ),
        pytest.param("nothing fits", "other words", {}, "", [("nothing fits", "")], id="nothing fits"),
        pytest.param("", "x", {}, "", [], id="no line"),
    ],
)
def test_a_line_is_marked(
    line: str, template: str, values: dict[str, str], code: str, spans: list[tuple[str, str]]
) -> None:
    found = line_spans(Match(1, line, template, values, code))
    assert [(span.text, span.kind) for span in found] == spans


@given(
    st.text(max_size=200),
    st.text(max_size=80),
    st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=3),
    st.text(max_size=10),
)
def test_the_spans_joined_are_the_line(line: str, template: str, values: dict[str, str], code: str) -> None:
    assert "".join(span.text for span in line_spans(Match(1, line, template, values, code))) == line
    assert "".join(span.text for span in template_spans(template)) == template


def test_a_very_long_line_is_cut_around_what_matched() -> None:
    line = "x" * 500_000 + " remote files-3 refused " + "y" * 500_000
    spans = line_spans(Match(1, line, "remote {host} refused", {"host": "files-3"}))
    assert ("files-3", "value") in [(span.text, span.kind) for span in spans]
    assert sum(len(span.text) for span in spans) < SHOWN + 10
