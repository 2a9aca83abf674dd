"""What an index run has to read follows from what the file system says, and from nothing else."""

from pathlib import Path

import pytest

from kbsearch.search.changes import UNPROVEN, FileState, KnownFile
from kbsearch.search.reading import Task, digest_of
from kbsearch.search.scan import Plan, plan, proven

OLD = FileState(size=5, mtime=1, inode=1)
NEW = FileState(size=6, mtime=2, inode=1)
RACY = FileState(size=5, mtime=UNPROVEN, inode=1)
KNOWN = {"a.md": KnownFile(7, OLD, "digest", "reader")}


def planned(found: dict[str, FileState], known: dict[str, KnownFile] = KNOWN, reader: str = "reader") -> Plan:
    return plan(found, (), known, reader, 9, Path("nowhere"))


@pytest.mark.parametrize(
    ("found", "known", "reader", "tasks"),
    [
        pytest.param({"a.md": OLD}, KNOWN, "reader", (), id="same-state"),
        pytest.param({"a.md": NEW}, KNOWN, "reader", (Task(7, "a.md", "digest"),), id="other-state"),
        pytest.param({"a.md": OLD}, KNOWN, "other", (Task(7, "a.md", None),), id="other-settings"),
        pytest.param(
            {"a.md": RACY},
            {"a.md": KnownFile(7, RACY, "digest", "reader")},
            "reader",
            (Task(7, "a.md", "digest"),),
            id="state-that-proves-nothing",
        ),
        pytest.param(
            {"c.md": NEW, "b.md": NEW, "a.md": OLD},
            KNOWN,
            "reader",
            (Task(9, "b.md", None), Task(10, "c.md", None)),
            id="new-files-in-the-order-of-their-paths",
        ),
    ],
)
def test_only_what_may_have_changed_is_read(
    found: dict[str, FileState], known: dict[str, KnownFile], reader: str, tasks: tuple[Task, ...]
) -> None:
    result = planned(found, known, reader)
    assert result.tasks == tasks
    assert result.states == {task.key: found[task.path] for task in tasks}
    assert (result.moved, result.removed, result.concealed) == ({}, (), {})


def test_a_file_that_is_gone_is_removed() -> None:
    assert planned({}).removed == (7,)


def test_an_untouched_inode_at_another_path_was_renamed() -> None:
    result = planned({"b.md": OLD})
    assert (result.moved, result.removed, result.tasks) == ({7: "b.md"}, (), (Task(7, "b.md", None),))


def test_the_same_bytes_at_another_path_were_renamed_once(tmp_path: Path) -> None:
    for name in ("b.md", "c.md"):
        (tmp_path / name).write_text("text")
    known = {"a.md": KnownFile(7, OLD, digest_of(tmp_path / "b.md"), "reader")}
    result = plan({"b.md": NEW, "c.md": NEW}, (), known, "reader", 9, tmp_path)
    assert result.moved == {7: "b.md"}
    assert result.tasks == (Task(7, "b.md", None), Task(9, "c.md", None))


@pytest.mark.parametrize("place", ["sub/a.md", "sub", "."])
def test_what_cannot_be_looked_at_is_neither_found_nor_gone(place: str) -> None:
    known = {"sub/a.md": KnownFile(7, OLD, "digest", "reader")}
    result = plan({}, (place,), known, "reader", 9, Path("nowhere"))
    assert (result.concealed, result.removed) == ({7: "sub/a.md"}, ())


@pytest.mark.parametrize(
    ("age_ns", "kept"),
    [
        pytest.param(10 * 10**9, True, id="old"),
        pytest.param(10**9, False, id="just-now"),
        pytest.param(-(10**9), False, id="future"),
    ],
)
def test_a_time_stamp_of_just_now_proves_nothing(age_ns: int, kept: bool) -> None:
    state = FileState(5, 10**18 - age_ns, 1)
    assert proven(state, 10**18) == (state if kept else FileState(5, UNPROVEN, 1))
