"""How sure the first hit is; what share of confident hits is right is measured by tests/ranking/calibrate.py."""

from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch import KnowledgeBase
from kbsearch.search.confidence import BIAS, SIGNAL_WEIGHTS, Signals, probability
from tests.search.trees import article, write

SHARE = st.floats(0, 1)


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    files = {
        "token.md": article("E4012", "remote {host} refused the token of {user}"),
        "journal.md": article("E4013", "no space left for the journal in {path}"),
        "guide.md": article("G1", "none", body="How to keep a journal of what your relay does all day."),
    }
    with KnowledgeBase.open(write(Path(tmp_path_factory.mktemp("kb")), files)) as kb:
        kb.index()
        yield kb


@pytest.mark.parametrize(
    ("paste", "confident"),
    [
        pytest.param("error E4012: remote db-1 refused the token of ann", True, id="code and message"),
        pytest.param("error: remote db-1 refused the token of ann", True, id="message"),
        pytest.param("failed with E4013", True, id="code"),
        pytest.param("what does my relay do all day", False, id="only words"),
        pytest.param("error E4019: no space left for journal", False, id="a code that nobody documents"),
        pytest.param("error E4013: remote db-1 refused the token of ann", False, id="a message with the code of another"),
        pytest.param("error: space left", False, id="a part of a message"),
        pytest.param("error: frobnicator missing\nerror: journal no space", False, id="an error before that has no answer"),
        pytest.param("zzz", False, id="nothing"),
    ],
)  # fmt: skip
def test_only_what_fits_is_confident(kb: KnowledgeBase, paste: str, confident: bool) -> None:
    assert kb.search(paste).confident is confident


def test_where_nothing_fits_the_hits_are_only_the_nearest(kb: KnowledgeBase) -> None:
    weak, fitting = kb.search("what does my relay do all day"), kb.search("failed with E4013")
    assert weak.nearest == weak.hits
    assert weak.hits
    assert fitting.nearest == ()


def test_a_code_that_nobody_documents_makes_the_hits_only_the_nearest(kb: KnowledgeBase) -> None:
    results = kb.search("error E4019: no space left for journal")
    assert results.notes == ("E4019 is not documented; nearest documented: E4012, E4013",)
    assert results.nearest == results.hits


@given(SHARE, SHARE, SHARE, SHARE, SHARE, SHARE)
def test_the_chance_is_a_share_and_grows_with_what_speaks_for_a_hit(
    strength: float, words: float, ahead: float, text: float, unanswered: float, passed: float
) -> None:
    found = Signals(strength, words, ahead, text, unanswered, passed)
    chance = probability(found, SIGNAL_WEIGHTS, BIAS)
    best = probability(Signals(1, 0, 1, 1, 0, 0), SIGNAL_WEIGHTS, BIAS)
    assert 0 < chance <= best < 1


def test_every_signal_has_a_weight() -> None:
    assert all(astuple(SIGNAL_WEIGHTS))
