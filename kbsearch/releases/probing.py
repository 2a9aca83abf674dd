"""Probing: whether those who meet a declaration find its article, by the very search of the product.

    Sought (a declaration and the article that explains it) -> probes -> searches, in several processes -> Answered

The probes are made from what the product declares, not from what the article says: code and message
as customers paste them, with values in the places of the placeholders, alone and inside a log. What
the requesters of the article said (`symptoms`) and pasted (`found_by`) is asked for as well.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kbsearch.articles.placeholders import parse_template
from kbsearch.releases.declaration import Declaration, Kind
from kbsearch.releases.manifest import ProbeKeys
from kbsearch.search import generations
from kbsearch.search.analysis import words
from kbsearch.search.codes import code_keys
from kbsearch.search.noise import in_log
from kbsearch.search.opened import OpenedIndex
from kbsearch.search.probes import SEEDS, Claim, Outcome, Probe, ProbeKind, ask, fixed_words, printed
from kbsearch.search.results import FITTING, Hit
from kbsearch.search.spellings import spellings
from kbsearch.search.values import filled
from kbsearch.search.workers import run
from kbsearch.settings import Settings

Progress = Callable[[int, int, str], None]

_CHUNK = 8  # declarations in one message: some 200 ms of work
_WORTH_IT = 60  # with fewer, starting processes takes longer than searching here
_BRIEF = SEEDS[1:2]  # values that a declaration which is not new is asked for with
_STAMP = "2026-03-01 09:14:07"


@dataclass(frozen=True, slots=True)
class Sought:
    """A declaration and the article that must be found for it, with what of the article is asked for.

    `thorough` asks a message with several sets of values rather than one: for what is new.
    """

    declaration: Declaration
    article: str
    symptoms: tuple[str, ...] = ()
    found_by: tuple[str, ...] = ()
    thorough: bool = True


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of the probes of one `Sought`.

    `asked` counts them, `failed` are the outcomes of those that did not pass. `met` are the ids of all
    articles among the hits, and `fitting` says whether each probe found its article by what it
    declares, which only another article that declares such a thing can change.
    """

    asked: int
    failed: tuple[Outcome, ...] = ()
    met: tuple[str, ...] = ()
    fitting: bool = True


def probes_of(sought: Sought, keys: ProbeKeys) -> tuple[Probe, ...]:
    """All searches that must find the article, each text once."""
    found: dict[tuple[ProbeKind, str], Probe] = {}
    makers = _of_feature if sought.declaration.kind is Kind.FEATURE else _of_error
    for probe in (*makers(sought, keys), *_of_article(sought, keys)):
        found.setdefault((probe.kind, probe.text), probe)
    return tuple(found.values())


def _of_error(sought: Sought, keys: ProbeKeys) -> Iterator[Probe]:
    declared, ranks, article = sought.declaration, keys.max_rank, sought.article
    codes = frozenset(code_keys(declared.id))
    if codes:
        for text in spellings(declared.id):
            yield Probe(ProbeKind.CODE, text, article, Claim(codes), ranks.code)
    message = declared.message
    fixed = fixed_words(message)
    if not fixed or not parse_template(message).literal_words:
        return
    worded = Claim(fixed=fixed)
    if sought.thorough:
        yield Probe(ProbeKind.TEMPLATE, message, article, worded, ranks.message, message=message)
    for seed in SEEDS if sought.thorough else _BRIEF:
        text = filled(message, seed, keys.fill)
        yield Probe(ProbeKind.WORDING, text, article, worded, ranks.message, message=message)
    claim = Claim(codes, fixed)
    for seed in SEEDS if sought.thorough else _BRIEF:
        text = in_log(_before(keys, seed) + printed(declared.id, filled(message, seed, keys.fill)), seed)
        yield Probe(ProbeKind.LOG, text, article, claim, ranks.paste, message=message)


def _before(keys: ProbeKeys, seed: int) -> str:
    """What the manifest says stands before a message in a log."""
    if not keys.noise:
        return ""
    return filled(keys.noise[seed % len(keys.noise)], seed, {"ts": [_STAMP], **keys.fill})


def _of_feature(sought: Sought, keys: ProbeKeys) -> Iterator[Probe]:
    """A feature is asked for by its name, and by its title in a question."""
    declared = sought.declaration
    named = declared.title or declared.id.replace("-", " ").replace("_", " ")
    for text in dict.fromkeys((named, f"How do I use {named}?")):
        claim = Claim(said=tuple(words(text)) or (text,))
        yield Probe(ProbeKind.SYMPTOM, text, sought.article, claim, keys.max_rank.symptom)


def _of_article(sought: Sought, keys: ProbeKeys) -> Iterator[Probe]:
    ranks = keys.max_rank
    for kind, texts, rank in (
        (ProbeKind.SYMPTOM, sought.symptoms, ranks.symptom),
        (ProbeKind.FOUND_BY, sought.found_by, ranks.paste),
    ):
        for text in texts:
            yield Probe(kind, text, sought.article, Claim(said=tuple(words(text)) or (text,)), rank)


class Prober:
    """Asks the probes of many declarations, in one generation of the index."""

    def __init__(self, generation: Path, settings: Settings) -> None:
        """For a generation, which must stay in place."""
        self.generation = generation
        self.settings = settings

    def answers(
        self,
        sought: Sequence[Sought],
        keys: ProbeKeys,
        *,
        progress: Progress | None = None,
        workers: int | None = None,
    ) -> list[Answered]:
        """What came of each, in their order; `workers` as in `kbsearch.search.workers.run`."""
        found: list[Answered] = []
        with contextlib.closing(_Asker(self.generation, self.settings, keys)) as asker:
            for chunk in run(asker, sought, workers, chunk=_CHUNK, worth_it=_WORTH_IT):
                found += chunk
                if progress is not None:
                    progress(len(found), len(sought), "searching")
        return found


class _Asker:
    """Asks the probes of one declaration at a time; worker processes get a copy that opens the index again."""

    def __init__(self, generation: Path, settings: Settings, keys: ProbeKeys) -> None:
        self._generation = generation
        self._settings = settings
        self._keys = keys
        self._opened: OpenedIndex | None = None

    def __call__(self, sought: Sought) -> Answered:
        """The outcome of its probes."""
        if self._opened is None:
            stamp = generations.stamp(self._settings.index_folder) or (0, 0)
            self._opened = OpenedIndex(self._generation, stamp, self._settings)
        searcher = self._opened.searcher
        met: dict[str, None] = {}
        fitting = True
        failed: list[Outcome] = []
        probes = probes_of(sought, self._keys)

        def search(text: str, limit: int) -> Sequence[Hit]:
            nonlocal fitting
            hits = searcher.search(text, limit=limit).hits
            met.update((hit.article.id, None) for hit in hits)
            mine = next((hit for hit in hits if hit.article.id == sought.article), None)
            fitting = fitting and mine is not None and mine.tier in FITTING
            return hits

        for probe in probes:
            outcome = ask(probe, search)
            if not outcome.passed:
                failed.append(outcome)
        return Answered(len(probes), tuple(failed), tuple(sorted(met)), fitting)

    def __reduce__(self) -> tuple[type[_Asker], tuple[Any, ...]]:
        return _Asker, (self._generation, self._settings, self._keys)

    def close(self) -> None:
        """Let go of the index."""
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.retire()
