"""What `kbsearch init` found out about a tree that is there already: as a table, and as settings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table

from kbsearch.articles.detect import detect
from kbsearch.cli.output import plain
from kbsearch.cli.progress import progress_bar
from kbsearch.cli.terminal import console, line
from kbsearch.counting import counted

if TYPE_CHECKING:
    from kbsearch.articles.detect import Detection, Tree


def look(root: Path) -> Detection:
    """Look at the articles below `root`, with a progress bar where somebody watches."""
    with progress_bar() as progress:
        return detect(root, progress)


def settings_of(detection: Detection) -> str:
    """What settings need, in TOML: the rest of the `[kb]` table with what to ignore, `[fields]` and `[[trees]]`."""
    ignore = f"ignore = {json.dumps(detection.ignore)}\n" if detection.ignore else ""
    return ignore + ("\n" + detection.toml() if detection.toml() else "")


def data_of(detection: Detection) -> list[dict[str, Any]]:
    """For each mapping its folders, how many articles were looked at, the rules, what they rest on and what is open."""
    return [
        {
            "folders": tree.folders,
            "articles": tree.articles,
            "fields": tree.rules.model_dump(exclude_defaults=True),
            "fits": [{"rule": fit.rule, "articles": fit.articles, "example": fit.example} for fit in tree.fits],
            "unsure": tree.unsure,
        }
        for tree in (detection.most, *detection.trees)
    ]


def print_fit(detection: Detection) -> None:
    """For each mapping the rules with how many articles each fits, then what could not be told."""
    out = console(stderr=True)
    line(out, f"looked at {counted(detection.articles, 'article')}")
    for tree in (detection.most, *detection.trees):
        if detection.trees:
            where = ", ".join(tree.folders) or "everywhere else"
            said = counted(tree.articles, "article") if tree.articles else "written for kbsearch"
            line(out, plain(f"\n{where} ({said})"))
        _print_fits(tree)


def _print_fits(tree: Tree) -> None:
    out = console(stderr=True)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("rule", no_wrap=True)
    table.add_column("fits", justify="right", no_wrap=True)
    table.add_column("for example", overflow="ellipsis", no_wrap=True)
    for found in tree.fits:
        table.add_row(plain(found.rule), f"{found.articles:,}", plain(found.example))
    if tree.fits:
        out.print(table)
    for said in tree.unsure:
        line(out, plain(f"not clear: {said}"))
