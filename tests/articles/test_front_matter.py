"""Front matter: scalars stay text, and whatever cannot be read is said with its place in the file."""

import string

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.front_matter import key_place, quoted, split

KEYS = st.text(string.ascii_lowercase, min_size=1, max_size=8)
PRINTABLE = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff"), max_size=40
)


def keys_of(front: str) -> dict[str, object]:
    file = split(f"---\n{front}\n---\n", "a.md")
    assert file.findings == ()
    return file.keys


def said(front: str) -> list[str]:
    return [str(finding) for finding in split(f"---\n{front}\n---\nbody\n", "a.md").findings]


@pytest.mark.parametrize(
    "written",
    ["0x80070005", "010", "on", "no", "12:30", "12:30:45", "1.10", "1e3", "2026-11-20", "null", "~", "0o17", "-0"],
)
def test_a_scalar_is_the_text_that_was_written(written: str) -> None:
    assert keys_of(f"key: {written}\nlist: [{written}]") == {"key": written, "list": [written]}


def test_an_empty_value_is_the_empty_text() -> None:
    assert keys_of("key:\nother: ''") == {"key": "", "other": ""}


def test_lists_and_mappings_stay_lists_and_mappings() -> None:
    front = "errors:\n  - code: E1\n    message: >-\n      one\n      two\nnone: []"
    assert keys_of(front) == {"errors": [{"code": "E1", "message": "one two"}], "none": []}


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029"], ids=["NEL", "LS", "PS"])
def test_what_only_yaml_takes_for_a_line_break_stays_in_the_text(character: str) -> None:
    assert keys_of(f"key: a{character}b\nnext: c") == {"key": f"a{character}b", "next": "c"}


@given(st.dictionaries(KEYS, PRINTABLE))
def test_any_quoted_text_survives(keys: dict[str, str]) -> None:
    front = "\n".join(f"{key}: {quoted(value)}" for key, value in keys.items())
    assert split(f"---\n{front}\n---\n", "a.md").keys == keys


@given(st.dictionaries(KEYS, st.text(st.characters(exclude_categories=["Cs"]), max_size=40)))
def test_any_text_that_a_yaml_writer_writes_survives(keys: dict[str, str]) -> None:
    assert split(f"---\n{yaml.safe_dump(keys)}---\n", "a.md").keys == keys


@given(st.from_regex(r"[A-Za-z0-9+.-]([A-Za-z0-9+./:_-]{0,10}[A-Za-z0-9])?", fullmatch=True))
def test_any_bare_word_or_number_survives(word: str) -> None:
    if word not in ("-", "---", "..."):
        assert split(f"---\nkey: {word}\n---\n", "a.md").keys == {"key": word}


@given(st.text(max_size=200))
def test_any_text_is_split_without_an_exception(text: str) -> None:
    for whole in (text, f"---\n{text}", f"---\nkey: {text}\n---\nbody"):
        file = split(whole, "a.md")
        assert file.readable or file.findings
        assert whole.endswith(file.body)


@pytest.mark.parametrize(
    ("text", "body", "line"),
    [
        pytest.param("---\nid: a\n---\nbody", "body", 4, id="plain"),
        pytest.param("\n \n---\nid: a\n---\nbody", "body", 6, id="below blank lines"),
        pytest.param("---  \nid: a\n...\nbody", "body", 4, id="closed with dots"),
        pytest.param("---\n---\nbody", "body", 3, id="empty"),
        pytest.param("---\n# nothing yet\n\n---\nbody", "body", 5, id="only a comment"),
        pytest.param("# Title\n\nbody", "# Title\n\nbody", 1, id="none"),
        pytest.param("---\n\nA rule above.\n\n---\n", "---\n\nA rule above.\n\n---\n", 1, id="thematic breaks"),
        pytest.param("---\n\nA rule.\n", "---\n\nA rule.\n", 1, id="one thematic break"),
        pytest.param("---\nkey: |\n  ---\n---\nbody", "body", 5, id="a fence inside a value"),
        pytest.param("", "", 1, id="nothing"),
    ],
)
def test_the_body_begins_below_the_front_matter(text: str, body: str, line: int) -> None:
    file = split(text, "a.md")
    assert (file.body, file.body_line, file.findings) == (body, line, ())


BAD = "a.md:{} KBL201 the front matter cannot be read, {}"
CHECK = "check the quotes, the brackets and the indentation of this line"


