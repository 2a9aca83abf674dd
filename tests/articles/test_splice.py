"""A form that saves an article changes what was changed in it, and not a byte more."""

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.front_matter import split
from kbsearch.articles.splice import with_values
from kbsearch.errors import EditRefused

FILE = """\
---
id: sync-e4012   # never changes
title: "E4012: remote refused the token"
products: [acme-sync]

errors:
  - code: E4012
    message: "sync: remote {host} refused token {token}"  # as printed
  # the second
  - code: E4013
    message: other
symptoms:
  - "sync worked yesterday"
reviewed: {by: li, on: 2026-11-20}
x-free: 010
---
## Issue

Text --- with: signs.
"""
FIRST = {"code": "E4012", "message": "sync: remote {host} refused token {token}"}
SECOND = {"code": "E4013", "message": "other"}


def changed(before: str, after: str) -> list[str]:
    """The lines that went and came, as a diff without its context shows them."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


@pytest.mark.parametrize(
    ("values", "diff"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param({"id": "sync-e4012", "x-free": "010", "errors": [FIRST, SECOND]}, [], id="what it says already"),
        pytest.param(
            {"title": "New: title"},
            ['-title: "E4012: remote refused the token"', '+title: "New: title"'],
            id="a text keeps its quotes",
        ),
        pytest.param(
            {"id": "sync-e4014"},
            ["-id: sync-e4012   # never changes", "+id: sync-e4014   # never changes"],
            id="a comment behind the value",
        ),
        pytest.param(
            {"products": ["acme-sync", "acme, inc"]},
            ["-products: [acme-sync]", '+products: [acme-sync, "acme, inc"]'],
            id="a list on one line stays on one",
        ),
        pytest.param({"products": []}, ["-products: [acme-sync]", "+products: []"], id="a list made empty"),
        pytest.param(
            {"errors": [FIRST | {"message": "sync: {host} said no"}, SECOND]},
            [
                '-    message: "sync: remote {host} refused token {token}"  # as printed',
                '+    message: "sync: {host} said no"  # as printed',
            ],
            id="one value deep inside",
        ),
        pytest.param({"errors": [FIRST, SECOND, {"code": "E5"}]}, ["+  - code: E5"], id="an entry put in at the end"),
        pytest.param(
            {"errors": [{"code": "0x80"}, FIRST, SECOND]}, ['+  - code: "0x80"'], id="an entry put in at the beginning"
        ),
        pytest.param(
            {"errors": [FIRST]}, ["-  - code: E4013", "-    message: other"], id="an entry taken out, its comment kept"
        ),
        pytest.param(
            {"errors": [{"message": FIRST["message"]}, SECOND]},
            [
                "-  - code: E4012",
                '-    message: "sync: remote {host} refused token {token}"  # as printed',
                '+  - message: "sync: remote {host} refused token {token}"  # as printed',
            ],
            id="the first key of an entry taken out",
        ),
        pytest.param(
            {"symptoms": ["sync worked yesterday", "on"]}, ['+  - "on"'], id="a word that YAML reads otherwise"
        ),
        pytest.param(
            {"symptoms": []}, ["-symptoms:", '-  - "sync worked yesterday"', "+symptoms: []"], id="a block made empty"
        ),
        pytest.param(
            {"found_by": ["first line\nsecond\n\n  indented"]},
            ["+found_by:", "+  - |-", "+    first line", "+    second", "+", "+      indented"],
            id="a paste of several lines",
        ),
        pytest.param({"owner": "ana"}, ["+owner: ana"], id="a new key"),
        pytest.param({"x-free": None}, ["-x-free: 010"], id="a key taken out"),
        pytest.param(
            {"reviewed": {"by": "li", "on": "2026-11-20", "digest": "d1"}},
            ["-reviewed: {by: li, on: 2026-11-20}", "+reviewed:", "+  by: li", '+  "on": 2026-11-20', "+  digest: d1"],
            id="a mapping on one line",
        ),
    ],
)
def test_only_what_differs_is_written_anew(values: dict[str, object], diff: list[str]) -> None:
    assert changed(FILE, with_values(FILE, values)) == diff


def test_line_ends_and_byte_order_mark_stay() -> None:
    windows = "\ufeff" + FILE.replace("\n", "\r\n")
    assert with_values(windows, {"title": "x"}) == "\ufeff" + with_values(FILE, {"title": "x"}).replace("\n", "\r\n")


def test_a_file_without_front_matter_gets_one() -> None:
    assert with_values("# Sync\n\nText\n", {"owner": "ana", "errors": [{"code": "010"}]}) == (
        '---\nowner: ana\nerrors:\n  - code: "010"\n---\n# Sync\n\nText\n'
    )


def test_an_empty_front_matter_is_filled() -> None:
    assert with_values("---\n---\nText\n", {"owner": "ana"}) == "---\nowner: ana\n---\nText\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("+++\ntitle = 'x'\n+++\n", "it is written in TOML", id="TOML"),
        pytest.param("---\na: [1\n---\n", "a list that opens here with [ is not closed", id="broken YAML"),
    ],
)
def test_what_cannot_be_changed_key_by_key_is_refused(text: str, said: str) -> None:
    with pytest.raises(EditRefused) as refused:
        with_values(text, {"title": "y"}, "a.md")
    assert str(refused.value).startswith("the front matter of a.md cannot be changed key by key (")
    assert said in str(refused.value)
    assert str(refused.value).endswith("): edit the text of the file [KBE1041]")


texts = st.text(st.characters(codec="utf-8", exclude_characters="\r\ufeff"), max_size=30)
lists = st.lists(texts | st.dictionaries(st.sampled_from(["code", "message", "on"]), texts, min_size=1), max_size=4)
keys = st.sampled_from(["id", "title", "products", "errors", "found_by", "x-a", "no"])
fronts = st.dictionaries(keys, texts | lists | st.dictionaries(keys, texts, max_size=2), max_size=5)


@given(fronts, fronts)
def test_whatever_is_written_is_read_back_and_the_body_never_changes(
    before: dict[str, object], after: dict[str, object]
) -> None:
    body = "## Issue\n\nText\n"
    first = with_values("---\nx-first: 1  # kept\n---\n" + body, before)
    second = with_values(first, {**dict.fromkeys(before), **after})
    read = split(second, "a.md")
    assert (read.keys, read.body) == ({"x-first": "1"} | after, body)
    assert "x-first: 1  # kept\n" in second


@given(fronts)
def test_saving_what_is_there_changes_nothing(front: dict[str, object]) -> None:
    text = with_values("---\nx-first: 1\n---\nText\n", front)
    assert with_values(text, split(text, "a.md").keys) == text
