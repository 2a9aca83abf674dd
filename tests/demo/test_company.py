"""The company shows what there is: every state, every role, articles that are found."""

import itertools
import re
import shutil
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from kbsearch.articles.article import AUDIENCE, CONFIDENCE, FIX_BY, GOVERNANCE, Article
from kbsearch.articles.library import Library
from kbsearch.articles.lint import lint
from kbsearch.articles.placeholders import parse_template
from kbsearch.demo.company import write
from kbsearch.demo.content import COMPANY, Content, Example
from kbsearch.kb import KnowledgeBase
from kbsearch.people.approvals import Kind, Outcome
from kbsearch.people.database import Database
from kbsearch.people.roles import Role
from kbsearch.settings import Settings
from tests.demo.conftest import TODAY, files

ROOT = Path(__file__).parent.parent.parent
BROKEN = "articles/known-issues/queue-stuck.md"
EXAMPLES = Content().company.examples


@pytest.fixture(scope="module")
def articles(company: KnowledgeBase) -> list[Article]:
    return list(company.library.articles())


def test_nothing_is_wrong_with_its_files_but_with_the_one_that_is_there_to_show_it(company: KnowledgeBase) -> None:
    found = lint(company.library.results(keep_body=True), company.settings)
    assert [(finding.path, finding.code) for finding in found] == [(BROKEN, "KBL201")]


def test_its_files_are_as_good_before_they_are_dated() -> None:
    settings = Settings.load(COMPANY)
    found = lint(Library(COMPANY, settings).results(keep_body=True), settings)
    assert [(finding.path, finding.code) for finding in found] == [(BROKEN, "KBL201")]


def test_every_article_is_found_by_all_that_it_declares(company: KnowledgeBase) -> None:
    found = company.findability()
    assert [(outcome.probe.article, outcome.probe.text, outcome.front) for outcome in found.failed] == []
    assert found.articles >= 40


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.about for example in EXAMPLES])
def test_a_paste_to_try_is_answered_by_what_it_says(company: KnowledgeBase, example: Example) -> None:
    results = company.search(example.paste)
    assert tuple(group.hits[0].article.id for group in results.groups) == example.finds


def test_a_message_that_both_products_print_fits_an_article_of_each(company: KnowledgeBase) -> None:
    group = company.search("cannot reach 192.0.2.15:9140: connection refused").groups[0]
    alike = [hit.article for hit in group.hits if hit.apart]
    assert sorted(article.products for article in alike) == [("ferrywell",), ("lampwick",)]


def test_a_list_page_passes_on_what_an_article_explains_and_answers_for_the_rest(company: KnowledgeBase) -> None:
    assert company.search("FW-2405").hits[0].article.id == "fw-2405"
    assert company.search("FW-2801").hits[0].article.id == "ferrywell-codes"


@pytest.mark.parametrize(
    ("key", "values"),
    [("confidence", CONFIDENCE), ("audience", AUDIENCE), ("governance", GOVERNANCE), ("fix_by", FIX_BY)],
)
def test_every_state_is_there(articles: list[Article], key: str, values: tuple[str, ...]) -> None:
    assert {getattr(article, key) for article in articles} == set(values)


def test_every_kind_of_article_is_there_for_both_products(articles: list[Article]) -> None:
    found = {(article.path.split("/")[1], product) for article in articles for product in article.products}
    assert found >= set(itertools.product(("errors", "known-issues", "how-to", "features"), ("ferrywell", "lampwick")))


def test_its_messages_have_placeholders_of_many_kinds_and_its_codes_are_of_two_families(
    articles: list[Article],
) -> None:
    entries = [entry for article in articles for entry in article.errors if entry.own]
    marks = {part.mark[:1] for entry in entries if entry.message for part in parse_template(entry.message).placeholders}
    assert marks >= {"{", "%", "$", "<", "*", "'"}
    families = Counter((entry.code or "none")[:2] for entry in entries)
    assert set(families) == {"FW", "LM", "no"}


def test_some_reviews_are_overdue_and_some_articles_changed_since_theirs(
    company: KnowledgeBase, articles: list[Article]
) -> None:
    live = [article for article in articles if article.confidence != "archived"]
    overdue = [article for article in live if article.review_by and date.fromisoformat(article.review_by) < TODAY]
    assert len(overdue) >= 3
    assert {company.reviews.is_current(article) for article in live if article.reviewed} == {True, False}


def test_nobody_reviewed_their_own_article(articles: list[Article]) -> None:
    assert [article.id for article in articles if article.reviewed and article.reviewed.by == article.owner] == []


def test_an_article_names_people_who_have_accounts(company: KnowledgeBase, articles: list[Article]) -> None:
    roles = {account.name: account.role for account in company.people.accounts.all()}
    assert {article.owner for article in articles} <= set(roles)
    reviewers = {article.reviewed.by for article in articles if article.reviewed}
    assert {roles[name] for name in reviewers} == {Role.REVIEWER, Role.APPROVER}
    assert set(roles.values()) == set(Role)


