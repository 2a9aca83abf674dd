"""A product's repository written inline, and what its manifest finds in it."""

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kbsearch.releases.declarations import Declared, read
from kbsearch.releases.manifest import FILE_NAME, Manifest
from kbsearch.releases.tree import FolderTree

Files = Mapping[str, str | bytes]
ReadSource = Callable[[str, Files], Declared]


def write(root: Path, files: Files) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def git(root: Path, *words: str) -> str:
    """What git prints in a repository, whatever the developer's own settings are."""
    who = ("-c", "user.name=ana", "-c", "user.email=ana@acme.example", "-c", "init.defaultBranch=main")
    ran = subprocess.run(["git", "-C", str(root), *who, *words], capture_output=True, text=True, check=True)
    return ran.stdout.strip()


@pytest.fixture
def declared(tmp_path: Path) -> ReadSource:
    """Reads files as one source that the manifest describes with the given keys."""

    def read_source(keys: str, files: Files) -> Declared:
        write(tmp_path, files)
        text = f"version: 1\nproduct: acme-sync\nsources:\n  - {{id: errors, {keys}}}\n"
        return read(Manifest.parse(text, tmp_path / FILE_NAME), FolderTree(tmp_path))

    return read_source
