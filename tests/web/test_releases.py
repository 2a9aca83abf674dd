"""The readiness board shows what a release wants from whom, and each thing can be done from there."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from kbsearch.kb import KnowledgeBase
from kbsearch.people.approvals import Kind
from kbsearch.people.roles import Role
from kbsearch.people.tokens import Scope
from kbsearch.releases.board.subscriptions import Subscription
from kbsearch.releases.readiness import Question
from kbsearch.releases.reports import render
from kbsearch.releases.reports.as_json import as_dict
from kbsearch.releases.waivers import Waivers
from kbsearch.web import create_app
from tests.releases.gate import TODAY, article, error, feature, question
from tests.web.conftest import Enter

WAIVERS = """\
- {id: W-0001, subject: "error:E4", rule: KBR301, reason: deferred, note: the text waits for legal review, owner: ana, approved_by: li, created: 2026-11-20, expires: {release: 4.3.0}}
"""
DECLARED = (
    error("E1", "remote {host} refused token {token}", owner="ana"),
    error("E2", "the clock of {host} is behind", line=2, owner="ana"),
    error("E3", "disk {name} is full", line=3, owner="bo"),
    error("E4", "no licence for {name}", line=4, owner="ana"),
    feature("night-copies", "Night copies", owner="bo"),
)
NEWS = {"error:E2": "reworded"}
PEOPLE = {"pia": Role.PRODUCT_MANAGER, "ada": Role.AGENT, "ana": Role.AUTHOR, "li": Role.APPROVER}


def asked(kb: KnowledgeBase, **changed: Any) -> Question:
    """What the check of release 4.2.0, which ships in three days, asks."""
    found = question(DECLARED, root=kb.settings.root, news=NEWS, waivers=Waivers.parse(WAIVERS, "waivers.yaml"))
    return replace(found, **changed)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A real report: E1 is covered, E2 has drifted, E3 and the feature are missing, E4 is waived."""
    folder = tmp_path_factory.mktemp("kb")
    write(folder)
    with KnowledgeBase.open(folder) as kb:
        kb.index()
        return as_dict(kb.readiness(asked(kb), workers=0))


ARTICLES = {
    "articles/e1.md": article("E1", "remote {host} refused token {token}"),
    "articles/e2.md": article("E2", "the clock of {host} is late"),
}


def write(folder: Any) -> None:
    for name, text in ARTICLES.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The knowledge base as it is before anything is published."""
    folder = tmp_path_factory.mktemp("made")
    write(folder)
    (folder / "kbsearch.toml").touch()
    with KnowledgeBase.open(folder) as it:
        it.index()
        for name, role in PEOPLE.items():
            it.people.accounts.add(name, role, mail=f"{name}@corp.example")
    return folder


@pytest.fixture
def kb(made: Path, tmp_path: Path) -> Iterator[KnowledgeBase]:
    shutil.copytree(made, tmp_path / "kb")
    with KnowledgeBase.open(tmp_path / "kb") as it:
        yield it


def send(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    page = client.get("/account").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    data = {"csrf_token": token[1] if token else "", **fields}
    return client.post(path, data=data, follow_redirects=True)


def words(response: TestResponse) -> str:
    """The text of a page on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.get_data(as_text=True)).split())


PAGE = "/releases/acme-sync/4.2.0"


def test_without_a_report_the_board_says_what_to_do(enter: Enter) -> None:
    assert "No release is on the board yet" in words(enter("ada").get("/releases"))
    assert "kbsearch release init kbsearch release publish" in words(enter("ada").get("/releases"))


def test_a_release_that_is_not_there_is_said_with_the_one_that_was_meant(
    kb: KnowledgeBase, enter: Enter, report: dict[str, Any]
) -> None:
    kb.publish(report, by="ci")
    found = enter("ada").get("/releases/acme-sync/4.2.1")
    assert found.status_code == 404
    assert "Did you mean &#39;acme-sync 4.2.0&#39;?" in words(found)


def test_the_page_says_who_owes_what_until_when(kb: KnowledgeBase, enter: Enter, report: dict[str, Any]) -> None:
    kb.publish(report, by="ci")
    page = words(enter("ana").get(PAGE))
    assert "3 in the way" in words(enter("ana").get("/releases"))
    assert "ships 2026-12-01" in page
    assert re.search(r"ana 1 (until|since) 2026-12-01 KBR306 error:E2", page)
    assert re.search(r"bo 2 (until|since) 2026-12-01 KBR301 error:E3", page)
    assert "W-0001 error:E4, KBR301 the text waits for legal review ana owns it, li approved it; it ends with" in page


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        pytest.param("", ["error:E1", "error:E2", "error:E3", "error:E4", "feature:night-copies"], id="all"),
        pytest.param("?owner=bo", ["error:E3", "feature:night-copies"], id="owner"),
        pytest.param("?step=none", ["error:E3", "error:E4", "feature:night-copies"], id="step"),
        pytest.param("?kind=feature", ["feature:night-copies"], id="kind"),
        pytest.param("?owner=ana&step=none", ["error:E4"], id="owner and step"),
        pytest.param("?step=nonsense&kind=else", 5, id="what there is none of counts for all"),
        pytest.param("?owner=nobody", [], id="nobody"),
    ],
)
def test_declarations_are_chosen_by_owner_step_and_kind(
    kb: KnowledgeBase, enter: Enter, report: dict[str, Any], query: str, subjects: list[str] | int
) -> None:
    kb.publish(report, by="ci")
    page = enter("ada").get(PAGE + query).get_data(as_text=True)
    found = re.findall(r'<th scope="row">(\w+:[\w-]+) <span', page)
    assert (sorted(found) if isinstance(subjects, list) else len(found)) == subjects


