import json
import re
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Kbsearch

PASTE = "2026-11-20 10:11:12 ERROR sync: remote eu1.example refused token 7f3a\n"


@pytest.fixture
def indexed(kb: Path, kbsearch: Kbsearch) -> Path:
    assert kbsearch("index", "--kb", kb).exit_code == 0
    return kb


def test_the_first_hit_is_open_with_its_proof(indexed: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("search", "sync: remote eu1.example refused token 7f3a", "--limit", "1", "--kb", indexed)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == (
        " 1  E4012: remote refused the token\n"
        "    sync-e4012  message  articles/token.md\n"
        "    line 1: sync: remote eu1.example refused token 7f3a\n"
        "    fits sync: remote {host} refused token {token}\n"
        "    with host = eu1.example, token = 7f3a\n"
        "\n"
        "    Make a new token with `acme token new`.\n"
        "    kbsearch show sync-e4012\n"
        "\n"
    )


@pytest.mark.parametrize("words", [["-"], []], ids=["a dash", "no text"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_paste_may_come_from_standard_input(
    indexed: Path, kbsearch: Kbsearch, words: list[str], encoding: str
) -> None:
    ran = kbsearch("search", *words, "--json", "--kb", indexed, stdin=PASTE.encode(encoding))
    first = json.loads(ran.stdout)["hits"][0]
    assert (first["id"], first["tier"]) == ("sync-e4012", "message")
    assert first["matches"][0]["values"] == {"host": "eu1.example", "token": "7f3a"}


def test_json_has_the_promised_keys(indexed: Path, kbsearch: Kbsearch) -> None:
    answer = json.loads(kbsearch("search", "E4012", "--json", "--kb", indexed).stdout)
    assert {"hits", "ignored", "took_ms"} <= set(answer)
    assert {"rank", "id", "title", "path", "tier", "score", "matches", "why"} <= set(answer["hits"][0])


def test_explaining_shows_the_parts_of_the_score(indexed: Path, kbsearch: Kbsearch) -> None:
    lines = kbsearch("search", "E4012", "--explain", "--limit", "1", "--kb", indexed).stdout.splitlines()
    parts = [line.split() for line in lines if line.startswith("     ")]
    *reasons, (total, name) = [part for part in parts if part[0].replace(".", "").isdigit()]
    assert name == "score"
    assert sum(float(part[0]) for part in reasons) == pytest.approx(float(total), abs=0.01)


def test_nothing_found_is_said_and_is_status_1(indexed: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("search", "zzzz", "--kb", indexed)
    assert ran.exit_code == 1
    assert ran.stdout.startswith("No article found.\n")


def test_nothing_found_is_json_all_the_same(indexed: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("search", "zzzz", "--json", "--kb", indexed)
    assert ran.exit_code == 1
    assert json.loads(ran.stdout)["hits"] == []


@pytest.mark.parametrize("stdin", [b"", b" \r\n\t\n"], ids=["nothing", "white space"])
def test_an_empty_paste_is_one_line_and_status_2(indexed: Path, kbsearch: Kbsearch, stdin: bytes) -> None:
    ran = kbsearch("search", "-", "--kb", indexed, stdin=stdin)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr == "error: the paste is empty: paste the error message, or type a few words [KBE1006]\n"


@pytest.mark.parametrize(
    "stdin",
    [
        pytest.param(bytes(range(256)) * 40, id="binary"),
        pytest.param(b"E4012\x00\x00", id="NUL"),
        pytest.param("E4012 \ud800".encode("utf-8", "surrogatepass"), id="lone surrogate"),
        pytest.param(b"E4012 " + b"x" * 10**6, id="one long line"),
    ],
)
@pytest.mark.parametrize("form", [[], ["--json"]], ids=["text", "json"])
def test_a_strange_paste_is_answered(indexed: Path, kbsearch: Kbsearch, stdin: bytes, form: list[str]) -> None:
    ran = kbsearch("search", "-", *form, "--kb", indexed, stdin=stdin)
    assert ran.exit_code in (0, 1)
    assert ran.stderr == ""


def test_the_first_search_builds_the_index_and_says_so(kb: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("search", "E4012", "--json", "--kb", kb)
    assert ran.stderr == f"note: no index in {kb / 'index'} yet, building it\n"
    assert json.loads(ran.stdout)["hits"][0]["id"] == "sync-e4012"


def test_an_edit_is_found_by_the_next_search(indexed: Path, kbsearch: Kbsearch) -> None:
    file = indexed / "articles" / "disk.md"
    file.write_text(file.read_text(encoding="utf-8").replace("E4020", "E4999"), encoding="utf-8")
    ran = kbsearch("search", "E4999", "--json", "--kb", indexed)
    assert ran.stderr == "note: articles changed since the last run, index brought up to date: 1 updated\n"
    assert json.loads(ran.stdout)["hits"][0]["id"] == "sync-e4020"


def test_while_another_process_writes_the_last_index_answers(indexed: Path, kbsearch: Kbsearch) -> None:
    from kbsearch.search.generations import locked

    with locked(indexed / "index"):
        ran = kbsearch("search", "E4012", "--json", "--kb", indexed)
    assert ran.stderr == (
        f"note: another process is writing the index in {indexed / 'index'}, "
        "so the index was not brought up to date [KBE1022]\n"
    )
    assert json.loads(ran.stdout)["hits"][0]["id"] == "sync-e4012"


def test_the_first_hit_opens_in_the_editor(
    indexed: Path, kbsearch: Kbsearch, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    script = tmp_path / "editor.py"
    script.write_text(f"import sys; open({str(seen)!r}, 'w').write(sys.argv[1])", encoding="utf-8")
    monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")
    assert kbsearch("search", "E4012", "--open", "--kb", indexed).exit_code == 0
    assert seen.read_text(encoding="utf-8") == str(indexed / "articles" / "token.md")


def test_colours_are_for_terminals_and_not_for_those_who_want_none(
    indexed: Path, kbsearch: Kbsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("search", "sync: remote eu1.example refused token 7f3a", "--kb", indexed)
    assert "\x1b[" not in kbsearch(*words).stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1;32meu1.example\x1b[0m" in kbsearch(*words).stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[1;32m" not in kbsearch(*words).stdout


def test_a_narrow_terminal_cuts_lines_instead_of_wrapping_them(
    indexed: Path, kbsearch: Kbsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "30")
    said = kbsearch("search", "sync: remote eu1.example refused token 7f3a", "--kb", indexed).stdout
    lines = re.sub(r"\x1b\[[\d;]*m", "", said).splitlines()
    assert "    line 1: sync: remote eu1.…" in lines
    assert max(map(len, lines)) <= 30


BUILD = """\
---
title: Build error B7
errors:
  - code: B7
    message: "'{name}' : no such target"
---
# Build error B7

'*name*' : no such target

## Remarks

{remarks}
"""


def test_an_article_without_a_resolution_shows_how_it_begins(kb: Path, kbsearch: Kbsearch) -> None:
    text = BUILD.replace("{remarks}", "The build file names a target that nobody wrote.")
    (kb / "articles" / "b7.md").write_text(text, encoding="utf-8")
    said = kbsearch("search", "B7", "--limit", "1", "--kb", kb).stdout
    assert said.splitlines()[3:] == [
        "",
        "    The build file names a target that nobody wrote.",
        "    kbsearch show b7",
        "",
    ]


def test_a_long_beginning_is_shortened_between_words(kb: Path, kbsearch: Kbsearch) -> None:
    (kb / "articles" / "b7.md").write_text(BUILD.replace("{remarks}", "target " * 200), encoding="utf-8")
    shown = kbsearch("search", "B7", "--limit", "1", "--kb", kb).stdout.splitlines()[4]
    assert shown == "    " + "target " * 85 + "..."


def test_the_sections_below_a_resolution_belong_to_it(kb: Path, kbsearch: Kbsearch) -> None:
    text = BUILD.replace("## Remarks", "## Resolution").replace(
        "{remarks}", "### On Linux\n\nWrite it.\n\n### Elsewhere\n\nBuy it."
    )
    (kb / "articles" / "b7.md").write_text(text, encoding="utf-8")
    said = kbsearch("search", "B7", "--limit", "1", "--kb", kb).stdout
    assert said.splitlines()[4:-2] == [
        "    ### On Linux",
        "",
        "    Write it.",
        "",
        "    ### Elsewhere",
        "",
        "    Buy it.",
    ]


def test_a_wide_terminal_gets_lines_of_readable_length(
    kb: Path, kbsearch: Kbsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    (kb / "articles" / "b7.md").write_text(BUILD.replace("{remarks}", "target " * 50), encoding="utf-8")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    said = kbsearch("search", "B7", "--limit", "1", "--kb", kb).stdout.splitlines()
    widths = [len(each) for each in said if each.startswith("    target")]
    assert (len(widths), max(widths) <= 100) == (4, True)


def test_a_code_is_marked_as_a_whole(indexed: Path, kbsearch: Kbsearch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1;31mE4012\x1b[0m" in kbsearch("search", "E4012", "--kb", indexed).stdout


def test_a_terminal_gets_the_resolution_rendered(kb: Path, kbsearch: Kbsearch, monkeypatch: pytest.MonkeyPatch) -> None:
    text = BUILD.replace("## Remarks", "## Resolution").replace("{remarks}", "1. Read [that](that.md).\n2. Do **it**.")
    (kb / "articles" / "b7.md").write_text(text, encoding="utf-8")
    monkeypatch.setenv("FORCE_COLOR", "1")
    said = kbsearch("search", "B7", "--limit", "1", "--kb", kb).stdout
    assert "that.md" not in said
    assert re.sub(r"\x1b\[[\d;]*m", "", said).splitlines()[4:6] == ["     1 Read that.", "     2 Do it."]


DISK_FULL = "2026-11-20 10:11:13 ERROR sync: cannot store a.txt: no room on /dev/sda1\n"


def test_the_other_errors_of_a_paste_are_named_with_their_articles(indexed: Path, kbsearch: Kbsearch) -> None:
    said = kbsearch("search", "-", "--limit", "2", "--kb", indexed, stdin=PASTE + DISK_FULL).stdout
    assert said.startswith(" 1  E4012: remote refused the token\n")
    assert said.endswith(
        "also in this paste: line 2: " + DISK_FULL + "    -> sync-e4020  E4020: no room for the copy\n"
    )


def test_a_first_hit_of_words_alone_is_said_to_be_only_the_nearest(indexed: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("search", "large files and old tokens", "--kb", indexed)
    assert ran.exit_code == 0
    assert ran.stdout.startswith("Nothing here fits this paste for sure. The nearest:\n 1  ")
    written = "kbsearch new error 'large files and old tokens' --from-paste -\n"
    assert "Is it new? Write it down from this paste: " + written in ran.stdout


def test_articles_that_fit_alike_are_shown_with_what_sets_them_apart(indexed: Path, kbsearch: Kbsearch) -> None:
    text = '---\ntitle: Queue on {}\nerrors:\n  - message: "the queue is paused"\n---\n## Resolution\n\nMend it.\n'
    for name in ("Windows", "Linux"):
        (indexed / "articles" / f"{name.lower()}.md").write_text(text.format(name), encoding="utf-8")
    said = kbsearch("search", "error: the queue is paused", "--kb", indexed).stdout
    assert said == (
        "2 articles fit this alike; see what sets them apart:\n"
        " 1  Queue on Linux\n"
        "    linux  message  articles/linux.md\n"
        "    apart Linux\n"
        "    line 1: error: the queue is paused\n"
        "    fits the queue is paused\n"
        "\n"
        "    Mend it.\n"
        "    kbsearch show linux\n"
        "\n"
        " 2  windows  message  Queue on Windows  (Windows)\n"
    )


def test_a_code_that_nobody_documents_is_said(indexed: Path, kbsearch: Kbsearch) -> None:
    said = kbsearch("search", "error E4013: no room on disk", "--kb", indexed).stdout
    assert said.startswith("Nothing here fits this paste for sure. The nearest:\n")
    assert said.endswith("note: E4013 is not documented; nearest documented: E4012\n")


def test_explaining_says_how_sure_the_first_hit_is(indexed: Path, kbsearch: Kbsearch) -> None:
    said = kbsearch("search", "-", "--explain", "--kb", indexed, stdin=PASTE).stdout
    assert re.match(r"Sure \(chance (0\.9\d|1\.00)\)\.\n 1  E4012", said)


def test_a_word_that_was_taken_for_misspelled_is_said(indexed: Path, kbsearch: Kbsearch) -> None:
    words = "how do I make a new tokken for it"
    said = kbsearch("search", words, "--kb", indexed).stdout
    assert "note: searched for 'token' instead of 'tokken'\n" in said
    answer = json.loads(kbsearch("search", words, "--json", "--kb", indexed).stdout)
    assert answer["corrections"] == [{"word": "tokken", "instead": "token"}]
