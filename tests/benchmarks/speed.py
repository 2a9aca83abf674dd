"""What is timed: indexing, taking over a change, a cold search, and queries, each beside the peers."""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from kbsearch import KnowledgeBase, Watcher
from tests.benchmarks.corpus import Document, documents, files
from tests.benchmarks.measure import Times, interleaved
from tests.benchmarks.pastes import Paste
from tests.benchmarks.peers import LIMIT, PEERS, Peer, RawTantivy, absence
from tests.benchmarks.report import Table, number

KBSEARCH = "kbsearch"
BASE = RawTantivy.name
"""The engine that the ratios are to."""

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 30.0
"""How long a change may take to be found before the run is given up, for every 100,000 articles begun."""
MOST_MS = 1000.0
"""How long a save may take until it is found, where the folder is watched."""

COLD_TANTIVY = """\
import sys
from pathlib import Path
from tests.benchmarks.peers import RawTantivy
print(RawTantivy(Path(sys.argv[1])).search(sys.argv[2]))
"""


class NotMeasured(Exception):
    """Something did not do what was to be timed."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured: rounds of building, of smaller things, of each paste; seconds for each engine.

    `pastes` is how many different pastes of each kind there are.
    """

    builds: int
    changes: int
    queries: int
    pastes: int
    budget: float


class Rivals:
    """kbsearch and the peers that can be measured, over one corpus; a context manager.

    `absent` says of each of the others why not, by its name.
    """

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        self.kb = KnowledgeBase.open(root)
        self.peers: dict[str, Peer] = {}
        self.folders: dict[str, Path] = {}
        articles = len(files(root))
        self.absent = {peer.name: reason for peer in PEERS if (reason := absence(peer, articles))}
        for peer in PEERS:
            if peer.name in self.absent:
                continue
            self.folders[peer.name] = folder / f"{root.name}-{peer.package}"
            self.folders[peer.name].mkdir()
            self.peers[peer.name] = peer(self.folders[peer.name])

    @property
    def tantivy(self) -> RawTantivy:
        """The peer that the ratios are to; kbsearch itself needs its package, so it is there."""
        peer = self.peers[BASE]
        assert isinstance(peer, RawTantivy)
        return peer

    def builders(self) -> dict[str, Callable[[int], object]]:
        """How each engine takes over all articles, from the files on."""

        def build(peer: Peer) -> Callable[[int], object]:
            return lambda _: peer.build(documents(self.root))

        return {KBSEARCH: lambda _: self.kb.index(rebuild=True)} | {name: build(p) for name, p in self.peers.items()}

    def searches(self) -> dict[str, Callable[[str], Sequence[str]]]:
        """How each engine is asked: text in, ids out, best first."""
        return {KBSEARCH: self._ids, **{name: peer.search for name, peer in self.peers.items()}}

    def _ids(self, text: str) -> Sequence[str]:
        return [hit.article.id for hit in self.kb.search(text, limit=LIMIT).hits]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with ExitStack() as stack:
            stack.callback(self.kb.close)
            for peer in self.peers.values():
                stack.callback(peer.close)


def indexing(rivals: Rivals, effort: Effort) -> tuple[Table, float]:
    """Articles per second from the files to a committed index; and kbsearch's as a share of raw tantivy's."""
    articles = len(files(rivals.root))
    times = interleaved(rivals.builders(), range(effort.builds), effort.budget)
    times["kbsearch, nothing changed"] = interleaved(
        {KBSEARCH: lambda _: rivals.kb.index()}, range(effort.changes), effort.budget
    )[KBSEARCH]
    table = Table(
        f"Indexing {articles:,} articles",
        "From the files to a committed index; kbsearch also reads front matter, Markdown, codes and messages.",
        ("engine", "articles/s", "runs", "min s", "median s", "p99 s", "rate / tantivy's"),
    )
    for name, taken in times.items():
        seconds = (number(value) for value in (taken.least, taken.median, taken.p99))
        ratio = times[BASE].median / taken.median
        table.add(name, f"{articles / taken.median:,.0f}", str(len(taken.seconds)), *seconds, number(ratio))
    _add_missing(table, rivals)
    return table, times[BASE].median / times[KBSEARCH].median


def changes(rivals: Rivals, code: str, effort: Effort) -> tuple[Table, Times]:
    """From a save to its being found, and from a shell's prompt to an answer; and the times of a save that is watched."""
    table = Table(
        "Changes and cold starts",
        "A save is found: one article is written, taken over, and searched for by a word that only it has. "
        "Cold: a process that starts, searches for a code, prints and ends; "
        "kbsearch looks for changed articles first.",
        ("what", "runs", "min ms", "median ms", "p99 ms", "time / tantivy's"),
    )
    saved = _Saved(rivals)
    try:
        times = interleaved({KBSEARCH: saved.by_kbsearch, BASE: saved.by_tantivy}, range(effort.changes), effort.budget)
        with Watcher(rivals.kb):
            watched = interleaved({KBSEARCH: saved.by_watcher}, range(effort.changes), effort.budget)
    finally:
        saved.restore()
    table.add("save is found: kbsearch, index() and search()", *_milliseconds(times[KBSEARCH], times[BASE]))
    table.add("save is found: kbsearch, watching", *_milliseconds(watched[KBSEARCH], times[BASE]))
    table.add(f"save is found: {BASE}", *_milliseconds(times[BASE], times[BASE]))
    command = [sys.executable, "-m", "kbsearch", "search", "--json", "--kb", str(rivals.root), code]
    script = [sys.executable, "-c", COLD_TANTIVY, str(rivals.folders[BASE]), code]
    cold = {KBSEARCH: lambda _: _process(command), BASE: lambda _: _process(script)}
    times = interleaved(cold, range(effort.changes), effort.budget)
    table.add("cold search: kbsearch search", *_milliseconds(times[KBSEARCH], times[BASE]))
    table.add(f"cold search: {BASE} in a script", *_milliseconds(times[BASE], times[BASE]))
    return table, watched[KBSEARCH]


