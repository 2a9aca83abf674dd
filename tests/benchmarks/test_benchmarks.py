"""The benchmark runs, and its tables have a row for everything that it promises to measure."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.benchmarks import peers
from tests.benchmarks.__main__ import main
from tests.benchmarks.corpus import CORPORA, documents, files, generated, names
from tests.benchmarks.measure import Times, interleaved
from tests.benchmarks.pastes import KINDS, make
from tests.benchmarks.peers import INSTALL, PEERS, Peer, absence, installed
from tests.benchmarks.report import Table
from tests.benchmarks.speed import Effort, Rivals, indexing
from tests.benchmarks.targets import judge_hidden, targets
from tests.conftest import KnowledgeBaseMaker

LITTLE = Effort(builds=1, changes=1, queries=1, pastes=2, budget=1.0)
NAMES = [peer.name for peer in PEERS]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("benchmark") / "RESULTS.md"
    main(["--articles", "50", "--quick", "--output", str(file)], LITTLE)
    return file.read_text(encoding="utf-8")


def rows(page: str, title: str) -> list[list[str]]:
    """The cells of the table under a heading that begins so."""
    part = next(part for part in re.split(r"^## ", page, flags=re.MULTILINE) if part.startswith(title))
    lines = [line for line in part.splitlines() if line.startswith("| ")][1:]
    return [line.strip("| ").split(" | ") for line in lines]


def test_indexing_is_measured_for_every_engine_and_for_a_run_with_nothing_to_do(page: str) -> None:
    assert [row[0] for row in rows(page, "Indexing 50 articles")] == [
        "kbsearch",
        *filter(there, NAMES),
        "kbsearch, nothing changed",
        *(name for name in NAMES if not there(name)),
    ]


def test_changes_and_cold_starts_are_measured_beside_tantivy(page: str) -> None:
    assert [row[0] for row in rows(page, "Changes and cold starts")] == [
        "save is found: kbsearch, index() and search()",
        "save is found: kbsearch, watching",
        "save is found: tantivy BM25",
        "cold search: kbsearch search",
        "cold search: tantivy BM25 in a script",
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_engine_is_asked_every_kind_of_paste(page: str, kind: str) -> None:
    asked = [row for row in rows(page, "Queries") if row[0] == kind]
    assert {row[1] for row in asked} == {"kbsearch", *NAMES}
    assert all(row[2] == INSTALL or row[2].isdigit() for row in asked)


def test_the_page_is_measured_beside_the_bare_search(page: str) -> None:
    assert [tuple(row[:2]) for row in rows(page, "Pages")] == [
        (kind, what) for kind in ("one line", "60-line log") for what in ("kb.search", "page", "part")
    ]


def test_the_ratio_of_tantivy_to_itself_is_one(page: str) -> None:
    assert {row[6] for row in rows(page, "Queries") if row[1] == "tantivy BM25"} == {"1.00"}


def test_every_target_is_shown_beside_what_was_measured(page: str) -> None:
    found = rows(page, "Targets")
    assert [row[0] for row in found] == [
        "one line: time / tantivy BM25's",
        "one line: time / SQLite FTS5's",
        "one line: p99 / median",
        "60-line log: time / tantivy BM25's",
        "60-line log: time / SQLite FTS5's",
        "60-line log: p99 / median",
        "2,000-line log / 60-line log",
        "index rate / tantivy's",
        "page of a 60-line log: time / bare search's",
        "page of a 60-line log: median ms",
        "save is found by whoever watches: median ms",
    ]
    assert all(row[3] in ("yes", "no") for row in found)


@pytest.mark.parametrize(
    ("articles", "line", "log"),
    [
        pytest.param(2_500, 8.0, 3.0, id="a large corpus"),
        pytest.param(100_000, 1.0, 1.0, id="a huge one"),
        pytest.param(1_000_000, 0.5, 0.5, id="a million"),
    ],
)
def test_the_more_articles_the_less_of_the_time_of_tantivy_may_be_taken(articles: int, line: float, log: float) -> None:
    times = {kind: {name: Times((1.0,)) for name in ("kbsearch", *NAMES)} for kind in KINDS}
    found = {target.what: target.most for target in targets(times, "kbsearch", articles)}
    assert (found["one line: time / tantivy BM25's"], found["60-line log: time / tantivy BM25's"]) == (line, log)


@pytest.mark.parametrize(
    ("hidden", "row"),
    [
        pytest.param(0.96, ("ours: hit@1 lost by hiding", "at most 0.020", "0.020", "yes"), id="just so much"),
        pytest.param(0.95, ("ours: hit@1 lost by hiding", "at most 0.020", "0.030", "no"), id="more"),
        pytest.param(0.99, ("ours: hit@1 lost by hiding", "at most 0.020", "0.000", "yes"), id="something gained"),
    ],
)
def test_what_hiding_a_corpus_costs_is_a_target(hidden: float, row: tuple[str, ...]) -> None:
    table = Table("Targets", "", ("what", "wanted", "measured", "met"))
    judge_hidden(table, "ours", 0.98, hidden)
    assert table.rows == [row]


def test_searches_side_by_side_are_measured_for_threads_processes_and_servers(page: str) -> None:
    workers = [re.sub(r"\d+", "N", row[0]) for row in rows(page, "Searches side by side")]
    assert workers == ["N thread", "N threads", "N processes", "server of N process", "server of N processes"]


def test_a_corpus_can_be_hidden_among_generated_articles(tmp_path: Path) -> None:
    if "msvc" not in names():
        pytest.skip("the corpus msvc is not at ../shared/corpora")
    root = generated(20, tmp_path, seed=7, among="msvc")
    assert len(files(root)) == 20 + len(files(CORPORA / "msvc"))


def test_labelled_pastes_are_measured_or_the_table_says_why_not(page: str) -> None:
    assert all(row[2].isdigit() or "skipped" in row[0] for row in rows(page, "hit@1 on labelled pastes"))


def test_the_page_names_the_command_that_made_it(page: str) -> None:
    assert re.search(r"Made by `make bench ARGS='--articles 50 --quick --output \S+'`", page)


def test_the_same_seed_generates_the_same_articles_and_pastes(tmp_path: Path) -> None:
    roots = [generated(20, tmp_path / name, seed=7) for name in ("one", "other")]
    one, other = ([document.text for document in documents(root)] for root in roots)
    assert one == other
    assert make(roots[0], 3, seed=7) == make(roots[1], 3, seed=7)


def test_every_paste_of_a_kind_has_the_lines_it_says(tmp_path: Path) -> None:
    made = make(generated(20, tmp_path, seed=7), 3, seed=7)
    assert {kind: {len(paste.text.splitlines()) for paste in pastes} for kind, pastes in made.items()} == {
        kind: {lines} for kind, lines in KINDS.items()
    }


@pytest.mark.parametrize("peer", PEERS, ids=NAMES)
def test_a_peer_finds_the_article_that_has_the_word_and_forgets_the_old_ones(tmp_path: Path, peer: type[Peer]) -> None:
    if not installed(peer):
        pytest.skip(f"{peer.name} {INSTALL}")
    found = list(documents(generated(20, tmp_path / "kb", seed=7)))
    (tmp_path / "peer").mkdir()
    engine = peer(tmp_path / "peer")
    engine.build(found)
    first = engine.search(found[3].title)[0]
    engine.build(found[10:])
    again = engine.search(found[3].title)
    engine.close()
    assert first == found[3].id
    assert found[3].id not in again


def test_engines_take_turns_and_one_that_is_too_slow_sits_out() -> None:
    order: list[str] = []
    interleaved({"a": lambda n: order.append(f"a{n}"), "b": lambda n: order.append(f"b{n}")}, [1, 2, 3], budget=60)
    times = interleaved({"a": lambda n: None}, [1, 2, 3], budget=0)
    assert order == ["a1", "b1", "b2", "a2", "a3", "b3"]
    assert len(times["a"].seconds) == 1


@pytest.mark.parametrize(
    ("seconds", "least", "median", "p99"),
    [
        pytest.param((3.0, 1.0, 2.0), 1.0, 2.0, 3.0, id="a few"),
        pytest.param(tuple(float(n) for n in range(1, 201)), 1.0, 100.5, 198.0, id="two hundred"),
    ],
)
def test_times_are_summed_up(seconds: tuple[float, ...], least: float, median: float, p99: float) -> None:
    times = Times(seconds)
    assert (times.least, times.median, times.p99) == (least, median, p99)


def there(name: str) -> bool:
    return installed(next(peer for peer in PEERS if peer.name == name))


@pytest.mark.parametrize("text", ["0", "-3", "many"])
def test_a_number_of_articles_that_is_none_is_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([f"--articles={text}"])
    said = f"make bench: error: argument --articles: '{text}' is not a whole number, 1 or more\n"
    assert capsys.readouterr().err.endswith(said)


@pytest.mark.parametrize(
    ("message", "pattern"),
    [
        pytest.param("cannot open {file}", r"cannot open \w+", id="a mark of its own"),
        pytest.param("cannot open '*file*'", r"cannot open '\w+'", id="emphasis within quotes"),
        pytest.param("cannot open 'file'", r"cannot open '\w+'", id="quotes that are the mark"),
    ],
)
def test_the_line_of_a_paste_is_the_message_with_values_in_its_places(
    knowledge_base: KnowledgeBaseMaker, message: str, pattern: str
) -> None:
    front = f'---\ntitle: E100\nerrors:\n  - code: E100\n    message: "{message}"\n---\n'
    root = knowledge_base({"articles/e100.md": front + "## Issue\n\nIt stops.\n"})
    (paste,) = make(root, 1, seed=7)["one line"]
    assert paste.expected == "e100"
    assert re.fullmatch(rf"/src/\S+\(\d+\): error E100: {pattern}", paste.text)


def test_an_engine_that_is_not_installed_has_a_row_that_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "find_spec", lambda name: None if name == "bm25s" else find_spec(name))
    with Rivals(generated(20, tmp_path, seed=7), tmp_path) as rivals:
        table, _ = indexing(rivals, LITTLE)
    assert table.rows[-1][:2] == ("bm25s", "not installed: pip install -e '.[bench]'")


def test_an_engine_that_is_slow_with_so_many_articles_is_left_out_and_the_row_says_so() -> None:
    assert [absence(peer, 1_000_000) for peer in PEERS] == [
        None,
        None,
        "left out: slow with more than 200,000 articles" if there("bm25s") else INSTALL,
        "left out: slow with more than 20,000 articles" if there("Whoosh-Reloaded") else INSTALL,
    ]


def test_a_release_check_is_timed_and_held_against_a_plain_search(page: str) -> None:
    measured = dict(rows(page, "Release check"))
    assert measured["declarations"] == "25"
    assert int(measured["searches"]) > 25
    assert int(measured["of these found falsely by tantivy BM25"]) <= int(
        measured["found by tantivy BM25, message as declared"]
    )
