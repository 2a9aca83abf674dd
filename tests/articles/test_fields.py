"""Fields: what rules take out of one article of a foreign tree."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from kbsearch.articles.article import ErrorEntry
from kbsearch.articles.fields import Extracted, FieldRules, extract
from kbsearch.articles.markdown import read_body

PROSE = FieldRules(codes_in=("title", "messages"), messages_in=("lead_in", "title_quote"))


def entries(text: str, rules: FieldRules = PROSE, title: str = "", **front: Any) -> list[tuple[str | None, str | None]]:
    found = extract(front, read_body(text, 1), rules, title, "page")
    return [(entry.code, entry.message) for entry in found.errors]


@pytest.mark.parametrize(
    "announcement",
    [
        "You receive the following error message:",
        "When you open the file, you may see one of the following errors:",
        "The command fails with the following exception:",
        "You receive an error message that resembles the following example:",
        "Additionally, this event is logged in the log: the following event is recorded:",
        "The full text of the error message is:",
        "**Error message:**",
        "Users receive the following NDR:",
        "The page displays an error such as:",
        "You see an error message similar to the following example.",
        "The log shows an error like one of the following\n{: .symptoms}",
    ],
)
@pytest.mark.parametrize(
    "shown",
    [
        pytest.param("> The disk is full.", id="quote"),
        pytest.param("```output\nThe disk is full.\n```", id="code"),
        pytest.param("**The disk is full.**", id="bold"),
        pytest.param('"The disk is full."', id="quoted"),
        pytest.param("`The disk is full.`", id="code span"),
    ],
)
def test_what_a_sentence_announces_is_a_message(announcement: str, shown: str) -> None:
    assert entries(f"## Symptoms\n\n{announcement}\n\n{shown}\n") == [(None, "The disk is full.")]


@pytest.mark.parametrize(
    "sentence",
    [
        "To resolve this error, follow these steps:",
        "Run the following command:",
        "This error occurs for one of the following reasons:",
        "To fix this error, use one of the following methods:",
        "These errors occur because the following folders are missing:",
        "The following settings can cause this error:",
        "For more information about this error, see the following articles:",
        "Select the following options:",
        "Check the log of the service for errors:",
        "2. List all jobs with failures:",
        "The following patterns are considered errors:",
        "No value may be left out, with the following exceptions:",
        "Fix the errors of a folder like the following.",
    ],
)
def test_instructions_and_causes_announce_nothing(sentence: str) -> None:
    assert entries(f"{sentence}\n\n- Open the folder.\n- Close the folder.\n") == []
    assert entries(f"{sentence}\n\n```\nopen --folder\n```\n") == []


@pytest.mark.parametrize(
    ("shown", "message"),
    [
        pytest.param("$ copyd --all\nThe disk is full.", "The disk is full.", id="a command and what it prints"),
        pytest.param("$ copyd \\\n    --all\nThe disk is full.", "The disk is full.", id="a command on two lines"),
        pytest.param("C:\\tools>copyd\nThe disk is full.", "The disk is full.", id="another prompt"),
        pytest.param("$ copyd --all", None, id="a command alone"),
        pytest.param("fn copy() {\n    disk();\n}", None, id="a program"),
        pytest.param("let x = 1; // error: the disk is full\nlet y = x;", None, id="a program with a remark"),
        pytest.param('{\n"error": "full"\n}', '{\n"error": "full"\n}', id="an answer in JSON"),
    ],
)
def test_what_a_program_printed_is_a_message_and_not_what_was_typed(shown: str, message: str | None) -> None:
    text = f"The command fails with the following error:\n\n```\n{shown}\n```\n"
    assert entries(text) == ([(None, message)] if message else [])


@pytest.mark.parametrize(
    ("blocks", "message"),
    [
        pytest.param("```sh\nError: the disk is full.\n```", "Error: the disk is full.", id="output as of a shell"),
        pytest.param("```sh\nchown: x: not permitted\n```", "chown: x: not permitted", id="what may not be done"),
        pytest.param("```sh\nread x: Input/output error\n```", "read x: Input/output error", id="an error at the end"),
        pytest.param("```sh\ncopyd --all\n```", None, id="a command"),
        pytest.param(
            "```sh\ncopyd --all\n```\n{: pre}\n\n```sh\ncopyd: cannot write\n```\n{: screen}",
            "copyd: cannot write",
            id="a command, and then what it prints",
        ),
        pytest.param("```sql\nSELECT 1 -- cannot fail\n```", None, id="a program"),
    ],
)
def test_what_a_shell_printed_is_told_from_what_was_typed_there(blocks: str, message: str | None) -> None:
    text = f"You might see an error message similar to the following example.\n\n{blocks}\n"
    assert entries(text) == ([(None, message)] if message else [])


def test_a_label_in_bold_is_no_message() -> None:
    assert entries("Customers see an error. **What it means for them:** nothing works.") == []


def test_a_quote_that_is_a_button_of_the_site_is_no_message() -> None:
    button = '> [!div class="next"]\n> [Get the tool](tool.md)\n'
    assert entries(f"You see the following error:\n\n{button}\n> The disk is full.\n") == []


def test_several_messages_go_on_as_they_began() -> None:
    text = "You receive one of these errors. You receive one of the following errors:\n\n- Access is denied.\n- Or is *it*?\n\nClick **OK**.\n\n- A step.\n"
    assert entries(text) == [(None, "Access is denied."), (None, "Or is *it*?")]


@pytest.mark.parametrize(
    ("sentence", "block", "message"),
    [
        pytest.param(
            "You uploaded all files, but receive an error like", "copyd: no such file", True, id="an error like"
        ),
        pytest.param("The driver throws the following error", "copyd: no such file", True, id="the following error"),
        pytest.param("You see an error", "copyd --all", False, id="what does not read as a failure"),
        pytest.param("To fix the error, run this command", "copyd: no such file", False, id="what leads to a remedy"),
        pytest.param("This is how a disk is copied", "copyd: no such file", False, id="no word of an error"),
        pytest.param("You see an error. It is harmless.", "copyd: no such file", False, id="a sentence with an end"),
    ],
)
def test_a_sentence_without_an_end_leads_to_a_failure(sentence: str, block: str, message: bool) -> None:
    assert entries(f"{sentence}\n\n```\n{block}\n```\n") == ([(None, block)] if message else [])


def test_a_message_in_plain_text_goes_on_in_a_code_block() -> None:
    text = "The job shows the error:\n\ncopyd: the job has failed\n\n```\ncopyd: unable to write\n```\n\nDo this:\n\n```\ncopyd --all\n```\n"
    assert entries(text) == [(None, "copyd: the job has failed"), (None, "copyd: unable to write")]


def test_a_command_below_a_message_in_plain_text_is_none() -> None:
    text = "The job shows the error:\n\ncopyd: the job has failed\n\n```\ncopyd --all\n```\n"
    assert entries(text) == [(None, "copyd: the job has failed")]


def test_paragraphs_of_a_quote_are_messages_of_their_own() -> None:
    text = "You receive the following error message:\n\n> Sorry, that failed.\n>\n> Try again in {0} minutes.\n"
    assert entries(text) == [(None, "Sorry, that failed."), (None, "Try again in {0} minutes.")]


def test_pictures_and_a_lone_or_stand_between_messages() -> None:
    text = (
        "You see one of the following errors:\n\n> One went wrong.\n\n![a picture](x.png)\n\nOr\n\n> Two went wrong.\n"
    )
    assert entries(text) == [(None, "One went wrong."), (None, "Two went wrong.")]


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        pytest.param('You get a "Conversion failed" error.', "Conversion failed", id="quoted before"),
        pytest.param("It ends with the error **Cannot open store**.", "Cannot open store", id="bold after"),
        pytest.param("The error message is `no such table: x`.", "no such table: x", id="code after"),
        pytest.param('Open "My files" and then "All files".', None, id="names"),
        pytest.param('The "text" between "two quotes" is no error.', None, id="between quotations"),
        pytest.param('You get a "Failed" error.', None, id="one word"),
    ],
)
def test_a_quotation_that_a_sentence_calls_an_error_is_a_message(sentence: str, message: str | None) -> None:
    assert entries(sentence) == ([(None, message)] if message else [])


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        pytest.param("Error 0x80070005 when you sign in", ["0x80070005"], id="hexadecimal"),
        pytest.param("Fix NDR error 550 5.1.10", ["550", "5.1.10"], id="mail status"),
        pytest.param("AB12345: cannot start", ["AB12345"], id="prefix and colon"),
        pytest.param("AB-1234 error on save", ["AB-1234"], id="prefix and error"),
        pytest.param("Setup error code: -19738", ["-19738"], id="negative"),
        pytest.param("Run-time error '13'", ["13"], id="quoted number"),
        pytest.param("Event ID 1309 is logged", ["Event ID 1309"], id="event"),
        pytest.param("ERR_CONNECTION_RESET in the browser", ["ERR_CONNECTION_RESET"], id="name"),
        pytest.param("Kettle error: KTLHOT", ["KTLHOT"], id="capitals at the end"),
        pytest.param("KTLHOT of the kettle", [], id="capitals that nothing calls an error"),
        pytest.param("Error: Overflow", [], id="a word that is no name"),
        pytest.param("SQLSTATE 42S02 on select", ["42S02"], id="sqlstate"),
        pytest.param("Version 2016 of KB123456 in 365 days", [], id="plain numbers"),
        pytest.param("HTTP 500 on start", [], id="a status everybody shares"),
    ],
)
def test_codes_that_every_tree_shares_are_found_in_titles(title: str, codes: list[str]) -> None:
    assert [code for code, _ in entries("text", title=title)] == codes


def test_a_learnt_shape_is_found_whole() -> None:
    rules = FieldRules(code_shapes=(r"QX\d{4}",), codes_in=("title",))
    assert entries("text", rules, "QX12345, QX1234a and QX1234.") == [("QX1234", None)]


def test_keys_name_codes_messages_products_and_versions() -> None:
    rules = FieldRules(codes=("err",), messages=("msg",), products=("for",), versions=("v",))
    front = {
        "err": ["A-1", "a-1", ""],
        "msg": "it broke",
        "for": ["One", "Two", "One"],
        "v": "1.2",
        "other": {"x": "y"},
    }
    assert extract(front, read_body("text", 1), rules, "T", "page") == Extracted(
        "T", (ErrorEntry("A-1", "it broke", True, "front_matter", 1),), ("One", "Two"), "1.2"
    )


def test_without_rules_nothing_is_taken() -> None:
    body = read_body("# Error 0x80070005\n\nYou receive the following error:\n\n> It broke.\n", 1)
    assert extract({"code": "X-1"}, body, FieldRules(), "", "page") == Extracted("Error 0x80070005")


def test_a_message_takes_the_code_it_holds() -> None:
    text = "# Error 1603 or error 1618\n\nYou see one of the following errors:\n\n> Error 1618: busy.\n\n> Something else.\n"
    assert entries(text) == [("1618", "Error 1618: busy."), (None, "Something else."), ("1603", None)]


def test_a_shape_must_be_a_regular_expression() -> None:
    with pytest.raises(ValidationError, match=r"'E\(' is not a regular expression"):
        FieldRules(code_shapes=("E(",))


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        FieldRules.model_validate({"code": ["x"]})


def test_rules_are_read_without_a_markdown_parser() -> None:
    program = "import sys, kbsearch.articles.fields; print('markdown_it' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "False\n"
    )


EVERYTHING = FieldRules(
    codes=("a",),
    messages=("b",),
    code_shapes=(r"E\d{4}",),
    codes_in=("title", "file_name", "name", "messages", "label", "table"),
    messages_in=(
        "block_quote",
        "code_block",
        "paragraph",
        "title",
        "whole_title",
        "title_quote",
        "lead_in",
        "section",
        "table",
    ),
    message_sections=("Text",),
    code_columns=("code",),
    message_columns=("message",),
)
PIECES = st.sampled_from(
    '# |## Text\n|> |\n|\n\n|E1234| the following error:|*x*|¦ Code ¦ Message ¦\n¦-¦-¦\n|¦ E1 ¦ m ¦\n|```\n|- |"|`|error |: |'
    "0x80070005|<br>|\\|[a](b.md)|Error ID: E1234|(|)|word ".replace("|", "\0")
    .replace("¦", "|")
    .split("\0")
)


@settings(max_examples=200)
@given(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=30))
def test_any_article_is_taken_apart(text: str, title: str) -> None:
    found = extract({"a": title, "b": [text]}, read_body(text, 1), EVERYTHING, title, "e1234-page")
    assert all(entry.code or entry.message for entry in found.errors)
