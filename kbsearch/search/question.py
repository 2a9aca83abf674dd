"""Questions: what somebody asks in words of their own, told from what a program printed.

Only a question is corrected, widened by synonyms of everyday English, and searched for its quoted
phrases: in a pasted error all words are the program's, and its quotes are part of the message.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kbsearch.search.analysis import stems, words
from kbsearch.search.known_codes import Code
from kbsearch.search.paste import Paste, Segment
from kbsearch.search.severity import Severity

MOST_LINES = 4
"""Lines that a question has at most."""
MOST_WORDS = 80
"""Words that a question has at most."""

_SURE = 0.5  # trust in a code from which it was pasted, and not only mentioned
_PLAIN = 0.6  # share of words outside of paths, numbers and the like from which a line was typed by hand
_PHRASE = re.compile(r'"([^"\n]{3,200})"')
# Contractions as people type them who leave out the apostrophe; the others are written out by analysis.
_NEGATED = frozenset(
    [
        "aint",
        "arent",
        "couldnt",
        "didnt",
        "doesnt",
        "dont",
        "hadnt",
        "hasnt",
        "havent",
        "isnt",
        "shouldnt",
        "wasnt",
        "werent",
        "wont",
        "wouldnt",
    ]
)
_IDLE = frozenset(
    ["hes", "im", "ive", "shes", "thats", "theres", "theyre", "theyve", "weve", "whats", "whos", "youre", "youve"]
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its folded words in order, and the stems of each phrase that stands in double quotes."""

    words: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...] = ()


def read_question(paste: Paste, codes: Sequence[Code]) -> Question | None:
    """The paste as a question, or None for what a program printed: messages behind a place, traces, codes, logs."""
    lines = [segment for segment in paste.segments if segment.joined == 1]
    if not 0 < len(lines) <= MOST_LINES or any(code.trust >= _SURE for code in codes):
        return None
    if not all(map(_typed, lines)) or sum(len(line.tokens) for line in lines) > MOST_WORDS:
        return None
    quoted = [tuple(stems(found)) for line in lines for found in _PHRASE.findall(line.text)]
    return Question(
        tuple(part for line in lines for word in words(line.text) for part in _written_out(word)),
        tuple(phrase for phrase in quoted if len(phrase) > 1),
    )


def _typed(line: Segment) -> bool:
    """Whether a line looks typed by a person: no frame, no columns, no place before a message, hardly any path."""
    plain = sum(token.trust >= _SURE for token in line.tokens)
    return (
        line.severity is not Severity.FRAME
        and not (line.cause or line.head or "\t" in line.text)
        and plain >= _PLAIN * len(line.tokens)
    )


def _written_out(word: str) -> tuple[str, ...]:
    if word in _NEGATED:
        return ("not",)
    return () if word in _IDLE else (word,)
