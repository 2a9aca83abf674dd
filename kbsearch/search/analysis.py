"""Analysis: the one place that cuts text into terms, for articles and pastes alike.

A term of an article's text is a stem; a term of a message template is a folded word. Both are
made here and only here, so that what is indexed and what is asked can never differ.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, pairwise

import snowballstemmer

# Scripts written without blanks: every character is a word of its own.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
# A number sign before a word is a part of it: `#error` and `#NAME?` are no error and no name.
WORD = re.compile(
    rf"(?:(?<![^\W_])(?<!#)#(?=[a-zA-Z]))?[^\W_{_UNSPACED}]+(?:'(?:t|s|re|ve|ll|d|m)(?![^\W_]))?|[{_UNSPACED}]"
)
_PLAIN_WORD = re.compile("[A-Za-z0-9]+(?:'(?:t|s|re|ve|ll|d|m)(?![A-Za-z0-9]))?")
# What stands between the words of ASCII text becomes blanks, capitals small letters: a third of the time of WORD.
_FOLDED = bytes(
    ord(c.lower() if c.isalnum() else {"`": "'", "'": "'", "#": "#"}.get(c, " ")) for c in map(chr, range(128))
) + bytes(128)
_PUNCTUATION = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u300c\u300d\u300e\u300f", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad", "-"),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", ""),
    "\u00a0": " ",
}
_MARKED = re.compile("['`#]")  # what may belong to a word
_VARIANT = re.compile(f"[{''.join(_PUNCTUATION)}]")  # str.translate takes seconds for a paste of megabytes
_CONTRACTIONS = {"can't": ("cannot",), "won't": ("will", "not"), "shan't": ("shall", "not")}

# Function words of English: they say nothing about which article is meant.
# fmt: off
STOP_WORDS = frozenset((
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "do", "does", "for", "from", "had", "has", "have",
    "he", "her", "his", "how", "i", "if", "in", "into", "is", "it", "its", "me", "my", "of", "on", "or", "our", "she",
    "so", "that", "the", "their", "them", "then", "there", "these", "they", "this", "to", "was", "we", "were", "what",
    "when", "which", "who", "will", "with", "you", "your",
))
# fmt: on

SENTENCE = 4
"""Blanks from which quoted text is what a program said, not the name of something."""

_stemmer = snowballstemmer.stemmer("english")
_stemming = threading.Lock()  # a stemmer works on one word at a time
_MOST_STEMS = 1 << 17


def unify(text: str) -> str:
    """The text with one spelling for quotes, dashes, blanks and full-width forms (NFKC).

    Case and line ends stay, so that values shown to the asker are still theirs.
    """
    if text.isascii():
        return text.replace("`", "'")
    text = _VARIANT.sub(_one_spelling, text)
    if unicodedata.is_normalized("NFKC", text):
        return text
    return _VARIANT.sub(_one_spelling, unicodedata.normalize("NFKC", text))


def _one_spelling(found: re.Match[str]) -> str:
    return _PUNCTUATION[found[0]]


def words(text: str) -> list[str]:
    """The folded words of a text, in order; contractions are written out (`isn't` = is, not)."""
    found: list[str] = []
    for piece in _pieces(text):
        if "'" in piece or "#" in piece:
            found.extend(part for word in WORD.findall(piece) for part in expand(word))
        else:
            found.append(piece)
    return found


def _pieces(text: str) -> list[str]:
    """The folded words of a text, in order; those with an apostrophe or a # have yet to be cut by WORD."""
    if not text.isascii():
        text = unify(text).lower()
        if not text.isascii():
            found: list[str] = WORD.findall(text)
            return found
    return text.encode("ascii").translate(_FOLDED).decode("ascii").split()


def bare_words(text: str) -> list[str]:
    """The folded words of a text, in order, as WORD cuts them; contractions stay whole."""
    if text.isascii() and not _MARKED.search(text):
        return text.encode("ascii").translate(_FOLDED).decode("ascii").split()
    found: list[str] = WORD.findall(text.lower())
    return found


def word_pattern(text: str) -> re.Pattern[str]:
    """What finds the words of a text as WORD does: in ASCII text without a number sign, in a third of the time."""
    return _PLAIN_WORD if "#" not in text and text.isascii() else WORD


def expand(word: str) -> tuple[str, ...]:
    """The words of a contraction: `can't` is cannot, `isn't` is, not; `user's` is user."""
    if word in _CONTRACTIONS:
        return _CONTRACTIONS[word]
    head, _, tail = word.partition("'")
    return (head[:-1], "not") if tail == "t" and head.endswith("n") and len(head) > 2 else (head,)


@lru_cache(maxsize=_MOST_STEMS)
def stem(word: str) -> str:
    """The stem of a folded word (Snowball English); words with a digit stay as they are."""
    if len(word) < 4 or not word.isalpha():
        return word
    with _stemming:
        return str(_stemmer.stemWord(word))


class _Stems(dict[str, tuple[str, ...]]):
    """The stems of every piece of text that was seen lately: most of an article is only looked up here."""

    def __missing__(self, piece: str) -> tuple[str, ...]:
        cut = [part for word in words(piece) for part in ((word, word[1:]) if word[0] == "#" else (word,))]
        found = tuple(stem(word) for word in cut if word not in STOP_WORDS)
        if len(self) >= _MOST_STEMS:
            self.clear()
        self[piece] = found
        return found


_stems = _Stems()


def stems(text: str) -> list[str]:
    """The stems of a text, in order, stop words left out; a word behind a # stands there without it, too."""
    return list(chain.from_iterable(map(_stems.__getitem__, _pieces(text))))


def shingles(terms: Sequence[str]) -> list[str]:
    """Pairs of neighbouring terms, each joined by "_"."""
    return list(map("_".join, pairwise(terms)))


def unique(terms: Iterable[str]) -> tuple[str, ...]:
    """The terms without repetitions, in the order of their first appearance."""
    return tuple(dict.fromkeys(terms))
