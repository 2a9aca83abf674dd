from collections.abc import Iterator
from pathlib import Path

import pytest

from kbsearch import KnowledgeBase
from kbsearch.search.results import Correction

ARTICLES = {
    "sign-in": ("Sign in fails after an update", "You cannot sign in to the portal.", ""),
    "logs": ("Read the log of the portal", "Every start of the portal is written to the log.", ""),
    "frozen": ("The editor does not respond", "The editor hangs as soon as a drawing is opened.", ""),
    "lost": ("A drawing is missing", "A drawing that was saved is missing from the list.", ""),
    "dark": ("Dark red lamp", "The lamp is dark red.", ""),
    "red": ("Red and dark lamp", "The lamp is red, and dark.", ""),
    "kiln": ("Heat the kiln", "How to bring the kiln to its heat.", ""),
    "toolbar": ("Buttons of the toolbar", "Which tool is behind which button.", ""),
    "bell": ("The bell", "It is silent.", "description: A visitor presses the knob and nobody hears anything"),
}
SETTINGS = '[search]\nsynonyms = [["furnace", "kiln"], ["main page", "portal"]]\n'


def opened(root: Path, settings: str) -> KnowledgeBase:
    (root / "articles").mkdir()
    (root / "kbsearch.toml").write_text(settings, encoding="utf-8")
    for id, (title, text, more) in ARTICLES.items():
        body = f"---\ntitle: {title}\n{f'x-{more}{chr(10)}' if more else ''}---\n## Issue\n\n{text}\n"
        (root / "articles" / f"{id}.md").write_text(body, encoding="utf-8")
    kb = KnowledgeBase.open(root)
    assert not kb.index().findings
    return kb


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with opened(tmp_path_factory.mktemp("kb"), SETTINGS) as kb:
        yield kb


def first(kb: KnowledgeBase, question: str) -> str:
    hits = kb.search(question).hits
    return hits[0].article.id if hits else ""


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param("how hot may the furnace be", "kiln", id="a synonym of the settings"),
        pytest.param("the main page writes what at its start", "logs", id="a phrase of the settings"),
        pytest.param("editor is frozen and stuck", "frozen", id="everyday English"),
        pytest.param("where has my sketch vanished, it is gone from the list", "lost", id="everyday words for one"),
        pytest.param("visitor pressing a knob", "bell", id="the prose of the front matter"),
        pytest.param("icons of the tool bar", "toolbar", id="a compound in two words"),
        pytest.param("signin fails", "sign-in", id="two words in one"),
        pytest.param("protal sing", "sign-in", id="misspelled"),
    ],
)
def test_a_question_in_other_words_finds_its_article_first(kb: KnowledgeBase, question: str, expected: str) -> None:
    assert first(kb, question) == expected


def test_without_everyday_english_only_the_settings_say_what_is_the_same(tmp_path: Path) -> None:
    with opened(tmp_path, SETTINGS.replace("[search]\n", "[search]\neveryday = false\n")) as kb:
        assert first(kb, "furnace") == "kiln"
        assert first(kb, "vanished") == ""


def test_an_article_that_holds_a_quoted_phrase_comes_first(kb: KnowledgeBase) -> None:
    assert first(kb, 'the lamp is "dark red"') == "dark"
    assert first(kb, 'the lamp is "red and dark"') == "red"


def test_what_was_searched_for_instead_of_a_word_is_said(kb: KnowledgeBase) -> None:
    results = kb.search("the eidtor hangs")
    assert results.corrections == (Correction("eidtor", "editor"),)
    assert kb.search("the editor hangs").corrections == ()


def test_a_code_is_never_corrected(kb: KnowledgeBase) -> None:
    assert kb.search("edit0r and DRAWlNG1").corrections == ()
