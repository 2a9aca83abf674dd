"""Detection: a tree in any usual shape is understood without a word of configuration."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from kbsearch.articles.detect import Detection, Tree, detect
from kbsearch.articles.fields import FieldRules
from kbsearch.articles.library import Library
from kbsearch.articles.reader import read_article
from kbsearch.settings import Settings

MANY = ("ink", "paper", "disk", "time", "space", "wire", "tape")

Pairs = list[tuple[str | None, str | None]]
Found = tuple[Detection, dict[str, Pairs]]


def test_a_compiler_reference_with_a_block_quote_below_the_title(look: Callable[[dict[str, str]], Found]) -> None:
    pages = {
        f"error-fx{n}.md": f"---\ntitle: Compiler Error FX{n}\nf_keywords: [FX{n}]\n---\n# Compiler Error FX{n}\n\n> {text}\n\n## Remarks\n\nMore.\n"
        for n, text in (
            (1001, "'*name*' : unknown \\<symbol>"),
            (1002, "cannot open `file` option\\_2"),
            (1003, "too many tokens\\\n> and no end"),
        )
    }
    detection, read = look(pages)
    assert detection.most.rules.code_shapes == (r"FX\d{4}",)
    assert detection.most.rules.messages_in == ("block_quote",)
    assert detection.most.rules.codes == ("f_keywords",)
    assert read["error-fx1001.md"] == [("FX1001", "'*name*' : unknown <symbol>")]
    assert read["error-fx1003.md"] == [("FX1003", "too many tokens"), ("FX1003", "and no end")]
    assert read["error-fx1002.md"] == [("FX1002", "cannot open file option_2")]


def test_a_package_manager_reference_with_a_code_block_below_the_title(look: Callable[[dict[str, str]], Found]) -> None:
    detection, read = look(
        {
            f"pk{n}.md": f"---\ntitle: Error PK{n}\n---\n# Error PK{n}\n\n```\n{text}\n```\n\n### Issue\n\nThe package.\n\n### Solution\n\n```\npk restore\n```\n"
            for n, text in (
                (1101, "Unable to find package 'Left.Pad'."),
                (1102, "Version conflict for 'Right.Pad'."),
                (1103, "No cache"),
            )
        }
    )
    assert detection.most.rules.messages_in == ("code_block",)
    assert read["pk1101.md"] == [("PK1101", "Unable to find package 'Left.Pad'.")]


def test_a_language_reference_whose_first_paragraph_is_the_message(look: Callable[[dict[str, str]], Found]) -> None:
    detection, read = look(
        {
            f"cx{n}.md": f'---\ntitle: "Compiler Error CX{n}"\n---\n# Compiler Error CX{n}\n\n{text}\n\nThis explains the error. It has two sentences.\n'
            for n, text in (
                (246, "The type 'type' could not be found (are you missing a reference?)"),
                (103, "The name 'identifier' does not exist in the current context"),
                (118, "'x' is a 'y' but is used like a 'z'"),
            )
        }
    )
    assert detection.most.rules.messages_in == ("paragraph",)
    assert read["cx103.md"] == [("CX103", "The name 'identifier' does not exist in the current context")]


def test_a_reference_of_states_whose_descriptions_begin_with_error(look: Callable[[dict[str, str]], Found]) -> None:
    detection, read = look(
        {
            f"22N{n:02}.md": f"# 22N{n:02}\n\n## Status description\n\nerror: data exception - no {word}. There is no {{word}} left.\n"
            for n, word in enumerate(MANY)
        }
    )
    assert detection.most.rules.codes_in[0] == "title"
    assert "paragraph" in detection.most.rules.messages_in
    assert read["22N01.md"] == [("22N01", f"error: data exception - no {MANY[1]}. There is no {{word}} left.")]


def test_titles_that_are_years_are_no_states(look: Callable[[dict[str, str]], Found]) -> None:
    detection, _ = look({f"{2000 + n}.md": f"# {2000 + n}\n\nWhat came in {word}.\n" for n, word in enumerate(MANY)})
    assert detection.most.rules.code_shapes == ()


def test_an_error_index_without_front_matter_gives_codes_and_no_invented_messages(
    look: Callable[[dict[str, str]], Found],
) -> None:
    detection, read = look(
        {
            f"E0{n}.md": f"{text}\n\nErroneous code example:\n\n```compile_fail,E0{n}\nfn main() {{ let x: i32 = true; }}\n```\n\nTo fix this, do that.\n"
            for n, text in (
                (308, "Expected type did not match the received type."),
                (382, "A variable was used after its contents have been moved elsewhere."),
                (425, "An unresolved name was used."),
                (599, "This error occurs when a method is used on a type which doesn't implement it:"),
            )
        }
    )
    assert detection.most.rules.code_shapes == (r"E\d{4}",)
    assert detection.most.rules.codes_in[0] == "file_name"
    assert read == {path: [(path[:5], None)] for path in read}


def test_titles_that_hold_code_and_message(look: Callable[[dict[str, str]], Found]) -> None:
    _, read = look(
        {
            f"docs/{n}.md": f"+++\ntitle = 'x'\n+++\n# DB-{n}: {text}\n\nAn explanation follows here. And goes on.\n"
            for n, text in (
                ("00942", "table or view does not exist"),
                ("01017", "invalid username or password"),
                ("12154", "could not resolve identifier"),
            )
        }
    )
    assert read["docs/00942.md"] == [("DB-00942", "table or view does not exist")]


def test_titles_that_are_the_message_with_the_code_behind_a_label(look: Callable[[dict[str, str]], Found]) -> None:
    detection, read = look(
        {
            f"bx{n}.md": f"# {text}\n\nThe statement is wrong.\n\n**Error ID:** BX{n}\n\n## To correct this error\n\n- Declare it.\n"
            for n, text in (
                (30451, "'name' is not declared"),
                (30002, "Type 'typename' is not defined"),
                (30035, "Syntax error in a statement"),
            )
        }
    )
    assert "whole_title" in detection.most.rules.messages_in
    assert read["bx30451.md"] == [("BX30451", "'name' is not declared")]


def test_a_details_table_with_event_id_and_message_text(look: Callable[[dict[str, str]], Found]) -> None:
    _, read = look(
        {
            f"e{n}.md": f"---\ntitle: BIGSERVER_{n}\n---\n# BIGSERVER_{n}\n\n## Details\n\n| Attribute | Value |\n|---|---|\n| Event ID | {n} |\n| Message Text | {text} |\n\n## Explanation\n\nText.\n"
            for n, text in (
                (701, "There is *not enough* memory."),
                (802, "No buffers left."),
                (833, "I/O is slow on %ls."),
            )
        }
    )
    assert ("701", "There is *not enough* memory.") in read["e701.md"]
    assert ("833", "I/O is slow on %ls.") in read["e833.md"]


def test_a_list_page_gives_an_entry_a_row_and_owns_those_without_a_page(
    look: Callable[[dict[str, str]], Found], tmp_path: Path
) -> None:
    pages = {f"qe{n}.md": f"# Tool error QE{n}\n\n> message {n} of it\n\nText.\n" for n in (1001, 1002, 1003)}
    rows = "\n".join(f"| [QE{n}](qe{n}.md) | message {n} of it |" for n in (1001, 1002, 1003))
    pages["list.md"] = (
        f"# Errors QE1001 to QE1004\n\n| Error | Message |\n|--|--|\n{rows}\n| QE1004 | no page of its own |\n"
    )
    detection, read = look(pages)
    assert read["list.md"] == [(f"QE{n}", f"message {n} of it") for n in (1001, 1002, 1003)] + [
        ("QE1004", "no page of its own")
    ]
    article = read_article("list.md", tmp_path, Settings(root=tmp_path, fields=detection.most.rules)).article
    assert article is not None
    assert [entry.own for entry in article.errors] == [False, False, False, True]
    assert [entry.line for entry in article.errors] == [5, 6, 7, 8]


def test_a_table_of_states_without_pages(look: Callable[[dict[str, str]], Found]) -> None:
    _, read = look(
        {
            "codes.md": "# Status codes\n\n| Error Code | Condition Name |\n|---|---|\n| 42P01 | undefined table |\n| 42703 | undefined column |\n| 23505 | unique violation |\n"
        }
    )
    assert read["codes.md"] == [
        ("42P01", "undefined table"),
        ("42703", "undefined column"),
        ("23505", "unique violation"),
    ]


def test_a_table_of_bare_numbers_under_error(look: Callable[[dict[str, str]], Found]) -> None:
    rows = "\n".join(f"| {n} | 16 | No | There is no {word} left. |" for n, word in enumerate(MANY, 101))
    page = f"# Events and errors\n\n| Error | Severity | Logged | Description |\n|--|--|--|--|\n{rows}\n"
    words = "# Answers\n\n| Error | Description |\n|--|--|\n| wet | Dry it. |\n| hot | Cool it. |\n"
    _, read = look({"list.md": page, "words.md": words})
    assert read["list.md"] == [(str(n), f"There is no {word} left.") for n, word in enumerate(MANY, 101)]
    assert read["words.md"] == []


def test_a_sentence_that_leads_to_a_list_of_codes_is_no_message(look: Callable[[dict[str, str]], Found]) -> None:
    pages = {f"qx{n}.md": f"# Error QX{n}\n\nno '{word}' left\n\nMore.\n" for n, word in enumerate(MANY, 1001)}
    items = "\n".join(f"- **QX{n}**: *no more '{word}' here*" for n, word in enumerate(MANY, 2001))
    _, read = look(pages | {"many.md": f"# Errors of the store\n\nThis page covers these errors:\n\n{items}\n"})
    assert read["qx1001.md"] == [("QX1001", "no 'ink' left")]
    assert read["many.md"] == [(f"QX{n}", f"no more '{word}' here") for n, word in enumerate(MANY, 2001)]


def test_runbooks_are_called_by_the_name_of_their_alert(look: Callable[[dict[str, str]], Found]) -> None:
    detection, read = look(
        {
            f"{name}.md": f"---\ntitle: {name}\n---\n# {name}\n\n## Meaning\n\nSomething is wrong.\n\n## Mitigation\n\nRestart it.\n"
            for name in ("PodCrashLooping", "NodeNotReady", "DiskFillsUp", "EtcdHighFsync")
        }
    )
    assert detection.most.rules.codes_in[0] == "name"
    assert read["NodeNotReady.md"] == [("NodeNotReady", None)]


def test_file_names_of_words_are_no_names_where_title_and_text_know_nothing_of_them(
    look: Callable[[dict[str, str]], Found],
) -> None:
    pages = {f"get-more-{word}.md": f"First, get more {word}.\n" for word in MANY}
    pages |= {f"set-up-{word}.md": f"# Setting up the {word}\n\nOpen it.\n" for word in MANY}
    detection, read = look(pages)
    assert "name" not in detection.most.rules.codes_in
    assert read == {path: [] for path in pages}


def test_a_page_among_runbooks_that_is_none_has_no_code(look: Callable[[dict[str, str]], Found]) -> None:
    names = ("PodCrashLooping", "NodeNotReady", "etcdMembersDown", "DiskFillsUp")
    pages = {f"{name}.md": f"# {name}\n\n## Meaning\n\nSomething is wrong.\n" for name in names}
    _, read = look(pages | {"getting-started.md": "# How to begin\n\nRead the alert.\n"})
    assert read["getting-started.md"] == []
    assert read["etcdMembersDown.md"] == [("etcdMembersDown", None)]


def test_a_constant_beside_a_number_is_a_code_and_no_message(look: Callable[[dict[str, str]], Found]) -> None:
    pages = {f"{word}.md": f"# Stop code 0x{n}A OUT_OF_{word.upper()}\n\nText.\n" for n, word in enumerate(MANY, 3)}
    trace = "You see the following error:\n\n```\nat copyd+0x1f\n```\n"
    _, read = look(pages | {"trace.md": f"# Reading a trace\n\n{trace}"})
    assert sorted(read["ink.md"], key=str) == [("0x3A", None), ("OUT_OF_INK", None)]
    assert read["trace.md"] == [(None, "at copyd+0x1f")]


def test_runbooks_whose_title_spells_the_name_out(look: Callable[[dict[str, str]], Found]) -> None:
    _, read = look(
        {
            f"{name}.md": f"---\ntitle: {title}\n---\n# {name}\n\n## Meaning\n\nText.\n"
            for name, title in (("PodStops", "Pod Stops"), ("NodeGone", "Node Gone"), ("DiskFills", "Disk Fills"))
        }
    )
    assert read["NodeGone.md"] == [("NodeGone", None)]


def test_diagnostics_whose_messages_stand_in_emphasis_behind_a_badge(look: Callable[[dict[str, str]], Found]) -> None:
    detection, read = look(
        {
            f"{name}.md": f"---\ntitle: {name}\n---\n\n{badge}{''.join(f'_{text}_{chr(10)}{chr(10)}' for text in texts)}## Description\n\nMore.\n"
            for name, badge, texts in (
                ("missing_name", "", ["The name '{0}' is missing."]),
                ("double_name", "<div><span>Lint</span> rule</div>\n\n", ["Two names.", "The name '{0}' comes twice."]),
                ("odd_name", "", ["Odd name."]),
            )
        }
    )
    assert detection.most.rules.messages_in == ("paragraph",)
    assert read["missing_name.md"] == [("missing_name", "The name '{0}' is missing.")]
    assert read["double_name.md"] == [("double_name", "Two names."), ("double_name", "The name '{0}' comes twice.")]
    assert read["odd_name.md"] == [("odd_name", "Odd name.")]


def test_files_called_by_the_number_with_the_message_under_any_key(look: Callable[[dict[str, str]], Found]) -> None:
    detection, read = look(
        {
            f"{n}.md": f'---\nraw: "{text}"\n---\n\nIn other words: no.\n'
            for n, text in (
                (1002, "Property '{0}' is gone."),
                (2307, "Nothing fits '{0}'."),
                (7006, "It ends too soon."),
            )
        }
    )
    assert detection.most.rules.messages == ("raw",)
    assert read["2307.md"] == [("2307", "Nothing fits '{0}'.")]


def test_titles_of_a_number_and_a_constant_declare_both(look: Callable[[dict[str, str]], Found]) -> None:
    detection, read = look(
        {
            f"stop-{number}.md": f"---\ntitle: Stop 0x{number} {name}\n---\n# Stop 0x{number}: {name.replace('_', chr(92) + '_')}\n\nThe machine has stopped.\n"
            for number, name in (("A", "PAGE_IN_HAND"), ("7B", "NO_DISK_LEFT"), ("1D2", "WORKER_GONE"))
        }
    )
    assert detection.most.rules.code_shapes == ("0x[0-9A-Fa-f]{1,16}", "[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+")
    assert {code for code, _ in read["stop-A.md"]} == {"0xA", "PAGE_IN_HAND"}


@pytest.mark.parametrize(
    ("heading", "below", "code", "message"),
    [
        pytest.param("PX{n}: no {word} left", "Text.", "PX{n}", "no {word} left", id="code and message in the heading"),
        pytest.param("`ERR_NO_{W}`", "Thrown when it is gone.", "ERR_NO_{W}", None, id="a constant alone"),
        pytest.param(
            "ERROR 40{n} (HY000): no {word} left", "Text.", "40{n}", "no {word} left", id="a number and its class"
        ),
        pytest.param("Error 40{n}", "> no {word} left", "40{n}", "no {word} left", id="a number above a quote"),
        pytest.param("no {word} left (PX{n})", "Text.", "PX{n}", "no {word} left", id="the code in brackets"),
        pytest.param(
            "PX-{n}", "**Error message:** no {word} left", "PX-{n}", "no {word} left", id="a label in bold below"
        ),
        pytest.param("0x{n}", "Message: no {word} left", "0x{n}", "no {word} left", id="a plain label below"),
        pytest.param(
            "PX{n}",
            "You see the following error:\n\n```\nno {word} left\n```",
            "PX{n}",
            "no {word} left",
            id="announced",
        ),
        pytest.param("no-{word}-left", "Text.", "no-{word}-left", None, id="a name alone"),
        pytest.param("PX{n} to PX{n}9: no {word} left", "Text.", "PX{n}", "no {word} left", id="the first of a range"),
        pytest.param("(1) ERR_NO_{W}", "*no {word} left*", "ERR_NO_{W}", "no {word} left", id="counted"),
    ],
)
def test_one_page_with_an_error_below_each_heading(
    look: Callable[[dict[str, str]], Found], heading: str, below: str, code: str, message: str | None
) -> None:
    values = [{"n": str(100 + n), "word": word, "W": word.upper()} for n, word in enumerate(MANY)]
    sections = [f"## {heading}\n\n{below}\n".format(**value) for value in values]
    detection, read = look(
        {"errors.md": "# Error messages\n\nAll of them.\n\n" + "\n".join(sections), "a.md": "# A\n\nB.\n"}
    )
    assert "heading" in detection.most.rules.codes_in
    wanted = [(code.format(**value), message and message.format(**value)) for value in values]
    assert read["errors.md"] == wanted


@pytest.mark.parametrize(
    "item",
    [
        pytest.param("- **PX{n}**: no {word} left", id="bold codes in a list"),
        pytest.param("- `PX{n}` - no {word} left", id="codes in a list"),
        pytest.param("PX{n}\n: no {word} left\n", id="a definition list"),
        pytest.param("- [**PX{n}**](#fixes): *no {word} left*\n- **PX{n}**: Get some {word}.", id="explained below"),
    ],
)
def test_one_page_with_an_error_in_each_item(look: Callable[[dict[str, str]], Found], item: str) -> None:
    values = [{"n": str(100 + n), "word": word} for n, word in enumerate(MANY)]
    items = "\n".join(item.format(**value) for value in values)
    _, read = look({"errors.md": f"# Error codes\n\n{items}\n", "a.md": "# A\n\nB.\n"})
    assert read["errors.md"] == [(f"PX{value['n']}", f"no {value['word']} left") for value in values]


@pytest.mark.parametrize(
    "headings",
    [
        pytest.param(["getName", "setName", "dropName", "findName", "askName", "tellName", "endName"], id="functions"),
        pytest.param(
            ["LOG_LEVEL", "LOG_FILE", "DATA_DIR", "MAX_SIZE", "MIN_SIZE", "HTTP_PORT", "USER_NAME"], id="variables"
        ),
        pytest.param(["Version 2019", "Version 2020", "2021", "2022.1", "2023", "v2024", "2025-01-01"], id="versions"),
        pytest.param([f"Step {n}" for n in range(10, 18)], id="steps"),
    ],
)
def test_headings_of_a_reference_are_no_codes(look: Callable[[dict[str, str]], Found], headings: list[str]) -> None:
    page = "# Reference\n\n" + "\n".join(f"## {heading}\n\nWhat it is for.\n" for heading in headings)
    detection, read = look({"page.md": page, "a.md": "# A\n\nB.\n"})
    assert "heading" not in detection.most.rules.codes_in
    assert read["page.md"] == []


@pytest.mark.parametrize(
    "label",
    [
        "Error message: {}",
        "**Error message:** {}",
        "**Message**: `{}`",
        "**Error:** *{}*",
        '_Full error message:_ "{}"',
        "- Error message: {}",
    ],
)
def test_messages_behind_a_label(look: Callable[[dict[str, str]], Found], label: str) -> None:
    texts = ("no disk left", "the door is shut", "nobody is in")
    _, read = look({f"{n}.md": f"# Trouble {n}\n\n{label.format(text)}\n\nDo this.\n" for n, text in enumerate(texts)})
    assert read["1.md"] == [(None, "the door is shut")]


def test_titles_and_headings_that_read_as_programs_print_are_messages(
    look: Callable[[dict[str, str]], Found],
) -> None:
    _, read = look(
        {
            "a.md": "# Upload stops\n\nSome causes.\n\n## copyd: open(): can't open device <port>: access is denied\n\nClose it.\n\n## Note: this is not all\n\nMore.\n",
            "d.md": '# Trouble\n\n### "The plug is out of reach"\n\nMove it.\n',
            "b.md": "---\ntitle: 'PlugError: Cannot read the name of nothing'\n---\n## Solution\n\nName it.\n",
            "c.md": "# How to: set up a device that does not start\n\nText.\n",
        }
    )
    assert read["a.md"] == [(None, "copyd: open(): can't open device <port>: access is denied")]
    assert read["b.md"] == [(None, "PlugError: Cannot read the name of nothing")]
    assert read["c.md"] == []
    assert read["d.md"] == [(None, "The plug is out of reach")]


def test_constants_behind_a_label_are_codes(look: Callable[[dict[str, str]], Found]) -> None:
    detection, read = look(
        {
            f"{word}.md": f"# No {word} left\n\n**Error code**: `ERR_NO_{word.upper()}`\n\n## Error message\n\n```\nno {word} left in {{place}}\n```\n"
            for word in MANY
        }
    )
    assert detection.most.rules.codes_in[0] == "label"
    assert read["ink.md"] == [("ERR_NO_INK", "no ink left in {place}")]


def test_messages_that_a_name_opens_in_pages_without_codes(look: Callable[[dict[str, str]], Found]) -> None:
    detection, read = look(
        {
            f"{name.lower()}.md": f"---\ntitle: {text}.\n---\n> **{name}**: {text} in `NAME`.\n\n## What went wrong?\n\nText.\n"
            for name, text in (
                ("NoInkLeft", "No ink left"),
                ("PaperGone", "Paper is gone"),
                ("DiskFull", "Disk is full"),
            )
        }
    )
    assert (detection.most.rules.codes_in, detection.most.rules.messages_in) == (("opening",), ("block_quote",))
    assert read["papergone.md"] == [("PaperGone", "Paper is gone in NAME.")]


def test_rule_pages_with_the_code_in_brackets(look: Callable[[dict[str, str]], Found]) -> None:
    _, read = look(
        {
            f"{name}.md": f"# {name} (F{n})\n\nDerived from the **other** linter.\n\n## What it does\n\nChecks for things.\n"
            for name, n in (("unused-import", 401), ("undefined-name", 821), ("redefined-while-unused", 811))
        }
    )
    assert [code for code, _ in read["unused-import.md"]] == ["F401"]


def test_prose_articles_that_announce_their_messages(look: Callable[[dict[str, str]], Found]) -> None:
    detection, read = look(
        {
            "mail.md": '---\ntitle: Mail bounces\napplies_to: [Post Server]\n---\n# "Mailbox full" error when you send mail\n\n## Symptoms\n\nWhen you send mail, you receive the following error message:\n\n> 552 5.2.2 The mailbox of *user* is full.\n\n## Resolution\n\nRun the following command:\n\n```\npost purge --all\n```\n\n1. Select **Empty folder**.\n',
            "login.md": "---\ntitle: Sign-in fails with error 0x80070005\napplies_to: [Post Client]\n---\n# Sign-in fails with error 0x80070005\n\n## Symptoms\n\nYou see one of the following errors:\n\n- Access is denied.\n- The account is locked.\n\n## Cause\n\nThe issue occurs for one of the following reasons:\n\n- The clock is wrong.\n",
            "howto.md": "---\ntitle: Set up folders\napplies_to: [Post Client]\n---\n# Set up folders\n\nFollow these steps:\n\n1. Open **Settings**.\n\n```console\npost folder add\n```\n",
        }
    )
    assert detection.most.rules.products == ("applies_to",)
    assert read["mail.md"] == [(None, "Mailbox full"), ("5.2.2", "552 5.2.2 The mailbox of *user* is full.")]
    assert read["login.md"] == [(None, "Access is denied."), (None, "The account is locked."), ("0x80070005", None)]
    assert read["howto.md"] == []


def test_keys_of_the_front_matter_hold_codes_messages_products_and_versions(
    look: Callable[[dict[str, str]], Found],
) -> None:
    detection, read = look(
        {
            f"kb-{n}.md": f"---\ntitle: {title}\nerror_code: {code}\nerror_message: {message}\nproduct: Acme\nversion: 4.{n}\nauthor: ana\n---\nIt fails with {code}.\n"
            for n, (title, code, message) in enumerate(
                (
                    ("Import stops", "IMP-17", "the import stopped early"),
                    ("Export stops", "EXP-12", "the export stopped early"),
                    ("Sync stops", "SYN-44", "the sync stopped early"),
                )
            )
        }
    )
    assert detection.most.rules.codes == ("error_code",)
    assert detection.most.rules.messages == ("error_message",)
    assert detection.most.rules.products == ("product",)
    assert detection.most.rules.versions == ("version",)
    assert read["kb-0.md"] == [("IMP-17", "the import stopped early")]


def test_a_section_called_error_message_is_the_message(look: Callable[[dict[str, str]], Found]) -> None:
    _, read = look(
        {
            f"a{n}.md": f"---\ntitle: Export {n} fails\n---\n## Description\n\nIt fails.\n\n## Error Message\n\n```\n{text}\n```\n\n## Solution\n\nTurn it on.\n"
            for n, text in ((1, "ERR_EXPORT_RESET"), (2, "the site cannot be reached"))
        }
    )
    assert read["a1.md"] == [("ERR_EXPORT_RESET", "ERR_EXPORT_RESET")]
    assert read["a2.md"] == [(None, "the site cannot be reached")]


def test_bare_numbers_are_codes_only_where_the_text_calls_them_so(look: Callable[[dict[str, str]], Found]) -> None:
    _, read = look(
        {
            "one.md": "# Setup ends with error 1603 in version 2019\n\nText.\n",
            "two.md": "# Event ID 4625 is logged 250 times\n\nText.\n",
            "three.md": "# Plan 2016 upgrades for 365 users\n\nText.\n",
        }
    )
    assert [[code for code, _ in read[path]] for path in ("one.md", "two.md", "three.md")] == [
        ["1603"],
        ["Event ID 4625"],
        [],
    ]


def test_file_names_that_say_nothing_make_paths_the_ids(look: Callable[[dict[str, str]], Found]) -> None:
    detection, _ = look({f"{folder}/error.md": f"# {folder}\n\nText.\n" for folder in "abc"})
    assert detection.most.rules.id == "path"


def test_the_page_of_a_folder_goes_by_the_folder(look: Callable[[dict[str, str]], Found], tmp_path: Path) -> None:
    files = {f"rules/no-{word}/README.md": f"# no-{word}\n\nText.\n" for word in ("sleep", "print", "exit")}
    detection, _ = look(files)
    assert (detection.articles, detection.ignore, detection.most.rules.id) == (3, (), "stem")
    ids = [article.id for article in Library(tmp_path, Settings.parse(detection.toml(), tmp_path)).articles()]
    assert ids == ["no-exit", "no-print", "no-sleep"]


def test_a_readme_and_a_licence_are_no_articles(look: Callable[[dict[str, str]], Found]) -> None:
    detection, _ = look({"README.md": "# Read me\n", "LICENSE.md": "# Licence\n", "a.md": "# An article\n\nText.\n"})
    assert detection.articles == 1
    assert detection.ignore == ("/LICENSE.md", "/README.md")


def test_a_folder_without_articles_gives_no_rules(tmp_path: Path) -> None:
    assert detect(tmp_path) == Detection(Tree((), 0, FieldRules()))
    assert detect(tmp_path).toml() == ""


def test_articles_written_for_kbsearch_need_no_rules(look: Callable[[dict[str, str]], Found]) -> None:
    native = '---\nid: sync-e4012\ntitle: "E4012: refused"\nerrors:\n  - code: E4012\n    message: "refused {host}"\n---\n## Issue\n\nText.\n'
    detection, _ = look({"sync-e4012.md": native})
    assert detection.toml() == ""


def test_the_table_for_the_settings_is_toml_and_gives_the_same_rules(
    look: Callable[[dict[str, str]], Found], tmp_path: Path
) -> None:
    detection, _ = look(
        {f"ab{n}.md": f"# Error AB{n}\n\n> the 'thing' {n} is \"broken\"\n" for n in (1001, 1002, 1003)}
        | {"é\t.md": "# x\n"}
    )
    table = tomllib.loads(detection.toml())["fields"]
    assert Settings(root=tmp_path, fields=table).fields == detection.most.rules


def test_what_could_not_be_told_is_said(look: Callable[[dict[str, str]], Found]) -> None:
    detection, _ = look({"a.md": "# Ordinary page\n\nText.\n", "b.md": "# Another page\n\nText.\n"})
    assert detection.most.unsure == (
        "no shape of error codes comes back in titles, file names or keys; only general ones are looked for",
        "no article has a code or a message that could be found",
        "no key of the front matter holds products",
    )
