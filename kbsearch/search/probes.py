"""Probes: the searches that must find an article, made from what the article itself declares.

    article -> its pastes (`found_by`), codes, messages, symptoms -> Probe -> a search -> Outcome

A product prints a message with values in it, in the middle of a log, and people write codes as they
like. So each message is probed with typed sample values, alone and in a log, and each code in its
usual spellings. Articles that declare the same thing cannot all stand first: one passes as long as
nobody else stands in front of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kbsearch.articles.article import Article, ErrorEntry
from kbsearch.articles.placeholders import parse_template
from kbsearch.errors import KbError
from kbsearch.search.analysis import words
from kbsearch.search.codes import code_keys
from kbsearch.search.noise import in_log
from kbsearch.search.results import Hit
from kbsearch.search.skeleton import skeleton
from kbsearch.search.spellings import spellings
from kbsearch.search.values import filled

SEEDS = (0, 1, 2)
"""Each message is filled with values once for each of these."""

LOOKED_AT = 10
"""Hits in which an article is looked for; more only while all of them declare the same thing."""

_LABELS = frozenset(
    {"error", "warning", "fatal", "exception", "failure"}
)  # before a message, as logs write them anyway
_MOST_SHARED = 320  # hits looked through for one of many articles that declare the same thing


class ProbeKind(StrEnum):
    """What a probe is made from.

    found_by  a paste under `found_by`            wording   a message with values in it, without its code
    code      a code in one of its spellings      log       a message with values and its code, in a log
    template  a message as worded, without code   symptom   a symptom, as told or as a question
    message   a message with values and its code
    """

    FOUND_BY = "found_by"
    CODE = "code"
    TEMPLATE = "template"
    MESSAGE = "message"
    WORDING = "wording"
    LOG = "log"
    SYMPTOM = "symptom"


LIMITS = {kind: 3 if kind is ProbeKind.SYMPTOM else 1 for kind in ProbeKind}
"""The place by which an article must be found, those that declare the same thing not counted."""

Ask = Callable[[str, int], Sequence[Hit]]
"""A search: a text and the number of hits wanted; the hits, best first."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What an article declares, as far as a probe can show it: code keys, a message's fixed words, a text's words."""

    codes: frozenset[str] = frozenset()
    fixed: tuple[str, ...] = ()
    said: tuple[str, ...] = ()

    def shared_by(self, article: Article) -> bool:
        """Whether another article declares the same thing, so that a probe cannot tell the two apart."""
        if self.said:
            return any(tuple(words(text)) == self.said for text in (*article.found_by, *article.symptoms))
        return any(entry.own and self._fits(entry) for entry in article.errors)

    def _fits(self, entry: ErrorEntry) -> bool:
        coded = not self.codes or (entry.code is not None and not self.codes.isdisjoint(code_keys(entry.code)))
        if not coded or not self.fixed:
            return coded and bool(self.codes)
        return entry.message is not None and fixed_words(entry.message) == self.fixed


def fixed_words(message: str) -> tuple[str, ...]:
    """The words that a message fixes, without a label in front: "Error: x" says no more than "x" in a log."""
    found = tuple(word for run in skeleton(message).runs for word in run)
    return found[1:] if len(found) > 1 and found[0] in _LABELS else found


@dataclass(frozen=True, slots=True)
class Probe:
    """A search and the article that it must find.

    `text` is what is searched for, `article` the id that is expected, with those that share the
    `claim`; `limit` the place by which it must stand. `line` is that of the declaration in the
    article's file (0 where it is not known), `message` the template that was filled, if any.
    """

    kind: ProbeKind
    text: str
    article: str
    claim: Claim
    limit: int
    line: int = 0
    message: str = ""


