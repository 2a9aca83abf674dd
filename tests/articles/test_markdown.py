"""Markdown bodies: sections by what they are for, blocks with their lead-in, text without marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.inline import code_text, message_text, plain_text
from kbsearch.articles.markdown import read_body


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        pytest.param("Symptoms", "issue", id="symptoms"),
        pytest.param("Error message(s)", "issue", id="error messages"),
        pytest.param("Problem:", "issue", id="colon"),
        pytest.param("**Issue**", "issue", id="bold"),
        pytest.param("Applies to", "environment", id="applies to"),
        pytest.param("Solution/Workaround", "resolution", id="slash"),
        pytest.param("Resolution 2: reset the cache", "resolution", id="numbered"),
        pytest.param("How to fix", "resolution", id="how to fix"),
        pytest.param("Suggested Workarounds", "resolution", id="suggested"),
        pytest.param("Cause\\Possible Cause(s)", "cause", id="backslash"),
        pytest.param("Root Cause", "cause", id="root cause"),
        pytest.param("See also", "other", id="see also"),
        pytest.param("Solutions for a world without problems at all", "other", id="long"),
    ],
)
def test_a_heading_is_known_by_what_it_is_for(heading: str, name: str) -> None:
    assert read_body(f"## {heading}\n\ntext\n", 1).sections[0].name == name


def test_headings_of_the_settings_come_before_the_usual_ones() -> None:
    body = read_body(
        "## Mitigation plan\n\na\n\n## Symptoms\n\nb\n", 1, {"cause": ["symptoms"], "resolution": ["Mitigation Plan"]}
    )
    assert [section.name for section in body.sections] == ["resolution", "cause"]


def test_sections_keep_level_line_and_rendered_text() -> None:
    body = read_body(
        "# The *title*\n\nLead with [a link](x.md).\n\n## Resolution\n\n1. Run `a && b`.\n\n   ```\n   a_b *c*\n   ```\n",
        5,
    )
    assert body.heading == "The title"
    assert [(s.name, s.heading, s.level, s.line, s.text) for s in body.sections] == [
        ("lead", "The title", 1, 5, "Lead with a link."),
        ("resolution", "Resolution", 2, 9, "Run a && b.\na_b *c*"),
    ]


def test_a_heading_below_a_known_one_belongs_to_it() -> None:
    body = read_body("## Resolution\n\n### On the server\n\nx\n\n## Notes\n\ny\n", 1)
    assert [section.name for section in body.sections] == ["resolution", "resolution", "other"]


def test_blocks_have_their_kind_their_line_and_the_sentence_before() -> None:
    body = read_body(
        "You see:\n\n> one\n> two\n\n> [!NOTE]\n> a note\n\n- item\n\n  more\n\n| A | B |\n|---|---|\n| 1 | 2 |\n", 1
    )
    assert [(b.kind, b.line, b.lead) for b in body.blocks] == [
        ("paragraph", 1, ""),
        ("quote", 3, "You see:"),
        ("alert", 6, "You see:"),
        ("item", 9, "You see:"),
        ("paragraph", 11, "item"),
        ("table", 13, "more"),
    ]
    assert body.blocks[-1].rows == (("A", "B"), ("1", "2"))
    assert body.blocks[-1].row_lines == (13, 15)


def test_a_line_that_kramdown_takes_for_itself_is_no_text() -> None:
    body = read_body(
        "# Title\n{: #title}\n\nFirst.\n{: .note}\n\n```\n{: kept}\n```\n{: screen}\n\nIn {: here} it stays.\n", 1
    )
    assert [(block.kind, block.text) for block in body.blocks] == [
        ("paragraph", "First."),
        ("code", "{: kept}\n"),
        ("paragraph", "In {: here} it stays."),
    ]
    assert "title" in body.anchors


def test_an_html_table_with_blank_lines_is_a_table() -> None:
    body = read_body(
        "<table>\n\n  <tr><th>Code</th><th>Text</th></tr>\n\n    <tr><td>E1</td>\n    <td>a &lt;b&gt;<br>c</td></tr>\n</table>\n",
        1,
    )
    assert [(b.kind, b.rows, b.row_lines) for b in body.blocks] == [
        ("table", (("Code", "Text"), ("E1", "a &lt;b&gt; c")), (3, 5))
    ]
    assert body.sections[0].text == "Code | Text\nE1 | a <b> c"


def test_a_table_inside_a_fence_stays_code() -> None:
    body = read_body("```html\n<table>\n\n<tr><td>x</td></tr>\n```\n\nafter\n", 1)
    assert [block.kind for block in body.blocks] == ["code", "paragraph"]


def test_links_and_anchors_know_their_place() -> None:
    body = read_body(
        '# One\n\ntext [a](b.md#c) `[x](y)`\nand ![p](img.png "t")\n\n## Two words!\n\n<a id="own"></a>\n\n## Two words!\n\n[r]: ref.md\n',
        3,
    )
    assert [(link.target, link.line, link.col) for link in body.links] == [
        ("b.md#c", 5, 10),
        ("img.png", 6, 10),
        ("ref.md", 14, 6),
    ]
    assert body.anchors == {"one", "two-words", "two-words-1", "own"}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        pytest.param("'*identifier*' : is unknown", "'*identifier*' : is unknown", id="emphasis stays a placeholder"),
        pytest.param("cannot open _file_", "cannot open *file*", id="underscores too"),
        pytest.param("use **bold** and `code`", "use bold and code", id="strong and code are plain"),
        pytest.param(r"expected \<filename> or option\_2", "expected <filename> or option_2", id="escapes"),
        pytest.param("a &lt;b&gt; &amp; c", "a <b> & c", id="entities"),
        pytest.param("a<br>b<br/>c", "a b c", id="breaks"),
        pytest.param("open <filename> now", "open <filename> now", id="unescaped placeholder"),
        pytest.param("see [the page](x.md) ![alt](y.png)", "see the page alt", id="links"),
        pytest.param("a ~~b~~ *c*", "a b *c*", id="struck through"),
        pytest.param("*a\nb*\\\nc", "*a b* c", id="lines"),
        pytest.param("# 1 *a*", "# 1 *a*", id="no heading"),
        pytest.param("`*p` of \\*", "\\*p of \\*", id="literal stars"),
        pytest.param("ERR_CONN_RESET in a_b_c", "ERR_CONN_RESET in a_b_c", id="snake case"),
    ],
)
def test_a_message_keeps_its_placeholders_apart(source: str, text: str) -> None:
    assert message_text(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        pytest.param("a **b** _c_ ~~d~~ `e_f*`", "a b c d e_f*", id="marks"),
        pytest.param("[text](<a b.md>) [r][1] ![alt](x.png)", "text r alt", id="links"),
        pytest.param("2 * 3 and snake_case_word", "2 * 3 and snake_case_word", id="no marks"),
        pytest.param("{% if x %}yes{% endif %} {{ site.name }}!", "yes !", id="liquid"),
        pytest.param("a\u200bb &copy; <b>x</b><br>y", "ab © x y", id="html"),
    ],
)
def test_plain_text_has_no_marks(source: str, text: str) -> None:
    assert plain_text(source) == text


def test_stars_in_code_are_stars() -> None:
    assert code_text(" char *p;\n  x ") == "char \\*p; x"


@given(st.text(alphabet="ab*_`[]()<>!#|-\n\\&;\"' {%}", max_size=300))
def test_any_text_is_read(text: str) -> None:
    body = read_body(text, 1)
    assert all(0 <= block.section < len(body.sections) for block in body.blocks)
    assert [link for link in body.links if link.line < 1] == []
    message_text(text)


@pytest.mark.parametrize("piece", ["[", "<", "*", "`", "> ", "- ", "<table>", "](", "{%", "&#", "\\", "|"])
def test_a_long_run_of_one_mark_is_read(piece: str) -> None:
    assert read_body(piece * 20_000, 1).heading == ""


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        pytest.param("- \\*.obj\n- b", [("item", "\\*.obj", 1), ("item", "b", 2)], id="an escape begins an item"),
        pytest.param("- a\n  b\n\n  c", [("item", "a\nb", 1), ("paragraph", "c", 4)], id="an item of two paragraphs"),
        pytest.param("> a\n> *b*\nc", [("quote", "a\n*b*\nc", 1)], id="lines of a quote, one without its mark"),
        pytest.param("> - a\n>   b", [("quote", "a\nb", 1)], id="a list in a quote"),
        pytest.param("é ü\n\nß *x*", [("paragraph", "é ü", 1), ("paragraph", "ß *x*", 3)], id="letters of two bytes"),
        pytest.param("a\n  b\n", [("paragraph", "a\n  b", 1)], id="an indented line goes on"),
        pytest.param("~~~c x\n\ta\n~~~", [("code", "\ta\n", 1)], id="a tab in code stays"),
    ],
)
def test_blocks_keep_their_source_without_the_marks_around_it(source: str, blocks: list[tuple[str, str, int]]) -> None:
    assert [(block.kind, block.text, block.line) for block in read_body(source, 1).blocks] == blocks


def test_a_heading_keeps_its_marks_and_loses_those_that_close_it() -> None:
    assert [section.heading for section in read_body("## \\# a `b` ##\n\nc\n=\n", 1).sections] == ["# a b", "c"]


@pytest.mark.parametrize(
    ("source", "rows"),
    [
        pytest.param("|a|b|\n|-|-|\n|c \\| d|\n", (("a", "b"), ("c | d", "")), id="a bar in a cell, a cell too few"),
        pytest.param("|a|b|\n|-|-|\n|c|d\n|\n|e|f|\n", (("a", "b"), ("c", "d"), ("", ""), ("e", "f")), id="a bare bar"),
    ],
)
def test_a_pipe_table_has_all_its_rows(source: str, rows: tuple[tuple[str, ...], ...]) -> None:
    assert read_body(source, 1).blocks[0].rows == rows


def test_a_bare_bar_in_code_stays() -> None:
    assert read_body("|a|\n|-|\n\n```\n|-|\n |\n```\n", 1).blocks[1].text == "|-|\n |\n"
