"""The company's next release is on the board, and the gate says of it what there is to say."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kbsearch.cli import cli
from kbsearch.demo.calendar import WRITTEN, Calendar
from kbsearch.demo.content import Content, ProductCommit
from kbsearch.demo.product import _after
from kbsearch.kb import KnowledgeBase
from kbsearch.people.approvals import Kind
from tests.demo.conftest import TODAY, has_git

pytestmark = has_git


@pytest.fixture(scope="module")
def product(company: KnowledgeBase) -> Path:
    return company.settings.root / "ferrywell"


def test_the_release_is_some_three_weeks_away(company: KnowledgeBase) -> None:
    (release,) = company.board.releases()
    assert (release.product, release.version) == ("ferrywell", Content().product.version)  # type: ignore[union-attr]
    assert 19 <= (release.ships - TODAY).days <= 25


def test_the_gate_finds_covered_drifting_missing_and_waived_declarations(
    product: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(product)
    ran = CliRunner().invoke(cli, ["release", "check", "--json", "--today", TODAY.isoformat()])
    assert ran.exit_code == 1, ran.stderr
    report = json.loads(ran.stdout)
    reached = {one["id"]: one["reached"] for one in report["declarations"] if one["checked"]}
    assert reached == {
        "FW-2107": "agrees",
        "FW-2405": "agrees",
        "FW-2602": "findable",
        "FW-2703": "claimed",
        "FW-2811": "none",
        "FW-2812": "none",
        "bandwidth-windows": "complete",
        "site-groups": "claimed",
    }
    found = {(one["rule"], one["subject"].partition(":")[2], one["waived"]) for one in report["findings"]}
    assert found >= {("KBR301", "FW-2811", None), ("KBR301", "FW-2812", "W-0001"), ("KBR306", "FW-2602", None)}
    assert {one["rule"] for one in report["findings"]} == {"KBR301", "KBR303", "KBR304", "KBR306", "KBR315"}


def test_the_board_says_what_the_gate_says_and_how_it_came_to_that(company: KnowledgeBase) -> None:
    history = company.board.history("ferrywell", "4.4.0")
    numbers = [one.blocking for one in history]
    assert (len(numbers), max(numbers) > numbers[-1] > 0) == (7, True)
    assert [one.day for one in history] == sorted(one.day for one in history)
    assert history[-1].day == Calendar(TODAY).day(WRITTEN)
    assert len(history[-1].report.blocking) == numbers[-1]


def test_the_article_of_a_changed_message_is_to_be_read_again(company: KnowledgeBase) -> None:
    (asked,) = company.people.approvals.waiting(subject="fw-2602")
    assert (asked.kind, asked.note) == (Kind.REVIEW, "ferrywell 4.4.0 changes the message of FW-2602")


def test_a_history_that_speaks_of_lines_that_are_not_there_is_a_mistake() -> None:
    commit = ProductCommit.model_validate({"at": "2026-05-01T08:00:00Z", "by": "ravi", "did": "x", "drops": ["- gone"]})
    with pytest.raises(ValueError, match="'- gone' stands in 0 files of the product"):
        _after({"errors.yaml": "- here\n"}, commit)
