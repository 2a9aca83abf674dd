"""Which front-matter keys hold codes, messages, products and versions."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from kbsearch.articles.extract.codes import Shapes
from kbsearch.articles.learn.sample import Sample

_NATIVE = frozenset(
    ("errors", "error_codes", "error_messages", "products", "versions", "title", "id", "symptoms", "features")
)
_CODE_KEY = re.compile(
    r"(?:.*[_.-])?(?:error|err|event|status)?[_-]?(?:codes?|ids?|numbers?|no)|errors?|code|error[_-]?codes?", re.I
)
_ERROR_NAMED = re.compile(r"(?:.*[_.-])?(?:error|err|event|fault)[_-]?(?:codes?|ids?|numbers?|no)", re.I)
_MESSAGE_KEY = re.compile(
    r"(?:.*[_.-])?(?:error|err|log|exception)?[_-]?(?:messages?|msgs?|message[_-]?text|error[_-]?text)", re.I
)
_PRODUCT_KEY = re.compile(
    r"(?:.*[_.-])?(?:products?|applies[_-]?to|applicable[_-]?to|components?|platforms?|product[_-]?(?:name|line|area)s?)",
    re.I,
)
_VERSION_KEY = re.compile(r"(?:.*[_.-])?(?:versions?|releases?|affected[_-]?versions?|product[_-]?versions?)", re.I)
_NEVER_PRODUCT = re.compile(
    r".*(?:date|author|manager|owner|reviewer|title|description|slug|tags?|keywords?|categor\w*|topic|type|layout|lang\w*|"
    r"permalink|draft|weight|position|id|uid|custom|audience|robots|url|image|editor|collection|rating)",
    re.I,
)
_CODELIKE = re.compile(
    r"0x[0-9A-Fa-f]{3,16}|(?=[\w.-]*\d)[A-Z][A-Z0-9]*[-_]?[A-Z0-9_.-]*\d|[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+|-?\d{3,10}"
)
_SUMMARY_KEY = re.compile(r".*(?:title|description|summary|excerpt|abstract|keyword|tag|label|intro|lead|head).*", re.I)
_MARKED = re.compile(r"\{\w*\}|%[sdux]|<\w+>|(?<!\w)'[^']+'(?!\w)")  # places for values, and names in quotes
_NUMBER = re.compile(r"-?[\d.]+")


@dataclass(slots=True)
class _Key:
    """What was seen under one key."""

    articles: int = 0
    values: Counter[str] = field(default_factory=Counter)
    codelike: int = 0
    mentioned: int = 0
    marked: int = 0
    lists: int = 0


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that were recognised, each kind in the order of how many articles have them."""

    codes: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()


def learn_keys(articles: Sequence[Sample], shapes: Shapes) -> Keys:
    """Look at every key of every front matter; keys that kbsearch reads anyway are left out."""
    seen: defaultdict[str, _Key] = defaultdict(_Key)
    for article in articles:
        for name, value in article.keys.items():
            texts = [item.strip() for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]
            texts = [text for text in texts if text]
            if name in _NATIVE or not texts:
                continue
            key = seen[name]
            key.articles += 1
            key.lists += isinstance(value, list)
            for text in texts:
                key.values[text] += 1
                key.codelike += bool(shapes.fits(text) or _CODELIKE.fullmatch(text))
                key.marked += bool(_MARKED.search(text))
                key.mentioned += len(text) < 80 and text.casefold() in article.text
    by_use = sorted(seen.items(), key=lambda item: (-item[1].articles, item[0]))
    least = max(1, len(articles) // 200)
    return Keys(
        codes=_code_keys([(name, key) for name, key in by_use if key.articles >= least], shapes),
        messages=tuple(name for name, key in by_use if _holds_messages(name, key, len(articles))),
        products=tuple(name for name, key in by_use if _holds_products(name, key, len(articles))),
        versions=tuple(name for name, key in by_use if _VERSION_KEY.fullmatch(name) and _have_digits(key)),
    )


def _code_keys(keys: Sequence[tuple[str, _Key]], shapes: Shapes) -> tuple[str, ...]:
    """Keys whose values look like codes and stand in the same article; of keys that hold the same, one."""
    found: list[tuple[str, frozenset[str]]] = []
    for name, key in keys:
        total = sum(key.values.values())
        numeric = sum(count for text, count in key.values.items() if _NUMBER.fullmatch(text))
        is_named = bool(_ERROR_NAMED.fullmatch(name))
        looks = key.codelike >= 0.6 * total and (numeric <= 0.5 * total or is_named)
        fitting = frozenset(text for text in key.values if shapes.fits(text))
        is_known = looks and (is_named or len(fitting) >= 0.6 * len(key.values))
        if (is_known and (is_named or key.mentioned >= 0.6 * total)) or (
            looks and bool(_CODE_KEY.fullmatch(name)) and key.mentioned >= 0.6 * total
        ):
            values = frozenset(key.values)
            if not any(len(values - other) <= 0.1 * len(values) for _, other in found):
                found.append((name, values))
    return tuple(name for name, _ in found)


def _holds_messages(name: str, key: _Key, articles: int) -> bool:
    """Sentences under a telling name; or under any, when most articles have their own with places for values in it."""
    if not _are_sentences(key) or _MESSAGE_KEY.fullmatch(name):
        return _are_sentences(key)
    total = sum(key.values.values())
    return (
        not _SUMMARY_KEY.fullmatch(name)
        and key.articles >= max(3, 0.5 * articles)
        and len(key.values) >= 0.9 * total
        and key.marked >= 0.25 * total
    )


def _are_sentences(key: _Key) -> bool:
    return sum(" " in text for text in key.values) >= 0.6 * len(key.values)


def _have_digits(key: _Key) -> bool:
    return sum(any(character.isdigit() for character in text) for text in key.values) >= 0.5 * len(key.values)


def _holds_products(name: str, key: _Key, articles: int) -> bool:
    """Short values that come back in many articles, with a telling name or with mentions in the text."""
    total = sum(key.values.values())
    unfit = sum(count for text, count in key.values.items() if len(text) > 80 or _NUMBER.fullmatch(text))
    if unfit > 0.1 * total:
        return False
    if _PRODUCT_KEY.fullmatch(name):
        return len(key.values) <= max(5, 0.5 * total) and key.articles >= min(2, articles)
    if _NEVER_PRODUCT.fullmatch(name) or key.lists < 0.5 * key.articles or key.articles < 0.2 * articles:
        return False
    capital = sum(count for text, count in key.values.items() if text[:1].isupper())
    return (
        len(key.values) <= 0.1 * total
        and capital >= 0.8 * total
        and key.mentioned >= 0.3 * total
        and len(key.values) > 1
    )
