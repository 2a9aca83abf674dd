"""Detection where no single page shows what its code or message is, and only all pages together do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kbsearch.articles.detect import Detection

Pairs = list[tuple[str | None, str | None]]
Look = Callable[[dict[str, str]], tuple[Detection, dict[str, Pairs]]]

TEMPLATES = (
    "The lid '{0}' is missing.",
    "The pan {0} cannot be larger than {1}.",
    "The stove must not be lit twice. Put it out first.",
    "A fork must have at least one end.",
    "A spoon cannot be sharp.",
    "The cup '{0}' is already full.",
)


def diagnostics(first: tuple[str, ...]) -> dict[str, str]:
    """A page a diagnostic: the code in the title, a banner of the site builder, the first paragraph, how to fix it."""
    return {
        f"diagnostic-kt{n}.md": f"# Kitchen error KT{n}\n\n[!INCLUDE[banner](../banner.md)]\n\n{text}\n\n## How to fix it\n\nDo.\n"
        for n, text in enumerate(first, 101)
    }


def test_first_paragraphs_are_messages_where_many_have_places_for_values(look: Look) -> None:
    detection, read = look(diagnostics(TEMPLATES))
    assert detection.most.rules.messages_in == ("paragraph",)
    assert read["diagnostic-kt101.md"] == [("KT101", "The lid '{0}' is missing.")]
    assert read["diagnostic-kt103.md"] == [("KT103", "The stove must not be lit twice. Put it out first.")]


def test_first_paragraphs_that_explain_are_no_messages(look: Look) -> None:
    plain = tuple(text.replace("'{0}'", "it").replace("{0}", "it").replace("{1}", "them") for text in TEMPLATES)
    detection, read = look(diagnostics(tuple(text.replace("'them'", "them") for text in plain)))
    assert "paragraph" not in detection.most.rules.messages_in
    assert read["diagnostic-kt101.md"] == [("KT101", None)]


def test_a_table_of_one_row_tells_the_code_of_the_title_and_its_message(look: Look) -> None:
    detection, read = look(
        {
            f"e{code}.md": f"# Error {code}: Cannot boil\n\n| Error Code | State | Name | Description |\n|---|---|---|---|\n"
            f"| {code} | HY000 | ER\\_BOIL | {text} |\n\n## Causes\n\nWater.\n"
            for code, text in enumerate(("Cannot boil '%s'", "Cannot boil %d of '%s'", "Cannot boil twice"), 1101)
        }
    )
    assert detection.most.rules.code_columns == ("error code",)
    assert detection.most.rules.message_columns == ("description",)
    assert read["e1101.md"] == [("1101", "Cannot boil '%s'")]  # the title words it without its values
    assert read["e1103.md"] == [("1103", "Cannot boil twice")]


def test_a_table_of_one_row_that_is_not_about_the_code_of_the_title_is_no_rule(look: Look) -> None:
    detection, _ = look(
        {
            f"e{code}.md": f"# Error {code}: Cannot boil {code}\n\n| Code | Description |\n|---|---|\n| 42 | Some other error |\n"
            for code in range(1101, 1106)
        }
    )
    assert detection.most.rules.code_columns == ()


@pytest.mark.parametrize(
    ("title", "entry"),
    [
        pytest.param("Too much salt (Error 13)", ("13", "Too much salt"), id="number called an error"),
        pytest.param("Too hot (Error 7)", ("7", "Too hot"), id="one digit"),
        pytest.param("Overflow (Error 6)", ("6", "Overflow"), id="one word"),
        pytest.param("Error 1064: no fork", ("1064", "no fork"), id="number in front"),
    ],
)
def test_titles_are_messages_beside_a_number_that_they_call_an_error(
    look: Look, title: str, entry: tuple[str, str]
) -> None:
    pages = {"a.md": "Out of sugar (Error 21)", "b.md": "No more bread (Error 22)", "c.md": title}
    _, read = look({path: f"# {text}\n\nThis error has several causes.\n" for path, text in pages.items()})
    assert read["c.md"] == [entry]
    assert read["a.md"] == [("21", "Out of sugar")]


def test_a_digit_in_brackets_is_no_code_where_nothing_calls_it_one(look: Look) -> None:
    _, read = look({"a.md": "# How to bake bread (part 2)\n\nText.\n", "b.md": "# Errors (3)\n\nText.\n"})
    assert read == {"a.md": [], "b.md": []}


def test_names_of_pages_in_small_letters_are_no_codes_where_the_page_does_not_say_them(look: Look) -> None:
    detection, read = look(
        {f"benchmarks_{n}.md": f"# Benchmarks of oven {n % 10}\n\nFigures.\n" for n in range(416, 422)}
        | {f"kt{n}.md": f"# The stove\n\nKT{n} is printed when it is out.\n" for n in range(101, 107)}
    )
    assert detection.most.rules.code_shapes == (r"KT\d{3}",)
    assert read["benchmarks_416.md"] == []
    assert read["kt101.md"] == [("KT101", None)]


def test_what_a_site_builder_fills_in_is_no_message(look: Look) -> None:
    _, read = look(
        {
            f"kt{n}.md": f"# KT{n}\n\n{{{{site.attributes}}}}\n\nThis explains the error {n}. It is long. It goes on. And on.\n"
            for n in range(101, 107)
        }
    )
    assert read["kt101.md"] == [("KT101", None)]


def test_licence_security_and_summary_are_subjects_further_down(look: Look) -> None:
    names = ("license.md", "security.md", "summary.md")
    files = {path: f"# {path}\n\nText.\n" for name in names for path in (name, f"settings/{name}")}
    detection, _ = look({**files, "settings/README.md": "# Settings\n\nText.\n", "start.md": "# Start\n\nText.\n"})
    assert detection.ignore == ("/license.md", "/security.md", "/settings/README.md", "/summary.md")


def test_a_heading_that_calls_an_error_message_an_example_announces_one(look: Look) -> None:
    _, read = look(
        {"a.md": "# The stove is out\n\n## Error message example\n\nThe stove 'left' is out\n\n## Fix\n\nDo.\n"}
    )
    assert read["a.md"] == [(None, "The stove 'left' is out")]
