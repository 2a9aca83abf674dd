"""One generation counts at a time, one writer makes it, and nobody loses the one they read."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kbsearch.errors import IndexBroken, IndexLocked, IndexMissing
from kbsearch.search import generations


def made(folder: Path) -> Path:
    generation = generations.begin(folder, "engine 1")
    generations.swap(folder, generation)
    return generation


def test_the_generation_that_was_swapped_in_last_counts(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        generations.current(tmp_path)
    assert generations.stamp(tmp_path) is None
    first = made(tmp_path)
    stamp = generations.stamp(tmp_path)
    second = made(tmp_path)
    assert first.name < second.name
    assert generations.current(tmp_path) == second
    assert generations.stamp(tmp_path) != stamp


def test_a_generation_of_this_version_and_engine_passes(tmp_path: Path) -> None:
    generations.check(made(tmp_path), "engine 1")


def test_a_generation_of_another_engine_is_refused_with_both_names(tmp_path: Path) -> None:
    generation = made(tmp_path)
    with pytest.raises(IndexBroken) as broken:
        generations.check(generation, "engine 2")
    assert ", engine 1', this version writes " in str(broken.value)
    assert ", engine 2')" in str(broken.value)


@pytest.mark.parametrize("text", ["", "{", "[]", '"text"', '{"format": 3}', "\x00"])
def test_a_damaged_note_is_refused(tmp_path: Path, text: str) -> None:
    generation = made(tmp_path)
    (generation / "meta.json").write_text(text)
    with pytest.raises(IndexBroken):
        generations.check(generation, "engine 1")


def test_what_a_killed_run_began_is_found_again_until_something_newer_counts(tmp_path: Path) -> None:
    half = generations.begin(tmp_path, "engine 1")
    assert generations.unfinished(tmp_path) == half
    made(tmp_path)
    assert generations.unfinished(tmp_path) is None


def test_old_generations_go_unless_they_are_read(tmp_path: Path) -> None:
    read, unread, now = made(tmp_path), made(tmp_path), made(tmp_path)
    with generations.held(read):
        generations.sweep(tmp_path)
        assert (read.exists(), unread.exists(), now.exists()) == (True, False, True)
    generations.sweep(tmp_path)
    assert (read.exists(), now.exists()) == (False, True)


def test_a_generation_that_is_gone_cannot_be_held(tmp_path: Path) -> None:
    generation = made(tmp_path)
    generations.remove(generation)
    with pytest.raises(IndexBroken), generations.held(generation):
        pass


def test_the_lock_is_free_again_after_the_block_and_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), generations.locked(tmp_path):
        raise KeyboardInterrupt
    with generations.locked(tmp_path), pytest.raises(IndexLocked), generations.locked(tmp_path):
        pass
    with generations.locked(tmp_path):
        pass


def test_another_process_is_refused_while_the_lock_is_held(tmp_path: Path) -> None:
    code = f"from pathlib import Path\nfrom kbsearch.search.generations import locked\nwith locked(Path({str(tmp_path)!r})): pass"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-c", code]
    with generations.locked(tmp_path):
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert "IndexLocked" in done.stderr
    assert subprocess.run(command, check=False, env=environment).returncode == 0
