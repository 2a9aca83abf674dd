import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kbsearch import KnowledgeBase
from kbsearch.errors import LabelsInvalid
from kbsearch.search.evaluate import LabelledPaste, Miss, evaluate, read_labels
from tests.search.trees import article, write


@pytest.fixture
def kb(tmp_path: Path) -> Iterator[KnowledgeBase]:
    files = {
        "refused.md": article("E4012", "remote refused the token"),
        "full.md": article("E4013", "no space is left for the journal"),
    }
    with KnowledgeBase.open(write(tmp_path, files)) as kb:
        kb.index()
        yield kb


def test_hits_and_mean_reciprocal_rank_are_counted_over_all_pastes(kb: KnowledgeBase) -> None:
    pastes = [
        LabelledPaste("first", "error E4012: remote refused the token", ("refused",)),
        LabelledPaste("any", "error E4013: no space is left for the journal", ("elsewhere", "full")),
        LabelledPaste("second", "error E4012: remote refused the token\nerror E4013: no space is left", ("full",)),
        LabelledPaste("never", "error E4012", ("elsewhere",)),
    ]
    found = evaluate(kb, pastes)
    assert found.pastes == 4
    assert found.hit_at == {1: 0.5, 3: 0.75, 5: 0.75, 10: 0.75}
    assert found.mrr == (1 + 1 + 1 / 2 + 0) / 4
    second, never = found.misses
    assert (second.id, second.expected, second.rank, second.found) == ("second", ("full",), 2, "refused")
    assert re.fullmatch(
        r"answers line 1 \(code\+message\); the expected answers line 2 \(code\+message\); "
        r"most by line, \d+\.\d against \d+\.\d",
        second.why,
    )
    assert never == Miss("never", ("elsewhere",), None, "refused", "answers line 1 (code)")
    assert 0 < found.latency_ms["median"] <= found.latency_ms["p99"]


def test_a_paste_that_cannot_be_searched_is_a_miss(kb: KnowledgeBase) -> None:
    found = evaluate(kb, [LabelledPaste("empty", "  ", ("refused",))])
    assert found.misses == (Miss("empty", ("refused",), None, None),)
    assert found.hit_at == {1: 0, 3: 0, 5: 0, 10: 0}
    assert found.latency_ms == {"median": 0, "p99": 0}


def test_no_paste_at_all_is_no_hit(kb: KnowledgeBase) -> None:
    found = evaluate(kb, [])
    assert (found.pastes, found.hit_at, found.mrr, found.misses) == (0, {1: 0, 3: 0, 5: 0, 10: 0}, 0, ())


def test_progress_is_told_paste_by_paste(kb: KnowledgeBase) -> None:
    told: list[tuple[int, int, str]] = []
    evaluate(kb, [LabelledPaste("a", "a", ("b",))] * 2, progress=lambda *step: told.append(step))
    assert told == [(1, 2, "searching"), (2, 2, "searching")]


def labels(folder: Path, *lines: str) -> Path:
    path = folder / "labels.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_labels_are_read_line_by_line(tmp_path: Path) -> None:
    path = labels(
        tmp_path,
        "\ufeff" + json.dumps({"id": "p1", "paste": "line one\u2028two", "expected": ["a", "b"], "kind": "log"}),
        "",
        json.dumps({"paste": "x", "expected": "a"}, ensure_ascii=False),
    )
    assert read_labels(path) == [LabelledPaste("p1", "line one\u2028two", ("a", "b")), LabelledPaste("3", "x", ("a",))]


GOOD = '{"paste": "x", "expected": ["a"]}'
NO_LIST = "'expected' is missing or no list of article ids"


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        pytest.param("{", "not JSON (Expecting property name enclosed in double quotes: line 1 column 2 (char 1))", id="JSON"),
        pytest.param("[1]", "'paste' is missing or no text", id="no object"),
        pytest.param('{"expected": ["a"]}', "'paste' is missing or no text", id="no paste"),
        pytest.param('{"paste": 5, "expected": ["a"]}', "'paste' is missing or no text", id="a number for a paste"),
        pytest.param('{"paste": "x"}', NO_LIST, id="no label"),
        pytest.param('{"paste": "x", "expected": []}', NO_LIST, id="an empty label"),
        pytest.param('{"paste": "x", "expected": [5]}', NO_LIST, id="a number for a label"),
    ],
)  # fmt: skip
def test_a_wrong_label_is_named_with_its_line(tmp_path: Path, bad: str, problem: str) -> None:
    path = labels(tmp_path, GOOD, bad)
    with pytest.raises(LabelsInvalid) as caught:
        read_labels(path)
    assert str(caught.value) == (
        f"wrong label in {path}, line 2: {problem}: "
        'each line wants {"paste": "...", "expected": ["article-id"]} [KBE1009]'
    )


def test_labels_nested_too_deep_are_wrong_labels(tmp_path: Path) -> None:
    with pytest.raises(LabelsInvalid):
        read_labels(labels(tmp_path, "[" * 100_000))


def test_a_missing_file_of_labels_is_said(tmp_path: Path) -> None:
    path = tmp_path / "none.jsonl"
    with pytest.raises(LabelsInvalid) as caught:
        read_labels(path)
    assert str(caught.value) == (
        f"wrong label in {path}, line 1: cannot be read ([Errno 2] No such file or directory: '{path}'): "
        'each line wants {"paste": "...", "expected": ["article-id"]} [KBE1009]'
    )
