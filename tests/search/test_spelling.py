from collections.abc import Iterator

import pytest

from kbsearch.articles.article import Article, Section
from kbsearch.search.documents import document_of
from kbsearch.search.engines.base import Snapshot
from kbsearch.search.engines.tantivy import TantivyEngine
from kbsearch.search.spelling import correct

TEXTS = {
    "Password is asked for again": "People open the outlet and translate a folder.",
    "Calendar entries are separate": "The calendar shows its entries. Passwords are kept.",
    "Performance of exports": "An export with a thumbnail takes long where the cabinet is full.",
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    engine = TantivyEngine.create(tmp_path_factory.mktemp("engine"))
    engine.build(
        document_of(
            Article(title, title, f"{key}.md", "", text, sections=(Section("issue", "Issue", 2, text, 5),)), key
        )
        for key, (title, text) in enumerate(TEXTS.items(), 1)
    )
    yield engine.snapshot()
    engine.close()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("pasword", "password", id="a letter missing"),
        pytest.param("passsword", "password", id="a letter too many"),
        pytest.param("poeple", "people", id="two letters swapped"),
        pytest.param("opne", "open", id="swapped where stemming would take a letter"),
        pytest.param("calender", "calendar", id="another vowel"),
        pytest.param("foldet", "folder", id="the key beside it"),
        pytest.param("exprots", "exports", id="with an ending"),
        pytest.param("transalted", "translated", id="with another ending"),
        pytest.param("thumnial", "thumbnail", id="two slips in a long word"),
    ],
)
def test_a_word_that_no_article_holds_is_taken_for_the_nearest_that_one_does(
    snapshot: Snapshot, typed: str, meant: str
) -> None:
    found = correct(typed, snapshot)
    assert found is not None
    assert found.word == meant


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("opn", id="too short"),
        pytest.param("op3n", id="with a digit"),
        pytest.param("lamp", id="like nothing"),
        pytest.param("colder", id="begins with another letter"),
        pytest.param("folzer", id="a wrong letter far from the right one"),
        pytest.param("fxlxer", id="two slips in a short word"),
        pytest.param("пароль", id="of another script"),
    ],
)
def test_what_is_near_to_nothing_stays_as_it_is(snapshot: Snapshot, typed: str) -> None:
    assert correct(typed, snapshot) is None
