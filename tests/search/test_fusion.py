from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from kbsearch import KnowledgeBase
from kbsearch.search import generations
from kbsearch.search.engines.base import Filters
from kbsearch.search.fusion import ALONE, fuse
from kbsearch.search.opened import OpenedIndex
from kbsearch.search.question import Question
from kbsearch.search.searcher import Searcher

TEXT = ((1, 9.0), (2, 8.0), (3, 1.0))


def order(*proposed: Sequence[int]) -> list[int]:
    return [key for key, _ in fuse(TEXT, proposed)]


def test_without_another_source_the_words_of_the_text_decide() -> None:
    assert fuse(TEXT, ()) == TEXT
    assert fuse((), ()) == ()


@pytest.mark.parametrize(
    ("proposed", "found"),
    [
        pytest.param([(3, 2, 1)], [1, 3, 2], id="ends of two lists before their middle, equal ones by key"),
        pytest.param([(2, 3)], [2, 3, 1], id="near the top of both before the top of one"),
        pytest.param([(4,)], [1, 4, 2, 3], id="a new one"),
        pytest.param([(3,), (3,)], [3, 1, 2], id="two sources before one"),
        pytest.param([()], [1, 2, 3], id="a source that knows nothing"),
    ],
)
def test_sources_are_fused_by_rank(proposed: list[tuple[int, ...]], found: list[int]) -> None:
    assert order(*proposed) == found


def test_what_stands_first_everywhere_has_the_best_score_of_the_text() -> None:
    assert fuse(TEXT, [(1, 3)])[0] == (1, 9.0)
    assert fuse((), [(7,)]) == ((7, ALONE / 2),)


class Knowing:
    """A source that proposes what it is told, and remembers what it was asked."""

    def __init__(self, *keys: int) -> None:
        self.keys = keys
        self.asked: list[Question] = []

    def propose(self, question: Question, filters: Filters, limit: int) -> Sequence[int]:
        self.asked.append(question)
        return self.keys[:limit]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenedIndex]:
    for id in ("bell", "lamp", "stove"):
        text = (
            f'---\ntitle: The {id}\nerrors: [{{message: "{id} number {{n}} has failed"}}]\n---\n## Issue\n\nA {id}.\n'
        )
        (tmp_path / f"{id}.md").write_text(text, encoding="utf-8")
    with KnowledgeBase.open(tmp_path) as kb:
        kb.index()
    folder = kb.settings.index_folder
    one = OpenedIndex(generations.current(folder), (0, 0), kb.settings)
    yield one
    one.retire()


def ids(searcher: Searcher, text: str) -> list[str]:
    return [hit.article.id for hit in searcher.search(text).hits]


def test_another_source_finds_what_no_word_of_a_question_names(opened: OpenedIndex) -> None:
    stove = next(key for key, one in opened.catalog.articles(range(1, 4)).items() if one.article.id == "stove")
    searcher = Searcher(opened.engine, opened.catalog, opened.settings, sources=(Knowing(stove),))
    assert ids(searcher, "supper stays cold") == ["stove"]


def test_pasted_errors_never_ask_another_source(opened: OpenedIndex) -> None:
    source = Knowing()
    searcher = Searcher(opened.engine, opened.catalog, opened.settings, sources=(source,))
    assert ids(searcher, "2026-11-20 08:11:12 ERROR house: lamp number 3 has failed")[0] == "lamp"
    assert source.asked == []
