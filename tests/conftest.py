"""What all tests share: a knowledge base written inline, the company of the demo, and pages that are compiled once."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pytest

KnowledgeBaseMaker = Callable[[Mapping[str, str | bytes]], Path]

TODAY = date(2027, 3, 11)
"""The day on which the company is told about."""


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
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the company of `kbsearch demo`, as it is written; whoever changes it takes a copy."""
    from kbsearch.demo.company import write

    folder = tmp_path_factory.mktemp("demo") / "company"
    write(folder, TODAY)
    return folder


@pytest.fixture(scope="session")
def compiled_pages() -> Iterator[None]:
    """Templates and routes that were compiled for one application serve those that are made after it."""
    from flask import Flask
    from jinja2.bccache import Bucket, BytecodeCache
    from werkzeug.routing import Rule

    class Compiled(BytecodeCache):
        def __init__(self) -> None:
            self._codes: dict[str, Any] = {}

        def load_bytecode(self, bucket: Bucket) -> None:
            bucket.code = self._codes.get(bucket.key)

        def dump_bytecode(self, bucket: Bucket) -> None:
            self._codes[bucket.key] = bucket.code

    class Route(Rule):
        builders: ClassVar[dict[tuple[str, str, bool], Callable[..., Any]]] = {}

        def _compile_builder(self, append_unknown: bool = True) -> Callable[..., Any]:
            key = (self.rule, repr(self.defaults), append_unknown)
            if key not in self.builders:
                self.builders[key] = super()._compile_builder(append_unknown)
            return self.builders[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(Flask.jinja_options, "bytecode_cache", Compiled())
        patched.setattr(Flask, "url_rule_class", Route)
        yield
