"""Agreement: whether an article and the product say the same, and where they differ, word by word.

What varies has a dozen marks, and `%s` says as much as `{host}`: placeholders of every kind are one
thing here. Case, punctuation, a label such as "Error:" and the code in front do not count either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from kbsearch.articles.placeholders import Literal, parse_template
from kbsearch.releases.declaration import Declaration
from kbsearch.search.codes import code_keys
from kbsearch.search.versions import fits

_WORD = re.compile(r"\w+")
_LABELS = frozenset({"error", "warning", "fatal", "exception", "failure"})
_PLACE = "\0"  # what stands for a placeholder of any kind


@dataclass(frozen=True, slots=True)
class _Token:
    """A word or a placeholder of a template: as it is written, and what it is compared by.

    `quoted` is text in quotes, which may be fixed or vary: it also fits a placeholder.
    """

    text: str
    folded: str
    quoted: bool = False

    def fits(self, other: _Token) -> bool:
        """Whether both say the same."""
        if self.folded == other.folded:
            return True
        return (self.quoted and other.folded == _PLACE) or (other.quoted and self.folded == _PLACE)


def agree(said: str, declared: str, code: str = "") -> bool:
    """Whether two message templates fix the same words, with what varies in the same places."""
    one, other = _tokens(said, code), _tokens(declared, code)
    return len(one) == len(other) and all(mine.fits(theirs) for mine, theirs in zip(one, other, strict=True))


def word_difference(said: str, declared: str, code: str = "") -> str:
    """What must go from one message and what must come, as `git diff --word-diff` writes it.

    >>> word_difference("cannot reach {host}", "cannot open {host}:{port}")
    'cannot [-reach-] {+open+} {host} {+{port}+}'
    """
    old, new = _tokens(said, code), _tokens(declared, code)
    matcher = SequenceMatcher(None, [one.folded for one in old], [one.folded for one in new], autojunk=False)
    parts: list[str] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            parts += [token.text for token in new[c:d]]
            continue
        parts += _marked("[-", old[a:b], "-]") + _marked("{+", new[c:d], "+}")
    return " ".join(parts)


def left_out(versions: str, declaration: Declaration, release: str) -> str:
    """The version that the versions of an article leave out though the product has the declaration; "" for none."""
    wanted = (release, declaration.since)
    return next((version for version in wanted if version and versions and not fits(versions, version)), "")


def nearest_message(messages: Iterable[str], declared: str, code: str = "") -> str:
    """That of several messages which says most of what is declared; "" for none."""
    words = [token.folded for token in _tokens(declared, code)]

    def likeness(message: str) -> float:
        return SequenceMatcher(None, [token.folded for token in _tokens(message, code)], words, autojunk=False).ratio()

    return max(messages, key=likeness, default="")


def _marked(before: str, tokens: Sequence[_Token], after: str) -> list[str]:
    return [f"{before}{' '.join(token.text for token in tokens)}{after}"] if tokens else []


@lru_cache(maxsize=1 << 14)  # each message is held against its article more than once
def _tokens(message: str, code: str) -> tuple[_Token, ...]:
    """The words and placeholders of a template, without what stands in front: a label, the code, or both."""
    tokens, keys = tuple(_parts(message)), set(code_keys(code))
    bare = _behind_code(tokens, keys)
    if bare is tokens and len(tokens) > 1 and tokens[0].folded in _LABELS:
        return _behind_code(tokens[1:], keys)
    return bare


def _behind_code(tokens: tuple[_Token, ...], keys: set[str]) -> tuple[_Token, ...]:
    """What follows the code, which may be cut into several words; all of it where it does not begin with the code."""
    for length in range(min(4, len(tokens)), 0, -1):
        if keys & set(code_keys("".join(token.text for token in tokens[:length]))):
            return tokens[length:]
    return tokens


def _parts(message: str) -> Iterator[_Token]:
    for part in parse_template(message).parts:
        if isinstance(part, Literal):
            yield from (_Token(word, word.casefold()) for word in _WORD.findall(part.text))
        elif part.literal is None:
            yield _Token(part.mark, _PLACE)
        else:
            inner = " ".join(word.casefold() for word in _WORD.findall(part.literal))
            yield _Token(part.mark, inner or _PLACE, quoted=True)
