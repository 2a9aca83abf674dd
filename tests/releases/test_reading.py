"""What all sources find together; a source that cannot be read or found nothing is never passed over."""

import json
from collections.abc import Callable, Iterable

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kbsearch.releases.declaration import Declaration, Kind
from kbsearch.releases.declarations.c_header import read_c_header
from kbsearch.releases.declarations.exported import export, read_exported
from kbsearch.releases.declarations.gettext import read_po
from kbsearch.releases.declarations.json_data import read_json
from kbsearch.releases.declarations.located import Unreadable
from kbsearch.releases.declarations.properties import read_properties
from kbsearch.releases.declarations.proto import read_proto
from kbsearch.releases.declarations.python_ast import read_python
from kbsearch.releases.declarations.table import read_table
from kbsearch.releases.declarations.toml_data import read_toml
from kbsearch.releases.declarations.yaml_data import read_yaml
from tests.releases.conftest import ReadSource

BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)
)


@pytest.mark.parametrize(
    ("keys", "files", "said"),
    [
        pytest.param(
            "reader: json, files: e.json",
            {"e.json": '{"a": 1,\n "b" 2}'},
            "e.json, line 2: source 'errors' cannot read it (Expecting ':' delimiter): mend the file, or keep it out "
            "with 'exclude' [KBE1074]",
            id="json",
        ),
        pytest.param(
            "reader: yaml, files: e.yaml",
            {"e.yaml": "a: 1\nb: c: d\n"},
            "e.yaml, line 2: source 'errors' cannot read it (mapping values are not allowed in this context): mend the "
            "file, or keep it out with 'exclude' [KBE1074]",
            id="yaml",
        ),
        pytest.param(
            "reader: yaml, files: e.yaml",
            {"e.yaml": "a: *gone\n"},
            "e.yaml, line 1: source 'errors' cannot read it (the alias *gone stands for nothing that is complete): mend "
            "the file, or keep it out with 'exclude' [KBE1074]",
            id="an alias of nothing",
        ),
        pytest.param(
            "reader: toml, files: e.toml",
            {"e.toml": 'a = 1\nb = "\n'},
            "e.toml, line 2: source 'errors' cannot read it (illegal character '\\n'): mend the file, or keep it out "
            "with 'exclude' [KBE1074]",
            id="toml",
        ),
        pytest.param(
            "reader: python-ast, files: e.py",
            {"e.py": "x = 1\nx = = 2\n"},
            "e.py, line 2: source 'errors' cannot read it (it is no Python of this version: invalid syntax): mend the "
            "file, or keep it out with 'exclude' [KBE1074]",
            id="python",
        ),
        pytest.param(
            "reader: po, files: e.po",
            {"e.po": 'msgid "a"\nmsgstr "b"\nwhat\n'},
            "e.po, line 3: source 'errors' cannot read it (it is no gettext catalogue): mend the file, or keep it out "
            "with 'exclude' [KBE1074]",
            id="gettext",
        ),
        pytest.param(
            "reader: table, files: e.csv",
            {"e.csv": 'code,message\nE1,"no\n'},
            "e.csv, line 2: source 'errors' cannot read it (unexpected end of data): mend the row, or correct "
            "'delimiter' of the source [KBE1074]",
            id="table",
        ),
        pytest.param(
            "reader: json, files: e.json",
            {"e.json": b'{"a":\n "\xe4"}'},
            "e.json, line 2: source 'errors' cannot read it (byte 8 is not UTF-8): save the file as UTF-8 [KBE1074]",
            id="encoding",
        ),
        pytest.param(
            "reader: declarations, files: e.json",
            {"e.json": '{"declarations": []}'},
            "e.json, line 1: source 'errors' cannot read it (it is no declarations.json of format 1): write it with "
            "'kbsearch release declarations --json', of the same kbsearch [KBE1074]",
            id="declarations of another format",
        ),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(
    declared: ReadSource, keys: str, files: dict[str, str | bytes], said: str
) -> None:
    unread, quiet = declared(keys, files).faults
    assert str(unread) == said
    assert quiet.code == "KBE1075"


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        pytest.param("reader: json", '{"E1": "a\u2028\x85b",\r\n\r"E2": "b"}', id="json"),
        pytest.param("reader: yaml", "E1: 'a\u2028\x85b' # \r\nE2: b\n", id="yaml"),
        pytest.param("reader: toml", 'E1 = "a\u2028\x85b"\r\nE2 = "b"\n', id="toml"),
        pytest.param("reader: properties", "E1 = a\u2028\x85b\f\r# two\nE2 = b\n", id="properties"),
        pytest.param(
            "reader: po, map: {id: '{msgid}', message: '{msgstr}'}",
            'msgid "E1" \f\rmsgstr "a"\u2028"b"\x85\nmsgid "E2"\nmsgstr "b"\n',
            id="gettext",
        ),
        pytest.param(
            "reader: proto, map: {id: '{name}'}", "enum A { E1 = 1; // \u2028\x85\f\r\n E2 = 2; }", id="proto"
        ),
        pytest.param(
            "reader: c-header, map: {id: '{name}'}", "#define E1 1 // \u2028\x85\f\r\n#define E2 2\n", id="c-header"
        ),
        pytest.param(
            "reader: python-ast, map: {id: '{name}'}", "E1 = 'a\u2028\x85b' # \r\f\r\nE2 = 'b'\n", id="python-ast"
        ),
        pytest.param(
            "reader: table, columns: [id, message], map: {id: '{id}'}", "E1,a\u2028\x85b\f\r\r\nE2,b\n", id="table"
        ),
        pytest.param(
            "reader: regex, pattern: '(?P<id>E\\d)', map: {id: '{id}'}", "E1 \u2028\x85\f\r\nE2\n", id="regex"
        ),
    ],
)
def test_a_line_feed_alone_begins_a_line(declared: ReadSource, keys: str, text: str) -> None:
    """As in an editor, in git and wherever SARIF is shown, whatever the reader itself takes for the end of a line."""
    read = declared(f"files: e.txt, {keys}", {"e.txt": text})
    assert [(one.id, one.place) for one in read.declarations] == [("E1", "e.txt:1"), ("E2", "e.txt:2")]


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        pytest.param("reader: yaml", "a: 'b\u2028\x85' # \r\nb: c: d\n", id="yaml"),
        pytest.param("reader: po", 'msgid "a"\f\rmsgstr "b"\nwhat\n', id="gettext"),
        pytest.param("reader: python-ast", "x = 1 # \r\nx = = 2\n", id="python"),
        pytest.param("reader: table", 'E1,a\r\nE2,"no\n', id="table"),
    ],
)
def test_what_cannot_be_read_is_in_the_line_of_the_editor(declared: ReadSource, keys: str, text: str) -> None:
    unread = declared(f"files: e.txt, {keys}", {"e.txt": text}).faults[0]
    assert str(unread).startswith("e.txt, line 2: ")


