"""The front matter as a form: made from the schema, and nothing but what was touched changes."""

from textwrap import dedent

import pytest

from kbsearch.articles.form import fields_of, unshown, values_of
from kbsearch.articles.front_matter import FileText, split
from kbsearch.articles.schema import FrontMatter
from kbsearch.articles.splice import with_values
from kbsearch.articles.templates import KINDS, Kind, draft

TEXT = dedent("""\
    ---
    id: kb-1
    title: It stops   # as people say
    products: acme
    errors:
      - E1
      - code: E2
        message: "no {thing}"
      - the message alone
    symptoms: ["it hangs", 'it stops']
    found_by:
      - |
        line one
        line two
    code: E3
    confidence: wip
    x-team: blue
    owner: ana
    ---
    Body.
    """)


def shown(file: FileText) -> dict[str, list[str]]:
    return {field.name: list(field.values) for field in fields_of(file)}


def test_every_key_that_an_author_writes_has_a_field() -> None:
    names = {field.name for field in fields_of(split("", ""))}
    assert names == set(FrontMatter.model_fields) - {
        "confidence", "audience", "reviewed", "code", "error_codes", "error_messages",
    }  # fmt: skip


def test_fields_know_what_they_hold() -> None:
    kinds = {field.name: field.kind for field in fields_of(split("", ""))}
    assert kinds["title"] == "text"
    assert kinds["errors"] == "errors"
    assert kinds["products"] == "list"
    assert kinds["found_by"] == "pastes"
    assert kinds["fix_by"] == "choice"
    assert kinds["review_by"] == "date"


def test_a_front_matter_is_shown_in_rows() -> None:
    file = split(TEXT, "")
    fields = {field.name: field for field in fields_of(file)}
    assert fields["errors"].pairs == (("E1", ""), ("E2", "no {thing}"), ("", "the message alone"))
    assert fields["found_by"].values == ("line one\nline two\n",)
    assert fields["code"].values == ("E3",)
    assert unshown(file) == ("x-team",)


def test_a_form_that_nobody_touched_changes_nothing() -> None:
    file = split(TEXT, "")
    assert values_of(file, shown(file)) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_template_asks_for_is_a_hint_and_stays_until_it_is_written(kind: Kind) -> None:
    file = split(draft(kind, "x"), "")
    title = next(field for field in fields_of(file) if field.name == "title")
    assert (title.value, title.prompt) == ("", "what this article answers, in one line.")
    assert values_of(file, shown(file)) == {}
    assert values_of(file, shown(file) | {"title": ["It stops"]}) == {"title": "It stops"}


@pytest.mark.parametrize(
    ("sent", "values"),
    [
        pytest.param({"title": [" New "]}, {"title": "New"}, id="text"),
        pytest.param({"owner": [""]}, {"owner": None}, id="emptied"),
        pytest.param({"products": ["acme", "", "zeta"]}, {"products": ["acme", "zeta"]}, id="a row more"),
        pytest.param({"products": ["zeta"]}, {"products": "zeta"}, id="one stays one"),
        pytest.param({"symptoms": [" ", ""]}, {"symptoms": None}, id="all rows emptied"),
        pytest.param({"found_by": ["line one\r\nline two\r\n"]}, {}, id="as browsers send it"),
        pytest.param(
            {"errors": ["E1", "", "", "", "", "the message alone", "E9", " new "]},
            {"errors": ["E1", "the message alone", {"code": "E9", "message": "new"}]},
            id="an error taken away, another added",
        ),
        pytest.param({"fix_by": ["approval"]}, {"fix_by": "approval"}, id="choice"),
    ],
)
def test_what_was_changed_is_a_value(sent: dict[str, list[str]], values: dict[str, object]) -> None:
    assert values_of(split(TEXT, ""), sent) == values


def test_an_edit_touches_its_own_line_alone() -> None:
    file = split(TEXT, "")
    changed = with_values(TEXT, values_of(file, shown(file) | {"owner": ["bo"]}))
    assert changed == TEXT.replace("owner: ana", "owner: bo")


def test_a_key_whose_value_fits_no_field_is_left_to_the_file() -> None:
    file = split("---\ntitle: [a, b]\nerrors:\n  - {code: E1, extra: x}\n---\n", "")
    assert {"title", "errors"} <= set(unshown(file))
    assert values_of(file, {"title": ["x"]}) == {}
