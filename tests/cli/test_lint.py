import json
import os
from pathlib import Path

import pytest

from kbsearch.cli import lint
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


FOUND_BY = TOKEN.replace("sync-e4012", "draft").replace("E4012", "E4999").replace(
    "errors:", 'found_by: ["E4020: sync: cannot store a.bin: no room on sda"]\nerrors:'
).replace("remote {host} refused token {token}", "remote {host} gave token {token} back")  # fmt: skip
SHADOWED = (
    "{}:1:1 KBL218 sync-e4020 stands in front of this article for its own found_by "
    "'E4020: sync: cannot store a.bin: no room on sda', by the code E4020 and by the message "
    "'sync: cannot store {{file}}: no room on {{disk}}': declare the message that the paste holds, or merge the two articles"
)


def test_lint_names_who_stands_in_front(kb: Path, kbsearch: Kbsearch) -> None:
    (kb / "articles" / "draft.md").write_text(FOUND_BY, encoding="utf-8")
    ran = kbsearch("lint", "--kb", kb)
    assert (ran.exit_code, ran.stdout.splitlines()) == (1, [SHADOWED.format("articles/draft.md")])
    assert kbsearch("lint", kb / "articles" / "token.md", "--kb", kb).exit_code == 0


def test_a_file_outside_the_knowledge_base_is_checked_as_a_draft(kb: Path, kbsearch: Kbsearch, tmp_path: Path) -> None:
    draft = tmp_path / "new draft.md"
    draft.write_text(FOUND_BY.replace("products:", "prodcts:"), encoding="utf-8")
    ran = kbsearch("lint", draft, "--kb", kb)
    assert ran.stdout.splitlines() == [
        SHADOWED.format(draft.as_posix()),
        f"{draft.as_posix()}:4:1 KBL205 no such key 'prodcts': did you mean 'products'?",
    ]
    assert len(kbsearch("lint", draft, "--no-findability", "--kb", kb).stdout.splitlines()) == 1


def test_many_articles_are_searched_for_only_when_they_are_named_or_it_is_asked_for(
    kb: Path, kbsearch: Kbsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lint, "FEW", 2)
    (kb / "articles" / "draft.md").write_text(FOUND_BY, encoding="utf-8")
    ran = kbsearch("lint", "--kb", kb)
    assert (ran.exit_code, ran.stdout) == (0, "")
    assert ran.stderr.splitlines()[-2:] == [
        "note: 3 articles were not searched for: name those that changed, or say --findability",
        "no findings",
    ]
    for words in ([kb / "articles" / "draft.md"], ["--findability"]):
        assert kbsearch("lint", *words, "--kb", kb).stdout.splitlines() == [SHADOWED.format("articles/draft.md")]
