"""Ranking: the evidence for each candidate article, in nats, and the tier it amounts to.

A code and a message are evidence of the same kind: each is worth how rare it is among what is
indexed. So a code that one article declares decides, a code that twenty declare hardly speaks,
and the words around it do. The text (BM25) breaks what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from kbsearch.search.answers import NO_ANSWER, Answer, answers, passed_on
from kbsearch.search.catalog import EntryRow
from kbsearch.search.engines.base import Snapshot
from kbsearch.search.fitting import fits
from kbsearch.search.paste import Paste
from kbsearch.search.query import Plan
from kbsearch.search.quoting import Quoting
from kbsearch.search.results import Reason, Tier
from kbsearch.search.skeleton import skeleton
from kbsearch.search.titles import Titles
from kbsearch.search.weights import WEIGHTS, crowding
from kbsearch.search.worth import worth_of_lines

_READ = 8  # articles whose text is read for what it quotes: those with most of the words
_CALLED = 3  # articles of which the title alone is read, where a message is settled
_SETTLED = 0.9  # coverage from which no text need be read for what it quotes
_BEYOND = 15.0  # nats between the first and the next that the text beside a code and its message does not make up for
_EVEN = 0.01  # nats by which two answers must differ to be told apart


class Texts(NamedTuple):
    """What can be asked of the text of articles, where something is left open that it may decide."""

    best: Callable[[], Sequence[tuple[int, float]]]
    """The articles that fit best by their text, each with the engine's score."""
    whole: Callable[[Sequence[int]], Mapping[int, str]]
    """The whole text of articles, by their keys."""


@dataclass(slots=True, eq=False)
class Evidence:
    """All that speaks for one article (by its catalog key).

    `answers` holds what it says to each line of the paste it answers, by the line's number;
    `line` is the one that counts (0: only its text speaks for it), `first` what that line's
    place earns, `others` what the other lines earn, `text` what its words in title, symptoms, summary
    and body earn, in nats; `score` is their sum.
    """

    article: int
    answers: Mapping[int, Answer] = field(default_factory=dict)
    line: int = 0
    first: float = 0.0
    others: float = 0.0
    text: float = 0.0
    score: float = 0.0

    @property
    def answer(self) -> Answer:
        """What it says to the line that counts."""
        return self.answers.get(self.line, NO_ANSWER)

    def add_up(self) -> None:
        """Set the score, when all parts are known."""
        answer = self.answers.get(self.line)
        nats = answer.nats if answer is not None else 0.0
        self.score = WEIGHTS.evidence * nats + self.first + self.others + self.text

    def reasons(self) -> tuple[Reason, ...]:
        """The parts of the score in words; they sum up to it."""
        found: list[Reason] = []
        coded, message = self.answer.coded, self.answer.message
        if coded is not None and coded.code is not None:
            kind = "declared by this article" if coded.entry.own else "listed by this article"
            found.append(Reason("code", f"{coded.code.text}, {kind}", WEIGHTS.evidence * coded.coded))
        if message is not None:
            share = f"{message.alignment.coverage:.0%} of what the message's words say"
            found.append(Reason("message", share, WEIGHTS.evidence * message.said))
        quoted = self.answer.quoted - (message.said if message is not None else 0.0)
        if quoted > 0:
            found.append(
                Reason("quote", "words of this line, in their order, in title or text", WEIGHTS.evidence * quoted)
            )
        if self.first > 0:
            found.append(Reason("line", "where this line stands among the errors of the paste", self.first))
        if self.others > 0:
            found.append(Reason("lines", "other lines of the paste that this article answers", self.others))
        if self.text > 0:
            found.append(Reason("text", "words in title, symptoms and body (BM25)", self.text))
        return tuple(found)


@dataclass(frozen=True)
class Ranking:
    """The candidate articles, best first, and what each line of the paste is worth.

    `worth` is what an answer to a line earns for the line's place, per nat, by line, the primary
    error first. So a line's own order of articles, and the order of lines, can be told without
    ranking again: `answers_to`, `lines`. `decided` says that the text was not asked for, since it
    could not have changed which article is first.
    """

    evidence: tuple[Evidence, ...]
    worth: Mapping[int, float]
    decided: bool = False

    @cached_property
    def lines(self) -> tuple[int, ...]:
        """The lines that some article answers surely, the primary error first."""
        sure = {line for one in self.evidence for line, answer in one.answers.items() if answer.sure}
        return tuple(line for line in self.worth if line in sure)

    def answers_to(self, line: int) -> tuple[Evidence, ...]:
        """The articles that answer a line, the best answer first; equal ones in the order of the ranking."""
        found = [one for one in self.evidence if line in one.answers]
        return tuple(sorted(found, key=lambda one: -one.answers[line].nats))

    def alike(self, one: Evidence, line: int) -> tuple[Evidence, ...]:
        """The other articles whose answer to a line the paste cannot tell from this one's."""
        others = (other for other in self.evidence if line in other.answers and other is not one)
        return tuple(other for other in others if _alike(one, other, line))


