"""What each part of the ranking earns: every part switched off, one after the other.

`make eval ARGS="--ablation --write"` makes ABLATION.md. A part whose row is empty earns nothing on these pastes:
it has a test of its own that says what it is for, or it is to be taken out.
"""

import contextlib
import importlib
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kbsearch import KnowledgeBase
from kbsearch.search.align import NOTHING
from kbsearch.search.evaluate import LabelledPaste, evaluate, read_labels
from kbsearch.search.weights import WEIGHTS
from tests.benchmarks.pastes import make
from tests.ranking.brewery import ARTICLES
from tests.ranking.labelled import SETS, indexed, pastes
from tests.ranking.pastes import PASTES

Counts = tuple[int, int]

FORMS = "forms"
"""The column of our own pastes, one for each form in which errors come."""
LOGS, MOST_LOGS = "logs", 20
"""The column of long logs, of which people paste a few lines and programs send all, and how many there are."""

NAMES = (*(name for names in SETS.values() for name in names), LOGS, FORMS)
HEAD = f"""\
# What each part of the ranking earns

Each part switched off, and what that changes: pastes of each set whose first hit is an expected article, more
(+) or fewer (-) than with all parts; in brackets, those with one among the first three.
`{LOGS}` are made logs of 2,000 lines with errors of msvc in them, the first of which is asked for.
`{FORMS}` are the pastes of pastes.py, in the knowledge base of brewery.py.
Made by `make eval ARGS="--ablation --write"`.

| without | {" | ".join(NAMES)} |
|---|{"---:|" * len(NAMES)}
"""


@dataclass(frozen=True)
class Part:
    """A part of the ranking: the weights at which it does nothing, and what stands in for its functions."""

    name: str
    weights: Mapping[str, float] = field(default_factory=dict)
    functions: Mapping[str, Any] = field(default_factory=dict)


def _nothing(*_: object) -> tuple[()]:
    return ()


def _nobody(*_: object) -> None:
    return None


PARTS = (
    Part("codes", {"code": 0}),
    Part("codes misread by a scanner", functions={"known_codes._misread": _nothing}),
    Part("the next code of a line counts less", {"code_decay": 1}),
    Part("messages", functions={"fitting.align": lambda *_: NOTHING}),
    Part("missing words cost", {"missing": 0}),
    Part("missing values cost less", {"absent": 1}),
    Part("missing words excused by a value in their place", {"replaced": 0}),
    Part("words left over in the line", {"unsaid": 0}),
    Part("message and line one and the same", {"certain": 0, "whole": 1.01}),
    Part("one sentence of a message of several", {"cut": 1}, functions={"align.in_part": lambda _, __, whole: whole}),
    Part("pairs of words asked for", functions={"lines._shingles": lambda *_: []}),
    Part("neighbouring words", {"neighbours": 0}),
    Part("mistyped words", {"typo": 0}),
    Part("function words say little", {"common": 99}),
    Part("placeholders learnt from other articles", {"marked": 0}),
    Part("list pages earn less", {"listed": 1}),
    Part("the wording of list pages lent to articles", functions={"ranking.passed_on": _nothing}),
    Part("a threshold for a likely fit", {"likely": 0.01}),
    Part("a threshold for a sure fit", {"fits": 0.01}),
    Part("the first error before the next", {"first": 0, "evidence": 1}),
    Part("what is said, beside where it stands", {"evidence": 0}),
    Part("a line counts by how much its answer says", {"enough": 0.01}),
    Part("the next line counts less", {"line_decay": 1}),
    Part("warnings count less than errors", {"warning": 1}),
    Part("notes count less", {"minor": 1}),
    Part("lines that many articles answer count less", {"shared": 0}),
    Part("doubtful answers count less", {"doubt": 0}),
    Part("other lines that an article answers", {"others": 0}),
    Part("messages yield to a code beside all of its own", {"agreed": 99}),
    Part("lines quoted in an article's text", {"quoted": 0}),
    Part("lines that say what an article is called", functions={"titles.align": lambda *_: NOTHING}),
    Part("the text (BM25)", {"text": 1e-9}),
    Part("the text counts less beside a code and its message", {"exact": 1}),
    Part("the text counts less for long pastes", {"lines": 1e9}),
    Part("words in the title", {"title": 0}),
    Part("words in the symptoms", {"symptoms": 0}),
    Part("words in the summary", {"summary": 0}),
    Part("words in the body", {"body": 0}),
    Part("phrases of a question", {"phrase": 0}),
    Part("short messages in a question", {"told": 1e-6}),
    Part("synonyms", functions={"searcher.synonyms_of": _nothing}),
    Part("misspelled words of a question corrected", functions={"wording.correct": _nobody}),
    Part("torn lines put together", functions={"paste._joined": lambda _: []}),
    Part("fields of JSON log lines", functions={"paste.read_record": _nothing}),
    Part("a cause before what wraps it", functions={"paste._CAUSE": re.compile("(?!)")}),
)