def test_a_broken_file_does_not_hide_the_others(declared: ReadSource) -> None:
    read = declared("reader: json, files: '*.json'", {"a.json": "{", "b.json": '{"E1": "no room"}'})
    assert [one.id for one in read.declarations] == ["E1"]
    assert [fault.code for fault in read.faults] == ["KBE1074"]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        pytest.param(
            "files: moved/*.json",
            "source 'errors' found nothing in 0 files, but it must find at least 1: correct 'files' of the source, no "
            "file fits them [KBE1075]",
            id="no file",
        ),
        pytest.param(
            "files: e.json, map: {each: 'mistakes[*]'}",
            "source 'errors' found nothing in 1 file, but it must find at least 1: correct how the source is read "
            "[KBE1075]",
            id="nothing in the file",
        ),
        pytest.param(
            "files: e.json, expect: {min: 1200}",
            "source 'errors' found 2 declarations in 1 file, but it must find at least 1,200: correct the source, or "
            "lower 'expect: {min: ...}' if that is all [KBE1075]",
            id="fewer than expected",
        ),
    ],
)
def test_a_source_that_finds_too_little_is_never_green(declared: ReadSource, keys: str, said: str) -> None:
    read = declared(f"reader: json, {keys}", {"e.json": '{"E1": "a", "E2": "b"}'})
    assert [str(fault) for fault in read.faults] == [said]


def test_a_source_that_may_be_empty_says_so(declared: ReadSource) -> None:
    assert declared("reader: json, files: none.json, expect: {min: 0}", {}).faults == ()


def test_what_is_declared_twice_counts_once_and_is_kept_where_its_message_differs(declared: ReadSource) -> None:
    files = {"a.json": '{"E1": "no room", "E2": "b"}', "b.json": '{"E1": "no space", "E2": "b"}'}
    read = declared("reader: json, files: '*.json'", files)
    assert [(one.place, one.message) for one in read.declarations] == [("a.json:1", "no room"), ("a.json:1", "b")]
    assert [(one.place, one.message) for one in read.repeated] == [("b.json:1", "no space")]
    assert (read.counts["errors"].files, read.counts["errors"].declarations) == (2, 2)


