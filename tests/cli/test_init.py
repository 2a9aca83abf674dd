import json
import tomllib
from pathlib import Path

import pytest

from tests.cli.conftest import Kbsearch


def test_a_new_knowledge_base_lints_clean_and_answers(tmp_path: Path, kbsearch: Kbsearch) -> None:
    root = tmp_path / "my kb"
    made = kbsearch("init", root)
    assert made.exit_code == 0, made.output
    assert made.stdout == (
        f"written: {root}/kbsearch.toml\n"
        f"written: {root}/articles/sync-e4012.md\n"
        f"written: {root}/index/.gitignore\n"
        f"next: kbsearch index --kb '{root}'\n"
    )
    assert tomllib.loads((root / "kbsearch.toml").read_text("utf-8")) == {"kb": {"name": "my kb"}}
    lint = kbsearch("lint", "--kb", root)
    assert (lint.exit_code, lint.stdout) == (0, "")
    assert kbsearch("search", "sync: remote a refused token b", "--kb", root).stdout.startswith(
        " 1  E4012: the remote refused the token\n"
    )


def test_the_current_folder_is_the_usual_one(
    tmp_path: Path, kbsearch: Kbsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "elsewhere").rmdir()
    assert kbsearch("init").stdout.endswith("next: kbsearch index\n")
    assert (tmp_path / "kbsearch.toml").is_file()


def test_settings_are_never_replaced_unasked(kb: Path, kbsearch: Kbsearch) -> None:
    before = (kb / "kbsearch.toml").read_bytes()
    ran = kbsearch("init", kb)
    assert ran.exit_code == 2
    assert ran.stderr == (
        f"error: {kb / 'kbsearch.toml'} exists already: "
        "'kbsearch init --force' replaces it, --dry-run shows with what [KBE1007]\n"
    )
    assert (kb / "kbsearch.toml").read_bytes() == before
    assert kbsearch("init", kb, "--force").exit_code == 0
    assert (kb / "kbsearch.toml").read_bytes() != before


def test_a_dry_run_writes_nothing(tmp_path: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("init", tmp_path / "new", "--dry-run")
    assert ran.exit_code == 0
    assert f"# would be written to {tmp_path}/new/kbsearch.toml\n" in ran.stdout
    assert not (tmp_path / "new").exists()


def test_what_was_found_out_is_there_as_json(tmp_path: Path, kbsearch: Kbsearch) -> None:
    for n, word in enumerate(("ink", "paper", "wire"), 1001):
        (tmp_path / f"qx{n}.md").write_text(f"# Error QX{n}\n\n> no {word} left\n", "utf-8")
    said = json.loads(kbsearch("init", tmp_path, "--json").stdout)
    assert (said["written"], said["articles"]) == (True, 3)
    assert said["trees"] == [
        {
            "folders": [],
            "articles": 3,
            "fields": {"code_shapes": ["QX\\d{4}"], "codes_in": ["title"], "messages_in": ["block_quote"]},
            "fits": [
                {"rule": "code in the title", "articles": 3, "example": "qx1001.md"},
                {"rule": "message in the first block quote", "articles": 3, "example": "qx1001.md"},
            ],
            "unsure": ["no key of the front matter holds products"],
        }
    ]
    assert said["files"]["kbsearch.toml"] == (tmp_path / "kbsearch.toml").read_text("utf-8")


def test_a_new_knowledge_base_has_no_trees_to_tell_of(tmp_path: Path, kbsearch: Kbsearch) -> None:
    said = json.loads(kbsearch("init", tmp_path / "new", "--dry-run", "--json").stdout)
    assert (said["written"], said["articles"], said["trees"]) == (False, 0, [])
    assert list(said["files"]) == ["kbsearch.toml", "articles/sync-e4012.md", "index/.gitignore"]
    assert not (tmp_path / "new").exists()


def test_trees_that_differ_are_told_one_by_one_and_each_is_read_in_its_own_way(
    tmp_path: Path, kbsearch: Kbsearch
) -> None:
    root = tmp_path / "both"
    for folder in ("mail", "tools"):
        (root / "articles" / folder).mkdir(parents=True)
    for n in range(12):
        word = f"part{chr(97 + n)}"
        (root / f"articles/tools/qx{1001 + n}.md").write_text(
            f"# Error QX{1001 + n}\n\n> cannot find {word}\n", "utf-8"
        )
        (root / f"articles/mail/{word}.md").write_text(
            f"# {word} stops\n\nYou receive the following error message:\n\n- {word} is tired.\n", "utf-8"
        )
    made = kbsearch("init", root)
    assert made.exit_code == 0, made.output
    said = [line.split("  ")[0] for line in made.stderr.splitlines()]
    assert said[:2] == ["looked at 24 articles", ""]
    assert "everywhere else (12 articles)" in said
    assert "tools (12 articles)" in said
    settings = tomllib.loads((root / "kbsearch.toml").read_text("utf-8"))
    assert [tree["path"] for tree in settings["trees"]] == ["tools"]
    assert kbsearch("index", "--kb", root).exit_code == 0
    assert "\n 1  Error QX1003\n" in "\n" + kbsearch("search", "cannot find partc", "--kb", root).stdout
    assert "\n 1  partc stops\n" in "\n" + kbsearch("search", "partc is tired", "--kb", root).stdout
