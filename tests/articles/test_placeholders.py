"""Message templates: every usual placeholder is one thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.placeholders import Literal, Placeholder, parse_template


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        pytest.param("{host}", "host", id="braces"),
        pytest.param("{0}", "0", id="numbered braces"),
        pytest.param("{}", "", id="empty braces"),
        pytest.param("{value!r}", "value", id="conversion"),
        pytest.param("{size:>10}", "size", id="format"),
        pytest.param("{{ name }}", "name", id="double braces"),
        pytest.param("${name}", "name", id="shell braces"),
        pytest.param("$name", "name", id="shell"),
        pytest.param("%s", "", id="percent s"),
        pytest.param("%-5.2lf", "", id="percent float"),
        pytest.param(r"%.\*ls", "", id="percent with a width given apart, as Markdown writes it"),
        pytest.param("%(name)s", "name", id="percent name"),
        pytest.param("%1", "1", id="message number"),
        pytest.param("%1!s!", "1", id="message number with format"),
        pytest.param("%PATH%", "PATH", id="percent signs"),
        pytest.param("<file name>", "file name", id="angles"),
        pytest.param("*name*", "name", id="stars"),
        pytest.param("_name_", "name", id="underscores"),
    ],
)
def test_a_marked_part_is_a_placeholder(mark: str, name: str) -> None:
    parts = parse_template(f"cannot open {mark} now").parts
    assert parts == (Literal("cannot open ", "cannot open "), Placeholder(name, mark), Literal(" now", " now"))


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        pytest.param("'identifier'", "identifier", id="single quotes"),
        pytest.param('"a name"', "a name", id="double quotes"),
        pytest.param("“x”", "x", id="curly quotes"),
        pytest.param("‹x›", "x", id="angle quotes"),
        pytest.param("`x`", "x", id="backticks"),
        pytest.param("[x]", "x", id="brackets"),
    ],
)
def test_a_quoted_part_may_be_fixed_words(mark: str, name: str) -> None:
    assert parse_template(f"unknown {mark}.").placeholders == (Placeholder(name, mark, literal=mark[1:-1]),)


def test_marks_inside_quotes_are_what_varies() -> None:
    template = parse_template("cannot open '*name*': %s [: reason]")
    assert template.parts == (
        Literal("cannot open '", "cannot open '"),
        Placeholder("name", "*name*"),
        Literal("': ", "': "),
        Placeholder("", "%s"),
        Literal(" ", " "),
        Placeholder("reason", "[: reason]", literal=": reason", optional=True),
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("100% sure, 50%done", id="percentages"),
        pytest.param("a%20b", id="url"),
        pytest.param("can't and don't", id="apostrophes"),
        pytest.param("a < b and c > d", id="comparisons"),
        pytest.param("snake_case_name __init__", id="snake case"),
        pytest.param("2 * 3 * 4", id="products"),
        pytest.param("costs $5", id="money"),
        pytest.param("", id="nothing"),
    ],
)
def test_ordinary_text_has_no_placeholder(text: str) -> None:
    assert parse_template(text).placeholders == ()


def test_an_escaped_star_is_a_star() -> None:
    assert parse_template("a \\*b\\* c").parts == (Literal("a *b* c", "a \\*b\\* c"),)


def test_fixed_words_are_folded_and_leave_quoted_ones_out() -> None:
    assert parse_template("Cannot OPEN 'file' in {0}: ÜBER 12 x3").literal_words == (
        "cannot",
        "open",
        "in",
        "über",
        "x3",
    )


@given(st.text(alphabet="ab1 *_{}[]<>%$!'\"“”‹›\\`:\ns", max_size=400) | st.text(max_size=200))
def test_the_parts_put_together_are_the_text(text: str) -> None:
    template = parse_template(text)
    assert str(template) == text
    assert all(part.mark for part in template.parts)


@pytest.mark.parametrize("piece", ["{", "<", "*", "_", "[", "'", '"', "%", "%(", "$", "\\", "“", "'*"])
def test_a_long_run_of_one_mark_is_split(piece: str) -> None:
    assert str(parse_template(piece * 20_000)) == piece * 20_000
