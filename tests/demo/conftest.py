"""The company, indexed once; whoever changes it takes a copy."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kbsearch.demo.company import write
from kbsearch.demo.content import Content
from kbsearch.kb import KnowledgeBase
from tests.conftest import TODAY

has_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture(scope="session")
def content() -> Content:
    return Content()


@pytest.fixture(scope="session")
def company(written: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(written) as kb:
        kb.index()
        yield kb


@pytest.fixture(scope="session")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same company, written where git has settings of its own, within somebody else's repository."""
    around = tmp_path_factory.mktemp("again")
    (around / "config").write_text("[core]\nautocrlf = true\n[commit]\ngpgsign = true\n[init]\ndefaultBranch = x\n")
    if git := shutil.which("git"):
        subprocess.run([git, "init", "--quiet", around], check=True)
    with pytest.MonkeyPatch.context() as machine:
        machine.setenv("GIT_CONFIG_GLOBAL", str(around / "config"))
        machine.setenv("GIT_DIR", str(around / ".git"))
        machine.setenv("HOME", str(around))
        write(around / "company", TODAY)
    return around / "company"


def files(folder: Path) -> dict[str, bytes]:
    """The files of a demo that people edit."""
    own = (path for path in folder.rglob("*") if path.is_file())
    paths = {path.relative_to(folder).as_posix(): path for path in own}
    return {
        name: path.read_bytes()
        for name, path in sorted(paths.items())
        if {".git", ".kbsearch", "index"}.isdisjoint(name.split("/"))
    }
