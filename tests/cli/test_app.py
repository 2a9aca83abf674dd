"""What holds for every command: help, which knowledge base is meant, and how failures are said."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kbsearch.cli.app import COMMANDS
from kbsearch.kb import KnowledgeBase
from tests.cli.conftest import Kbsearch

NAMES = [name for group in COMMANDS.values() for name in group]


@pytest.mark.parametrize("name", NAMES)
def test_the_help_of_a_command_has_an_example_of_it(kbsearch: Kbsearch, name: str) -> None:
    said = kbsearch(name, "--help").output
    assert "Examples\n" in said
    assert f"kbsearch {name}" in said.split("Examples\n")[1]


@pytest.mark.parametrize("name", NAMES)
def test_the_overview_says_of_a_command_what_its_own_help_says(kbsearch: Kbsearch, name: str) -> None:
    (summary,) = [group[name] for group in COMMANDS.values() if name in group]
    said = " ".join(kbsearch(name, "--help").output.split())
    assert summary.split()[0] in said
    assert name in kbsearch("--help").output


def test_the_help_says_what_each_exit_status_means(kbsearch: Kbsearch) -> None:
    said = kbsearch("--help").output
    assert (
        "  Exit status\n"
        "    0    done\n"
        "    1    findings, or nothing found where that is the answer\n"
        "    2    wrong usage or configuration\n"
        "    3    could not run\n"
        "    130  stopped with Ctrl-C\n"
    ) in said


def test_a_mistyped_command_is_guessed_at(kbsearch: Kbsearch) -> None:
    ran = kbsearch("serch", "E4012")
    assert ran.exit_code == 2
    assert ran.stderr.endswith("Error: No such command 'serch'. Did you mean 'search'?\n")


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["--kb", "{kb}", "stats"], id="before the command"),
        pytest.param(["stats", "--kb", "{kb}"], id="after the command"),
        pytest.param(["--kb", "{kb}/nowhere", "stats", "--kb", "{kb}"], id="the one after the command wins"),
    ],
)
def test_the_knowledge_base_is_named_before_or_after_the_command(
    kb: Path, kbsearch: Kbsearch, words: list[str]
) -> None:
    ran = kbsearch(*(word.format(kb=kb) for word in words))
    assert ran.exit_code == 0, ran.output
    assert ran.stdout.startswith("Acme\n")


def test_the_environment_names_the_knowledge_base(
    kb: Path, kbsearch: Kbsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KBSEARCH_KB", str(kb))
    assert kbsearch("stats").stdout.startswith("Acme\n")


def test_an_option_wins_over_the_environment(kb: Path, kbsearch: Kbsearch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KBSEARCH_KB", str(kb / "nowhere"))
    assert kbsearch("stats", "--kb", kb).stdout.startswith("Acme\n")


def test_the_nearest_folder_above_with_settings_is_the_knowledge_base(
    kb: Path, kbsearch: Kbsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(kb / "articles")
    assert kbsearch("stats").stdout.startswith("Acme\n")


def test_a_folder_that_does_not_exist_is_one_line_and_status_2(tmp_path: Path, kbsearch: Kbsearch) -> None:
    nowhere = tmp_path / "nowhere"
    ran = kbsearch("stats", "--kb", nowhere)
    assert ran.exit_code == 2
    assert ran.stdout == ""
    assert ran.stderr == (
        f"error: no knowledge base at {nowhere}: name its folder with --kb DIR or KBSEARCH_KB, "
        f"or make one with 'kbsearch init {nowhere}' [KBE1001]\n"
    )


@pytest.mark.parametrize("before", [True, False], ids=["before the command", "after the command"])
def test_debug_shows_the_traceback_above_the_line(tmp_path: Path, kbsearch: Kbsearch, before: bool) -> None:
    words = ["stats", "--kb", str(tmp_path / "nowhere")]
    ran = kbsearch("--debug", *words) if before else kbsearch(*words, "--debug")
    assert ran.exit_code == 2
    assert ran.stderr.startswith("Traceback (most recent call last):\n")
    assert ran.stderr.splitlines()[-1].startswith("error: no knowledge base at ")


def test_a_mistake_in_the_settings_is_one_line_and_status_2(kb: Path, kbsearch: Kbsearch) -> None:
    (kb / "kbsearch.toml").write_text('[kb]\nnames = "Acme"\n', encoding="utf-8")
    ran = kbsearch("stats", "--kb", kb)
    assert ran.exit_code == 2
    assert (
        ran.stderr
        == f"error: wrong setting in {kb / 'kbsearch.toml'}, [kb] names: no such key: did you mean 'name'? [KBE1002]\n"
    )


def test_a_reader_that_goes_away_is_no_error() -> None:
    program = "import sys; from kbsearch.cli import cli; cli(['completion', 'bash'], prog_name='kbsearch')"
    child = subprocess.Popen(
        [sys.executable, "-c", f"import time; time.sleep(0.3)\n{program}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert child.stdout
    assert child.stderr
    child.stdout.close()
    said = child.stderr.read()
    child.stderr.close()
    assert (child.wait(), said) == (0, b"")


INTERRUPTIBLE = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
"""A job that a shell started in the background inherits an ignored Ctrl-C."""


def test_ctrl_c_ends_without_a_traceback(kb: Path) -> None:
    program = f"{INTERRUPTIBLE}; from kbsearch.cli import main; print('ready', flush=True); main()"
    child = subprocess.Popen(
        [sys.executable, "-c", program, "search", "-", "--kb", str(kb)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert child.stdin
    assert child.stdout
    assert child.stdout.readline() == b"ready\n"
    time.sleep(0.2)
    child.send_signal(signal.SIGINT)
    said = child.communicate()
    assert (child.returncode, said) == (130, (b"", b""))


def test_a_failure_that_nobody_foresaw_is_one_line_and_status_3(
    kb: Path, kbsearch: Kbsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KnowledgeBase, "open", lambda path: 1 // 0)
    ran = kbsearch("stats", "--kb", kb)
    assert (ran.exit_code, ran.stdout) == (3, "")
    assert ran.stderr == (
        "error: kbsearch failed in a way that it does not know (ZeroDivisionError: integer division or modulo by zero): "
        "run the command again with --debug and report what it prints [KBE1028]\n"
    )
