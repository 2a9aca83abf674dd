"""What all tests share: a knowledge base written inline, and pages that are compiled once."""

from collections.abc import Callable, Iterator, Mapping
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


@pytest.fixture(scope="session")
def compiled_pages() -> Iterator[None]:
    """Templates that were compiled for one application serve those that are made after it."""
    from flask import Flask
    from jinja2.bccache import Bucket, BytecodeCache

    class Compiled(BytecodeCache):
        def __init__(self) -> None:
            self._codes: dict[str, Bucket] = {}

        def load_bytecode(self, bucket: Bucket) -> None:
            if bucket.key in self._codes:
                bucket.code = self._codes[bucket.key].code

        def dump_bytecode(self, bucket: Bucket) -> None:
            self._codes[bucket.key] = bucket

    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(Flask.jinja_options, "bytecode_cache", Compiled())
        yield
