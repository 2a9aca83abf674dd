"""Rendered parts as plain text: what one pastes into a chat or a letter."""

from textwrap import dedent

import pytest

from kbsearch.articles.plain import plain_text
from kbsearch.articles.render import read_page


def text_of(markdown: str, bare: bool = False) -> str:
    return plain_text(read_page(dedent(markdown).lstrip("\n")).parts, bare)


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        pytest.param("One *two* `three`\nfour.", "One two three four.", id="a paragraph"),
        pytest.param("See [the key](key.md) ![x](y.png).", "See the key .", id="a link and a picture"),
        pytest.param("1. One\n2. Two\n", "1. One\n2. Two", id="numbers"),
        pytest.param("3. One\n1. Two\n", "3. One\n4. Two", id="numbers from three"),
        pytest.param("- One\n- Two\n  - Three\n", "- One\n- Two\n  - Three", id="dashes in dashes"),
        pytest.param("Do this:\n\n- One\n\nDone.", "Do this:\n\n- One\n\nDone.", id="a list between paragraphs"),
        pytest.param("```sh\na\n  b\n```\n", "    a\n      b", id="code keeps its lines"),
        pytest.param("| a | b |\n|---|---|\n| 1 | 2 |\n", "a | b\n1 | 2", id="a table"),
        pytest.param("> [!NOTE]\n> Nothing is lost.\n", "Note\n\nNothing is lost.", id="a note"),
        pytest.param("Run <b>it</b> now.", "Run it now.", id="raw HTML"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_what_is_said_stays_and_the_marks_go(markdown: str, said: str) -> None:
    assert text_of(markdown) == said


def test_a_step_keeps_its_code_and_what_follows_it() -> None:
    markdown = """
        1. Make a token:

           ```sh
           acme token new
           ```

           Wait a minute.
        2. Start again.
        """
    assert text_of(markdown) == "1. Make a token:\n\n       acme token new\n\n   Wait a minute.\n2. Start again."


def test_the_heading_of_the_first_part_can_be_left_out() -> None:
    assert text_of("## Resolution\nRenew it.\n\n### Later\nWait.\n") == "Resolution\n\nRenew it.\n\nLater\n\nWait."
    assert text_of("## Resolution\nRenew it.\n\n### Later\nWait.\n", bare=True) == "Renew it.\n\nLater\n\nWait."