def test_what_a_product_does_not_say_comes_from_the_defaults(declared: ReadSource) -> None:
    read = declared(
        "reader: json, files: e.json, kind: feature, map: {title: title, stage: state}, defaults: {owner: li, stage: ga}",
        {"e.json": '[{"id": "tokens", "title": "New tokens", "state": "beta"}, {"id": "copies"}]'},
    )
    assert read.declarations == (
        Declaration(Kind.FEATURE, "tokens", "errors", "e.json", 1, title="New tokens", stage="beta", owner="li"),
        Declaration(Kind.FEATURE, "copies", "errors", "e.json", 1, stage="ga", owner="li"),
    )
    assert read.declarations[0].subject == "feature:tokens"


def test_records_that_name_nothing_are_counted(declared: ReadSource) -> None:
    read = declared("reader: json, files: e.json, map: {code: code}", {"e.json": '[{"code": "E1"}, {"text": "x"}]'})
    assert (read.counts["errors"].declarations, read.counts["errors"].passed_over) == (1, 1)


def test_aliases_that_unfold_without_end_are_refused() -> None:
    with pytest.raises(Unreadable, match="its aliases stand for more than 100,000 values"):
        read_yaml(BOMB)


def test_nesting_without_end_is_refused() -> None:
    for read in (read_json, read_yaml, read_toml):
        with pytest.raises(Unreadable):
            read(("a = " if read is read_toml else "") + "[" * 100_000)


PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]))
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(PLAIN, inner), max_leaves=12)


@given(VALUES)
@settings(max_examples=60, deadline=None)
def test_json_and_yaml_are_read_as_their_own_libraries_write_them(value: object) -> None:
    assert read_json(json.dumps(value)) == [value]
    assert read_json(json.dumps(value, indent=1, ensure_ascii=False)) == [value]
    assert read_yaml(yaml.safe_dump(value, default_style='"', allow_unicode=True)) == [value]


@given(st.dictionaries(st.text(min_size=1), st.text()))
@settings(max_examples=60, deadline=None)
def test_properties_are_read_as_they_were_written(pairs: dict[str, str]) -> None:
    def escaped(text: str) -> str:
        units = text.encode("utf-16-be", "surrogatepass")
        return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))

    whole = {key: value for key, value in pairs.items() if key.isprintable() and value.isprintable()}
    text = "".join(f"{escaped(key)} = {escaped(value)}\n" for key, value in whole.items())
    assert {one["key"]: one["value"] for one in read_properties(text)} == whole


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(read_json, id="json"),
        pytest.param(read_yaml, id="yaml"),
        pytest.param(read_toml, id="toml"),
        pytest.param(read_properties, id="properties"),
        pytest.param(read_po, id="po"),
        pytest.param(read_proto, id="proto"),
        pytest.param(read_python, id="python"),
        pytest.param(lambda text: read_c_header(text, ["a"]), id="c-header"),
        pytest.param(lambda text: read_table(text, (), "", "#"), id="table"),
        pytest.param(lambda text: read_exported(text, Kind.ERROR), id="declarations"),
    ],
)
@given(st.text() | st.text(alphabet="ab\"'\\{}[]()<>=:;,#/* \n\r\f\x85\u2028_1|-&enum"))
@example("\r\u2028\x85a")
@settings(max_examples=60, deadline=None)
def test_no_text_makes_a_reader_fail_but_by_saying_that_it_cannot_read_it(
    read: Callable[[str], Iterable[object]], text: str
) -> None:
    try:
        lines = [getattr(one, "line", 1) for one in read(text)]
    except Unreadable as error:
        lines = [error.line]
    assert all(1 <= line <= text.count("\n") + 1 for line in lines)


@given(
    st.lists(
        st.builds(
            Declaration,
            kind=st.sampled_from(Kind),
            id=st.text(min_size=1),
            source=st.just("errors"),
            path=st.text(min_size=1),
            line=st.integers(1, 10_000),
            message=st.text(),
            stage=st.text(),
        )
    )
)
@settings(max_examples=60, deadline=None)
def test_what_is_exported_is_read_back(declarations: list[Declaration]) -> None:
    text = json.dumps(export("acme-sync", "4.2", declarations))
    for kind in Kind:
        assert list(read_exported(text, kind)) == [one for one in declarations if one.kind is kind]
