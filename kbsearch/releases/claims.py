"""Claims: which articles say that they explain an error or a feature of the product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kbsearch.articles.article import Article, ErrorEntry
from kbsearch.articles.lint import folded
from kbsearch.releases.declaration import Declaration, Kind
from kbsearch.search.codes import code_keys
from kbsearch.search.probes import fixed_words


@dataclass(frozen=True, slots=True)
class Claim:
    """One article that explains a declaration, and the entries in which it does (none for a feature)."""

    article: Article
    entries: tuple[ErrorEntry, ...] = ()


class Claims:
    """The articles about one product, by what they explain; an article without a product may be about any."""

    def __init__(self, articles: Iterable[Article], product: str) -> None:
        every = [one for one in articles if not one.products or folded(product) in map(folded, one.products)]
        self._named = any(one.products for one in every)
        self.articles = tuple(one for one in every if one.confidence != "archived")
        self._codes = _by_code(self.articles)
        self._archived = _by_code(one for one in every if one.confidence == "archived")
        self._worded = _by_words(self.articles)
        self._guides: dict[str, list[Article]] = defaultdict(list)
        self._mentions: dict[str, list[Article]] = defaultdict(list)
        for article in self.articles:
            explains = any(entry.own for entry in article.errors)
            for feature in article.features:
                (self._mentions if explains else self._guides)[folded(feature)].append(article)

    def of(self, declaration: Declaration) -> tuple[Claim, ...]:
        """The articles that explain a declaration, those whose message fits it best not told apart; by path."""
        if declaration.kind is Kind.FEATURE:
            guides = self._guides.get(folded(declaration.id), ())
            return tuple(Claim(guide) for guide in sorted(guides, key=lambda one: one.path))
        return _claims(self._codes, declaration.id)

    def worded(self, declaration: Declaration) -> tuple[Article, ...]:
        """The articles that explain the message of a declaration and name no code, so that nothing tells them apart."""
        return tuple(self._worded.get(fixed_words(declaration.message), ())) if declaration.message else ()

    def instead(self, declaration: Declaration) -> str:
        """What there is in place of an article, as the end of a sentence; "" for nothing."""
        if declaration.kind is Kind.FEATURE:
            mentions = self._mentions.get(folded(declaration.id), ())
            return f"; {mentions[0].path} names it, and explains an error" if mentions else ""
        archived = _claims(self._archived, declaration.id)
        return f"; {archived[0].article.path} is archived" if archived else ""

    def codes(self) -> Iterator[tuple[Article, ErrorEntry, str]]:
        """Every code that an article of the product explains, with the article and the entry, by path.

        Where some articles name the product, those that name none are left out: they may be about another.
        """
        for article in sorted(self.articles, key=lambda one: one.path):
            if not self._named or article.products:
                own = {folded(entry.code): entry for entry in reversed(article.errors) if entry.code and entry.own}
                yield from ((article, entry, entry.code or "") for entry in reversed(own.values()))


def keys_of(code: str) -> tuple[str, ...]:
    """The keys of a code; a text that no search takes for a code has itself as its key."""
    return code_keys(code) or (folded(code),)


def _by_code(articles: Iterable[Article]) -> dict[str, dict[str, tuple[Article, list[ErrorEntry]]]]:
    """Code key -> article id -> the article and its own entries with that code."""
    found: dict[str, dict[str, tuple[Article, list[ErrorEntry]]]] = defaultdict(dict)
    for article in articles:
        for entry in article.errors:
            if entry.own and entry.code:
                for key in keys_of(entry.code):
                    found[key].setdefault(article.id, (article, []))[1].append(entry)
    return found


def _by_words(articles: Iterable[Article]) -> dict[tuple[str, ...], list[Article]]:
    """The fixed words of a message -> the articles that explain it without a code."""
    found: dict[tuple[str, ...], list[Article]] = defaultdict(list)
    for article in articles:
        messages = {entry.message for entry in article.errors if entry.own and entry.message and not entry.code}
        for said in {fixed_words(message) for message in messages} - {()}:
            found[said].append(article)
    return found


def _claims(codes: dict[str, dict[str, tuple[Article, list[ErrorEntry]]]], code: str) -> tuple[Claim, ...]:
    found: dict[str, Claim] = {}
    for key in keys_of(code):
        for id, (article, entries) in codes.get(key, {}).items():
            found.setdefault(id, Claim(article, tuple(entries)))
    return tuple(sorted(found.values(), key=lambda claim: claim.article.path))