def test_write_it_opens_a_draft_with_all_that_the_product_says(
    kb: KnowledgeBase, enter: Enter, report: dict[str, Any]
) -> None:
    kb.publish(report, by="ci")
    page = send(enter("ana"), PAGE + "/write", subject="error:E3").get_data(as_text=True)
    for said in ("E3", "disk {name} is full", "acme-sync", "bo", "acme-sync 4.2.0, src/errors.json:3"):
        assert said in page
    page = send(enter("ana"), PAGE + "/write", subject="feature:night-copies").get_data(as_text=True)
    assert "Night copies" in page
    assert "night-copies" in page
    assert send(enter("ana"), PAGE + "/write", subject="error:E99").status_code == 404


def test_a_waiver_is_asked_for_approved_by_somebody_else_and_shown_as_the_file_wants_it(
    kb: KnowledgeBase, enter: Enter, report: dict[str, Any]
) -> None:
    kb.publish(report, by="ci")
    pia = enter("pia")
    assert "Ask for a waiver" in words(pia.get(f"{PAGE}/waiver?subject=error:E3&rule=KBR301"))
    form = {"subject": "error:E3", "rule": "KBR301", "reason": "deferred", "owner": "bo", "until": "4.3.0"}
    assert "Say in words why" in words(send(pia, f"{PAGE}/waiver", **form))
    early = send(pia, f"{PAGE}/waiver", **form | {"note": "legal", "until": "2026-11-30"})
    assert "The release ships on 2026-12-01: a waiver must last until then." in words(early)
    made = words(send(pia, f"{PAGE}/waiver", **form, note="the text waits for legal"))
    assert "li is asked to approve W-0002." in made
    assert "asked for W-0002 of acme-sync: error:E3 KBR301" in made
    li = enter("li")
    desk = li.get("/desk").get_data(as_text=True)
    assert f'href="{PAGE}#kb-waivers">waiver W-0002 of acme-sync: error:E3 KBR301' in desk
    (open_one,) = (one for one in kb.people.approvals.waiting() if one.kind is Kind.WAIVER)
    assert send(pia, f"/releases/waivers/{open_one.id}", decision="approve").status_code == 403
    page = words(send(li, f"/releases/waivers/{open_one.id}", decision="approve"))
    assert "W-0002 is approved: it counts once it stands in the product&#39;s file." in page
    assert (
        "- id: W-0002 approved_by: li subject: &#34;error:E3&#34; rule: KBR301 reason: deferred "
        "note: the text waits for legal owner: bo"
    ) in page


def test_what_is_excused_or_not_there_cannot_be_waived(kb: KnowledgeBase, enter: Enter, report: dict[str, Any]) -> None:
    kb.publish(report, by="ci")
    pia = enter("pia")
    for query in ("subject=error:E4&rule=KBR301", "subject=error:E1&rule=KBR301", "subject=waivers&rule=KBR323"):
        assert pia.get(f"{PAGE}/waiver?{query}").status_code == 404


def test_the_evidence_is_the_report_that_the_check_writes(
    kb: KnowledgeBase, enter: Enter, report: dict[str, Any]
) -> None:
    kb.publish(report, by="ci")
    ada = enter("ada")
    found = ada.get(PAGE + "/evidence.html")
    assert found.headers["Content-Disposition"] == "attachment; filename=readiness-4.2.0.html"
    assert found.get_data(as_text=True) == render(kb.readiness(asked(kb), workers=0), "html")
    assert json.loads(ada.get(PAGE + "/report.json").get_data()) == report


def test_each_day_with_a_report_is_a_point_of_the_way_down(
    kb: KnowledgeBase, enter: Enter, report: dict[str, Any]
) -> None:
    for days, findings in ((4, report["findings"]), (2, report["findings"][:2]), (2, report["findings"])):
        kb.publish({**report, "today": str(TODAY - timedelta(days=days)), "findings": findings}, by="ci")
    kb.publish({**report, "findings": []}, by="ci")
    page = enter("ada").get(PAGE)
    rows = re.findall(r'<th scope="row">(2026-\S+)</th><td data-of="In the way">(\d+)', page.get_data(as_text=True))
    assert rows == [("2026-11-28", "0"), ("2026-11-26", "3"), ("2026-11-24", "3")]
    assert [one.data is None for one in kb.board.history("acme-sync", "4.2.0")] == [True, True, False]


