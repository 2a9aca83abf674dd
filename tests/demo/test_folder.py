"""The folder of the demo: nothing of anybody else's is written over, and what was changed in it stays."""

from pathlib import Path

import pytest

from kbsearch.demo.company import write
from kbsearch.demo.content import Content
from kbsearch.demo.folder import MARK
from kbsearch.errors import FileExistsAlready, FolderNotWritable
from tests.demo.conftest import TODAY, files


@pytest.fixture
def small(tmp_path: Path) -> Content:
    """A company with one article and one person."""
    folder = tmp_path / "content"
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "one.md").write_text("---\nid: one\nconfidence: wip\nowner: ana\n---\n## Issue\n\nIt is.\n")
    (folder / "kbsearch.toml").write_text('[kb]\nname = "Small"\n')
    ana = 'name = "ana"\nrole = "admin"\nmail = "ana@corp.example"\nsince = 2026-01-05T08:00:00Z'
    (folder / "company.toml").write_text(f"examples = []\nabsences = []\nrotations = {{}}\n[[people]]\n{ana}\n")
    (folder / "history.toml").write_text('one = [{ at = 2026-01-06T08:00:00Z, by = "ana", did = "Begin" }]\n')
    (folder / "use.toml").write_text("solved = []\nflags = []\nasked = []\nremarks = []\n")
    (folder / "tickets.toml").write_text("requesters = []\ncalls = []\n")
    return Content(folder)


def test_a_new_or_an_empty_folder_is_taken(tmp_path: Path, small: Content) -> None:
    (tmp_path / "empty").mkdir()
    for name in ("empty", "new/inside"):
        assert write(tmp_path / name, TODAY, content=small).anew
        assert sorted(files(tmp_path / name)) == [".gitignore", "articles/one.md", "kbsearch.toml"]


@pytest.mark.parametrize("reset", [False, True])
def test_a_folder_that_holds_anything_else_is_refused_and_stays_as_it_is(
    tmp_path: Path, small: Content, reset: bool
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "kbsearch.toml").write_text("mine\n")
    with pytest.raises(FileExistsAlready) as caught:
        write(folder, TODAY, reset=reset, content=small)
    assert (
        str(caught.value) == f"{folder} exists already: the demo wants a folder of its own: kbsearch demo DIR [KBE1007]"
    )
    assert [path.name for path in folder.iterdir()] == ["kbsearch.toml"]


def test_a_file_in_its_place_is_refused(tmp_path: Path, small: Content) -> None:
    (tmp_path / "file").write_text("mine\n")
    with pytest.raises(FileExistsAlready):
        write(tmp_path / "file", TODAY, content=small)
    assert (tmp_path / "file").read_text() == "mine\n"


def test_a_second_time_it_is_as_it_was_left(tmp_path: Path, small: Content) -> None:
    folder = tmp_path / "demo"
    write(folder, TODAY, content=small)
    (folder / "articles" / "one.md").write_text("mine\n")
    assert not write(folder, TODAY, content=small).anew
    assert (folder / "articles" / "one.md").read_text() == "mine\n"


def test_reset_writes_it_anew_and_leaves_what_somebody_put_beside_it(tmp_path: Path, small: Content) -> None:
    folder = tmp_path / "demo"
    write(folder, TODAY, content=small)
    before = files(folder)
    (folder / "articles" / "one.md").write_text("changed\n")
    (folder / "articles" / "two.md").write_text("new\n")
    (folder / "notes.txt").write_text("mine\n")
    assert write(folder, TODAY, reset=True, content=small).anew
    assert files(folder) == before | {"notes.txt": b"mine\n"}


def test_what_was_broken_off_is_written_anew(tmp_path: Path, small: Content) -> None:
    folder = tmp_path / "demo"
    write(folder, TODAY, content=small)
    before = files(folder)
    (folder / ".kbsearch" / MARK).write_text("begun\n")
    (folder / "articles" / "one.md").unlink()
    assert write(folder, TODAY, content=small).anew
    assert files(folder) == before


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, small: Content) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderNotWritable) as caught:
        write(tmp_path / "file" / "demo", TODAY, content=small)
    assert str(caught.value).endswith("[KBE1023]")
