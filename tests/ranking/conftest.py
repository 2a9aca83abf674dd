"""The brewery's knowledge base, indexed once for all tests of the ranking."""

from collections.abc import Iterator

import pytest

from kbsearch import KnowledgeBase
from tests.ranking.brewery import ARTICLES


@pytest.fixture(scope="session")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """The articles of the brewery in a folder, without settings."""
    root = tmp_path_factory.mktemp("brewery")
    (root / "articles").mkdir()
    for id, text in ARTICLES.items():
        (root / "articles" / f"{id}.md").write_text(text, encoding="utf-8")
    with KnowledgeBase.open(root) as kb:
        assert not kb.index().findings
        yield kb
