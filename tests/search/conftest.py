"""A file system of its own for tests that fill one or may not write to it."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Mount = Callable[[str], Path]


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Mount]:
    """Mounts a tmpfs with these options, or remounts it; skips where this user may not."""
    mount = shutil.which("mount")
    disk = tmp_path / "disk"
    disk.mkdir()

    def mounted(options: str) -> Path:
        if mount is None:
            pytest.skip("there is no mount command")
        command = [mount, "-t", "tmpfs", "-o", options, "tmpfs", str(disk)]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("this user may not mount a file system")
        return disk

    yield mounted
    if disk.is_mount():
        subprocess.run(["umount", "-l", str(disk)], check=True)