def test_a_release_that_has_shipped_stands_apart(kb: KnowledgeBase, enter: Enter, report: dict[str, Any]) -> None:
    kb.publish({**report, "version": "4.1.0", "ships": "2020-01-01"}, by="ci")
    kb.publish({**report, "version": "9.0.0", "ships": str(date.today() + timedelta(days=9))}, by="ci")
    page = words(enter("ada").get("/releases"))
    assert page.index("acme-sync 9.0.0") < page.index("Shipped: 1") < page.index("acme-sync 4.1.0")


@pytest.mark.parametrize(
    ("name", "path", "status"),
    [
        pytest.param("ada", f"{PAGE}/waiver?subject=error:E3&rule=KBR301", 403, id="agents ask for no waiver"),
        pytest.param("ana", f"{PAGE}/waiver?subject=error:E3&rule=KBR301", 403, id="nor do authors"),
        pytest.param("ada", PAGE, 200, id="agents see the board"),
    ],
)
def test_what_each_may_do(
    kb: KnowledgeBase, enter: Enter, report: dict[str, Any], name: str, path: str, status: int
) -> None:
    kb.publish(report, by="ci")
    assert enter(name).get(path).status_code == status


def test_visitors_learn_nothing_of_a_release(kb: KnowledgeBase, report: dict[str, Any]) -> None:
    kb.publish(report, by="ci")
    visitor = create_app(kb).test_client()
    for path in ("/releases", PAGE, PAGE + "/evidence.html", PAGE + "/report.json", "/releases/none/1"):
        answer = visitor.get(path)
        assert (answer.status_code, "/sign-in?next=" in answer.headers["Location"]) == (302, True)


def test_a_program_publishes_a_report_and_reads_the_board(kb: KnowledgeBase, report: dict[str, Any]) -> None:
    client = create_app(kb).test_client()
    pia, ana, search = (
        {"Authorization": f"Bearer {kb.people.tokens.create(name, [scope])}"}
        for name, scope in (("pia", Scope.RELEASES), ("ana", Scope.RELEASES), ("pia", Scope.SEARCH))
    )
    assert [client.post("/api/v1/releases", json=report, headers=who).status_code for who in ({}, ana, search)] == [
        403
    ] * 3
    made = client.post("/api/v1/releases", json=report, headers=pia)
    assert made.json == {
        "product": "acme-sync",
        "version": "4.2.0",
        "ships": "2026-12-01",
        "day": "2026-11-28",
        "by": "pia",
        "blocked": True,
        "declarations": 5,
        "owing": 4,
        "blocking": 3,
        "waived": 1,
        "asked_again": ["e2"],
    }
    listed = client.get("/api/v1/releases", headers=ana).json
    assert [one["version"] for one in listed["releases"]] == ["4.2.0"]  # type: ignore[index]
    whole = client.get("/api/v1/releases/acme-sync/4.2.0", headers=ana).json
    assert (whole["report"], len(whole["history"])) == (report, 1)  # type: ignore[index]
    refused = client.post("/api/v1/releases", json={**report, "scope": "new"}, headers=pia)
    assert (refused.status_code, refused.json["code"]) == (400, "KBE1084")  # type: ignore[index]
    assert client.get("/api/v1/releases/acme-sync/1", headers=ana).status_code == 404


def test_the_weekly_letter_is_taken_and_left_on_the_page_or_by_its_link_without_signing_in(
    kb: KnowledgeBase, enter: Enter, report: dict[str, Any]
) -> None:
    kb.publish(report, by="ci")
    pia = enter("pia")
    fields = {"product": "acme-sync", "version": "4.2.0"}
    page = words(send(pia, "/releases/letters", **fields, do="take"))
    assert "Every week a letter to pia@corp.example says what acme-sync still wants" in page
    assert kb.board.subscriptions.of("pia") == ["acme-sync"]
    assert "Send me the letter" in words(send(pia, "/releases/letters", **fields, do="leave"))
    send(pia, "/releases/letters", **fields, do="take")
    with kb._state.read() as session:
        token = session.scalars(select(Subscription.token)).one()
    visitor = create_app(kb).test_client()
    asked = visitor.get(f"/unsubscribe/{token}")
    assert "No more letters about the releases of acme-sync?" in words(asked)
    assert kb.board.subscriptions.of("pia") == ["acme-sync"]
    found = re.search(r'name="csrf_token" value="([^"]+)"', asked.get_data(as_text=True))
    ended = visitor.post(f"/unsubscribe/{token}", data={"csrf_token": found[1] if found else ""})
    assert "No more letters come." in words(ended)
    assert kb.board.subscriptions.of("pia") == []
    assert "No more letters come." in words(visitor.get("/unsubscribe/of-nobody"))
    assert send(enter("ana"), "/releases/letters", **fields, do="take").status_code == 403
