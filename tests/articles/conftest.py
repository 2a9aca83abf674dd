"""What several tests of reading share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kbsearch.articles.detect import Detection, detect
from kbsearch.articles.reader import read_article
from kbsearch.settings import Settings

Pairs = list[tuple[str | None, str | None]]
Found = tuple[Detection, dict[str, Pairs]]


@pytest.fixture
def look(tmp_path: Path) -> Callable[[dict[str, str]], Found]:
    """Write a tree, detect its rules, and read it with them: code and message of every entry by path."""

    def _look(files: dict[str, str]) -> Found:
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
        detection = detect(tmp_path)
        settings = Settings.parse(detection.toml(), tmp_path)
        read: dict[str, Pairs] = {}
        for path in files:
            article = read_article(path, tmp_path, settings).article
            assert article is not None
            read[path] = [(entry.code, entry.message) for entry in article.errors]
        return detection, read

    return _look
