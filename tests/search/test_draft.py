"""A draft is searched for as if it were indexed, and the index stays as it is."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kbsearch import Article, KnowledgeBase, Results
from kbsearch.articles.reader import read_article
from kbsearch.search.probes import ProbeKind
from tests.search.trees import article, content, write

FILES = {
    f"n{n}.md": article(f"E{n}", f"{what} of unit {{name}} is broken", body=f"The {what} does not turn.")
    for n, what in enumerate(("pump", "valve", "motor", "gauge", "spindle"), 10)
}
NEW = article("E20", "rotor of unit {name} is broken", body="The rotor does not turn.")
PASTES = ("E20", "rotor of unit u7 is broken", "E10: rotor of unit u7 is broken", "the pump does not turn", "E13")


def read(root: Path, path: str, text: str) -> Article:
    (root / path).write_text(text, encoding="utf-8")
    found = read_article(path, root, KnowledgeBase.open(root).settings).article
    assert found is not None
    return found


def told(results: Results) -> list[tuple[Any, ...]]:
    """What is said of each hit; the key that settles ties takes no part."""
    return sorted((hit.article.id, hit.tier, round(hit.score, 6), hit.matches, hit.why) for hit in results.hits)


def engine_files(root: Path) -> dict[str, int]:
    """When each file of the engine was last written."""
    return {str(path): path.stat().st_mtime_ns for path in sorted((root / "index").glob("*/[ae]*/*"))}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("articles/new.md", NEW, id="a new article"),
        pytest.param("articles/n12.md", NEW, id="other text for an article"),
        pytest.param(
            "articles/n10.md", article("E10", "rotor of unit {name} is broken"), id="another message for a code"
        ),
    ],
)
def test_a_draft_is_found_exactly_as_it_will_be_once_it_is_indexed(tmp_path: Path, path: str, text: str) -> None:
    with KnowledgeBase.open(write(tmp_path, FILES)) as kb:
        kb.index()
        draft = read(tmp_path, path, text)
        with kb.draft(draft) as laid_over:
            before = [told(laid_over.search(paste)) for paste in PASTES]
            findability = laid_over.findability()
        kb.index()
        assert before == [told(kb.search(paste)) for paste in PASTES]
        assert findability == kb.findability([draft.id])


def test_the_index_is_not_written(tmp_path: Path) -> None:
    with KnowledgeBase.open(write(tmp_path, FILES)) as kb:
        kb.index()
        before, files = content(tmp_path), engine_files(tmp_path)
        with kb.draft(read(tmp_path, "outside.md", NEW)) as draft:
            assert draft.search("E20").hits[0].article.id == "outside"
            assert draft.replaces is None
        assert [hit.article.id for hit in kb.search("rotor of unit u7").hits if hit.article.id == "outside"] == []
        assert content(tmp_path) == before
        assert engine_files(tmp_path) == files


def test_a_draft_takes_the_place_of_the_article_with_its_id(tmp_path: Path) -> None:
    with KnowledgeBase.open(write(tmp_path, FILES)) as kb:
        kb.index()
        draft = replace(read(tmp_path, "elsewhere.md", NEW), id="n10")
        with kb.draft(draft) as laid_over:
            assert laid_over.replaces == "n10"
            assert laid_over.search("E20").hits[0].article == draft
            assert all(hit.tier != "code" for hit in laid_over.search("E10").hits)


def test_who_stands_in_front_of_a_draft_is_known_before_it_is_saved(tmp_path: Path) -> None:
    with KnowledgeBase.open(write(tmp_path, FILES)) as kb:
        kb.index()
        text = NEW.replace("errors:", 'found_by: ["E12: motor of unit u1 is broken"]\nerrors:')
        with kb.draft(read(tmp_path, "draft.md", text)) as draft:
            failed = draft.findability([ProbeKind.FOUND_BY]).failed
            findings = draft.findings()
    assert [(outcome.probe.text, outcome.front and outcome.front.article) for outcome in failed] == [
        ("E12: motor of unit u1 is broken", "n12")
    ]
    assert [str(finding) for finding in findings] == [
        "draft.md:1:1 KBL218 n12 stands in front of this article for its own found_by 'E12: motor of unit u1 is broken', "
        "by the code E12 and by the message 'motor of unit {name} is broken': "
        "declare the message that the paste holds, or merge the two articles"
    ]