@pytest.mark.parametrize(
    ("front", "finding"),
    [
        pytest.param(
            "title: error C2065: 'x'",
            BAD.format(
                "2:19",
                "the value holds a colon that YAML takes for a key: quote the value: title: \"error C2065: 'x'\"",
            ),
            id="a colon",
        ),
        pytest.param(
            "id: a\nmessage: *name* is not declared",
            BAD.format("3:10", "a value cannot begin with '*': quote the value: message: \"*name* is not declared\""),
            id="a star",
        ),
        pytest.param(
            "m: &x y", BAD.format("2:4", "a value cannot begin with '&': quote the value: m: \"&x y\""), id="anchor"
        ),
        pytest.param(
            "m: !x y", BAD.format("2:4", "a value cannot begin with '!': quote the value: m: \"!x y\""), id="tag"
        ),
        pytest.param(
            "m: %s y", BAD.format("2:4", "a value cannot begin with '%': quote the value: m: \"%s y\""), id="percent"
        ),
        pytest.param(
            "m: {{ x }}",
            BAD.format("2:5", 'a key cannot be a list or a mapping: quote the value: m: "{{ x }}"'),
            id="braces",
        ),
        pytest.param(
            "m: 'it's'",
            BAD.format("2:8", 'more text stands here than belongs to the value: quote the value: m: "it\'s"'),
            id="an apostrophe",
        ),
        pytest.param(
            r'm: "C:\q"',
            BAD.format("2:7", r"a backslash inside double quotes has a meaning of its own: quote the value: m: 'C:\q'"),
            id="a backslash",
        ),
        pytest.param('m: "a', BAD.format("2:4", "a quote that opens here is not closed: close it"), id="an open quote"),
        pytest.param(
            "m: [a, b", BAD.format("2:4", "a list that opens here with [ is not closed: close it"), id="open list"
        ),
        pytest.param(
            "m:\n\tn: x", BAD.format("3:1", "a tab stands where only blanks may indent: indent with blanks"), id="a tab"
        ),
        pytest.param(
            "a: b\n c: d",
            BAD.format("3:3", f"the value holds a colon that YAML takes for a key: {CHECK}"),
            id="indentation",
        ),
        pytest.param(
            "- a: b", BAD.format("2:1", "it holds no keys: write keys with values, such as 'title: ...'"), id="a list"
        ),
        pytest.param("a: \x00", BAD.format("2:4", "the character U+0000 cannot stand in YAML: delete it"), id="NUL"),
        pytest.param(
            "a: " + "[" * 100_000,
            BAD.format("2:35", f"lists and mappings nest deeper than 32: {CHECK}"),
            id="deep nesting",
        ),
    ],
)
def test_bad_yaml_is_one_finding_in_plain_words_at_its_place(front: str, finding: str) -> None:
    assert said(front) == [finding]


def test_bad_yaml_leaves_the_file_unreadable_and_its_body_known() -> None:
    file = split("---\na: b: c\n---\nbody\n", "a.md")
    assert (file.readable, file.body, file.body_line) == (False, "body\n", 4)


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x, x]\n" + "\n".join(f"{c}: &{c} [*{p}, *{p}]" for p, c in zip("abcdefgh", "bcdefghi", strict=True))
    assert said(bomb) == [BAD.format("2:4", "a value cannot begin with '&': quote the value: a: \"&a [x, x]\"")]


def test_front_matter_that_is_never_closed_is_a_finding() -> None:
    assert [str(finding) for finding in split("---\nid: a\n\n# Title\n", "a.md").findings] == [
        "a.md:1:1 KBL203 the front matter is never closed: put --- on a line of its own below it"
    ]


def test_a_key_that_stands_twice_is_a_finding_and_the_last_one_counts() -> None:
    file = split("---\nid: a\ntitle: x\nid: b\n---\n", "a.md")
    assert [str(finding) for finding in file.findings] == [
        "a.md:4:1 KBL204 the key 'id' stands here and in line 2: keep one of them; until then the last one counts"
    ]
    assert file.keys == {"id": "b", "title": "x"}


def test_text_lost_to_a_comment_is_a_warning() -> None:
    assert said("title: Fix #2\nid: a # a remark") == [
        "a.md:2:12 KBL217 YAML takes '#2' for a comment and drops it: quote the value: title: \"Fix #2\""
    ]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        pytest.param(("id",), (3, 1), id="a key"),
        pytest.param(("errors", 0), (5, 5), id="a list item"),
        pytest.param(("errors", 0, "message"), (6, 5), id="a key in a list item"),
        pytest.param(("errors", 7, "code"), (4, 1), id="the part that exists"),
        pytest.param(("nowhere",), (1, 1), id="nothing"),
    ],
)
def test_the_place_of_a_key_is_known(path: tuple[str | int, ...], place: tuple[int, int]) -> None:
    assert key_place("\n---\nid: a\nerrors:\n  - code: x\n    message: y\n---\n", *path) == place


def test_toml_front_matter_is_read_with_its_numbers_as_they_were_written() -> None:
    text = (
        '+++\ntitle = "T"\nweight = 010\ncode = 0x80070005 # hex\ndraft = false\ndate = 2026-11-20\n'
        'tags = ["a", 1]\n[x]\nrate = 1.10\n+++\nbody'
    )
    file = split(text, "a.md")
    assert file.findings == ()
    assert file.keys == {
        "title": "T",
        "weight": "010",
        "code": "0x80070005",
        "draft": "false",
        "date": "2026-11-20",
        "tags": ["a", "1"],
        "x": {"rate": "1.10"},
    }
    assert (file.body, file.body_line, key_place(text, "code")) == ("body", 11, (4, 1))


@pytest.mark.parametrize(
    ("toml", "finding"),
    [
        pytest.param("title = T", "a.md:2:9 KBL201 the front matter cannot be read, invalid value", id="no quotes"),
        pytest.param(
            'a = "1"\nb = "2', "a.md:3:7 KBL201 the front matter cannot be read, illegal character", id="open"
        ),
        pytest.param(
            "a = " + "[" * 5000, "a.md:2:1 KBL201 the front matter cannot be read, lists and tables nest", id="deep"
        ),
    ],
)
def test_bad_toml_is_a_finding(toml: str, finding: str) -> None:
    file = split(f"+++\n{toml}\n+++\nbody", "a.md")
    assert (file.readable, file.body) == (False, "body")
    assert [str(found)[: len(finding)] for found in file.findings] == [finding]


@given(st.text(max_size=200))
def test_any_toml_is_split_without_an_exception(text: str) -> None:
    file = split(f"+++\n{text}\n+++\nbody", "a.md")
    assert file.readable or file.findings
