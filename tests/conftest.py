"""What all tests share: a knowledge base written inline."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

KnowledgeBaseMaker = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def knowledge_base(tmp_path: Path) -> KnowledgeBaseMaker:
    """Writes `{relative path: text or bytes}` below a new folder and returns the folder."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        root = tmp_path / "kb"
        root.mkdir(exist_ok=True)
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    return write
