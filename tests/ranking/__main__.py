"""The search measured on the labelled pastes: `make eval`.

Copies the corpora, lets `kbsearch init` and `kbsearch index` loose on the copy, and runs
`kbsearch eval` with the labelled pastes that belong to them. With --write the figures go to
FIGURES.md beside this file, so that a change of the ranking shows in the difference.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SHARED = HERE.parent.parent.parent / "shared"
SETS = {
    ("msvc",): ("msvc-dev", "msvc-dev-nocode"),
    ("office",): ("office-dev", "office-dev-nocode"),
    ("office", "telerik"): ("words-dev",),
}
HEAD = """\
# Ranking figures

Share of labelled pastes with an expected article first, among the first 3 and the first 10, and the mean
reciprocal rank. Made by `make eval ARGS=--write`; the corpora were indexed after `kbsearch init` alone.

| pastes | corpora | number | hit@1 | hit@3 | hit@10 | MRR |
|---|---|---:|---:|---:|---:|---:|
"""
TOGETHER = """\

## All corpora in one knowledge base

| pastes | number | hit@1 | hit@3 | hit@10 | MRR | hit@1 against alone |
|---|---:|---:|---:|---:|---:|---:|
"""


def main() -> None:
    """Measure every set whose corpus is there, print the figures and write them down."""
    parser = argparse.ArgumentParser(prog="make eval", description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write FIGURES.md")
    write: bool = parser.parse_args().write
    rows: list[str] = []
    alone: dict[str, float] = {}
    for corpora, names in SETS.items():
        for corpus in corpora:
            if not (SHARED / "corpora" / corpus).is_dir():
                sys.exit(f"error: the corpus {corpus} is not in ../shared/corpora beside the repository")
        for name, found in measure(corpora, names):
            alone[name] = found["hit_at"]["1"]
            rows.append(f"| {name} | {', '.join(corpora)} | {found['pastes']} | {figures(found)} |\n")
            print(rows[-1], end="", flush=True)
    rows.append(TOGETHER)
    for name, found in measure(tuple(sorted({corpus for corpora in SETS for corpus in corpora})), tuple(alone)):
        difference = found["hit_at"]["1"] - alone[name]
        rows.append(f"| {name} | {found['pastes']} | {figures(found)} | {difference:+.3f} |\n")
        print(rows[-1], end="", flush=True)
    if write:
        (HERE / "FIGURES.md").write_text(HEAD + "".join(rows), encoding="utf-8", newline="\n")


def figures(found: dict[str, Any]) -> str:
    """The cells of a row: hit@1, hit@3, hit@10 and MRR."""
    return " | ".join(f"{share:.3f}" for share in (*(found["hit_at"][k] for k in ("1", "3", "10")), found["mrr"]))


def measure(corpora: tuple[str, ...], names: tuple[str, ...]) -> list[tuple[str, dict[str, Any]]]:
    """The figures of one knowledge base of these corpora, a pair of name and figures for each set of pastes."""
    with tempfile.TemporaryDirectory() as folder:
        for corpus in corpora:
            source = SHARED / "corpora" / corpus / "articles"
            copied = shutil.copytree(source, Path(folder) / "articles" / corpus, copy_function=shutil.copyfile)
            for place in (copied, *(path for path in copied.rglob("*") if path.is_dir())):
                place.chmod(0o755)
        kbsearch("init", folder)
        kbsearch("index", "--kb", folder)
        files = [str(SHARED / "queries" / f"{name}.jsonl") for name in names]
        said = json.loads(kbsearch("eval", "--json", "--kb", folder, *files))
    return list(zip(names, said["files"], strict=True))


def kbsearch(*words: str) -> str:
    """What a command printed."""
    ran = subprocess.run([sys.executable, "-m", "kbsearch", *words], stdout=subprocess.PIPE, text=True, check=True)
    return ran.stdout


if __name__ == "__main__":
    main()
