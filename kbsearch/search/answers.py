"""Answers: what each article says to each line of a paste, from how its entries fit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from kbsearch.search.align import NOTHING
from kbsearch.search.codes import code_key
from kbsearch.search.documents import MOST_ENTRIES
from kbsearch.search.fitting import Fit
from kbsearch.search.paste import Paste
from kbsearch.search.quoting import Quote
from kbsearch.search.results import FITTING, Tier
from kbsearch.search.weights import WEIGHTS

_PAGE = 8  # an entry in this place or later stands on a list page: code and message must stand in one entry
_LISTED = 5  # rows of list pages whose wording is lent to the articles they point to


@dataclass(slots=True)
class Answer:
    """What one article says to one line of the paste: the entry with its code, that with its message, and its text.

    What follows from them is worked out by `add_up`, once they are known: `own`, whether the article explains
    the error itself and does not only list it; `declared`, what code and message say, `quoted`, what its text says to
    the line, and `nats`, the evidence of all together, in nats; `tier`, how exact that is; `sure`, whether the line
    is beyond doubt what the article is about, and `strength`, how surely, in [0, 1].
    """

    coded: Fit | None = None
    message: Fit | None = None
    quote: Quote | None = None
    own: bool = False
    quoted: float = 0.0
    declared: float = 0.0
    nats: float = 0.0
    tier: Tier = Tier.TEXT
    sure: bool = False
    strength: float = 0.0

    def add_up(self) -> None:
        """Work out what follows from the parts; again where one has changed."""
        coded, message, quote = self.coded, self.message, self.quote
        self.own = (coded is not None and coded.entry.own) or (message is not None and message.entry.own)
        self.quoted = WEIGHTS.quoted * quote.nats * quote.share if quote is not None else 0.0
        said = message.said if message is not None else 0.0
        self.declared = (coded.coded if coded is not None else 0.0) + said
        self.nats = self.declared + max(0.0, self.quoted - said)
        self.tier = self._tier()
        self.sure = self.tier in FITTING
        self.strength = self._strength()

    def _tier(self) -> Tier:
        said = self.message is not None and self.message.sure
        if self.coded is not None and self.coded.code is not None and self.coded.code.trust >= 0.5:
            return Tier.CODE_MESSAGE if said else Tier.CODE
        if said:
            return Tier.MESSAGE
        likely = self.message is not None and self.message.alignment.coverage >= WEIGHTS.likely
        return Tier.WORDS if likely else Tier.TEXT

    def _strength(self) -> float:
        sure = 1.0
        if not self.sure:
            alignment = self.message.alignment if self.message is not None else NOTHING
            sure = min(1.0, alignment.coverage / WEIGHTS.fits) ** WEIGHTS.doubt
            if self.quote is not None:
                sure = max(sure, self.quote.share)
        enough = min(1.0, self.nats / WEIGHTS.enough)
        if self.message is not None and self.message.sure and self.message.whole:
            return max(WEIGHTS.certain, enough)
        return sure * enough


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
        for answer in lines.values():
            answer.add_up()
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
