"""The articles of a tree as learning sees them."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kbsearch.articles.body import Body
from kbsearch.articles.front_matter import split
from kbsearch.articles.markdown import read_body
from kbsearch.articles.reader import stem_of
from kbsearch.settings import Settings

LARGEST = 2_000_000  # bytes of one file; a larger one teaches nothing about its neighbours


@dataclass(frozen=True)
class Sample:
    """One article: its path (POSIX, below the root), what its file is called, its front matter and its body."""

    path: str
    stem: str
    keys: dict[str, Any]
    body: Body

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """The title in the front matter and the level-1 heading, as far as they are there and differ."""
        written = self.keys.get("title")
        named = written if isinstance(written, str) else ""
        return tuple(dict.fromkeys(filter(None, (html.unescape(named), html.unescape(self.body.heading)))))

    @cached_property
    def text(self) -> str:
        """Titles and body, folded, to look values up in."""
        return "\n".join((self.stem, *self.titles, self.body.source)).casefold()


def samples(settings: Settings, paths: Iterable[str]) -> Iterator[Sample]:
    """Read the files; one that cannot be read is left out, indexing will say why."""
    for path in paths:
        try:
            data = (settings.root / path).read_bytes()
        except OSError:
            continue
        if len(data) > LARGEST:
            continue
        file = split(data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n"), path)
        yield Sample(path, stem_of(path, settings), file.keys, read_body(file.body, file.body_line))
