"""The body of an article in boxes, one for each section."""

from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.parts import missing, parts_of, with_parts

BODY = """\
It stops.

## Issue

Replace this: what the requester was doing.

## Fix

1. Restart.

### On Windows

Restart twice.

```
## no heading
```

Cause
-----
Nobody knows."""


@given(st.text(alphabet="# a\n=-`>\x0c1.\\<", max_size=80))
def test_untouched_boxes_are_the_body_byte_for_byte(body: str) -> None:
    parts = parts_of(body)
    assert with_parts(parts, [part.shown for part in parts]) == body


def test_a_part_is_a_heading_of_the_two_highest_levels_with_all_below() -> None:
    parts = parts_of(BODY)
    assert [(part.title, part.name) for part in parts] == [
        ("", "lead"),
        ("Issue", "issue"),
        ("Fix", "resolution"),
        ("Cause", "cause"),
    ]
    assert "### On Windows" in parts[2].shown
    assert "## no heading" in parts[2].shown


def test_a_prompt_is_shown_as_a_hint_and_stays_until_something_is_written() -> None:
    parts = parts_of(BODY)
    assert (parts[1].shown, parts[1].prompt) == ("", "what the requester was doing.")
    texts = [part.shown for part in parts]
    assert "Replace this" in with_parts(parts, texts)
    texts[1] = "I copied a file.\n"
    assert "## Issue\n\nI copied a file.\n\n## Fix" in with_parts(parts, texts)


def test_a_new_section_stands_where_readers_look_for_it() -> None:
    parts = parts_of("It stops.\n\n## Issue\n\nx\n## Cause\ny")
    assert missing(parts) == ("environment", "resolution")
    texts = [part.shown for part in parts]
    body = with_parts(parts, texts, {"environment": " ", "resolution": "Restart."})
    assert body == "It stops.\n\n## Issue\n\nx\n\n## Resolution\n\nRestart.\n\n## Cause\ny"


def test_a_box_that_was_emptied_keeps_its_heading() -> None:
    parts = parts_of("## Issue\n\nx\n\n## Cause\n\ny\n")
    assert with_parts(parts, ["", "y"]) == "## Issue\n\n## Cause\n\ny\n"
