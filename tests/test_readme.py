"""README.md is short and true, and so are the first steps: what they show is what the program prints."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from kbsearch import KnowledgeBase
from kbsearch.cli import cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FIRST_STEPS = (ROOT / "articles/how-to/get-started.md").read_text(encoding="utf-8")
FROM_PYTHON = (ROOT / "articles/how-to/json-api-and-web-page.md").read_text(encoding="utf-8")
PASTE = "sync: remote eu1.example refused token 7f3a"


def blocks(text: str, language: str) -> list[str]:
    """The texts of the fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


def block(text: str, language: str, containing: str) -> str:
    """The text of the fenced block of a language that contains some words."""
    found = [one for one in blocks(text, language) if containing in one]
    assert len(found) == 1, f"{len(found)} blocks of {language} contain {containing!r}"
    return found[0]


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A knowledge base whose only article is the one of the first steps."""
    for name in ("KBSEARCH_KB", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "my-docs"
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "sync-e4012.md").write_text(
        block(FIRST_STEPS, "markdown", "id: sync-e4012"), encoding="utf-8"
    )
    with KnowledgeBase.open(folder) as kb:
        assert kb.index().findings == ()
    return folder


def test_the_search_prints_what_is_shown(docs: Path) -> None:
    prompt, shown = block(FIRST_STEPS, "console", f'$ kbsearch search "{PASTE}').split("\n", 1)
    assert prompt == f'$ kbsearch search "{PASTE}"'
    ran = CliRunner().invoke(cli, ["--kb", str(docs), "search", PASTE])
    assert (ran.exit_code, ran.stderr, ran.stdout.rstrip()) == (0, "", shown.rstrip())


def test_the_python_example_runs_and_finds_the_article(
    docs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(docs.parent)
    exec(compile(block(FROM_PYTHON, "python", "KnowledgeBase"), "json-api-and-web-page.md", "exec"), {})
    assert capsys.readouterr().out == "sync-e4012 message {'host': 'eu1.example', 'token': '7f3a'}\n"


def test_two_commands_run_it_and_two_test_it() -> None:
    typed = [re.sub(r" +#.*", "", text).splitlines() for text in blocks(README, "console")]
    assert typed == [["make serve", ".venv/bin/kbsearch demo"], ["make test", "make bench"]]


def test_every_picture_and_page_that_is_named_is_there() -> None:
    named = re.findall(r"\]\(([^)]+)\)", README)
    assert [name for name in named if name.endswith(".png")] == [
        "articles/pictures/search.png",
        "articles/pictures/write.png",
    ]
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_command_of_the_first_steps_exists() -> None:
    typed = "".join(blocks(FIRST_STEPS, "console"))
    named = {*re.findall(r"^(?:\$ )?kbsearch ([a-z]+)", typed, re.M), *re.findall(r"`kbsearch ([a-z]+)", FIRST_STEPS)}
    ctx = cli.make_context("kbsearch", [], resilient_parsing=True)
    assert named
    assert named - set(cli.list_commands(ctx)) == set()


def test_every_make_target_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"^make ([a-z]+)", README, re.M))
    assert named
    assert named - set(re.findall(r"^([a-z]+):", makefile, re.M)) == set()
