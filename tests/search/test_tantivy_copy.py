"""A copy of an engine's folder answers like the original and can be changed without it."""

from pathlib import Path

import pytest

from kbsearch import KnowledgeBase
from kbsearch.articles.article import Article, ErrorEntry
from kbsearch.errors import IndexBroken
from kbsearch.search import generations
from kbsearch.search.draft import Draft
from kbsearch.search.engines.tantivy_copy import copy
from tests.search.trees import article, write


@pytest.fixture
def generation(tmp_path: Path) -> Path:
    with KnowledgeBase.open(write(tmp_path, {"a.md": article("E1", "it broke")})) as kb:
        kb.index()
        return generations.current(kb.settings.index_folder)


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.glob("*/*") if not path.name.endswith(".lock")}


def test_segments_are_linked_and_lists_are_copied(generation: Path, tmp_path: Path) -> None:
    copy(generation, tmp_path / "copy")
    assert names(tmp_path / "copy") == names(generation)
    lists = {path.name for path in (tmp_path / "copy").glob("*/*") if not path.is_symlink()}
    assert lists == {"meta.json", ".managed.json"}


def test_where_links_cannot_be_made_files_are_copied(
    generation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("links are not allowed here")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    copy(generation, tmp_path / "copy")
    assert names(tmp_path / "copy") == names(generation)
    assert not any(path.is_symlink() for path in (tmp_path / "copy").glob("*/*"))


def test_an_index_that_is_not_whole_is_said(generation: Path) -> None:
    (generation / "entries" / "meta.json").unlink()
    draft = Article("d", "D", "d.md", "", "", errors=(ErrorEntry("E2", "it broke too"),))
    with KnowledgeBase.open(generation.parent.parent) as kb, pytest.raises(IndexBroken) as caught:
        Draft(draft, generation, kb.settings)
    assert str(caught.value) == (
        f"the index in {generation} cannot be read (meta.json is missing): run 'kbsearch index --rebuild' [KBE1021]"
    )
