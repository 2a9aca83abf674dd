"""What is wrong with a kbsearch.toml, in words: the place, the value, and what would have been right."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from kbsearch.errors import SettingsInvalid
from kbsearch.guess import nearest


def unreadable(path: Path, problem: str) -> SettingsInvalid:
    """The error for text that is not TOML, with the place tomllib names."""
    found = re.fullmatch(r"(.*) \(at (.*)\)", problem, re.DOTALL)
    what, place = found.groups() if found else (problem, "the whole file")
    hint = "put text values in double quotes, and give every key its own line"
    return SettingsInvalid(path=path, place=place, problem=f"not valid TOML: {what}", hint=hint)


def invalid(model: type[BaseModel], path: Path, problems: list[ErrorDetails]) -> SettingsInvalid:
    """The error for the first problem that pydantic found with the tables of `model`, counting the others."""
    first, more = min(problems, key=lambda problem: problem["type"] == "missing"), len(problems) - 1
    table, inner, place = _placed(model, [*first["loc"]])
    if first["type"] == "extra_forbidden":
        problem, hint = "no such key", known(model, table if inner else "", inner[-1] if inner else table)
    elif first["type"] == "missing":
        problem, hint = "it is missing", f"write {inner[-1]} = ... below the heading"
    elif first["type"] == "value_error" or inner:
        problem, hint = f"{first['input']!r} is not allowed", _wanted(first)
    else:
        hint = f"write {_heading(table, _lists(model))} on a line of its own, its keys below"
        problem = f"{first['input']!r} is not a table"
    others = f" (and {more} more to mend)" if more else ""
    return SettingsInvalid(path=path, place=place, problem=problem + others, hint=hint)


def known(model: type[BaseModel], table: str, key: str) -> str:
    """The next step for an unknown key: the key that was meant, the table it belongs to, or all keys."""
    tables = _tables(model)
    homes = [home for home, keys in tables.items() if key in keys and home != table]
    if homes:
        return f"it belongs under {_heading(homes[0], _lists(model))}"
    names = tables.get(table) or tuple(name for name in model.model_fields if name != "root")
    guess = nearest(key, names)
    return f"did you mean {guess!r}?" if guess else f"the keys are {', '.join(names)}"


def _placed(model: type[BaseModel], loc: list[int | str]) -> tuple[str, list[str], str]:
    """The table and the keys in it that pydantic means, and how its place is written."""
    tables, lists = _tables(model), _lists(model)
    table, rest, number = str(loc[0]), loc[1:], ""
    while True:
        if rest and table in lists:
            number = f" (number {int(rest.pop(0)) + 1})"
        if len(rest) < 2 or f"{table}.{rest[0]}" not in tables:
            break
        table = f"{table}.{rest.pop(0)}"
    inner = [str(part) for part in rest]
    place = f"{_heading(table, lists)} {'.'.join(inner)}" if inner else table
    return table, inner, place + number


def _heading(table: str, lists: set[str]) -> str:
    return f"[[{table}]]" if table in lists else f"[{table}]"


def _wanted(problem: ErrorDetails) -> str:
    """What would have been allowed, in words."""
    if problem["type"] == "literal_error":
        return f"write one of {problem['ctx']['expected']}"
    said = problem["msg"].removeprefix("Value error, ")
    return said[:1].lower() + said[1:]


def _tables(model: type[BaseModel], above: str = "") -> dict[str, tuple[str, ...]]:
    """Every table below a model by its dotted name, with its keys; outer ones before inner ones."""
    inner = {f"{above}{name}": _model_in(info.annotation) for name, info in model.model_fields.items()}
    found = {name: tuple(table.model_fields) for name, table in inner.items() if table is not None}
    for name, table in inner.items():
        found |= {} if table is None else _tables(table, f"{name}.")
    return found


def _lists(model: type[BaseModel], above: str = "") -> set[str]:
    """The tables of which there may be several, `[[name]]`, by their dotted names."""
    found: set[str] = set()
    for name, info in model.model_fields.items():
        table = _model_in(info.annotation)
        if table is not None:
            found |= _lists(table, f"{above}{name}.") | (
                {above + name} if get_origin(info.annotation) is tuple else set()
            )
    return found


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The table that a key holds, alone, in a list, or not always."""
    kinds = (annotation, *get_args(annotation))
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
