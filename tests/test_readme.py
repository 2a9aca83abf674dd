"""README.md is true: what it shows is what the program prints."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from kbsearch import KnowledgeBase
from kbsearch.cli import cli

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
PASTE = "sync: remote eu1.example refused token 7f3a"


def block(language: str, containing: str) -> str:
    """The text of the fenced block of a language that contains some words."""
    found = [text for text in re.findall(rf"^```{language}\n(.*?)^```$", README, re.M | re.S) if containing in text]
    assert len(found) == 1, f"{len(found)} blocks of {language} contain {containing!r}"
    return found[0]


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A knowledge base whose only article is the one in README.md."""
    for name in ("KBSEARCH_KB", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "my-docs"
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "sync-e4012.md").write_text(block("markdown", "id: sync-e4012"), encoding="utf-8")
    with KnowledgeBase.open(folder) as kb:
        assert kb.index().findings == ()
    return folder


def test_the_search_prints_what_is_shown(docs: Path) -> None:
    prompt, shown = block("console", PASTE).split("\n", 1)
    assert prompt == f'$ kbsearch search "{PASTE}"'
    ran = CliRunner().invoke(cli, ["--kb", str(docs), "search", PASTE])
    assert (ran.exit_code, ran.stderr, ran.stdout.rstrip()) == (0, "", shown.rstrip())


def test_the_python_example_runs_and_finds_the_article(
    docs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(docs.parent)
    exec(compile(block("python", "KnowledgeBase"), "README.md", "exec"), {})
    assert capsys.readouterr().out == "sync-e4012 message {'host': 'eu1.example', 'token': '7f3a'}\n"


def test_every_command_that_is_named_exists() -> None:
    typed = "".join(re.findall(r"^```console\n(.*?)^```$", README, re.M | re.S))
    named = set(re.findall(r"^(?:\$ |.*\| )?kbsearch ([a-z]+)", typed, re.M)) | set(
        re.findall(r"`kbsearch ([a-z]+)", README)
    )
    ctx = cli.make_context("kbsearch", [], resilient_parsing=True)
    assert named
    assert named - set(cli.list_commands(ctx)) == set()


def test_every_make_target_that_is_named_exists() -> None:
    makefile = (Path(__file__).parent.parent / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"^make ([a-z]+)", README, re.M))
    assert named
    assert named - set(re.findall(r"^([a-z]+):", makefile, re.M)) == set()
