import json
from pathlib import Path

import pytest

from kbsearch.version import __version__
from tests.cli.conftest import TOKEN, Kbsearch


def test_an_article_is_shown_with_what_it_is(kb: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("show", "sync-e4012", "--kb", kb)
    assert ran.exit_code == 0
    assert [line.rstrip() for line in ran.stdout.splitlines()[:10]] == [
        "E4012: remote refused the token",
        "id        sync-e4012",
        "file      articles/token.md",
        "error     E4012: sync: remote {host} refused token {token}",
        "products  acme-sync",
        "versions  >=2.3",
        "state     not_validated, internal, experience",
        "fix by    agent",
        "",
        "## Issue",
    ]


def test_a_terminal_gets_the_markdown_rendered(kb: Path, kbsearch: Kbsearch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "60")
    said = kbsearch("show", "sync-e4012", "--kb", kb).stdout
    assert "## Issue" not in said
    assert "Tokens end after 90 days." in said


def test_raw_is_the_file_byte_for_byte(kb: Path, kbsearch: Kbsearch) -> None:
    assert kbsearch("show", "sync-e4012", "--raw", "--kb", kb).stdout_bytes == TOKEN.encode()


def test_an_article_is_to_be_had_as_json(kb: Path, kbsearch: Kbsearch) -> None:
    article = json.loads(kbsearch("show", "sync-e4012", "--json", "--kb", kb).stdout)
    assert article["errors"][0]["message"] == "sync: remote {host} refused token {token}"


def test_an_unknown_id_is_guessed_at(kb: Path, kbsearch: Kbsearch) -> None:
    kbsearch("index", "--kb", kb)
    ran = kbsearch("show", "sync-e4013", "--kb", kb)
    assert ran.exit_code == 2
    assert ran.stderr == "error: no article has the id 'sync-e4013': did you mean 'sync-e4012'? [KBE1003]\n"


@pytest.mark.parametrize("code", ["E4012", "e4012", "E-4012"])
def test_a_code_is_explained_in_every_spelling(kb: Path, kbsearch: Kbsearch, code: str) -> None:
    ran = kbsearch("explain", code, "--kb", kb)
    assert ran.exit_code == 0
    assert ran.stdout.startswith("E4012: remote refused the token\n")


def test_all_articles_that_explain_a_code_are_named(kb: Path, kbsearch: Kbsearch) -> None:
    other = TOKEN.replace("sync-e4012", "other-e4012").replace("remote refused the token", "another one")
    (kb / "articles" / "z.md").write_text(other, encoding="utf-8")
    said = kbsearch("explain", "E4012", "--kb", kb).stdout
    assert said.endswith("\nAlso explained by\n  other-e4012  E4012: another one\n")
    data = json.loads(kbsearch("explain", "e4012", "--json", "--kb", kb).stdout)
    assert (data["code"], [article["id"] for article in data["articles"]]) == ("e4012", ["sync-e4012", "other-e4012"])
    assert data["articles"][0]["errors"][0]["code"] == "E4012"


def test_an_unknown_code_is_never_replaced_by_another(kb: Path, kbsearch: Kbsearch) -> None:
    kbsearch("index", "--kb", kb)
    ran = kbsearch("explain", "X1", "--kb", kb)
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert ran.stderr == "error: no article documents the code 'X1': search for the words of the message [KBE1004]\n"


def test_an_own_code_that_does_not_exist_is_said_whatever_knowledge_base_is_open(kb: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("explain", "kbe9999", "--kb", kb)
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert ran.stderr == (
        "error: no article documents the code 'KBE9999': "
        f"this is kbsearch {__version__}, other versions may have it [KBE1004]\n"
    )


def test_the_nearest_documented_code_is_named_as_its_article_writes_it(kb: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("explain", "E4021", "--kb", kb)
    assert (ran.exit_code, ran.stderr.splitlines()[-1]) == (
        1,
        "error: no article documents the code 'E4021': the nearest code that is documented is E4012 [KBE1004]",
    )
