import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import TOKEN, Kbsearch


def test_clean_articles_have_no_findings(kb: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("lint", "--kb", kb)
    assert (ran.exit_code, ran.stdout) == (0, "")
    assert ran.stderr.splitlines()[-1] == "no findings"


@pytest.fixture
def broken(kb: Path) -> Path:
    (kb / "articles" / "twice.md").write_text(TOKEN.replace("E4012", "E4999"), encoding="utf-8")
    (kb / "articles" / "odd.md").write_text(
        "---\ntitel: Odd\n---\n# Odd\n\n## Issue\n\na\n\n## Resolution\n\nb\n", "utf-8"
    )
    return kb


def test_a_finding_is_a_line_with_its_place(broken: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("lint", "--no-findability", "--kb", broken)
    assert ran.exit_code == 1
    assert [line.split(" ", 2)[:2] for line in ran.stdout.splitlines()] == [
        ["articles/odd.md:2:1", "KBL205"],
        ["articles/twice.md:1:1", "KBL207"],
    ]
    assert ran.stderr == "2 errors, 0 warnings\n"


def test_findings_are_to_be_had_as_json(broken: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("lint", "--no-findability", "--format", "json", "--kb", broken)
    said = json.loads(ran.stdout)
    assert (ran.exit_code, ran.stderr, said["errors"], said["warnings"]) == (1, "", 2, 0)
    assert set(said["findings"][0]) == {"path", "line", "col", "code", "message", "severity"}


def test_only_the_paths_that_are_named_are_reported(
    broken: Path, kbsearch: Kbsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(broken / "articles")
    ran = kbsearch("lint", "odd.md", "--no-findability")
    assert [line.split(":")[0] for line in ran.stdout.splitlines()] == ["articles/odd.md"]
    assert kbsearch("lint", "token.md", "--no-findability").exit_code == 0


def test_lint_needs_no_index_when_it_does_not_search(kb: Path, kbsearch: Kbsearch) -> None:
    kbsearch("lint", "--no-findability", "--kb", kb)
    assert "index" not in os.listdir(kb)
