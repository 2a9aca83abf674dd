"""Wording: what in a reply had better not be said to a requester, and what is promised without a time.

It points out, with the reason; whoever writes the reply decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kbsearch.errors import ReplyQuestioned, TicketInvalid

LONGEST = 100_000
"""Characters of a note or a reply at most."""

NO_TIME = "a promise without a time; say by when"
"""The reason given for a promise that does not say by when."""

_PROMISE = re.compile(
    r"\b(?:i|we)(?:'ll|\N{RIGHT SINGLE QUOTATION MARK}ll|\s+will|\s+shall|\s+are\s+going\s+to|\s+am\s+going\s+to)?\s+"
    r"(?:(?:call|ring|phone|write|mail|get|come|report)\s+(?:(?:you|to\s+you)\s+)?(?:back|again)"
    r"|get\s+in\s+touch|be\s+in\s+touch|let\s+you\s+know|keep\s+you\s+(?:posted|informed)|send\s+you)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b\d{1,2}(?:[:.]\d{2}|\s?[ap]\.?m\b)|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}\.\d{1,2}\."
    r"|\b(?:today|tonight|tomorrow|noon|midday|midnight|now|immediately|right\s+away)\b"
    r"|\bthis\s+(?:morning|noon|afternoon|evening)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|\b(?:with)?in\s+(?:a|an|half\s+an|the\s+next|\w+)\s+(?:few\s+)?(?:minute|hour|day)s?\b"
    r"|\bby\s+the\s+end\s+of\b|\bat\s+\d",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\S)[^.!?\n]+)*")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something in a reply to look at once more: where it stands, as it is written, and why."""

    start: int
    end: int
    text: str
    reason: str

    def __str__(self) -> str:
        return f"{self.text!r}: {self.reason}"


def checked(reply: str, internal_words: Mapping[str, str], *, as_is: bool) -> str:
    """A reply that may be sent; raises KBE1051, and KBE1054 unless it is to go as it is."""
    said = said_in(reply, "a reply")
    remarks = () if as_is else remarks_on(said, internal_words)
    if remarks:
        raise ReplyQuestioned(problem="; ".join(map(str, remarks)))
    return said


def said_in(text: str, what: str) -> str:
    """What somebody says, if it is anything; raises KBE1051."""
    said = text.strip()
    if not said:
        raise TicketInvalid(problem=f"{what} is empty", hint="write what there is to say")
    if len(said) > LONGEST:
        raise TicketInvalid(problem=f"{what} has {len(said):,} characters", hint=f"write up to {LONGEST:,}")
    return said


def remarks_on(reply: str, internal_words: Mapping[str, str]) -> tuple[Remark, ...]:
    """What in a reply is to be looked at once more, in the order of the text. Quoted lines are not its own words."""
    own = re.sub(r"(?m)^>.*$", lambda quoted: " " * len(quoted[0]), reply)
    found = [*_words(own, internal_words), *_promises(own)]
    return tuple(sorted(found, key=lambda remark: (remark.start, remark.end)))


def _words(text: str, internal_words: Mapping[str, str]) -> Iterator[Remark]:
    for word, reason in internal_words.items():
        phrase = r"\s+".join(re.escape(part) for part in word.split())
        for hit in re.finditer(rf"(?<!\w){phrase}s?(?!\w)", text, re.IGNORECASE):
            yield Remark(hit.start(), hit.end(), hit[0], reason)


def _promises(text: str) -> Iterator[Remark]:
    for sentence in _SENTENCE.finditer(text):
        hit = _PROMISE.search(sentence[0])
        if hit is not None and not _TIME.search(sentence[0]):
            start = sentence.start() + hit.start()
            yield Remark(start, start + len(hit[0]), hit[0], NO_TIME)
