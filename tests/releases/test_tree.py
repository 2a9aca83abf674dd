"""A tree gives the files of a folder, and those of a commit, by the same paths."""

from pathlib import Path

import pytest

from kbsearch.articles.git import run_git
from kbsearch.releases.tree import CommitTree, FolderTree, choose
from tests.releases.conftest import git, write

FILES = {
    "product/src/e.json": "{}",
    "product/src/old.json": "[]",
    "product/ä b.json": b"\xff\n\n",
    "product/.gitignore": "built/\n",
    "other.json": "",
}


@pytest.fixture
def product(tmp_path: Path) -> Path:
    """The folder of a product in a repository that holds more; one file was deleted since, and two are new."""
    write(tmp_path, FILES)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "first")
    (tmp_path / "product/src/old.json").unlink()
    write(tmp_path, {"product/new.json": "1", "product/built/e.json": "2"})
    (tmp_path / "product/link.json").symlink_to("new.json")
    return tmp_path / "product"


def test_a_folder_has_its_files_as_they_are_now_without_what_git_ignores(product: Path) -> None:
    tree = FolderTree(product)
    assert tree.paths == [".gitignore", "new.json", "src/e.json", "ä b.json"]
    assert dict(tree.read(["new.json", "ä b.json"])) == {"new.json": b"1", "ä b.json": b"\xff\n\n"}


def test_a_commit_has_its_files_by_the_same_paths(product: Path) -> None:
    tree = CommitTree(product, run_git(product, "rev-parse", "HEAD").decode().strip())
    assert tree.paths == [".gitignore", "src/e.json", "src/old.json", "ä b.json"]
    assert list(tree.read(["src/old.json", "ä b.json"])) == [("src/old.json", b"[]"), ("ä b.json", b"\xff\n\n")]


def test_a_folder_outside_of_git_has_all_files_but_hidden_ones(tmp_path: Path) -> None:
    write(tmp_path, {"a.json": "", "b/c.json": "", ".cache/d.json": ""})
    assert FolderTree(tmp_path).paths == ["a.json", "b/c.json"]


@pytest.mark.parametrize(
    ("globs", "exclude", "chosen"),
    [
        pytest.param(["*.yaml"], [], ["a.yaml"], id="at the top"),
        pytest.param(["**/*.yaml"], [], ["a.yaml", "src/b.yaml", "src/x/c.yaml"], id="at every depth"),
        pytest.param(["src/**"], ["**/x/**"], ["src/b.yaml", "src/b.yml"], id="below a folder, but not all"),
        pytest.param(["./src/?.{yaml,yml}"], [], ["src/b.yaml", "src/b.yml"], id="one or the other"),
        pytest.param(["src"], [], [], id="a folder is no file"),
    ],
)
def test_a_pattern_chooses_paths(globs: list[str], exclude: list[str], chosen: list[str]) -> None:
    assert choose(["a.yaml", "src/b.yaml", "src/b.yml", "src/x/c.yaml"], globs, exclude) == chosen
