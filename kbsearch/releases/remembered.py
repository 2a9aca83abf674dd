"""Remembered: declarations whose probes all passed, so that only what a change can reach is asked again.

Kept beside the index, and as safe to delete. What failed is always asked again. While the articles,
the settings of search and kbsearch itself are those of the last time, what passed passes. Where a few
articles have changed since, it is asked again for whatever they can reach: an article that was among
its hits, that declares its code, whose message fits its words, or whose text quotes its message; and
where not every probe was answered by what an article declares, one that has many of its words.
What a change does to how rare a word is everywhere is left out of account; `--no-cache` asks all.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from kbsearch.articles.article import Article
from kbsearch.releases.manifest import ProbeKeys
from kbsearch.releases.probing import Answered, Prober, Progress, Sought
from kbsearch.search.analysis import stem, words
from kbsearch.search.codes import code_keys
from kbsearch.search.noise import in_log
from kbsearch.search.skeleton import skeleton
from kbsearch.settings import Settings
from kbsearch.version import __version__

FILE_NAME = "probes.json"

_MOST = 200  # changed articles up to which it pays to tell what they can reach
_WORDED = 0.3  # share of the words of a declaration that an article must have to reach it by its text
_QUOTED = 3  # words in a row of a message that must stand in an article's text to be a quotation
_FITTED = 0.5  # share of the words of a message that a declaration must have to be reached by it
_FORM = 1
_SQUEEZED = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Passed:
    """How many probes passed, the articles that were among their hits, and whether all passed by what is declared."""

    asked: int
    met: frozenset[str]
    fitting: bool


class RememberingProber:
    """A prober that asks only what it cannot know; `articles` are all that are indexed."""

    def __init__(self, prober: Prober, articles: Sequence[Article]) -> None:
        self._prober = prober
        self._articles = {article.id: article for article in articles}
        self.asked_again = 0
        """How many declarations were searched for in this run."""

    def answers(
        self,
        sought: Sequence[Sought],
        keys: ProbeKeys,
        *,
        progress: Progress | None = None,
        workers: int | None = None,
    ) -> list[Answered]:
        """What came of each, in their order, as `Prober.answers`."""
        names = [_name(one, keys) for one in sought]
        known = self._still_true(dict(zip(names, sought, strict=True)))
        asked = [one for one, name in zip(sought, names, strict=True) if name not in known]
        self.asked_again = len(asked)
        fresh = iter(self._prober.answers(asked, keys, progress=progress, workers=workers))
        found = [_answered(known[name]) if name in known else next(fresh) for name in names]
        self._write({name: one for name, one in zip(names, found, strict=True) if not one.failed})
        return found

    @cached_property
    def _place(self) -> Path:
        return self._prober.settings.index_folder / FILE_NAME

    def _still_true(self, sought: Mapping[str, Sought]) -> dict[str, Passed]:
        """What was found the last time and a search would find again."""
        kept = self._read()
        digests = kept.get("articles", {})
        passed = {
            name: Passed(asked, frozenset(met), fitting)
            for name, (asked, met, fitting) in kept.get("passed", {}).items()
            if name in sought
        }
        gone = {id for id in digests if id not in self._articles}
        changed = {id for id, article in self._articles.items() if digests.get(id) != article.digest}
        if len(gone | changed) > _MOST:
            return {}
        if not gone and not changed:
            return passed
        reaches = [Reach.of(self._articles[id]) for id in sorted(changed)]
        return {
            name: one
            for name, one in passed.items()
            if not one.met & (gone | changed) and not any(reach.reaches(sought[name], one.fitting) for reach in reaches)
        }

    def _read(self) -> dict[str, Any]:
        """What was written the last time; nothing where it is not there, damaged, or of another state."""
        try:
            kept: dict[str, Any] = json.loads(self._place.read_bytes())
            return kept if kept["state"] == _state(self._prober.settings) else {}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    def _write(self, passed: Mapping[str, Answered]) -> None:
        """Keep what passed, as whole files only; where it cannot be written, the next run asks again."""
        kept = {
            "state": _state(self._prober.settings),
            "articles": {id: article.digest for id, article in self._articles.items()},
            "passed": {name: [one.asked, one.met, one.fitting] for name, one in passed.items()},
        }
        with contextlib.suppress(OSError):
            handle, made = tempfile.mkstemp(dir=self._place.parent, prefix=".probes-")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(json.dumps(kept, separators=(",", ":")))
            os.replace(made, self._place)


@dataclass(frozen=True, slots=True)
class Reach:
    """All by which an article could come to stand in front: codes, the words of each message, its text, its words."""

    codes: frozenset[str]
    messages: tuple[frozenset[str], ...]
    text: str
    vocabulary: frozenset[str]
    by_noise: bool

    @classmethod
    def of(cls, article: Article) -> Reach:
        """The reach of one article."""
        messages = tuple(
            frozenset(stems) for entry in article.errors if entry.message and (stems := skeleton(entry.message).stems)
        )
        text = "\n".join((article.title, *article.symptoms, *article.found_by, *article.features, article.body))
        own = frozenset(map(stem, words(text)))
        return cls(
            frozenset(key for entry in article.errors if entry.code for key in code_keys(entry.code)),
            messages,
            f" {' '.join(words(text))} ",
            own.union(*messages),
            any(len(one & _noise()) >= _FITTED * len(one) for one in messages),
        )

    def reaches(self, sought: Sought, fitting: bool) -> bool:
        """Whether the article could stand among the hits of a declaration's probes."""
        if self.by_noise:
            return True
        declared = sought.declaration
        said = "\n".join((declared.message, declared.title, *sought.symptoms, *sought.found_by))
        if not self.codes.isdisjoint(code_keys(declared.id)):
            return True
        squeezed = _SQUEEZED.sub("", said).casefold()
        if any(code.lstrip("#") in squeezed for code in self.codes):
            return True
        runs = (run for run in skeleton(declared.message).runs if len(run) >= _QUOTED)
        if any(f" {' '.join(run)} " in self.text for run in runs):
            return True
        own = frozenset(map(stem, words(f"{said}\n{declared.id}")))
        if own and not fitting and len(own & self.vocabulary) >= _WORDED * len(own):
            return True
        return any(len(one & own) >= _FITTED * len(one) for one in self.messages)


@lru_cache(maxsize=1)
def _noise() -> frozenset[str]:
    """The words that stand around a message in the log of a probe."""
    return frozenset(stem(word) for seed in range(8) for word in words(in_log("", seed)))


def _name(sought: Sought, keys: ProbeKeys) -> str:
    """One name for all that the probes depend on, apart from what is indexed."""
    declared = sought.declaration
    said = (declared.subject, declared.message, declared.title, sought.article, *sought.symptoms, *sought.found_by)
    how = (str(len(sought.symptoms)), str(sought.thorough), keys.model_dump_json())
    return hashlib.blake2b("\0".join((*said, *how)).encode("utf-8", "replace"), digest_size=12).hexdigest()


def _answered(passed: Passed) -> Answered:
    return Answered(passed.asked, (), tuple(sorted(passed.met)), passed.fitting)


def _state(settings: Settings) -> str:
    """One name for what answers a search, apart from the articles."""
    said = json.dumps([_FORM, __version__, settings.search.model_dump(mode="json")], sort_keys=True)
    return hashlib.blake2b(said.encode(), digest_size=12).hexdigest()
