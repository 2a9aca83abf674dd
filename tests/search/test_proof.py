"""The proof of a hit: the asker's own line, marked: fixed words, bound values, the code."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbsearch import KnowledgeBase
from kbsearch.errors import PasteEmpty
from kbsearch.search.results import Match

Prove = Callable[[str], Match]

ARTICLES = {
    "symbol": ("E-2065", "'{identifier}' : undeclared identifier"),
    "remote": ("E-4012", "remote {host} refused"),
    "exit": ("E-4099", ""),
}


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    root: Path = tmp_path_factory.mktemp("kb")
    for id, (code, message) in ARTICLES.items():
        said = f', message: "{message}"' if message else ""
        text = f"---\ntitle: {id}\nerrors:\n  - {{code: {code}{said}}}\n---\n## Resolution\n\nMend it.\n"
        (root / f"{id}.md").write_text(text)
    with KnowledgeBase.open(root) as kb:
        kb.index()
        yield kb


@pytest.fixture
def prove(kb: KnowledgeBase) -> Prove:
    def prove(paste: str) -> Match:
        (match,) = kb.search(paste).hits[0].matches
        return match

    return prove


def marked(match: Match) -> list[tuple[str, str]]:
    return [(match.text[span.start : span.end], span.kind) for span in match.spans]


@pytest.mark.parametrize(
    ("line", "spans"),
    [
        pytest.param(
            "main.cpp(5): error E2065: 'foo' : undeclared identifier",
            [("E2065", "code"), ("foo", "value"), ("undeclared identifier", "fixed")],
            id="quoted value",
        ),
        pytest.param(
            "remote a b refused", [("remote", "fixed"), ("a b", "value"), ("refused", "fixed")], id="value of two words"
        ),
        pytest.param("REMOTE x Refused", [("REMOTE", "fixed"), ("x", "value"), ("Refused", "fixed")], id="case"),
        pytest.param("it was exit e_4099 now", [("e_4099", "code")], id="code alone"),
    ],
)
def test_a_line_is_marked(prove: Prove, line: str, spans: list[tuple[str, str]]) -> None:
    assert marked(prove(line)) == spans


def test_a_very_long_line_is_shortened_around_what_matched(prove: Prove) -> None:
    match = prove("x " * 400 + "remote files-3 refused " + "y" * 900)
    assert marked(match) == [("remote", "fixed"), ("files-3", "value"), ("refused", "fixed")]
    assert (match.text[:3], match.text[-3:]) == ("… x", "y …")
    assert len(match.text) < 620


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from(["remote", "db-1", "refused", "E-4012", "'", "(", ": ", "é", "\t", "x" * 300])))
def test_spans_lie_in_the_text_one_behind_the_other(kb: KnowledgeBase, words: list[str]) -> None:
    try:
        hits = kb.search(" ".join(words)).hits
    except PasteEmpty:
        return
    for match in (match for hit in hits for match in hit.matches):
        edges = [edge for span in match.spans for edge in (span.start, span.end)]
        assert edges == sorted(edges)
        assert not edges or edges[-1] <= len(match.text)
        assert all(span.start < span.end for span in match.spans)
