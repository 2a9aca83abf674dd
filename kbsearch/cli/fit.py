"""What `kbsearch init` found out about a tree that is there already: as a table, and as settings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table

from kbsearch.articles.detect import detect
from kbsearch.cli.output import counted, plain
from kbsearch.cli.terminal import console, line

if TYPE_CHECKING:
    from kbsearch.articles.detect import Detection
    from kbsearch.articles.fields import FieldRules


def fit(root: Path) -> str:
    """Look at the articles below `root`, say what was found, and return the `[fields]` table as TOML."""
    detection = detect(root)
    _print(detection)
    return fields_table(detection.rules)


def _print(detection: Detection) -> None:
    """The rules with how many articles each fits, then what could not be told."""
    out = console(stderr=True)
    line(out, f"looked at {counted(detection.articles, 'article')}")
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("rule", no_wrap=True)
    table.add_column("fits", justify="right", no_wrap=True)
    table.add_column("for example", overflow="ellipsis", no_wrap=True)
    for found in detection.fits:
        table.add_row(plain(found.rule), f"{found.articles:,}", plain(found.example))
    if detection.fits:
        out.print(table)
    for said in detection.unsure:
        line(out, plain(f"not clear: {said}"))


def fields_table(rules: FieldRules) -> str:
    """The rules as the `[fields]` table of kbsearch.toml, "" when there is none to write."""
    keys = rules.model_dump(exclude_defaults=True)
    if not keys:
        return ""
    return "\n[fields]\n" + "".join(f"{key} = {_value(value)}\n" for key, value in keys.items())


def _value(value: object) -> str:
    """A text or a list of texts in TOML; what holds backslashes, as regular expressions do, stays readable."""
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_value, value)) + "]"
    text = str(value)
    if "\\" in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
