"""What a release check takes: the errors of half the articles searched for, beside the same asked of plain BM25.

A gate that searches for the message as it is declared, with a plain search, finds nearly everything. A customer
pastes the message with values in it, in the middle of a log: what is found by the one and not by the other
is a false "found".
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from kbsearch.articles.article import Article
from kbsearch.articles.placeholders import parse_template
from kbsearch.releases.base import Scope
from kbsearch.releases.declaration import Declaration, Kind
from kbsearch.releases.manifest import Manifest
from kbsearch.releases.readiness import Question, Readiness
from kbsearch.search.noise import in_log
from kbsearch.search.values import filled
from tests.benchmarks.report import Table, number
from tests.benchmarks.speed import BASE, Rivals

MOST = 5_000
"""Declarations that are checked at most: half the articles have one each."""

LARGEST = 50_000
"""Articles up to which a release is checked: it holds all of them in memory, and its targets are set for 10,000."""

WHOLE_S, AGAIN_S = 60.0, 5.0
"""What a check of `MOST` declarations may take, and the next one after an article has changed."""

_PLACE = 3  # by which a message is to be found, for either
_MANIFEST = """\
version: 1
product: benchmark
sources: [{id: errors, reader: json, files: errors.json}, {id: others, reader: json, files: others.json}]
require: [{source: errors, level: findable}]
"""


def checked(rivals: Rivals) -> Table:
    """One check of everything, one after an article was changed, and the same messages asked of plain BM25."""
    table = Table(
        "Release check",
        f"The errors of every other article, at most {MOST:,}. Plain BM25 is asked for the message as declared; found "
        f"falsely is what a paste of that message, with values and in a log, does not find by place {_PLACE}.",
        ("what", "measured"),
    )
    with rivals.kb.catalog() as catalog:
        every = [article for article in catalog.every() if _worded(article)]
    articles = every[: 2 * MOST : 2]
    question = _question(every, {article.id for article in articles}, rivals.root)
    whole, took = _timed(rivals, question)
    with _touched(rivals, articles[0]):
        _, again = _timed(rivals, question)
    asked = sum(one.asked for one in whole.standings)
    lost = sum(bool(one.failed) for one in whole.standings)
    table.add("articles", f"{len(every):,}")
    table.add("declarations", f"{len(articles):,}")
    table.add("searches", f"{asked:,}")
    table.add(f"seconds, all asked (at most {WHOLE_S:g} for {MOST:,})", number(took))
    table.add(f"seconds, one article changed (at most {AGAIN_S:g} for {MOST:,})", number(again))
    table.add("not found by kbsearch's probes", f"{lost:,}")
    found, false = _plainly(rivals, articles)
    table.add(f"found by {BASE}, message as declared", f"{found:,}")
    table.add(f"of these found falsely by {BASE}", f"{false:,}")
    return table


def _worded(article: Article) -> bool:
    return any(entry.own and entry.code and entry.message for entry in article.errors)


def _question(every: list[Article], chosen: set[str], root: Path) -> Question:
    """A check of everything that these articles explain; only those chosen must be found."""
    declared = []
    for line, article in enumerate(every, 1):
        entry = next(one for one in article.errors if one.own and one.code and one.message)
        source = "errors" if article.id in chosen else "others"
        place = f"{source}.json"
        declared.append(Declaration(Kind.ERROR, entry.code or "", source, place, line, entry.message or ""))
    manifest = Manifest.parse(_MANIFEST, root / "kbsearch-release.yaml")
    counts = {"errors": len(chosen), "others": len(every) - len(chosen)}
    return Question(manifest, declared, counts, Scope.ALL, "1.0", date(2026, 1, 1), root)


def _timed(rivals: Rivals, question: Question) -> tuple[Readiness, float]:
    start = time.perf_counter()
    return rivals.kb.readiness(question), time.perf_counter() - start


@contextmanager
def _touched(rivals: Rivals, article: Article) -> Iterator[None]:
    """One article is changed and taken over by the index, for as long as the block lasts."""
    place = rivals.root / article.path
    before = place.read_bytes()
    place.write_bytes(before + b"\nIt was read again.\n")
    rivals.kb.index()
    yield
    place.write_bytes(before)
    rivals.kb.index()


def _plainly(rivals: Rivals, articles: list[Article]) -> tuple[int, int]:
    """How many messages plain BM25 finds as they are declared, and how many of these it loses in a paste."""
    search = rivals.searches()[BASE]
    found = false = 0
    for article in articles:
        message = next(entry.message for entry in article.errors if entry.own and entry.code and entry.message)
        name = Path(article.path).stem
        if parse_template(message).literal_words and name in search(message)[:_PLACE]:
            found += 1
            false += name not in search(in_log(filled(message, 1), 1))[:_PLACE]
    return found, false
