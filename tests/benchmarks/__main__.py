"""Speed and ranking measured beside other engines, in one run: `make bench`.

Without --articles, what is measured is the first corpus beside this repository (or the one that --corpus
names), and hit@1 on the labelled pastes of all of them; with --quick of that one only. With --articles
it is a generated corpus of that size, with --hide the corpus hidden among as many generated articles.
With --tickets it is a log of that many requests, and no corpus.
"""

import argparse
import platform
import shlex
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rich.console import Console

from tests.benchmarks import corpus, labelled, pages, parallel, pastes, readiness, speed, targets, tickets
from tests.benchmarks.peers import INSTALL, PEERS, installed
from tests.benchmarks.report import ABSENT, Table, markdown, show

FULL = speed.Effort(builds=3, changes=20, queries=5, pastes=40, budget=60.0)
QUICK = speed.Effort(builds=1, changes=5, queries=2, pastes=15, budget=10.0)
ROUNDS = 15
"""How often each list of a log of requests is asked for."""
PACKAGES = ("kbsearch", "tantivy", "bm25s", "whoosh-reloaded")
HEAD = """\
# Benchmarks

Made by `{command}`.
Times depend on the machine and what else it does; the ratios to tantivy are of the same run.

- Corpus: {corpus}
- Versions: {versions}
- Engines take turns on the same input, in the order A B, B A.
  Ratios are of medians; the p99 of fewer than 100 runs is the longest.
- Peers search for any word of the paste, in title and text as one field, with the settings they come with.
  tantivy writes with one thread; bm25s keeps everything in memory.
"""


def main(words: Sequence[str] | None = None, effort: speed.Effort | None = None) -> None:
    """Measure, print the tables, and write them where --output says; `effort` overrules --quick."""
    asked = _parser().parse_args(words)
    if asked.hide and not (asked.articles and asked.corpus):
        sys.exit("error: --hide needs --articles, and a corpus at ../shared/corpora to hide among them")
    effort = effort or (QUICK if asked.quick else FULL)
    console = Console()
    with tempfile.TemporaryDirectory(prefix="kbsearch-bench-") as folder:
        try:
            if asked.tickets:
                tables = tickets.measured(asked.tickets, asked.seed, ROUNDS, effort.budget, Path(folder))
            else:
                tables = measured(asked, effort, Path(folder), Console(stderr=True))
        except speed.NotMeasured as error:
            sys.exit(f"error: {error}")
    said = list(sys.argv[1:] if words is None else words)
    page = markdown(tickets.head(_command(said)) if asked.tickets else _head(asked, said), tables)
    if console.is_terminal:
        show(console, tables)
    else:
        print(page, end="")
    if asked.output:
        asked.output.write_text(page, encoding="utf-8", newline="\n")
        print(f"written: {asked.output}")


def measured(asked: argparse.Namespace, effort: speed.Effort, folder: Path, console: Console) -> list[Table]:
    """The tables of one run; `folder` is for what is made on the way."""
    console.print(f"preparing {_corpus(asked)}")
    if asked.articles:
        root = corpus.generated(asked.articles, folder, asked.seed, asked.corpus if asked.hide else None)
    else:
        root = corpus.copied(asked.corpus, folder)
    with speed.Rivals(root, folder) as rivals:
        questions = pastes.make(root, effort.pastes, asked.seed)
        if not questions:
            raise speed.NotMeasured("no article has both a code and a message, so no paste can be made from them")
        console.print("indexing")
        indexed, rate = speed.indexing(rivals, effort)
        console.print("asking")
        queries, times = speed.queries(rivals, questions, effort)
        console.print("posting to the page")
        painted, page_times = pages.pages(rivals.kb, questions, effort)
        console.print("changing an article; starting processes")
        changes, watched = speed.changes(rivals, questions["one code"][0].text, effort)
        console.print("asking side by side")
        logs = [paste.text for kind in (targets.LINE, targets.LOG) for paste in questions[kind]]
        together = parallel.side_by_side(root, logs, effort.budget / 20)
        articles = len(corpus.files(root))
        met = targets.table(times, speed.KBSEARCH, articles, rate)
        pages.judge(met, page_times)
        speed.judge(met, watched)
        tables = [met, indexed, changes, queries, painted, together]
        if articles <= readiness.LARGEST:
            console.print("checking a release")
            tables.append(readiness.checked(rivals))
        console.print("asking the labelled pastes")
        if asked.hide:
            tables.append(_hidden(asked, rivals, folder, met))
        else:
            tables.append(_labelled(asked, rivals, folder))
    return tables


