"""Planned queries as tantivy queries: built from terms alone, never through tantivy's grammar.

Feeding pasted text to the grammar would drop the code (`C2065:` reads as a field name) or crash.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import get_args

import tantivy
from tantivy import Occur

from kbsearch.search.engines.base import ArticleField, Candidates, EntryField, Filters, LineClause, Query, TextClause

_ANY = "*"  # the term of articles that fit every product, or every version
_MOST_TERMS = 200_000  # frequencies kept in memory for each field
_FIRST = 2  # clauses that are asked for however common their words are; they come in the order of what they say
_EVERYONE = 4  # audiences there are; an asker who may see all of them needs no filter


class _Frequencies(dict[str, int]):
    """In how many documents each term of a field stands, as far as anyone asked; a look-up costs a tenth of asking."""

    def __init__(self, searcher: tantivy.Searcher, field: str) -> None:
        super().__init__()
        self._searcher, self._field = searcher, field

    def __missing__(self, term: str) -> int:
        if len(self) >= _MOST_TERMS:
            self.clear()
        frequency = self[term] = self._searcher.doc_freq(self._field, term)
        return frequency


class TantivySnapshot:
    """One committed state of both indexes; searches of several threads run side by side."""

    def __init__(
        self,
        entries: tantivy.Searcher,
        articles: tantivy.Searcher,
        entry_schema: tantivy.Schema,
        article_schema: tantivy.Schema,
    ) -> None:
        self._entries = entries
        self._articles = articles
        self._entry_schema = entry_schema
        self._article_schema = article_schema
        self._entry_tables = {field: _Frequencies(entries, field) for field in get_args(EntryField)}
        self._article_tables = {field: _Frequencies(articles, field) for field in get_args(ArticleField)}
        self._archived = articles.doc_freq("archived", True)

    @property
    def articles(self) -> int:
        """How many article documents there are."""
        return int(self._articles.num_docs)

    @property
    def entries(self) -> int:
        """How many entry documents there are."""
        return int(self._entries.num_docs)

    def entry_frequency(self, field: EntryField, term: str) -> int:
        """In how many entry documents the term stands (deleted ones may still count)."""
        return self._entry_tables[field][term]

    def entry_frequencies(self, field: EntryField) -> Mapping[str, int]:
        """The same as a table that fills itself, for whoever asks for many terms; 0 for one that stands nowhere."""
        return self._entry_tables[field]

    def article_frequency(self, field: ArticleField, term: str) -> int:
        """In how many article documents the term stands (deleted ones may still count)."""
        return self._article_tables[field][term]

    def candidates(self, query: Query) -> Candidates:
        """The entries that fit the codes and the lines best, filtered, best first; equal scores by key."""
        return Candidates(self._by_code(query), self._by_line(query))

    def article_terms(self, field: ArticleField, prefix: str) -> Sequence[tuple[str, int]]:
        """The terms of a field that begin with `prefix`, each with its frequency, the most frequent first."""
        return list(self._articles.terms_with_prefix(field, prefix))

    def covered(self, query: Query, articles: Sequence[int]) -> dict[int, float]:
        """The nats of the text clauses that each of these articles meets; those that meet none are left out."""
        met = [
            (Occur.Should, tantivy.Query.const_score_query(_any(parts), clause.nats))
            for clause in query.text
            if clause.nats > 0 and (parts := self._asked(clause))
        ]
        if not met or not articles:
            return {}
        these = tantivy.Query.term_set_query(self._article_schema, "key", list(articles))
        wanted = [(Occur.Must, tantivy.Query.const_score_query(these, 0.0)), *met]
        found = self._best(self._articles, tantivy.Query.boolean_query(wanted), len(articles))
        return {key: nats for key, nats in found if nats > 0}

    def _by_code(self, query: Query) -> tuple[tuple[int, float], ...]:
        if not query.codes:
            return ()
        wanted = tantivy.Query.boolean_query(
            [
                (Occur.Should, tantivy.Query.term_query(self._entry_schema, "codes", code, "basic"))
                for code in query.codes
            ]
        )
        return self._best(self._entries, self._filtered(wanted, self._entry_schema, query.filters), query.coded)

    def _by_line(self, query: Query) -> tuple[tuple[int, float], ...]:
        arms = [arm for line in query.lines if (arm := self._line(line)) is not None]
        if not arms:
            return ()
        wanted = arms[0] if len(arms) == 1 else tantivy.Query.disjunction_max_query(arms, 0.0)
        found = self._best(self._entries, self._filtered(wanted, self._entry_schema, query.filters), query.rows)
        return tuple(pair for pair in found if pair[1] >= query.share * found[0][1]) if query.share else found

    def _line(self, line: LineClause) -> tantivy.Query | None:
        terms = [
            (Occur.Should, _term(self._entry_schema, field, term, weight))
            for field, weighted in (("words", line.words), ("shingles", line.shingles))
            for term, weight in weighted
        ]
        return tantivy.Query.boolean_query(terms) if terms else None

    def by_text(self, query: Query) -> tuple[tuple[int, float], ...]:
        """The articles whose text fits best, filtered, best first; equal scores by key."""
        parts = [part for clause in self._affordable(query) for part in self._asked(clause)]
        if not parts:
            return ()
        wanted = _any(parts)
        return self._best(self._articles, self._filtered(wanted, self._article_schema, query.filters), query.limit)

    def _affordable(self, query: Query) -> Iterator[TextClause]:
        """The clauses that can be read in bounded time: the first few, and of the others those that are rare enough.

        The engine reads all postings of all terms, so the common words of a paste would take longer the more
        articles there are, and say less.
        """
        left = query.read
        for place, clause in enumerate(query.text):
            left -= (cost := self._postings(clause))
            if left >= 0 or place < _FIRST:
                yield clause
            else:
                left += cost

    def _postings(self, clause: TextClause) -> int:
        """In how many places of the articles the terms of a clause stand, a document with a term being one."""
        terms = {term for alternative, _ in clause.alternatives for term in alternative.split(" ")}
        return sum(self._article_tables[field][term] for field, _ in clause.fields for term in terms)

    def _asked(self, clause: TextClause) -> list[tantivy.Query]:
        """A clause as parts of a sum: one for each field where there is but one thing to ask for."""
        arms = [one for term, weight in clause.alternatives if (one := self._alternative(term, weight, clause))]
        if len(arms) < 2:
            return arms[0] if arms else []
        return [tantivy.Query.disjunction_max_query([_any(arm) for arm in arms], 0.0)]

    def _alternative(self, term: str, weight: float, clause: TextClause) -> list[tantivy.Query]:
        """One alternative of a clause, in each of the fields that hold all of its terms."""
        schema, tables, terms = self._article_schema, self._article_tables, term.split(" ")
        if len(terms) == 1:
            held = ((field, weight * worth) for field, worth in clause.fields if tables[field][term])
            return [_term(schema, field, term, boost) for field, boost in held]
        fields = [pair for pair in clause.fields if all(tables[pair[0]][one] for one in terms)]
        return [
            tantivy.Query.boost_query(tantivy.Query.phrase_query(schema, field, list(terms)), weight * worth)
            for field, worth in fields
        ]

    def _filtered(self, query: tantivy.Query, schema: tantivy.Schema, filters: Filters) -> tantivy.Query:
        clauses = [(Occur.Must, query)]
        for field, values, needed in (
            ("audience", filters.audiences, len(filters.audiences) < _EVERYONE),
            ("products", (*filters.products, _ANY), bool(filters.products)),
            ("versions", (*(filters.versions or ()), _ANY), filters.versions is not None),
        ):
            if needed:
                fits = tantivy.Query.term_set_query(schema, field, list(values))
                clauses.append((Occur.Must, tantivy.Query.const_score_query(fits, 0.0)))
        if self._archived and not filters.archived:
            clauses.append((Occur.MustNot, tantivy.Query.term_query(schema, "archived", True)))
        return query if len(clauses) == 1 else tantivy.Query.boolean_query(clauses)

    @staticmethod
    def _best(searcher: tantivy.Searcher, query: tantivy.Query, limit: int) -> tuple[tuple[int, float], ...]:
        found = searcher.search(query, limit, count=False).hits
        keys = searcher.fast_field_values("key", [address for _, address in found])
        pairs = [(int(key), float(score)) for key, (score, _) in zip(keys, found, strict=True) if key is not None]
        pairs.sort()
        pairs.sort(key=itemgetter(1), reverse=True)  # keeps the order of those that are equal
        return tuple(pairs)


def _term(schema: tantivy.Schema, field: str, term: str, weight: float) -> tantivy.Query:
    query = tantivy.Query.term_query(schema, field, term, "freq")
    return query if weight == 1.0 else tantivy.Query.boost_query(query, weight)


def _any(parts: Sequence[tantivy.Query]) -> tantivy.Query:
    return parts[0] if len(parts) == 1 else tantivy.Query.boolean_query([(Occur.Should, part) for part in parts])
