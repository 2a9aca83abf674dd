"""Reports are kept, read back, and refused where they say nothing that the board could show."""

from pathlib import Path
from typing import Any

import pytest

from kbsearch.errors import ReportInvalid
from kbsearch.kb import KnowledgeBase
from kbsearch.people.approvals import Kind
from kbsearch.people.roles import Role
from kbsearch.releases.board import Report
from kbsearch.releases.reports.as_json import as_dict
from tests.releases.gate import article, check, error

OLD, NEW = "the clock of {host} is late", "the clock of {host} is behind"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kb")


@pytest.fixture(scope="module")
def report(root: Path) -> dict[str, Any]:
    """A report of a release that has reworded E2, which has an article, and added E3, which has none."""
    declared = [error("E2", NEW, owner="ana"), error("E3", "no disk", line=2)]
    news = {"error:E2": "reworded", "error:E3": "added"}
    return as_dict(check({"e2.md": article("E2", OLD)}, declared, root, news=news))


def test_a_report_is_read_back(report: dict[str, Any]) -> None:
    read = Report.read(report)
    assert [one.subject for one in read.owing] == ["error:E2", "error:E3"]
    owed = {owner: [(one.rule, one.subject) for one in found] for owner, found in read.owed().items()}
    assert owed == {"ana": [("KBR306", "error:E2")], "": [("KBR301", "error:E3")]}


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        pytest.param({"schema": 2}, "schema: input should be 1", id="a later form"),
        pytest.param({"scope": "new"}, "scope: input should be 'release' or 'all'", id="of a pull request"),
        pytest.param({"version": ""}, "version: string should have at least 1 character", id="no version"),
        pytest.param({"ships": "soon"}, "ships: input should be a valid date", id="no ship day"),
        pytest.param({"findings": [{}]}, "findings.0.rule: field required", id="a finding of nothing"),
    ],
)
def test_what_is_no_report_is_refused(report: dict[str, Any], changed: dict[str, Any], problem: str) -> None:
    with pytest.raises(ReportInvalid) as caught:
        Report.read({**report, **changed})
    assert str(caught.value).startswith(f"it is no report of a release ({problem}")
    assert caught.value.code == "KBE1084"


def test_an_article_is_to_be_read_again_once_when_the_product_changes_its_message(
    root: Path, report: dict[str, Any]
) -> None:
    with KnowledgeBase.open(root) as kb:
        kb.people.accounts.add("rae", Role.REVIEWER)
        assert kb.publish(report, by="ci").asked_again == ("e2",)
        (asked,) = kb.people.approvals.waiting(subject="e2")
        assert (asked.kind, asked.approver, asked.note) == (
            Kind.REVIEW,
            "rae",
            "acme-sync 4.2.0 changes the message of E2",
        )
        assert kb.publish(report, by="ci").asked_again == ()


def test_of_two_releases_each_keeps_its_newest_report(tmp_path: Path, report: dict[str, Any]) -> None:
    with KnowledgeBase.open(tmp_path) as kb:
        for version in ("4.2.0", "4.3.0", "4.2.0"):
            kb.board.publish({**report, "version": version}, by="ci")
        assert [one.version for one in kb.board.releases()] == ["4.3.0", "4.2.0"]
        assert kb.board.get("acme-sync", "4.2.0").id == 3