def rank(
    paste: Paste,
    plan: Plan,
    rows: Mapping[int, EntryRow],
    snapshot: Snapshot,
    owners: Callable[[str], Sequence[int]],
    texts: Texts,
) -> Ranking:
    """The candidate articles, best first; equal scores by key, so that the order never wavers.

    `owners` gives the keys of the articles that explain a code themselves, by code key.
    """
    found = fits(paste, plan, rows.values(), snapshot)
    said = answers(paste, [*found, *passed_on(found, owners)])
    _yield_to_agreement(said)
    declared = [answer for lines in said.values() for answer in lines.values()]
    agreed = any(answer.tier is Tier.CODE_MESSAGE for answer in declared)
    if agreed and _decided(ranking := _answering(paste, said)):
        return replace(ranking, decided=True)
    by_text = texts.best()
    if not agreed:
        quoting = Quoting(paste, plan.asked, snapshot) if not any(map(_settled, declared)) else None
        read = texts.whole([key for key, _ in by_text[: _READ if quoting is not None else _CALLED]])
        _quote(said, Titles(paste, plan, snapshot), quoting, read)
        ranking = _answering(paste, said)
    exact = any(_is_exact(lines) for lines in said.values())
    earns = WEIGHTS.text * crowding(snapshot.articles) * (WEIGHTS.exact if exact else 1.0)
    earns *= min(1.0, WEIGHTS.lines / max(1, len(paste.segments)))
    return _with_text(ranking, by_text, earns)


def _answering(paste: Paste, said: Mapping[int, Mapping[int, Answer]]) -> Ranking:
    """The articles by what they answer to the lines of the paste."""
    worth = worth_of_lines(paste, said)
    found: list[Evidence] = []
    for article, lines in said.items():
        best = max(lines, key=lambda line: (lines[line].nats * (1.0 + worth.get(line, 0.0)), -line))
        first = min(lines[best].nats * worth.get(best, 0.0), WEIGHTS.first)
        others = sum(
            answer.declared * (WEIGHTS.evidence + worth.get(line, 0.0))
            for line, answer in lines.items()
            if line != best
        )
        found.append(Evidence(article, lines, best, first, WEIGHTS.others * others))
        found[-1].add_up()
    return Ranking(_ordered(found), worth)


def _with_text(ranking: Ranking, by_text: Iterable[tuple[int, float]], earns: float) -> Ranking:
    """The ranking with what the text of articles says, which earns so much for each point of the engine's score."""
    by_article = {one.article: one for one in ranking.evidence}
    for article, score in by_text:
        one = by_article.get(article)
        if one is None:
            one = by_article[article] = Evidence(article)
        one.text = earns * score
        one.add_up()
    return Ranking(_ordered(by_article.values()), ranking.worth)


def _ordered(found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Best first; equal scores by key."""
    ordered = sorted(found, key=attrgetter("article"))
    ordered.sort(key=attrgetter("score"), reverse=True)  # keeps the order of those that are equal
    return tuple(ordered)


def _decided(ranking: Ranking) -> bool:
    """Whether the first article declares both the code and the message of its line, and stands far before the next."""
    first, *others = ranking.evidence
    message = first.answer.message
    exact = first.answer.tier is Tier.CODE_MESSAGE and first.answer.own and message is not None and message.whole
    return exact and all(first.score - other.score >= _BEYOND for other in others[:1])


def _is_exact(lines: Mapping[int, Answer]) -> bool:
    """Whether an article of its own declares the code of a line and its message."""
    return any(answer.tier is Tier.CODE_MESSAGE and answer.own for answer in lines.values())


def _settled(answer: Answer) -> bool:
    """Whether an article answers a line so well that no text need be read for what it quotes."""
    message = answer.message
    return message is not None and message.sure and message.alignment.coverage >= _SETTLED


def _quote(
    said: dict[int, dict[int, Answer]], titles: Titles, quoting: Quoting | None, texts: Mapping[int, str]
) -> None:
    """Add what the titles of articles say of the paste's lines, and what the rest of their texts quotes of them."""
    for article, text in texts.items():
        found = quoting.of(text) if quoting is not None else {}
        for line, quote in titles.of(text.split("\n", 1)[0]).items():
            if line not in found or quote.nats * quote.share > found[line].nats * found[line].share:
                found[line] = quote
        for line, quote in found.items():
            answer = said.setdefault(article, {}).setdefault(line, Answer())
            answer.quote = quote
            answer.add_up()


def _yield_to_agreement(said: dict[int, dict[int, Answer]]) -> None:
    """Where a line holds a code that says much and all of the message that its article declares, other messages yield.

    Nothing was mistyped there: a longer message of an article that does not declare the code is not the one meant.
    """
    agreed: dict[int, float] = {}
    for lines in said.values():
        for line, answer in lines.items():
            if answer.own and answer.tier is Tier.CODE_MESSAGE and _agree(answer):
                agreed[line] = max(agreed.get(line, 0.0), answer.nats)
    for lines in said.values() if agreed else ():
        for line in lines.keys() & agreed.keys():
            if lines[line].coded is None:
                lines[line].nats = min(lines[line].nats, WEIGHTS.agreed * agreed[line])


def _agree(answer: Answer) -> bool:
    """Whether a code that says much stands beside all of its message."""
    coded, message = answer.coded, answer.message
    stands = message is not None and message.alignment.coverage >= _SETTLED
    return stands and coded is not None and coded.telling


def _alike(one: Evidence, other: Evidence, line: int) -> bool:
    """Whether the paste cannot tell two articles apart: the same said about a line, by rows of the same kind."""
    first, second = one.answers.get(line), other.answers.get(line)
    if first is None or second is None or first.own != second.own or (first.coded is None) != (second.coded is None):
        return False
    if first.message is None or second.message is None:
        return first.message is second.message and abs(first.nats - second.nats) < _EVEN
    if first.message.entry.key == second.message.entry.key:
        return False  # a list page, and the article that its row is about
    same = skeleton(first.message.entry.message or "").signature
    if same and same == skeleton(second.message.entry.message or "").signature:
        return True
    return first.message.sure and second.message.sure and abs(first.nats - second.nats) < _EVEN
