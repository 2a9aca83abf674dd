"""Pages of a long list: the one that the address asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

from kbsearch.web.numbers import number_in

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list: the `number` of their page and of the `last` one, from 1; `count` rows are in all."""

    rows: Sequence[Row]
    number: int
    last: int
    count: int


def page_of(rows: Sequence[Row], size: int) -> Page[Row]:
    """The page of `size` rows that `page` in the address names: the last for one past it, the first for no number."""
    last = max(1, -(-len(rows) // size))
    number = min(number_in(request.args.get("page", "")) or 1, last)
    return Page(rows[(number - 1) * size : number * size], number, last, len(rows))
