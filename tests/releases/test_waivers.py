"""The file of waivers and the baseline: read strictly, written without touching what stands there."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.errors import BaselineGrows, BaselineInvalid, WaiversInvalid
from kbsearch.releases.baseline import Baseline
from kbsearch.releases.rules import ERROR_UNCLAIMED, LOST_RANK, NOT_FOUND
from kbsearch.releases.waivers import Waiver, Waivers, next_id, with_approver, with_waiver
from tests.releases.gate import manifest

FIRST = """\
# agreed on in the weekly
- id: W-0007   # the oldest
  subject: error:E4014
  rule: KBR301
  reason: deferred
  note: the text waits
  owner: ana
  created: 2026-11-10
  expires: {release: "4.2.1"}
"""


def waiver(**changed: object) -> Waiver:
    values = {
        "id": "W-0008",
        "subject": "error:E4015",
        "rule": "KBR301",
        "reason": "deferred",
        "note": "later",
        "owner": "ana",
        "created": "2026-11-10",
        "expires": {"release": "4.2.1"},
    }
    return Waiver.model_validate(values | changed)


@pytest.mark.parametrize(
    ("old", "new", "line", "problem", "hint"),
    [
        pytest.param("  reason: deferred\n", "", 2, "waiver 1.reason: it is missing", "add 'reason: ...'", id="missing"),
        pytest.param(
            "reason: deferred",
            "reson: deferred",
            5,
            "waiver 1.reson: no such key",
            "the keys are id, subject, rule, reason, note, owner, approved_by, created, ticket, expires, max",
            id="an unknown key",
        ),
        pytest.param(
            '{release: "4.2.1"}', "{}", 9, "waiver 1.expires: give it a release or a date", "mend it", id="without an end"
        ),
        pytest.param(
            "error:E4014",
            "error:E40*",
            2,
            "waiver 1: a subject with * wants 'max': how many it may excuse",
            "mend it",
            id="a pattern without bounds",
        ),
        pytest.param(
            "KBR301",
            "KBR321",
            2,
            "waiver 1: 'rule' wants the code of a rule that can be waived, not 'KBR321'",
            "mend it",
            id="a rule about waivers",
        ),
        pytest.param(
            "2026-11-10", "soon", 8, "waiver 1.created: 'soon' is no day",
            "write it as YYYY-MM-DD", id="no day",
        ),
    ],
)  # fmt: skip
def test_a_wrong_waiver_is_named_with_its_line(old: str, new: str, line: int, problem: str, hint: str) -> None:
    text = FIRST.replace(old, new)
    with pytest.raises(WaiversInvalid) as error:
        Waivers.parse(text, "w.yaml")
    assert str(error.value) == f"wrong waivers w.yaml, line {line}: {problem}: {hint} [KBE1080]"


def test_two_waivers_of_one_name_are_refused() -> None:
    with pytest.raises(WaiversInvalid, match=r"line 10: the id 'W-0007' stands here twice: give each an id of its own"):
        Waivers.parse(FIRST + FIRST.partition("\n")[2], "w.yaml")


def test_a_waiver_is_written_at_the_end_and_the_rest_stays_as_it_is() -> None:
    text = with_waiver(FIRST, waiver(note='wait: they said "no" # yet', approved_by="li"))
    assert text.startswith(FIRST)
    read = Waivers.parse(text, "w.yaml")
    assert [one.id for one in read.waivers] == ["W-0007", "W-0008"]
    assert read.waivers[1] == waiver(note='wait: they said "no" # yet', approved_by="li")
    assert read.lines == (2, 10)
    assert next_id(one.id for one in read.waivers) == "W-0009"


@given(st.text(min_size=1, max_size=40).filter(str.strip), st.text(min_size=1, max_size=20).filter(str.strip))
def test_whatever_a_waiver_says_is_read_back(note: str, owner: str) -> None:
    made = waiver(note=note, owner=owner)
    assert Waivers.parse(with_waiver(FIRST, made), "w.yaml").waivers[1] == made


def test_an_approver_is_written_into_the_one_waiver() -> None:
    text = with_waiver(FIRST, waiver())
    approved = with_approver(with_approver(text, "W-0007", "li"), "W-0008", "eva")
    assert [one.approved_by for one in Waivers.parse(approved, "w.yaml").waivers] == ["li", "eva"]
    assert with_approver(approved, "W-0008", "li").count("approved_by: li\n") == 2
    assert approved.replace("  approved_by: li\n", "").replace("  approved_by: eva\n", "") == text


def test_a_waiver_that_was_changed_is_not_the_one_that_was_approved() -> None:
    assert waiver().digest == waiver(approved_by="li").digest != waiver(note="never").digest


def test_the_baseline_keeps_what_it_knows_sorted_one_to_a_line(tmp_path: Path) -> None:
    loaded = manifest(folder=tmp_path)
    found = [ERROR_UNCLAIMED.finding(f"error:{id}", "a", id=id, wanted="agrees", hint="") for id in ("E2", "E1")]
    written = Baseline.load(loaded).written(found, growth=False)
    (tmp_path / loaded.baseline.file).write_text(str(written))
    assert str(written).splitlines()[2:5] == [
        '  "findings": [',
        '    ["KBR301", "error:E1"],',
        '    ["KBR301", "error:E2"]',
    ]
    assert Baseline.load(loaded) == written
    assert [one.subject for one in written.stale(found[:1])] == ["baseline:KBR301:error:E1"]
    assert written.pruned(found[:1]).known == {("KBR301", "error:E2")}
    assert str(Baseline("b").pruned([])) == '{\n  "version": 1,\n  "findings": []\n}\n'


def test_the_baseline_may_not_grow(tmp_path: Path) -> None:
    found = [ERROR_UNCLAIMED.finding("error:E1", "a", id="E1", wanted="agrees", hint="")]
    with pytest.raises(BaselineGrows) as error:
        Baseline("b.json", exists=True).written(found, growth=False)
    assert str(error.value) == (
        "the baseline b.json would grow by 1, KBR301 of error:E1 for one: mend it, or agree on a waiver with "
        "'kbsearch release waive' [KBE1082]"
    )
    assert Baseline("b.json", exists=True).written(found, growth=True).known == {("KBR301", "error:E1")}


def test_what_never_was_found_is_known_whether_it_is_new_or_not() -> None:
    values = {"id": "E1", "failed": 1, "asked": 2, "kind": "code", "text": "E1", "front": "x", "article_id": "e1"}
    known = Baseline("b", frozenset({("KBR305", "error:E1")}))
    assert all(known.has(rule.finding("error:E1", "a", **values)) for rule in (NOT_FOUND, LOST_RANK))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("{", "Expecting property name", id="no JSON"),
        pytest.param('{"findings": 3}', "it has another form", id="another form"),
        pytest.param('{"findings": [["KBR999", "x"]]}', "there is no rule KBR999", id="an unknown rule"),
    ],
)
def test_a_broken_baseline_is_no_empty_one(tmp_path: Path, text: str, problem: str) -> None:
    loaded = manifest(folder=tmp_path)
    (tmp_path / loaded.baseline.file).write_text(text)
    with pytest.raises(BaselineInvalid, match=problem):
        Baseline.load(loaded)
