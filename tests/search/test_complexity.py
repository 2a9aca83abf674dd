"""How much work a search is, counted and not timed: calls made, lines read closely, terms asked for, alignments."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from types import FrameType
from typing import Any

import pytest

from kbsearch.articles.article import Article, ErrorEntry
from kbsearch.search.documents import document_of
from kbsearch.search.engines.base import Filters, Query, Snapshot
from kbsearch.search.engines.tantivy import TantivyEngine
from kbsearch.search.lines import MOST_LINES, MOST_SHINGLES, MOST_WORDS
from kbsearch.search.paste import MOST_SEGMENTS, read_paste
from kbsearch.search.query import MOST_ROWS, plan

WORDS = (
    "remote",
    "host",
    "refused",
    "token",
    "journal",
    "space",
    "left",
    "page",
    "missing",
    "volume",
    "mirror",
    "user",
)


def calls(work: Callable[[], object]) -> Counter[str]:
    """How often each function was called, those of the interpreter too, by name."""
    counted: Counter[str] = Counter()

    def count(frame: FrameType, event: str, argument: Any) -> None:
        if event == "call":
            counted[frame.f_code.co_name] += 1
        elif event == "c_call":
            counted[argument.__name__] += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return counted


def line(n: int) -> str:
    """A line that no other line is like: letters stand for its number."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in f"{n:06}")
    said = " ".join(WORDS[(n * step) % len(WORDS)] for step in (1, 3, 5, 7))
    return f"2026-11-20 10:11:{n % 60:02}.{n % 1000:03} {('INFO', 'WARN', 'ERROR')[n % 3]} [{letters}] {said} at /srv/{letters}"


def log(lines: int) -> str:
    return "\n".join(map(line, range(lines)))


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    engine = TantivyEngine.create(tmp_path_factory.mktemp("engine"))
    engine.build(document_of(article(n), n + 1) for n in range(60))
    yield engine.snapshot()
    engine.close()


def article(n: int) -> Article:
    message = " ".join(WORDS[(n * step + step) % len(WORDS)] for step in (1, 2, 3, 5)) + " of {name}"
    return Article(f"e{n}", f"E{n}", f"e{n}.md", "", "", errors=(ErrorEntry(f"E-{4000 + n}", message),))


def test_twice_the_lines_are_at_most_twice_the_calls_to_read() -> None:
    once, twice = (calls(partial(read_paste, log(lines))).total() for lines in (2_000, 4_000))
    assert twice <= 2.1 * once


def test_twice_the_length_of_a_line_is_at_most_twice_the_calls_to_read() -> None:
    once, twice = (calls(partial(read_paste, line(7) * times)).total() for times in (8, 16))
    assert twice <= 2.1 * once


def asked(snapshot: Snapshot, lines: int) -> tuple[Query, int]:
    """What is asked for a log of so many lines, and how many of its lines were read closely for it."""
    paste = read_paste(log(lines))
    query = plan(paste, snapshot, Filters(("internal",)), 10).query
    return query, sum("tokens" in vars(segment) for segment in paste.segments)


@pytest.mark.parametrize("lines", [60, 600, 6_000])
def test_however_long_a_log_few_of_its_lines_are_read_closely(snapshot: Snapshot, lines: int) -> None:
    query, closely = asked(snapshot, lines)
    assert 0 < closely <= MOST_LINES
    assert len(query.lines) <= MOST_LINES


@pytest.mark.parametrize("lines", [60, 600, 6_000])
def test_however_long_a_log_so_many_terms_and_rows_are_asked_for_at_most(snapshot: Snapshot, lines: int) -> None:
    query, _ = asked(snapshot, lines)
    assert all(len(one.words) <= MOST_WORDS and len(one.shingles) <= MOST_SHINGLES for one in query.lines)
    assert query.rows <= MOST_ROWS


def test_planning_does_not_grow_with_the_lines_beyond_those_that_are_kept(snapshot: Snapshot) -> None:
    def planned(lines: int) -> int:
        paste = read_paste(log(lines))
        return calls(lambda: plan(paste, snapshot, Filters(("internal",)), 10)).total()

    planned(2 * MOST_SEGMENTS)  # words that are looked up once are by now
    assert planned(20 * MOST_SEGMENTS) <= 1.5 * planned(2 * MOST_SEGMENTS)


def test_a_word_is_looked_up_once_in_a_state_of_the_index(snapshot: Snapshot) -> None:
    paste = read_paste(log(100))
    first = calls(lambda: plan(paste, snapshot, Filters(("internal",)), 10))
    again = calls(lambda: plan(paste, snapshot, Filters(("internal",)), 10))
    assert first["doc_freq"] >= again["doc_freq"] == 0
