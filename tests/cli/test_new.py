import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from kbsearch.kb import KnowledgeBase
from tests.cli.conftest import Kbsearch


def test_a_new_article_is_a_file_named_after_code_and_title(kb: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("--kb", kb, "new", "error", "Größe: token refused!", "--code", "E4013", "--product", "acme-sync")
    path = kb / "articles" / "e4013-groe-token-refused.md"
    assert (ran.exit_code, ran.stdout) == (0, f"{path}\n")
    with KnowledgeBase.open(kb) as opened:
        article = opened.library.get("e4013-groe-token-refused")
    assert (article.title, article.codes, article.products) == ("Größe: token refused!", ("E4013",), ("acme-sync",))
    assert article.confidence == "wip"


def test_a_pasted_error_fills_code_message_and_symptoms(kb: Path, kbsearch: Kbsearch) -> None:
    paste = "10:11:12 started\n10:11:13 error E4014: cannot reach 10.0.0.1:443\n"
    ran = kbsearch("new", "error", "Remote unreachable", "--from-paste", "-", "--kb", kb, stdin=paste)
    assert ran.exit_code == 0, ran.output
    with KnowledgeBase.open(kb) as opened:
        article = opened.library.get("e4014-remote-unreachable")
    assert [(entry.code, entry.message) for entry in article.errors] == [("E4014", "cannot reach {ip}")]
    assert article.symptoms == ("10:11:13 error E4014: cannot reach 192.0.2.1:443",)
    assert ran.stderr == "note: IP address in line 2 of the paste replaced by 192.0.2.1\n"


def test_an_error_that_nobody_named_gives_the_title_and_a_script_gets_json(
    kb: Path, kbsearch: Kbsearch, tmp_path: Path
) -> None:
    log = tmp_path / "relay.log"
    log.write_text("ERROR [E4711] relay: cannot reach 10.20.30.4 for anna@corp.org")
    words = ("new", "error", "--from-paste", log, "--keep", "10.20.30.4", "--source", "ticket 117", "--json")
    ran = kbsearch(*words, "--kb", kb)
    path = kb / "articles" / "e4711-relay-cannot-reach-for.md"
    assert json.loads(ran.stdout) == {
        "path": str(path),
        "id": "e4711-relay-cannot-reach-for",
        "title": "E4711: relay: cannot reach ... for ...",
        "code": "E4711",
        "message": "relay: cannot reach {ip} for {email}",
        "symptoms": ["ERROR [E4711] relay: cannot reach 10.20.30.4 for person1@example.com"],
        "masked": [{"kind": "e-mail address", "line": 1, "shown": "person1@example.com"}],
        "answered_by": None,
    }
    assert 'x-source: "ticket 117"\n' in path.read_text()


def test_an_article_that_answers_the_paste_already_is_named(kb: Path, kbsearch: Kbsearch) -> None:
    assert kbsearch("index", "--kb", kb).exit_code == 0
    paste = "E4012 sync: remote files-2 refused token abc"
    ran = kbsearch("new", "error", "Again", "--from-paste", "-", "--kb", kb, stdin=paste)
    assert ran.exit_code == 0
    assert ran.stderr == (
        "note: sync-e4012 already answers this paste (E4012: remote refused the token): "
        "add to it rather than write it twice\n"
    )


def test_neither_a_title_nor_a_paste_is_no_article(kb: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("new", "error", "--kb", kb)
    assert ran.exit_code == 2
    assert ran.stderr.endswith("Error: give the article a TITLE, or take it from an error with --from-paste.\n")


@pytest.mark.parametrize(("answer", "written"), [("y", True), ("n", False)])
def test_at_a_terminal_the_masked_text_is_shown_before_it_is_written(
    kb: Path, tmp_path: Path, answer: str, written: bool
) -> None:
    log = tmp_path / "relay.log"
    log.write_text("ERROR [E4711] relay: anna@corp.org cannot reach the store")
    ours, theirs = pty.openpty()
    os.write(ours, f"{answer}\n".encode())
    command = [sys.executable, "-m", "kbsearch", "--kb", str(kb), "new", "error", "--from-paste", str(log)]
    ran = subprocess.run(command, stdin=theirs, capture_output=True, text=True, timeout=60)
    os.close(ours)
    os.close(theirs)
    assert ran.stderr.splitlines()[:4] == [
        "note: e-mail address in line 1 of the paste replaced by person1@example.com",
        "ERROR [E4711] relay: person1@example.com cannot reach the store",
        "",
        "Is nobody's data left in it, and nothing harmless replaced (--keep VALUE)? [y/N]: "
        + ("" if written else "Aborted!"),
    ]
    assert (kb / "articles" / "e4711-relay-cannot-reach-the-store.md").exists() is written


def test_what_is_said_wins_over_what_was_pasted(kb: Path, kbsearch: Kbsearch, tmp_path: Path) -> None:
    log = tmp_path / "sync.log"
    log.write_text("error E4014: cannot reach 10.0.0.1", encoding="utf-16")
    words = ("new", "known-issue", "Down", "--id", "down", "--code", "E1", "--message", "m {x}", "--from-paste", log)
    assert kbsearch(*words, "--kb", kb).exit_code == 0
    with KnowledgeBase.open(kb) as opened:
        entry = opened.library.get("down").errors[0]
    assert (entry.code, entry.message) == ("E1", "m {x}")


@pytest.mark.parametrize("kind", ["error", "known-issue", "how-to", "feature"])
def test_every_kind_has_a_template_whose_gaps_lint_finds(kb: Path, kbsearch: Kbsearch, kind: str) -> None:
    assert kbsearch("new", kind, "Some title", "--id", "gaps", "--kb", kb).exit_code == 0
    ran = kbsearch("lint", kb / "articles" / "gaps.md", "--no-findability", "--kb", kb)
    assert ran.exit_code == 1
    assert {line.split()[1] for line in ran.stdout.splitlines()} == {"KBL212"}


def test_an_article_is_never_overwritten(kb: Path, kbsearch: Kbsearch) -> None:
    before = (kb / "articles" / "token.md").read_bytes()
    ran = kbsearch("new", "error", "Title", "--id", "token", "--kb", kb)
    assert ran.exit_code == 2
    assert ran.stderr == (
        f"error: {kb / 'articles' / 'token.md'} exists already: choose another id with --id [KBE1007]\n"
    )
    assert (kb / "articles" / "token.md").read_bytes() == before


@pytest.mark.parametrize("id", ["../x", "a/b", ".hidden", "a b"])
def test_an_id_that_is_no_file_name_is_refused(kb: Path, kbsearch: Kbsearch, id: str) -> None:
    ran = kbsearch("new", "error", "Title", "--id", id, "--kb", kb)
    assert ran.exit_code == 2
    assert ran.stderr.endswith(
        f"Error: Invalid value for --id: {id!r} has other characters than letters, digits, '.', '_' and '-'.\n"
    )


def test_a_title_without_letters_wants_an_id(kb: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("new", "how-to", "???", "--kb", kb)
    assert ran.exit_code == 2
    assert ran.stderr.endswith("Error: name the article with --id: the title '???' has no letters to make an id of.\n")