def judge(table: Table, watched: Times) -> None:
    """Add to the table of targets how soon a save in an editor is to be found."""
    taken = watched.median * 1000
    met = "yes" if taken <= MOST_MS else "no"
    table.add("save is found by whoever watches: median ms", f"at most {number(MOST_MS)}", number(taken), met)


def queries(
    rivals: Rivals, pastes: Mapping[str, Sequence[Paste]], effort: Effort
) -> tuple[Table, dict[str, dict[str, Times]]]:
    """How long an answer takes, for each kind of paste, and whether its first hit is the right one."""
    measured: dict[str, dict[str, Times]] = {}
    table = Table(
        "Queries",
        "Pastes made from the articles' own codes and messages, among noise in their words; "
        "hit@1 is the share with the article first whose error comes first in the paste. "
        "Processor time of the thread that asks, so that what else the machine does counts for less.",
        ("paste", "engine", "runs", "min ms", "median ms", "p99 ms", "time / tantivy's", "hit@1"),
        labels=2,
    )
    for kind, given in pastes.items():
        engines = {name: _Asked(search) for name, search in rivals.searches().items()}
        interleaved(engines, given[:1], effort.budget)  # whoever opens its files at the first search has done so now
        # All of them answer in the thread that asks; its own time is that of the wall where nothing else is done.
        times = measured[kind] = interleaved(engines, list(given) * effort.queries, effort.budget, time.thread_time)
        for name, taken in times.items():
            table.add(kind, name, *_milliseconds(taken, times[BASE]), f"{engines[name].hit_at_1:.2f}")
        _add_missing(table, rivals, kind)
    return table, measured


class _Asked:
    """An engine that is given pastes and remembers for which its first hit was the right one."""

    def __init__(self, search: Callable[[str], Sequence[str]]) -> None:
        self._search = search
        self._right: dict[Paste, bool] = {}

    def __call__(self, paste: Paste) -> None:
        self._right[paste] = paste.expected in self._search(paste.text)[:1]

    @property
    def hit_at_1(self) -> float:
        """The share, in [0, 1], of the pastes it was given."""
        return sum(self._right.values()) / len(self._right)


class _Saved:
    """One article that is changed again and again, each time by a word that nothing else has."""

    def __init__(self, rivals: Rivals) -> None:
        self._rivals = rivals
        self._document = next(iter(documents(rivals.root)))
        paths = files(rivals.root)
        self._path = paths[0]
        self._patience_s = PATIENCE_S * (1 + len(paths) // 100_000)
        self._before = self._path.read_bytes()
        self._count = 0

    def by_kbsearch(self, _: int) -> None:
        word = self._save()
        self._rivals.kb.index()
        self._found(self._rivals.searches()[KBSEARCH](word), word)

    def by_watcher(self, _: int) -> None:
        word, search = self._save(), self._rivals.searches()[KBSEARCH]
        deadline = time.monotonic() + self._patience_s
        while not (found := search(word)) and time.monotonic() < deadline:
            time.sleep(0.002)
        self._found(found, word)

    def by_tantivy(self, _: int) -> None:
        word, known = self._save(), self._document
        text = self._path.read_text(encoding="utf-8-sig", errors="replace")
        self._rivals.tantivy.replace(Document(known.id, known.title, text))
        self._found(self._rivals.tantivy.search(word), word)

    def restore(self) -> None:
        """Put the article back as it was, and into the index."""
        self._path.write_bytes(self._before)
        self._rivals.kb.index()
        self._rivals.tantivy.replace(self._document)

    def _save(self) -> str:
        """Write the article with a new word of letters at its end; returns the word."""
        self._count += 1
        word = "zqx" + "".join(chr(ord("a") + int(digit)) for digit in f"{self._count:05}") + "xqz"
        self._path.write_bytes(self._before + f"\n\nThis was saved with {word} in it.\n".encode())
        return word

    def _found(self, ids: Sequence[str], word: str) -> None:
        if self._document.id not in ids:
            raise NotMeasured(f"the article {self._document.id} was saved with {word!r} in it and is not found by it")


def _process(command: Sequence[str]) -> None:
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)


def _milliseconds(taken: Times, base: Times) -> tuple[str, ...]:
    """Runs, least, median, p99 and the ratio of the medians, as cells."""
    figures = (number(value * 1000) for value in (taken.least, taken.median, taken.p99))
    return str(len(taken.seconds)), *figures, number(taken.median / base.median)


def _add_missing(table: Table, rivals: Rivals, *labels: str) -> None:
    for name, reason in rivals.absent.items():
        table.add(*labels, name, reason)
