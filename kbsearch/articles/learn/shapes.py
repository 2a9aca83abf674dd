"""The shapes of a tree's error codes, learnt from titles, file names and labels."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kbsearch.articles.extract.labelled import labelled
from kbsearch.articles.learn.sample import Sample

_IN_TITLE = re.compile(
    r"(?<![\w.\-/#])(?P<prefix>[A-Z]{1,14}(?:_[A-Z]{1,14}){0,2}[-_]?)(?P<number>\d{2,8})(?![\w]|[-.]\w)"
)
_WHOLE = re.compile(r"(?P<prefix>[A-Za-z]{1,14}(?:_[A-Za-z]{1,14}){0,2}[-_]?)(?P<number>\d{2,8})")
_PART = re.compile(r"(?P<prefix>[A-Za-z]{1,14})(?P<number>\d{2,8})")
_ERRORISH = re.compile(
    r"\b(?:errors?|warnings?|exceptions?|fail\w*|faults?|fatal|diagnostics?|codes?|messages?|alerts?|problems?|issues?)\b",
    re.I,
)
# Names of standards, patches and versions, which look like codes and are none.
_NAMES = re.compile(r"(?:KB|CVE|RFC|ISO|UTF|SHA|MD|TLS|SP|IPV|IE|CU|ES|HTML|CSS|X|WIN|NET|V|R|Q|FY|PR|GH)[-_]?", re.I)
# A class and a number in it, of letters and digits as they come: `42N07`, `0A000`.
_STATE = re.compile(r"(?=[A-Z]{0,7}\d)[A-Z\d]{4,8}")
_HEXADECIMAL = "0x[0-9A-Fa-f]{1,16}"
_CONSTANT = "[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+"
_SMALL_TREE = 20
_DOMINANT = 0.3  # share of the articles with a code in the title from which on rarer prefixes are believed too


@dataclass(slots=True)
class _Prefix:
    """What was seen of the codes that begin alike."""

    numbers: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)
    evidence: set[str] = field(default_factory=set)


def learn_shapes(articles: Sequence[Sample]) -> tuple[str, ...]:
    """Regular expressions for the codes of this tree, the most frequent first.

    A prefix counts when several codes begin with it and most of their articles speak of an error,
    are called by nothing but the code, or begin their title with it.
    """
    seen: defaultdict[str, _Prefix] = defaultdict(_Prefix)
    for article in articles:
        for prefix, number, is_evident in _candidates(article):
            entry = seen[prefix]
            entry.numbers.add(number)
            entry.articles.add(article.path)
            if is_evident:
                entry.evidence.add(article.path)
    wanted = 2 if len(articles) <= _SMALL_TREE else 3
    believed = {prefix for prefix, entry in seen.items() if _is_believed(prefix, entry, wanted)}
    covered = set().union(*(seen[prefix].evidence for prefix in believed)) if believed else set()
    if len(covered) >= _DOMINANT * len(articles):
        believed |= {
            prefix
            for prefix, entry in seen.items()
            if prefix.isupper() and entry.evidence == entry.articles and min(map(len, entry.numbers)) > 2
        }
    ordered = sorted(believed, key=lambda prefix: (-len(seen[prefix].articles), prefix))
    return tuple(_shape(prefix, seen[prefix].numbers) for prefix in ordered) + tuple(_titled(articles))


def _titled(articles: Sequence[Sample]) -> Iterator[str]:
    """Shapes without a prefix of their own that most titles hold, each another: `0x7B`, `PAGE_FAULT`."""
    for shape in (_HEXADECIMAL, _CONSTANT):
        finder = re.compile(rf"(?<![\w.-])(?:{shape})(?![\w.-])")
        named = (" ".join((*article.titles, *labelled(article.body))) for article in articles)
        found = [match[0] for text in named if (match := finder.search(text))]
        if len(found) >= max(3, _DOMINANT * len(articles)) and len(set(found)) >= 0.7 * len(found):
            yield shape
    states = [first for article in articles if _STATE.fullmatch(first := _first_word(article))]
    lengths = {len(state) for state in states}
    lettered = sum(state[0].isdigit() and not state.isdigit() for state in states)
    if len(states) >= max(3, _DOMINANT * len(articles)) and len(lengths) == 1 and lettered >= 0.5 * len(states):
        yield rf"(?=[A-Z]*\d)[A-Z\d]{{{lengths.pop()}}}"


def _first_word(article: Sample) -> str:
    """What the first title of an article begins with, up to a blank or a colon."""
    return re.split(r"[\s:]", article.titles[0], maxsplit=1)[0] if article.titles else ""


def _is_believed(prefix: str, entry: _Prefix, wanted: int) -> bool:
    enough = len(entry.numbers) >= wanted and len(entry.evidence) >= 0.6 * len(entry.articles)
    return enough and (
        not _NAMES.fullmatch(prefix) or len(entry.numbers) >= 5 * wanted or min(map(len, entry.numbers)) > 3
    )


def _candidates(article: Sample) -> Iterator[tuple[str, str, bool]]:
    """Prefix and number of everything that looks like a code, and whether the article shows that it is one."""
    found: set[str] = set()
    for title in article.titles:
        for match in _IN_TITLE.finditer(title):
            rest = title[match.end() :]
            begins = match.start() == 0 and (not rest.strip() or rest.lstrip()[:1] in ":-\u2013\u2014")
            ends = title[: match.start()].endswith("(") and rest.startswith(")")
            found.add(match[0].upper())
            yield match["prefix"], match["number"], begins or ends or bool(_ERRORISH.search(title))
    for label in filter(_WHOLE.fullmatch, labelled(article.body)):
        found.add(label.upper())
        yield *_halves(label), True
    stem = article.stem
    if _WHOLE.fullmatch(stem) and stem.upper() not in found:
        yield *_halves(stem.upper()), not found and (stem == stem.upper() or _mentions(article, stem))
    elif not found:
        for part in filter(_PART.fullmatch, re.split(r"[-_. ]", stem)):
            yield *_halves(part.upper()), bool(_ERRORISH.search(re.sub("[-_]", " ", stem)))


def _mentions(article: Sample, stem: str) -> bool:
    """Whether an article itself says what its file is called; a name in small letters may be that of a page alone."""
    said = "\n".join((*article.titles, article.body.source))
    return re.search(rf"(?<!\w){re.escape(stem)}(?!\w)", said, re.IGNORECASE) is not None


def _halves(code: str) -> tuple[str, str]:
    prefix = code.rstrip("0123456789")
    return prefix, code[len(prefix) :]


def _shape(prefix: str, numbers: set[str]) -> str:
    lengths = {len(number) for number in numbers}
    low, high = min(lengths), max(lengths)
    return f"{re.escape(prefix)}\\d{{{low}}}" if low == high else f"{re.escape(prefix)}\\d{{{low},{high}}}"
