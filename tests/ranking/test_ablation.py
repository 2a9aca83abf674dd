"""What each part of the ranking earns is known: all of them can be switched off, and all have been."""

from dataclasses import fields
from pathlib import Path

from kbsearch.search.weights import WEIGHTS, Weights
from tests.ranking.ablation import NAMES, PARTS, without

TABLE = Path(__file__).with_name("ABLATION.md").read_text("utf-8")
ROWS = {row.split(" | ")[0].removeprefix("| "): row for row in TABLE.splitlines() if row.startswith("| ")}


def test_every_weight_belongs_to_a_part_that_can_be_switched_off() -> None:
    assert {name for part in PARTS for name in part.weights} == {field.name for field in fields(Weights)}


def test_the_table_has_a_row_for_every_part_and_a_column_for_every_set() -> None:
    assert list(ROWS) == ["without", "*nothing*", *(part.name for part in PARTS)]
    assert {row.count(" | ") for row in ROWS.values()} == {len(NAMES)}


def test_a_part_is_switched_on_again() -> None:
    before = WEIGHTS.code
    with without(PARTS[0]):
        assert WEIGHTS.code == 0
    assert WEIGHTS.code == before
