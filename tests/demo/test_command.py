"""`kbsearch demo`: what it says, and what is left for the other commands to find."""

import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from kbsearch.cli import cli
from tests.demo.conftest import has_git


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("KBSEARCH_KB", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@has_git
def test_it_writes_to_a_folder_that_it_names_and_says_what_to_paste() -> None:
    ran = CliRunner().invoke(cli, ["demo", "--no-serve", "--today", "2026-11-24"])
    assert ran.exit_code == 0, ran.stderr
    first, *_, last = ran.stdout.strip().splitlines()
    assert first == "written: kbsearch-demo, a company that does not exist: 46 articles, 13 people, 181 commits"
    assert "\n    remote site lakeside refused key 5b:10:e2:44\n" in ran.stdout
    assert last == "next: kbsearch serve --kb kbsearch-demo"
    found = CliRunner().invoke(cli, ["--kb", "kbsearch-demo", "search", "remote site lakeside refused key 5b:10:e2:44"])
    assert " 1  FW-2041: the remote site refused the key\n    fw-2041  message" in found.stdout
    again = CliRunner().invoke(cli, ["demo", "--no-serve"])
    assert again.stdout.splitlines()[0] == "as it was left: kbsearch-demo ('kbsearch demo --reset' writes it anew)"


def test_a_folder_of_somebody_elses_is_refused(here: Path) -> None:
    (here / "docs").mkdir()
    (here / "docs" / "mine.md").write_text("mine")
    ran = CliRunner().invoke(cli, ["demo", "docs"])
    said = "error: docs exists already: the demo wants a folder of its own: kbsearch demo DIR [KBE1007]\n"
    assert (ran.exit_code, ran.stdout, ran.stderr) == (2, "", said)


def test_without_git_it_says_why_there_is_no_history(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(here))
    ran = CliRunner().invoke(cli, ["demo", "--no-serve"])
    assert ran.exit_code == 0
    assert ran.stdout.startswith("written: kbsearch-demo, a company that does not exist: 46 articles, 13 people\n")
    assert "note: the articles have no history: git is not installed\n" in ran.stderr
    assert sorted(path.name for path in (here / "kbsearch-demo").glob("[!.]*")) == [
        "articles",
        "index",
        "kbsearch.toml",
    ]
    assert not (here / "kbsearch-demo" / ".git").exists()


def test_it_serves_what_it_wrote_and_a_link_signs_in_as_its_admin(written: Path, here: Path) -> None:
    shutil.copytree(written, here / "company")
    command = [sys.executable, "-m", "kbsearch", "demo", "company", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            said = ""
            while "Ctrl-C" not in said and (line := server.stdout.readline()):
                said += line
            link = re.search(r"http://\S+/sign-in/\S+", said)
            assert link is not None, said
            opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
            with opener.open(link[0].partition("/sign-in/")[0] + "/") as page:
                assert "Vossmere help desk" in page.read().decode()
            with opener.open(link[0]) as page:
                assert "greta" in page.read().decode()
        finally:
            server.terminate()
            server.communicate()
