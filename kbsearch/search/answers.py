"""Answers: what each article says to each line of a paste, from how its entries fit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from kbsearch.search.align import NOTHING
from kbsearch.search.codes import code_key
from kbsearch.search.documents import MOST_ENTRIES
from kbsearch.search.fitting import Fit
from kbsearch.search.paste import Paste
from kbsearch.search.quoting import Quote
from kbsearch.search.results import Tier
from kbsearch.search.weights import WEIGHTS

_PAGE = 8  # an entry in this place or later stands on a list page: code and message must stand in one entry
_LISTED = 5  # rows of list pages whose wording is lent to the articles they point to


@dataclass
class Answer:
    """What one article says to one line of the paste: the entry with its code, that with its message, and its text.

    What follows from them is worked out once: who changes a part has read nothing of it before.
    """

    coded: Fit | None = None
    message: Fit | None = None
    quote: Quote | None = None

    @cached_property
    def own(self) -> bool:
        """Whether the article explains the error itself, and does not only list it."""
        return any(fit is not None and fit.entry.own for fit in (self.coded, self.message))

    @cached_property
    def nats(self) -> float:
        """The evidence of code and message together."""
        coded = self.coded.coded if self.coded else 0.0
        return coded + max(self.message.said if self.message else 0.0, self.quoted)

    @property
    def quoted(self) -> float:
        """What the article's text says to the line, where it quotes it, in nats."""
        return WEIGHTS.quoted * self.quote.nats * self.quote.share if self.quote else 0.0

    @cached_property
    def tier(self) -> Tier:
        """How exact the answer is."""
        said = self.message is not None and self.message.sure
        if self.coded is not None and self.coded.code is not None and self.coded.code.trust >= 0.5:
            return Tier.CODE_MESSAGE if said else Tier.CODE
        if said:
            return Tier.MESSAGE
        return (
            Tier.WORDS if self.message is not None and self.message.alignment.coverage >= WEIGHTS.likely else Tier.TEXT
        )

    @property
    def sure(self) -> bool:
        """Whether the line is what the article is about, beyond doubt."""
        return self.tier in (Tier.CODE_MESSAGE, Tier.CODE, Tier.MESSAGE)

    @cached_property
    def strength(self) -> float:
        """How surely the line is what the article is about, in [0, 1]."""
        sure = 1.0
        if not self.sure:
            alignment = self.message.alignment if self.message else NOTHING
            sure = min(1.0, alignment.coverage / WEIGHTS.fits) ** WEIGHTS.doubt
            if alignment.words < 2:
                sure *= WEIGHTS.lone
            if self.quote is not None:
                sure = max(sure, self.quote.share)
        if self.message is not None and self.message.sure and self.message.whole:
            return max(WEIGHTS.certain, min(1.0, self.nats / WEIGHTS.enough))
        return sure * min(1.0, self.nats / WEIGHTS.enough)


NO_ANSWER = Answer()


def answers(paste: Paste, found: Iterable[Fit]) -> dict[int, dict[int, Answer]]:
    """What each article says to each line: article -> line -> answer."""
    grouped: dict[int, list[Fit]] = defaultdict(list)
    for fit in found:
        grouped[fit.entry.article].append(fit)
    by_article: dict[int, dict[int, Answer]] = {}
    for article, own in grouped.items():
        lines: dict[int, Answer] = defaultdict(Answer)
        if any(fit.entry.key & (MOST_ENTRIES - 1) >= _PAGE for fit in own):
            # A list page: a code and a message of different rows say nothing together.
            own = [max(own, key=lambda fit: fit.coded + fit.said)]
        for fit in own:
            if fit.code is not None:
                answer = lines[paste.segments[fit.code.segment].line]
                if answer.coded is None or fit.coded > answer.coded.coded:
                    answer.coded = fit
            if fit.segment >= 0:
                answer = lines[_line(fit, paste)]
                if answer.message is None or fit.said > answer.message.said:
                    answer.message = fit
        if lines:
            by_article[article] = dict(lines)
    return by_article


def _line(fit: Fit, paste: Paste) -> int:
    """The line of the paste in which an entry's message begins."""
    segment = paste.segments[fit.segment]
    return segment.line_at(segment.tokens[fit.alignment.pairs[0][1]].start)


def passed_on(fits: Iterable[Fit], owners: Callable[[str], Sequence[int]]) -> list[Fit]:
    """What rows of list pages say, said for the articles that explain those codes.

    A list page often words a message otherwise than the article: both wordings lead to the article.
    """
    listed = [
        (fit, fit.entry.code)
        for fit in fits
        if fit.entry.code
        and not fit.entry.own
        and fit.said > 0
        and (fit.alignment.coverage >= WEIGHTS.likely or fit.coded > 0)
    ]
    listed.sort(key=lambda pair: -pair[0].said)
    return [
        Fit(replace(fit.entry, article=article), fit.segment, fit.alignment, fit.said / WEIGHTS.listed, fit.told)
        for fit, code in listed[:_LISTED]
        for article in owners(code_key(code))
    ]
