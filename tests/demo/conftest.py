"""The company, written and indexed once; whoever changes it writes their own."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kbsearch.demo.company import write
from kbsearch.demo.content import Content
from kbsearch.kb import KnowledgeBase

TODAY = date(2027, 3, 11)
has_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture(scope="session")
def content() -> Content:
    return Content()


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    folder = tmp_path_factory.mktemp("demo") / "company"
    write(folder, TODAY)
    with KnowledgeBase.open(folder) as kb:
        kb.index()
        yield kb


def files(folder: Path) -> dict[str, bytes]:
    """The files of a demo that people edit."""
    own = (path for path in folder.rglob("*") if path.is_file())
    paths = {path.relative_to(folder).as_posix(): path for path in own}
    return {
        name: path.read_bytes()
        for name, path in sorted(paths.items())
        if {".git", ".kbsearch", "index"}.isdisjoint(name.split("/"))
    }
