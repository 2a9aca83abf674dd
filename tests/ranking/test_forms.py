"""Pastes in every form in which errors reach a support desk: each finds its article first."""

import pytest

from kbsearch import KnowledgeBase
from tests.ranking.brewery import ARTICLES
from tests.ranking.pastes import PASTES


@pytest.mark.parametrize(("expected", "paste"), [pytest.param(*row, id=form) for form, row in PASTES.items()])
def test_a_paste_of_this_form_finds_its_article_first(kb: KnowledgeBase, expected: str, paste: str) -> None:
    assert [hit.article.id for hit in kb.search(paste).hits][:1] == [expected]


@pytest.mark.parametrize("id", [id for id, text in ARTICLES.items() if "errors:" in text])
def test_every_article_is_found_by_its_own_message_and_by_its_own_code(kb: KnowledgeBase, id: str) -> None:
    (entry,) = kb.article(id).errors
    for text in (entry.code, entry.message):
        if text:
            first = kb.search(f"error: {text}").hits[0].article.errors
            assert text in {declared for one in first for declared in (one.code, one.message)}


def test_every_article_is_expected_by_a_paste_or_stands_in_the_way_of_one() -> None:
    assert set(ARTICLES) - {id for id, _ in PASTES.values()} == {
        "rotation",
        "drain-pump",
        "grain-kinds",
        "recipe-slip",
        "order-again",
        "perry",
        "guard",
        "tap-rinsed",
    }