@dataclass(frozen=True, slots=True)
class Front:
    """Who stands in front: the id, the tier, and the line and template (or the code) by which."""

    article: str
    tier: str
    line: str = ""
    template: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a probe.

    `rank` is the article's among the hits (None: not among them), `place` the same without those
    that declare the same thing, `front` the first that stands in front of it, if any.
    """

    probe: Probe
    rank: int | None
    place: int | None
    front: Front | None = None

    @property
    def passed(self) -> bool:
        """Whether the article was found by the place that the probe demands."""
        return self.place is not None and self.place <= self.probe.limit


def probes_of(
    article: Article, kinds: Sequence[ProbeKind] = tuple(ProbeKind), *, brief: bool = False
) -> tuple[Probe, ...]:
    """All probes of an article, in the order of the kinds, each text once; none of an archived one.

    With `brief` only the first for each thing that it declares: the code as declared, one filling.
    """
    if article.confidence == "archived":
        return ()
    found: dict[object, Probe] = {}
    for kind in ProbeKind:
        if kind in kinds:
            for probe in _MAKERS[kind](article):
                found.setdefault((kind, probe.claim if brief else probe.text), probe)
    return tuple(found.values())


def _pastes(article: Article) -> Iterator[Probe]:
    for text in article.found_by:
        yield _said(ProbeKind.FOUND_BY, text, text, article)


def _symptoms(article: Article) -> Iterator[Probe]:
    for text in article.symptoms:
        for asked in (text, f"Hello, {text.rstrip('.!? ')}. What can I do?"):
            yield _said(ProbeKind.SYMPTOM, asked, text, article)


def _said(kind: ProbeKind, asked: str, text: str, article: Article) -> Probe:
    return Probe(kind, asked, article.id, Claim(said=tuple(words(text)) or (text,)), LIMITS[kind])


def _codes(article: Article) -> Iterator[Probe]:
    for entry in article.errors:
        if entry.own and entry.code and code_keys(entry.code):
            claim = Claim(frozenset(code_keys(entry.code)))
            for text in spellings(entry.code):
                yield Probe(ProbeKind.CODE, text, article.id, claim, LIMITS[ProbeKind.CODE], entry.line)


def _templates(article: Article) -> Iterator[Probe]:
    for entry, message in _worded(article):
        claim = Claim(fixed=fixed_words(message))
        kind = ProbeKind.TEMPLATE
        yield Probe(kind, message, article.id, claim, LIMITS[kind], entry.line, message)


def _messages(article: Article) -> Iterator[Probe]:
    yield from _filled(article, ProbeKind.MESSAGE, lambda text, seed: text)


def _logs(article: Article) -> Iterator[Probe]:
    yield from _filled(article, ProbeKind.LOG, in_log)


def _filled(article: Article, kind: ProbeKind, placed: Callable[[str, int], str]) -> Iterator[Probe]:
    """Each message with its code, filled once for each seed."""
    for entry, message in _worded(article):
        claim = Claim(frozenset(code_keys(entry.code or "")), fixed_words(message))
        for seed in SEEDS:
            text = printed(entry.code, filled(message, seed))
            yield Probe(kind, placed(text, seed), article.id, claim, LIMITS[kind], entry.line, message)


def _wordings(article: Article) -> Iterator[Probe]:
    """Each message that has a code, filled once for each seed, without it."""
    kind = ProbeKind.WORDING
    for entry, message in _worded(article):
        if entry.code:
            claim = Claim(fixed=fixed_words(message))
            for text in dict.fromkeys(filled(message, seed) for seed in SEEDS):
                yield Probe(kind, text, article.id, claim, LIMITS[kind], entry.line, message)


def _worded(article: Article) -> Iterator[tuple[ErrorEntry, str]]:
    """The entries that the article explains, with those messages that have a word to know them by."""
    for entry in article.errors:
        if entry.own and entry.message and fixed_words(entry.message) and parse_template(entry.message).literal_words:
            yield entry, entry.message


def printed(code: str | None, message: str) -> str:
    """A message as a program prints it: behind its code, unless the code stands in it already."""
    return f"{code}: {message}" if code and code.lower() not in message.lower() else message


_MAKERS: dict[ProbeKind, Callable[[Article], Iterator[Probe]]] = {
    ProbeKind.FOUND_BY: _pastes,
    ProbeKind.CODE: _codes,
    ProbeKind.TEMPLATE: _templates,
    ProbeKind.MESSAGE: _messages,
    ProbeKind.WORDING: _wordings,
    ProbeKind.LOG: _logs,
    ProbeKind.SYMPTOM: _symptoms,
}


def ask(probe: Probe, search: Ask) -> Outcome:
    """Search for a probe and see where its article stands; a text that cannot be searched finds nothing."""
    wanted = LOOKED_AT
    while True:
        try:
            hits = search(probe.text, wanted)
        except KbError:
            hits = ()
        rank = next((hit.rank for hit in hits if hit.article.id == probe.article), None)
        strangers = [hit for hit in hits[: rank and rank - 1] if not probe.claim.shared_by(hit.article)]
        if rank is None and hits and not strangers and len(hits) == wanted < _MOST_SHARED:
            wanted *= 4  # all of them declare the same thing: this one may stand further down
            continue
        place = len(strangers) + 1 if rank is not None else None
        return Outcome(probe, rank, place, front_of(strangers[0]) if strangers else None)


def front_of(hit: Hit) -> Front:
    """Why a hit stands where it stands."""
    if not hit.matches:
        return Front(hit.article.id, hit.tier.value)
    best = hit.matches[0]
    return Front(hit.article.id, hit.tier.value, best.text, best.template, best.code)
