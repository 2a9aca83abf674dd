"""Files come in under limits, are kept by what is in them, and lead nowhere."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.errors import AttachmentRefused, StateFailed
from kbsearch.people.database import Database
from kbsearch.settings import Settings
from kbsearch.tickets.attachments import MB, Attachments, file_name


@pytest.fixture
def attachments(tmp_path: Path, database: Database) -> Attachments:
    return Attachments(Settings.parse("[attachments]\nlargest_mb = 1", tmp_path), database)


def test_a_file_is_kept_and_found_again(attachments: Attachments, tmp_path: Path) -> None:
    made = attachments.add(7, "../sync.log", b"E4012", by="ana", type="text/plain", public=False)
    found = attachments.get(7, made.id)
    assert found is not None
    row, path = found
    assert (row.name, row.size, row.type, row.by, row.public) == ("sync.log", 5, "text/plain", "ana", False)
    assert path.read_bytes() == b"E4012"
    assert path.is_relative_to(tmp_path / ".kbsearch" / "attachments")
    assert path.suffix == ""
    assert (path.stat().st_mode & 0o077, path.parent.stat().st_mode & 0o077) == (0, 0)


def test_a_file_of_another_ticket_or_for_the_desk_alone_is_not_there_for_the_requester(
    attachments: Attachments,
) -> None:
    ours, theirs = attachments.add(7, "a.log", b"a", public=False), attachments.add(7, "b.log", b"b")
    assert attachments.get(8, theirs.id) is None
    assert attachments.get(7, ours.id, public=True) is None
    assert attachments.get(7, 99) is None
    assert [one.name for one in attachments.of(7, public=True)] == ["b.log"]
    assert [one.name for one in attachments.of(7)] == ["a.log", "b.log"]


@pytest.mark.parametrize(
    ("name", "size", "problem"),
    [
        pytest.param("setup.EXE", 10, "files that end in .exe are not taken", id="a program"),
        pytest.param("sync.log", MB + 1, "it has 1.0 MB, more than 1", id="too large"),
        pytest.param("sync.log", 0, "it is empty", id="empty"),
    ],
)
def test_what_is_not_taken_is_said_and_leaves_nothing_behind(
    attachments: Attachments, tmp_path: Path, name: str, size: int, problem: str
) -> None:
    with pytest.raises(AttachmentRefused) as refused:
        attachments.add(7, name, b"x" * size)
    assert str(refused.value) == (
        f"the file {name} is not taken ({problem}): bring another one, or pack it into a zip file; "
        "[attachments] in kbsearch.toml sets the limits [KBE1060]"
    )
    assert list((tmp_path / ".kbsearch").rglob("*/*/*")) == []


def test_a_type_that_is_none_is_not_kept(attachments: Attachments) -> None:
    assert attachments.add(7, "a", b"a", type='text/html"><script>').type == "application/octet-stream"


def test_the_same_content_is_kept_once_and_until_no_ticket_has_it(attachments: Attachments) -> None:
    first, second = attachments.add(7, "a.log", b"same"), attachments.add(8, "b.log", b"same")
    paths = {found[1] for found in (attachments.get(7, first.id), attachments.get(8, second.id)) if found}
    assert len(paths) == 1
    (path,) = paths
    assert attachments.forget(7, by="ana") == 1
    assert path.exists()
    assert attachments.forget(8, by="ana") == 1
    assert not path.exists()
    assert attachments.of(8) == []


def test_where_nothing_can_be_written_nothing_is_promised(attachments: Attachments, tmp_path: Path) -> None:
    (tmp_path / ".kbsearch").mkdir(exist_ok=True)
    (tmp_path / ".kbsearch" / "attachments").write_text("in the way")
    with pytest.raises(StateFailed):
        attachments.add(7, "a.log", b"a")
    assert attachments.of(7) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("sync.log", "sync.log"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a b.txt", "a b.txt"),
        ("Bericht – Größe.pdf", "Bericht – Größe.pdf"),
        ("evil\u202egpj.exe", "evilgpj.exe"),
        ("...", "file"),
        ("", "file"),
        ("x" * 300 + ".log", "x" * 116 + ".log"),
    ],
)
def test_a_name_is_only_a_name(name: str, kept: str) -> None:
    assert file_name(name) == kept


@given(st.text(max_size=200))
def test_no_name_leads_anywhere(name: str) -> None:
    kept = file_name(name)
    assert kept
    assert len(kept) <= 120
    assert not set(kept) & set('/\\<>:"|?*\n\r\0')
    assert kept not in (".", "..")
