"""`kbsearch release publish`: a release comes to the board from the repository of its product."""

import json
from pathlib import Path

import pytest

from kbsearch.kb import KnowledgeBase
from tests.cli.conftest import Kbsearch

DAY = ("--today", "2026-11-28")


def test_a_check_is_kept_and_says_where_it_stands(product: Path, kbsearch: Kbsearch) -> None:
    ran = kbsearch("release", "publish", *DAY)
    assert (ran.exit_code, ran.stdout.splitlines()) == (
        0,
        ["acme-sync 4.2.0, 2026-11-28: 1 thing in the way", "on the board: /releases/acme-sync/4.2.0"],
    )
    with KnowledgeBase.open(product / "kb") as kb:
        (kept,) = kb.board.releases()
        assert [one.subject for one in kept.report.blocking] == ["error:E2"]


def test_a_report_from_elsewhere_is_kept_as_it_is(product: Path, kbsearch: Kbsearch) -> None:
    kbsearch("release", "check", *DAY, "--exit-zero", "--output", "json:r.json")
    ran = kbsearch("release", "publish", "--report", "r.json", "--kb", "kb", "--json")
    assert json.loads(ran.stdout) == {
        "product": "acme-sync",
        "version": "4.2.0",
        "day": "2026-11-28",
        "blocking": 1,
        "asked_again": [],
    }
    with KnowledgeBase.open(product / "kb") as kb:
        assert kb.board.get("acme-sync", "4.2.0").data == json.loads((product / "r.json").read_text())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("{}", "error: it is no report of a release (schema: field required)", id="something else"),
        pytest.param("<xml>", "error: it is no report of a release (r.json: Expecting value", id="no JSON"),
        pytest.param(None, "error: it is no report of a release (r.json: [Errno 2]", id="no file"),
    ],
)
def test_what_is_no_report_is_refused(product: Path, kbsearch: Kbsearch, text: str | None, said: str) -> None:
    if text is not None:
        (product / "r.json").write_text(text)
    ran = kbsearch("release", "publish", "--report", "r.json", "--kb", "kb")
    assert ran.exit_code == 2
    assert ran.stderr.startswith(said)
    assert ran.stderr.endswith("[KBE1084]\n")


def test_an_index_alone_keeps_no_reports(product: Path, kbsearch: Kbsearch) -> None:
    kbsearch("index", "--kb", "kb")
    ran = kbsearch("release", "publish", *DAY, "--kb", "kb/index")
    assert ran.exit_code == 2
    assert ran.stderr.endswith("Error: An index keeps no reports; name the folder of the knowledge base with --kb.\n")