def test_reviews_comments_flags_and_an_audience_wait_for_somebody(company: KnowledgeBase) -> None:
    waiting = company.people.approvals.waiting()
    assert {one.kind for one in waiting} == {Kind.REVIEW, Kind.AUDIENCE, Kind.CHANGE}
    refused = company.people.approvals.last("fw-2203", Kind.REVIEW)
    assert refused is not None
    assert refused.outcome is Outcome.REFUSED
    assert [comment.line > 20 for comment in company.reviews.comments("fw-2203")] == [True, True]
    assert company.flags.flagged() == {"jobs-run-twice-in-autumn", "lmp0510e", "fw-2203", "collect-logs"}


def test_there_is_something_of_everything_for_who_signs_in_by_the_link(
    company: KnowledgeBase, articles: list[Article]
) -> None:
    waiting = company.people.approvals.waiting
    assert Kind.REVIEW in {one.kind for one in waiting(approver="greta")}
    assert [one.subject for one in waiting() if one.asked_by == "greta"] == ["collect-logs"]
    own = [article for article in articles if article.owner == "greta"]
    assert {article.confidence for article in own} == {"wip", "validated"}
    assert [article.id for article in own if company.reviews.comments(article.id)] == ["reply-to-customers"]
    assert [flag.article for flag in company.flags.open(owner="greta")] == ["jobs-run-twice-in-autumn"]


def test_what_waits_can_be_approved(written: Path, tmp_path: Path) -> None:
    shutil.copytree(written, tmp_path / "demo")
    with KnowledgeBase.open(tmp_path / "demo") as kb:
        for one in kb.people.approvals.waiting():
            by = "halima" if one.asked_by == "greta" else "greta"
            if one.kind is Kind.CHANGE:
                kb.tickets.changes.decide(one.id, True, by=by)
            else:
                kb.reviews.approve(kb.library.get(one.subject), one.id, by=by)
        assert kb.people.approvals.waiting() == []
        assert kb.library.get("agent-grows").audience == "public"
        assert kb.library.get("key-rotation").confidence == "validated"


def test_articles_were_of_use_lately_in_office_hours_and_never_on_a_weekend(company: KnowledgeBase) -> None:
    reuse = company.links.reuse_of([article.id for article in company.library.articles()])
    assert reuse["fw-2041"].count > 34  # those of one click, and those of tickets
    with Database(company.settings.state_url).read() as session:
        at = [row[0] for row in session.execute(text("SELECT at FROM link WHERE ticket IS NULL"))]
    assert len(at) > 200
    days = [date.fromisoformat(moment[:10]) for moment in at]
    assert {day.weekday() for day in days} == set(range(5))
    assert all("08:00" < moment[11:16] < "17:00" for moment in at)
    assert TODAY - timedelta(days=14) < max(days) < TODAY


def test_the_same_day_gives_the_same_company(written: Path, again: Path) -> None:
    dumps = []
    for folder in (written, again):
        with KnowledgeBase.open(folder) as kb, Database(kb.settings.state_url).read() as session:
            tables = ["account", "rotation_member", "absence", "turn", "approval", "approval_request", "link", "flag"]
            tables += ["review_comment", "audit_event", "ticket", "ticket_event", "promise", "notice", "requester"]
            dumps.append({table: list(session.execute(text(f"SELECT * FROM {table}"))) for table in tables})
    assert all(dumps[0].values())
    assert dumps[0] == dumps[1]
    assert files(written) == files(again)


def test_what_is_told_on_another_day_differs_in_its_dates_alone(written: Path, tmp_path: Path) -> None:
    write(tmp_path / "later", TODAY + timedelta(weeks=30))
    now, later = files(written), files(tmp_path / "later")
    assert list(now) == list(later)
    lines = [pair for name in now for pair in zip(now[name].split(b"\n"), later[name].split(b"\n"), strict=True)]
    changed = {one.split(b":")[0].strip() for one, two in lines if one != two}
    assert changed == {b'"on"', b"review_by", b"release", b"created"}


def test_its_articles_are_not_those_of_the_handbook() -> None:
    settings = Settings.load(ROOT)
    assert [path for path in Library(ROOT, settings).paths() if "demo/" in path] == []


def test_no_mail_address_and_no_machine_in_it_could_be_anybodys(content: Content) -> None:
    named = {
        found
        for path, data in content.files.items()
        if path.endswith(".md")
        for found in re.findall(r"[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|de|example)\b", data.decode())
    }
    assert named
    assert [name for name in named if not re.search(r"(^|\.)example(\.(com|net|org))?$", name)] == []
    assert all(one.mail.endswith("@vossmere.example") for one in content.company.people)
