"""Findability: counted by kind, alike in one process and in many, and told as findings of lint."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kbsearch import KnowledgeBase
from kbsearch.articles.reader import read_bytes
from kbsearch.errors import ArticleUnknown
from kbsearch.search import generations
from kbsearch.search.findability import Figures, Findability, joined, measure, sampled
from kbsearch.search.probes import Front, Outcome, ProbeKind, probes_of
from kbsearch.search.shadows import LINTED, shadows, why
from kbsearch.settings import Settings
from tests.search.trees import article, write

PASTE = """\
---
id: paste
title: "A paste"
found_by:
  - |
    sync began
    ERROR no space is left for the journal j1
errors:
  - message: "no space is left"
---
## Issue

It stops.
"""
FILES = {
    "refused.md": article("E1", "remote {host} refused the token"),
    "twin.md": article("E1", "remote {server} refused the token"),
    "full.md": article("E2", "no space is left for the journal {file}"),
    "paste.md": PASTE,
    "old.md": article("E3", "archived").replace("products: []", "confidence: archived"),
}


@pytest.fixture
def kb(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(write(tmp_path, FILES)) as kb:
        kb.index()
        yield kb


def test_the_figures_of_all_articles_by_kind(kb: KnowledgeBase) -> None:
    found = kb.findability()
    assert found.articles == 4
    assert found.figures == (
        Figures(ProbeKind.FOUND_BY, 1, 0, 0, 1, 0),
        Figures(ProbeKind.CODE, 12, 8, 4, 0, 0),
        Figures(ProbeKind.TEMPLATE, 4, 4, 0, 0, 0),
        Figures(ProbeKind.MESSAGE, 10, 7, 3, 0, 0),
        Figures(ProbeKind.WORDING, 9, 6, 3, 0, 0),
        Figures(ProbeKind.LOG, 12, 9, 3, 0, 0),
    )
    assert (found.probes, round(found.share, 4)) == (48, 0.9792)
    assert [(id, len(outcomes)) for id, outcomes in found.worst(3)] == [("paste", 1)]


def test_processes_change_nothing(kb: KnowledgeBase) -> None:
    told: list[tuple[int, int, str]] = []
    alone = kb.findability(workers=0, progress=lambda *step: told.append(step))
    assert told == [(4, 5, "searching"), (5, 5, "searching")]
    assert kb.findability(workers=2) == alone


def test_some_articles_some_kinds_or_one_probe_for_each_declaration(kb: KnowledgeBase) -> None:
    assert kb.findability(["full"], kinds=[ProbeKind.CODE]).figures == (Figures(ProbeKind.CODE, 4, 4, 0, 0, 0),)
    brief = kb.findability(["full"], kinds=LINTED, brief=True)
    assert [(one.kind.value, one.probes) for one in brief.figures] == [("code", 1), ("message", 1)]
    with pytest.raises(ArticleUnknown):
        kb.findability(["fulll"])


def test_a_sample_is_drawn_by_its_seed_and_keeps_the_order(kb: KnowledgeBase) -> None:
    ids = [f"a{n:03}" for n in range(200)]
    drawn = sampled(ids, 20, 7, lambda id: not id.endswith("3"))
    assert len(drawn) == 20
    assert drawn == sorted(drawn) == sampled(ids, 20, 7, lambda id: not id.endswith("3"))
    assert not any(id.endswith("3") for id in drawn)
    assert drawn != sampled(ids, 20, 8, lambda id: True)
    assert sampled(ids, None, 0, lambda id: False) == sampled(ids, 500, 0, lambda id: True) == ids
    assert kb.findability(sample=2, seed=1) == kb.findability(sample=2, seed=1)


@pytest.mark.parametrize("seed", range(5))
def test_only_articles_with_something_to_search_for_are_drawn(kb: KnowledgeBase, seed: int) -> None:
    assert kb.findability(sample=4, seed=seed).articles == 4
    assert kb.findability(sample=1, seed=seed, kinds=[ProbeKind.FOUND_BY]).articles == 1


def test_an_article_that_has_gone_meanwhile_has_no_probes(kb: KnowledgeBase) -> None:
    generation = generations.current(kb.settings.index_folder)
    assert measure(generation, kb.settings, ["gone"]) == Findability(0, (), ())


def test_nothing_asked_is_nothing_lost() -> None:
    assert (Findability(0, (), ()).share, Findability(0, (), ()).probes) == (1.0, 0)
    assert joined([]) == Findability(0, (), ())


def test_parts_add_up_to_the_whole(kb: KnowledgeBase) -> None:
    ids = ["full", "old", "paste", "refused", "twin"]
    assert joined(kb.findability([id]) for id in ids) == kb.findability()


def test_the_data_for_programs(kb: KnowledgeBase) -> None:
    said = kb.findability(["paste"], kinds=[ProbeKind.FOUND_BY]).as_dict()
    assert said["kinds"] == [
        {"kind": "found_by", "probes": 1, "first": 0, "within": 0, "behind": 1, "missing": 0, "share": 0.0}
    ]
    assert said["failed"][0] == {
        "kind": "found_by",
        "text": "sync began\nERROR no space is left for the journal j1\n",
        "article": "paste",
        "line": 0,
        "limit": 1,
        "rank": 2,
        "place": 2,
        "front": {
            "article": "full",
            "tier": "message",
            "line": "ERROR no space is left for the journal j1",
            "template": "no space is left for the journal {file}",
            "code": "",
        },
    }


def findings(kb: KnowledgeBase) -> list[str]:
    return [str(one) for one in shadows(kb.findability(kinds=LINTED, brief=True), kb.article)]


def test_lint_names_who_stands_in_front_and_by_what(kb: KnowledgeBase) -> None:
    assert findings(kb) == [
        "articles/paste.md:1:1 KBL218 full stands in front of this article for its own found_by "
        "'sync began ERROR no space is left for the journal j1', by the message 'no space is left for the journal {file}': "
        "declare the message that the paste holds, or merge the two articles"
    ]


@pytest.mark.parametrize(
    ("entry", "wanted"),
    [
        pytest.param(
            'message: "is broken"',
            "word the message as the product prints it, put what varies in it into {braces}, "
            "declare its code if there is one, or merge the two articles",
            id="neither a placeholder nor a code",
        ),
        pytest.param(
            'message: "{name} is broken"',
            "word the message as the product prints it, declare its code if there is one, or merge the two articles",
            id="no code",
        ),
        pytest.param(
            '{code: "30", message: "{name} is broken"}',
            "write the code as the product prints it, or merge the two articles",
            id="a code",
        ),
    ],
)
def test_lint_says_what_to_do(entry: str, wanted: str) -> None:
    own = read_bytes(
        f"---\ntitle: T\nerrors:\n  - {entry}\n---\n".encode(), "a.md", Settings.parse("", Path("kb"))
    ).article
    assert own is not None
    probe = probes_of(own, [ProbeKind.CODE, ProbeKind.MESSAGE])[0]
    failed = Outcome(probe, 2, 2, Front("b", "code", "", "", "E30"))
    assert [str(one) for one in shadows(Findability(1, (), (failed,)), lambda id: own)] == [
        f"a.md:4:1 KBL218 b stands in front of this article for its own {probe.kind} {probe.text!r}, by the code E30: {wanted}"
    ]


def test_lint_says_when_nothing_is_found_at_all(kb: KnowledgeBase) -> None:
    probe = probes_of(kb.article("paste"), [ProbeKind.FOUND_BY])[0]
    found = Findability(1, (), (Outcome(probe, None, None, None),))
    assert [str(one) for one in shadows(found, kb.article)] == [
        "articles/paste.md:1:1 KBL216 a search for its found_by 'sync began ERROR no space is left for the journal j1' "
        "finds nothing: "
        "write it with words that the product prints"
    ]


@pytest.mark.parametrize(
    ("template", "wanted"),
    [
        ("Event ID 30", "make that message say more than what it calls its code, or merge the two articles"),
        ("", "add the message of the code, or merge the two articles"),
    ],
)
def test_lint_says_what_to_do_where_a_message_or_a_text_hides_a_code(
    kb: KnowledgeBase, template: str, wanted: str
) -> None:
    probe = probes_of(kb.article("full"), [ProbeKind.CODE])[0]
    failed = Outcome(probe, None, None, Front("b", "message", "", template))
    (found,) = shadows(Findability(1, (), (failed,)), kb.article)
    assert found.message.rpartition(": ")[2] == wanted


@pytest.mark.parametrize(
    ("front", "said"),
    [
        (Front("b", "code", code="E30"), "by the code E30"),
        (Front("b", "message", template="x\n  broke"), "by the message 'x broke'"),
        (Front("b", "code+message", template="x broke", code="E30"), "by the code E30 and by the message 'x broke'"),
        (Front("b", "text"), "by the words of its text"),
    ],
)
def test_why_somebody_stands_in_front(front: Front, said: str) -> None:
    assert why(front) == said