def _hidden(asked: argparse.Namespace, rivals: speed.Rivals, folder: Path, met: Table) -> Table:
    """hit@1 on the labelled pastes of a corpus by itself, and with its articles among the generated ones.

    What that may lose is added to the targets in `met`.
    """
    table = Table(
        f"hit@1 among {asked.articles:,} generated articles",
        f"The labelled pastes of {asked.corpus}: its articles by themselves, and hidden among the others.",
        ("set", "pastes", "kbsearch alone", "kbsearch hidden", f"{speed.BASE} alone", f"{speed.BASE} hidden"),
    )
    with speed.Rivals(corpus.copied(asked.corpus, folder), folder) as alone:
        for name in (speed.KBSEARCH, speed.BASE):
            alone.builders()[name](0)
        for part in labelled.sets():
            if part.corpus == asked.corpus:
                shares = [
                    part.hit_at_1(there.searches()[name])
                    for name in (speed.KBSEARCH, speed.BASE)
                    for there in (alone, rivals)
                ]
                table.add(part.name, str(len(part.pastes)), *(f"{share:.3f}" for share in shares))
                targets.judge_hidden(met, part.name, *shares[:2])
    return table


def _labelled(asked: argparse.Namespace, rivals: speed.Rivals, folder: Path) -> Table:
    """hit@1 of every engine on every labelled set; one row says why where there is nothing to measure."""
    names = (speed.KBSEARCH, *(peer.name for peer in PEERS))
    table = Table(
        "hit@1 on labelled pastes",
        "The share of pastes that people really sent, with a right article first.",
        ("set", "corpus", "pastes", *names),
        labels=2,
    )
    found = labelled.sets()
    if reason := labelled.absent(found):
        table.add(reason)
        return table
    for name in dict.fromkeys(part.corpus for part in found):
        here = [part for part in found if part.corpus == name]
        if not asked.articles and name == asked.corpus:
            _add_shares(table, here, rivals)
        elif asked.quick or name not in corpus.names():
            reason = "skipped by --quick" if asked.quick else "skipped: not at ../shared/corpora"
            for part in here:
                table.add(f"{part.name} ({reason})", name)
        else:
            with speed.Rivals(corpus.copied(name, folder), folder) as others:
                for build in others.builders().values():
                    build(0)
                _add_shares(table, here, others)
    absent = [f"{peer.name} {INSTALL}" for peer in PEERS if not installed(peer)]
    table.note += "".join(f" {reason}." for reason in absent)
    return table


def _add_shares(table: Table, sets: Sequence[labelled.Labelled], rivals: speed.Rivals) -> None:
    searches = rivals.searches()
    for part in sets:
        shares = {name: f"{part.hit_at_1(search):.3f}" for name, search in searches.items()}
        cells = (shares.get(name, ABSENT) for name in table.columns[3:])
        table.add(part.name, part.corpus, str(len(part.pastes)), *cells)


def _parser() -> argparse.ArgumentParser:
    there = corpus.names()
    parser = argparse.ArgumentParser(prog="make bench", description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--articles", type=_positive, metavar="N", required=not there, help="generate a corpus of N articles"
    )
    parser.add_argument("--tickets", type=_positive, metavar="N", help="measure a log of N requests instead")
    parser.add_argument("--corpus", choices=there, default=there[0] if there else None, help="a corpus that is there")
    parser.add_argument("--hide", action="store_true", help="with --articles: hide the corpus among them")
    parser.add_argument("--seed", type=int, default=1, help="for what is made by chance (default: 1)")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, and no other corpora")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the tables there as Markdown")
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number, 1 or more")
    return int(text)


def _command(words: Sequence[str]) -> str:
    return f"make bench ARGS={shlex.quote(shlex.join(words))}" if words else "make bench"


def _head(asked: argparse.Namespace, words: Sequence[str]) -> str:
    versions = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    for package in PACKAGES:
        try:
            versions.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            versions.append(f"{package} not installed")
    return HEAD.format(command=_command(words), corpus=_corpus(asked), versions=", ".join(versions))


def _corpus(asked: argparse.Namespace) -> str:
    if asked.articles:
        hidden = f", ../shared/corpora/{asked.corpus} hidden among them" if asked.hide else ""
        return f"{asked.articles:,} generated articles, seed {asked.seed}{hidden}"
    return f"../shared/corpora/{asked.corpus}, indexed after `kbsearch init` alone"


if __name__ == "__main__":
    main()
