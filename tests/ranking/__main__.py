"""The search measured on the labelled pastes: `make eval`.

Copies the corpora, lets `kbsearch init` and `kbsearch index` loose on the copy, runs `kbsearch eval`
with the labelled pastes that belong to them, and prints the figures and the misses with what put
another article first. With --write the figures go to FIGURES.md beside this file, so that a change
of the ranking shows in the difference. With --ablation each part of the ranking is switched off
(ABLATION.md).
"""

import argparse
import json
from pathlib import Path
from typing import Any

from tests.ranking import ablation
from tests.ranking.labelled import SETS, indexed, kbsearch, pastes

HERE = Path(__file__).parent
HEAD = """\
# Ranking figures

Share of labelled pastes with an expected article among the first k, and the mean reciprocal rank.
Made by `make eval ARGS=--write`; the corpora were indexed after `kbsearch init` alone.

| pastes | corpora | number | hit@1 | hit@3 | hit@5 | hit@10 | MRR |
|---|---|---:|---:|---:|---:|---:|---:|
"""
TOGETHER = """\

## All corpora in one knowledge base

| pastes | number | hit@1 | hit@3 | hit@5 | hit@10 | MRR | hit@1 against alone |
|---|---:|---:|---:|---:|---:|---:|---:|
"""


def main() -> None:
    """Measure every set whose corpus is there, print the figures and write them down."""
    parser = argparse.ArgumentParser(prog="make eval", description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write what is measured down beside this file")
    parser.add_argument("--ablation", action="store_true", help="measure what each part of the ranking earns")
    asked = parser.parse_args()
    file, said = ("ABLATION.md", ablation.table()) if asked.ablation else ("FIGURES.md", figures())
    if asked.write:
        (HERE / file).write_text(said, encoding="utf-8", newline="\n")


def figures() -> str:
    """The figures of every set, alone and in one knowledge base of all corpora; printed with the misses."""
    rows, misses = [HEAD], []
    alone: dict[str, float] = {}
    print(HEAD, end="")
    for corpora, names in SETS.items():
        for name, found in measure(corpora, names):
            alone[name] = found["hit_at"]["1"]
            rows.append(f"| {name} | {', '.join(corpora)} | {found['pastes']} | {shares(found)} |\n")
            misses += [f"{name} {said(miss)}" for miss in found["misses"]]
            print(rows[-1], end="", flush=True)
    rows.append(TOGETHER)
    print(TOGETHER, end="")
    for name, found in measure(tuple(sorted({corpus for corpora in SETS for corpus in corpora})), tuple(alone)):
        difference = found["hit_at"]["1"] - alone[name]
        rows.append(f"| {name} | {found['pastes']} | {shares(found)} | {difference:+.3f} |\n")
        print(rows[-1], end="", flush=True)
    print("\nWithout an expected article first, each corpus alone:\n", *misses, sep="\n")
    return "".join(rows)


def shares(found: dict[str, Any]) -> str:
    """The cells of a row: hit@1, hit@3, hit@5, hit@10 and MRR."""
    return " | ".join(f"{share:.3f}" for share in (*found["hit_at"].values(), found["mrr"]))


def said(miss: dict[str, Any]) -> str:
    """A miss in one line, with the reason."""
    rank = f"rank {miss['rank']}" if miss["rank"] else "not found"
    return f"{miss['id']}: wants {' or '.join(miss['expected'])} ({rank}), first is {miss['found']}: {miss['why']}"


def measure(corpora: tuple[str, ...], names: tuple[str, ...]) -> list[tuple[str, dict[str, Any]]]:
    """The figures of one knowledge base of these corpora, a pair of name and figures for each set of pastes."""
    with indexed(corpora) as folder:
        found = json.loads(
            kbsearch("eval", "--json", "--misses", "--kb", folder, *(str(pastes(name)) for name in names))
        )
    return list(zip(names, found["files"], strict=True))


if __name__ == "__main__":
    main()
