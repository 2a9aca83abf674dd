"""Crosswise: what shows only when all declarations and all articles are held against each other."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from kbsearch.articles.article import Article
from kbsearch.guess import nearest
from kbsearch.releases.claims import Claims, keys_of
from kbsearch.releases.coverage import Standing, failed_values
from kbsearch.releases.declaration import Declaration, Kind
from kbsearch.releases.findings import ERROR, WARNING, Finding
from kbsearch.releases.ladder import Step
from kbsearch.releases.manifest import Manifest
from kbsearch.releases.probing import Answered
from kbsearch.releases.rules import AMBIGUOUS, EMITTED, LOST_RANK, REMOVED, SHARED, UNDECLARED, Rule
from kbsearch.search.probes import fixed_words


def shared(standings: Iterable[Standing], claims: Claims) -> Iterator[Finding]:
    """Declarations that several articles explain (KBR310)."""
    for one in standings:
        every = (*(claim.article for claim in claims.of(one.declaration)), *claims.worded(one.declaration))
        others = [article for article in every if article is not one.article]
        if one.checked and one.article and others and one.demand.step >= Step.CLAIMED:
            yield _at(one, SHARED, others=_listed(other.path for other in others))


def ambiguous(standings: Sequence[Standing], manifest: Manifest) -> Iterator[Finding]:
    """Errors whose messages differ only in their values, so that a paste without a code fits each of them (KBR311).

    By the manifest their articles must lead to one another, be it over several steps, or must not be there at all.
    """
    rule = manifest.probes.ambiguous
    alike: dict[tuple[str, ...], list[Standing]] = defaultdict(list)
    for one in standings:
        words = fixed_words(one.declaration.message) if one.declaration.kind is Kind.ERROR else ()
        if words and one.article is not None and one.demand.step >= Step.FINDABLE:
            alike[words].append(one)
    for group in alike.values():
        articles = {one.article.id: one.article for one in group if one.article}
        if rule == "allow" or len(articles) < 2:
            continue
        for one in group:
            if not one.checked or one.article is None:
                continue
            others = [other for other in group if other.article is not one.article]
            led = _led_to(one.article, group)
            unnamed = [other for other in others if rule == "forbid" or (other.article and other.article.id not in led)]
            if unnamed:
                yield _at(
                    one,
                    AMBIGUOUS,
                    severity=ERROR if rule == "forbid" else WARNING,
                    others=_listed(other.declaration.id for other in others),
                    unnamed=_listed(other.article.path for other in unnamed if other.article),
                )


def _led_to(article: Article, group: Sequence[Standing]) -> set[str]:
    """The ids of the articles that one gets to from an article, by what each names."""
    reached, waiting = {article.id}, [article]
    while waiting:
        here = waiting.pop()
        for other in group:
            if other.article and other.article.id not in reached and _names(here, other):
                reached.add(other.article.id)
                waiting.append(other.article)
    return reached


def _names(article: Article, other: Standing) -> bool:
    """Whether an article leads to another: by a link to its file, its id, or the code that it explains."""
    names = [other.declaration.id]
    if other.article is not None:
        names += [posixpath.basename(other.article.path), other.article.id]
    wanted = "|".join(map(re.escape, names))
    return bool(re.search(rf"(?<![\w-])(?:{wanted})(?![\w-])", article.body, re.IGNORECASE))


def emitted(declared: Iterable[Declaration], news: Collection[str] | None) -> Iterator[Finding]:
    """Codes that stand in the source and are not declared (KBR312); with `news`, only those among them."""
    every = list(declared)
    known = {key for one in every if one.kind is Kind.ERROR for key in keys_of(one.id)}
    codes = [one.id for one in every if one.kind is Kind.ERROR]
    for one in every:
        if one.kind is Kind.EMISSION and (news is None or one.subject in news) and known.isdisjoint(keys_of(one.id)):
            yield EMITTED.finding(
                one.subject, one.path, one.line, owner=one.owner, code=one.id, hint=_hint(one.id, codes)
            )


def undeclared(
    declared: Iterable[Declaration], gone: Iterable[Declaration], claims: Claims, manifest: Manifest
) -> Iterator[Finding]:
    """Codes that articles explain and nobody declares, nor did the base (KBR308)."""
    codes = [one.id for one in declared if one.kind is not Kind.FEATURE]
    known = {key for code in (*codes, *(one.id for one in gone)) for key in keys_of(code)}
    if not codes:  # a product that declares features alone says nothing about codes
        return
    for article, entry, code in claims.codes():
        if known.isdisjoint(keys_of(code)):
            place = f"{article.path}:{entry.line}"
            yield UNDECLARED.finding(
                f"error:{code}",
                manifest.path.name,
                owner=article.owner,
                article=place,
                code=code,
                product=manifest.product,
                hint=_hint(code, codes),
            )


def removed(gone: Iterable[Declaration], claims: Claims, manifest: Manifest) -> Iterator[Finding]:
    """Errors and features that are no more, whose article is not archived (KBR309)."""
    for one in gone:
        for claim in claims.of(one) if one.kind is not Kind.EMISSION else ():
            article = claim.article
            if not article.versions:
                yield REMOVED.finding(
                    one.subject,
                    manifest.path.name,
                    owner=article.owner,
                    article=article.path,
                    code=one.id,
                    product=manifest.product,
                )


def lost_rank(standings: Iterable[Standing], *, sure: bool) -> Iterator[Finding]:
    """Declarations that are not new and are not found (KBR313).

    Where a baseline tells what was not found before (`sure`), they were found once, and it is an error.
    """
    for one in standings:
        if not one.checked and one.failed and one.article is not None:
            values: Mapping[str, object] = failed_values(Answered(one.asked, one.failed))
            severity = ERROR if sure else WARNING
            yield _at(
                one,
                LOST_RANK,
                severity=severity,
                article_id=one.article.id,
                **values,
            )


def _at(one: Standing, rule: Rule, severity: str = "", **values: object) -> Finding:
    """The finding of a rule at the place of a declaration, about the article that explains it."""
    declared, article = one.declaration, one.article.path if one.article else ""
    return rule.finding(
        declared.subject,
        declared.path,
        declared.line,
        severity=severity,
        owner=one.owner,
        article=article,
        id=declared.id,
        **values,
    )


def _hint(code: str, known: Iterable[str]) -> str:
    guess = nearest(code, list(known))
    return f": did you mean {guess}?" if guess else ""


def _listed(names: Iterable[str]) -> str:
    """Names as the part of a sentence, the first few of many."""
    every = sorted(dict.fromkeys(names))
    shown = every if len(every) <= 4 else every[:3]
    more = f" and {len(every) - 3} more" if len(every) > 4 else ""
    return f"{', '.join(shown)}{more}" if more or len(shown) < 2 else f"{', '.join(shown[:-1])} and {shown[-1]}"
