import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Kbsearch


def untimed(text: str) -> str:
    return re.sub(r"\d+\.\d\d s", "0.00 s", text)


def test_an_index_run_says_what_it_did(kb: Path, kbsearch: Kbsearch) -> None:
    first = kbsearch("--kb", kb, "index")
    (kb / "articles" / "disk.md").unlink()
    second = kbsearch("--kb", kb, "index")
    said = "{} in the index: {} added, 0 updated, {} removed, {} unchanged, in 0.00 s\n"
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert untimed(first.output) == said.format("2 articles", 2, 0, 0)
    assert untimed(second.output) == said.format("1 article", 0, 1, 1)


def test_a_broken_article_is_named_and_does_not_stop_the_others(kb: Path, kbsearch: Kbsearch) -> None:
    (kb / "articles" / "broken.md").write_bytes(b"---\ntitle: caf\xe9\n---\n")
    ran = kbsearch("--kb", kb, "index")
    assert ran.exit_code == 0
    assert ran.output.splitlines()[0].startswith("2 articles in the index: 2 added")
    assert ran.output.splitlines()[1].startswith("articles/broken.md:2:11 KBL202 ")


def test_the_report_is_to_be_had_as_json(kb: Path, kbsearch: Kbsearch) -> None:
    report = json.loads(kbsearch("index", "--json", "--kb", kb).stdout)
    assert report.pop("took_ms") > 0
    assert report == {"added": 2, "updated": 0, "removed": 0, "unchanged": 0, "findings": []}


def test_a_rebuild_reads_everything_again(kb: Path, kbsearch: Kbsearch) -> None:
    kbsearch("index", "--kb", kb)
    report = json.loads(kbsearch("index", "--rebuild", "--json", "--kb", kb).stdout)
    assert (report["added"], report["unchanged"]) == (2, 0)


def test_a_folder_without_articles_is_one_line_and_status_2(tmp_path: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("index", "--kb", tmp_path)
    assert ran.exit_code == 2
    assert ran.stderr == (
        f"error: no article found under {tmp_path}: write one with 'kbsearch new', "
        "or set 'articles' in kbsearch.toml to the folder that holds them [KBE1008]\n"
    )


def test_stats_count_what_there_is(kb: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("stats", "--kb", kb)
    assert ran.stderr == f"note: no index in {kb / 'index'} yet, building it\n"
    assert ran.stdout.splitlines()[:5] == [
        "Acme",
        "  2 articles, 0 of them stale",
        "  2 error entries, 2 distinct codes",
        "  1 product",
        "  0 findings while reading the files",
    ]


def test_stats_are_to_be_had_as_json(kb: Path, kbsearch: Kbsearch) -> None:
    stats = json.loads(kbsearch("stats", "--json", "--kb", kb).stdout)
    assert stats.pop("index_bytes") > 0
    assert stats == {
        "name": "Acme", "articles": 2, "entries": 2, "codes": 2, "products": 1, "stale": 0, "findings": 0,
    }  # fmt: skip


@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
def test_no_bar_is_drawn_where_nobody_looks(kb: Path, kbsearch: Kbsearch, as_json: bool) -> None:
    ran = kbsearch("index", "--kb", kb, *(["--json"] if as_json else []))
    assert ran.stderr == ""


def test_articles_that_were_written_for_something_else_lead_to_init(tmp_path: Path, kbsearch: Kbsearch) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A\nms.date: 1\n---\n", encoding="utf-8")
    ran = kbsearch("index", "--kb", tmp_path)
    assert ran.exit_code == 0
    assert ran.stderr == "note: not written for kbsearch? 'kbsearch init' finds out how to read these articles\n"


def test_many_findings_are_counted_by_code(kb: Path, kbsearch: Kbsearch) -> None:
    for number in range(12):
        (kb / "articles" / f"b{number:02}.md").write_bytes(b"---\ntitle: caf\xe9\n---\n")
    lines = kbsearch("index", "--kb", kb).output.splitlines()
    assert [line.split(":")[0] for line in lines[1:-1]] == [f"articles/b{number:02}.md" for number in range(10)]
    assert lines[-1] == "and 2 KBL202: kbsearch lint lists them all"
