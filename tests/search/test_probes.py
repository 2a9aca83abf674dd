"""Probes: what an article declares, asked for as a customer would paste it, and who stands in front."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kbsearch import KnowledgeBase
from kbsearch.articles.article import Article, ErrorEntry
from kbsearch.search.paste import read_paste
from kbsearch.search.probes import LIMITS, Ask, Front, Outcome, Probe, ProbeKind, ask, printed, probes_of
from tests.search.trees import article, write

REFUSED = Article(
    id="refused",
    title="Refused",
    path="refused.md",
    digest="",
    body="",
    errors=(
        ErrorEntry("E-4012", "remote {host} refused the token", line=5),
        ErrorEntry("E-4013", "listed only", own=False),
        ErrorEntry(None, "{anything}", line=7),
    ),
    symptoms=("it worked yesterday.",),
    found_by=("ERROR sync\n  remote eu1 refused",),
)


def test_every_kind_of_probe_is_made_from_what_the_article_declares() -> None:
    probes = probes_of(REFUSED)
    assert Counter(probe.kind.value for probe in probes) == {
        "found_by": 1, "code": 4, "template": 1, "message": 3, "wording": 3, "log": 3, "symptom": 2,
    }  # fmt: skip
    assert [probe.text for probe in probes if probe.kind is ProbeKind.FOUND_BY] == ["ERROR sync\n  remote eu1 refused"]
    assert [probe.text for probe in probes if probe.kind is ProbeKind.CODE] == [
        "E-4012", "e-4012", "E4012", "error E-4012",
    ]  # fmt: skip
    assert [probe.text for probe in probes if probe.kind is ProbeKind.SYMPTOM] == [
        "it worked yesterday.",
        "Hello, it worked yesterday. What can I do?",
    ]
    assert {(probe.limit, probe.line) for probe in probes if probe.kind is ProbeKind.LOG} == {(1, 5)}
    assert {probe.article for probe in probes} == {"refused"}


def test_a_row_that_only_points_to_another_article_is_no_probe_of_this_one() -> None:
    assert not any("4013" in probe.text or "listed only" in probe.text for probe in probes_of(REFUSED))


def test_an_archived_article_need_not_be_found() -> None:
    assert probes_of(replace(REFUSED, confidence="archived")) == ()


def test_only_the_kinds_that_are_wanted_are_made() -> None:
    assert {probe.kind for probe in probes_of(REFUSED, [ProbeKind.CODE])} == {ProbeKind.CODE}


def test_probes_are_the_same_every_time() -> None:
    assert probes_of(REFUSED) == probes_of(REFUSED)


def test_every_probe_can_be_searched() -> None:
    assert all(read_paste(probe.text).segments for probe in probes_of(REFUSED))


def test_a_message_stands_behind_its_code_unless_it_holds_it() -> None:
    assert printed("E1", "it broke") == "E1: it broke"
    assert printed("E1", "[e1] it broke") == "[e1] it broke"
    assert printed(None, "it broke") == "it broke"


def test_symptoms_may_stand_third_and_everything_else_must_be_first() -> None:
    assert {kind.value: limit for kind, limit in LIMITS.items() if limit != 1} == {"symptom": 3}
    assert set(LIMITS) == set(ProbeKind)


@pytest.fixture
def kb(tmp_path: Path) -> Iterator[KnowledgeBase]:
    files = {
        "token.md": article("E1", "remote {host} refused the token"),
        "twin.md": article("E1", "remote {server} refused the token"),
        "vague.md": article("E9", "refused"),
        "full.md": article("E2", "no space is left for the journal {file}"),
    }
    with KnowledgeBase.open(write(tmp_path, files)) as kb:
        kb.index()
        yield kb


def searching(kb: KnowledgeBase) -> Ask:
    return lambda text, limit: kb.search(text, limit=limit).hits


def probe_of(kb: KnowledgeBase, id: str, kind: ProbeKind) -> Probe:
    return probes_of(kb.article(id), [kind])[0]


def test_articles_that_declare_the_same_thing_pass_together(kb: KnowledgeBase) -> None:
    outcomes = [ask(probe_of(kb, id, ProbeKind.MESSAGE), searching(kb)) for id in ("token", "twin")]
    assert sorted(outcome.rank or 0 for outcome in outcomes) == [1, 2]
    assert [(outcome.place, outcome.front, outcome.passed) for outcome in outcomes] == [(1, None, True)] * 2


def test_whoever_stands_in_front_is_named_with_the_reason(kb: KnowledgeBase) -> None:
    probe = replace(probe_of(kb, "vague", ProbeKind.WORDING), text="remote eu1 refused the token")
    outcome = ask(probe, searching(kb))
    assert (outcome.place, outcome.passed) == (3, False)
    assert outcome.front == Front(
        "token", "message", "remote eu1 refused the token", "remote {host} refused the token", ""
    )


def test_a_paste_that_finds_something_else_alone_leaves_no_place(kb: KnowledgeBase) -> None:
    probe = replace(probe_of(kb, "vague", ProbeKind.CODE), text="E2")
    assert ask(probe, searching(kb)) == Outcome(probe, None, None, Front("full", "code", "E2", "", "E2"))


def test_a_text_that_cannot_be_searched_finds_nothing(kb: KnowledgeBase) -> None:
    probe = replace(probe_of(kb, "vague", ProbeKind.CODE), text=" ")
    assert ask(probe, searching(kb)) == Outcome(probe, None, None, None)


def test_one_of_many_that_share_a_code_is_looked_for_further_down(tmp_path: Path) -> None:
    files = {f"n{n:02}.md": article("E7", f"unit {'abcdefghijklmnop'[n] * 3} is out of order") for n in range(16)}
    with KnowledgeBase.open(write(tmp_path, files)) as kb:
        kb.index()
        outcomes = [ask(probe_of(kb, f"n{n:02}", ProbeKind.CODE), searching(kb)) for n in range(16)]
    assert sorted(outcome.rank or 0 for outcome in outcomes) == list(range(1, 17))
    assert {(outcome.place, outcome.passed) for outcome in outcomes} == {(1, True)}