@contextlib.contextmanager
def without(part: Part) -> Iterator[None]:
    """The ranking with a part switched off. What is already open keeps its figures: open it inside."""
    weights = {name: getattr(WEIGHTS, name) for name in part.weights}
    functions = {path: _function(path) for path in part.functions}
    try:
        _switch(part.weights, part.functions)
        yield
    finally:
        _switch(weights, functions)


def _switch(weights: Mapping[str, float], functions: Mapping[str, Any]) -> None:
    for name, value in weights.items():
        object.__setattr__(WEIGHTS, name, value)  # frozen for everyone else
    for path, stand_in in functions.items():
        module, _, name = path.partition(".")
        setattr(importlib.import_module(f"kbsearch.search.{module}"), name, stand_in)


def _function(path: str) -> Any:
    module, _, name = path.partition(".")
    return getattr(importlib.import_module(f"kbsearch.search.{module}"), name)


def table() -> str:
    """The table of all parts; printed row by row."""
    with contextlib.ExitStack() as stack:
        folders = {names: stack.enter_context(indexed(corpora)) for corpora, names in SETS.items()}
        folders[(FORMS,)] = stack.enter_context(_brewery())
        sets = {name: read_labels(pastes(name)) for names in SETS.values() for name in names}
        folders[(LOGS,)] = folders[SETS[("msvc",)]]
        logs = make(Path(folders[(LOGS,)]), MOST_LOGS, 1)["2,000-line log"]
        sets[LOGS] = [LabelledPaste(str(number), log.text, (log.expected,)) for number, log in enumerate(logs, 1)]
        sets[FORMS] = [LabelledPaste(form, paste, (id,)) for form, (id, paste) in PASTES.items()]
        whole = _found(folders, sets)
        rows = [HEAD, f"| *nothing* | {' | '.join(f'{whole[name][0]} of {len(sets[name])}' for name in NAMES)} |\n"]
        print(*rows, sep="", end="", flush=True)
        for part in PARTS:
            with without(part):
                found = _found(folders, sets)
            rows.append(f"| {part.name} | {' | '.join(_change(found[name], whole[name]) for name in NAMES)} |\n")
            print(rows[-1], end="", flush=True)
    return "".join(rows)


def _found(folders: Mapping[tuple[str, ...], str], sets: Mapping[str, list[LabelledPaste]]) -> dict[str, Counts]:
    """How many pastes of each set have an expected article first, and how many among the first three."""
    found = {}
    for names, folder in folders.items():
        with KnowledgeBase.open(folder) as kb:
            for name in names:
                hit_at = evaluate(kb, sets[name]).hit_at
                found[name] = round(hit_at[1] * len(sets[name])), round(hit_at[3] * len(sets[name]))
    return found


def _change(found: Counts, whole: Counts) -> str:
    """A cell: the first hits more or fewer, and in brackets those among the first three; "" for no change."""
    first, three = found[0] - whole[0], found[1] - whole[1]
    return " ".join([f"{first:+}" if first else "0"] + [f"({three:+})"] * bool(three)) if first or three else ""


@contextlib.contextmanager
def _brewery() -> Iterator[str]:
    """A folder with the knowledge base of the brewery, indexed."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "articles").mkdir()
        for id, text in ARTICLES.items():
            (Path(folder) / "articles" / f"{id}.md").write_text(text, encoding="utf-8")
        with KnowledgeBase.open(folder) as kb:
            kb.index()
        yield folder
