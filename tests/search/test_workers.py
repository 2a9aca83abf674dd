"""Worker processes make reading faster and change nothing else."""

import sys
from pathlib import Path

import pytest

from kbsearch.search import workers
from kbsearch.search.reading import Reading, Task
from kbsearch.search.workers import CHUNK, read_all, run
from kbsearch.settings import Settings
from tests.search.trees import article, write

COUNT = 3 * CHUNK + 5
TASKS = [Task(n + 1, f"articles/n{n}.md", None) for n in range(COUNT)]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(root=write(tmp_path, {f"n{n}.md": article(f"E{n}", f"number {n} broke") for n in range(COUNT)}))


def outcome(settings: Settings, count: int) -> list[Reading]:
    return [one for chunk in read_all(TASKS, settings.root, settings, count) for one in chunk]


def test_outcomes_come_in_the_order_of_the_tasks(settings: Settings) -> None:
    assert outcome(settings, 2) == outcome(settings, 0)
    assert [reading.key for reading in outcome(settings, 2)] == [task.key for task in TASKS]


def test_where_no_process_can_be_started_this_one_reads(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = outcome(settings, 0)
    monkeypatch.setattr(sys, "executable", str(settings.root / "no-such-interpreter"))
    assert outcome(settings, 2) == wanted


def test_a_worker_that_dies_costs_nothing_but_time(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = outcome(settings, 0)
    monkeypatch.setattr(workers, "_BOOT", "import sys; sys.stdin.buffer.readline(); sys.exit(3)")
    assert outcome(settings, 2) == wanted


def test_what_fails_in_a_worker_fails_in_the_parent_and_is_said_once(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        list(run(int, ["1", "x"], 2, chunk=1))
    assert capfd.readouterr() == ("", "")


def test_whoever_stops_asking_leaves_no_process_behind(settings: Settings) -> None:
    chunks = read_all(TASKS, settings.root, settings, 2)
    next(chunks)
    chunks.close()


def test_what_goes_wrong_with_a_task_is_raised_where_its_outcome_is_asked_for() -> None:
    chunks = run(_reciprocal, [2, 1, 0], 0, chunk=1)
    assert [next(chunks), next(chunks)] == [[0.5], [1.0]]
    with pytest.raises(ZeroDivisionError):
        next(chunks)


def _reciprocal(number: int) -> float:
    return 1 / number
