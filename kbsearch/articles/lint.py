"""Lint: what is wrong with articles, and shows only beside the other articles or the tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from kbsearch.articles.article import Article, ErrorEntry
from kbsearch.articles.findings import Finding
from kbsearch.articles.links import LinkCheck, Linked
from kbsearch.articles.markdown import read_body
from kbsearch.articles.placeholders import Placeholder, begins_with_word, parse_template
from kbsearch.articles.reader import ReadResult
from kbsearch.articles.rules import EMPTY_SECTION, ERROR, NO_FIXED_WORD, SHARED_CODE, TEMPLATE_TEXT, WARNING
from kbsearch.articles.templates import MARK, left_over
from kbsearch.settings import Settings

_REQUIRED = ("issue", "resolution")
_SEPARATORS = re.compile(r"[\W_]+")


def lint(results: Iterable[ReadResult], settings: Settings) -> list[Finding]:
    """Everything that is wrong with the articles, sorted by path, line and column.

    `results` are those of `Library.results(keep_body=True)`; the findings of reading are among
    what is returned. Whether a search finds the articles, `kbsearch.search.shadows` says.
    """
    findings: list[Finding] = []
    articles: list[Article] = []
    linked: list[Linked] = []
    for result in results:
        findings += result.findings
        if result.article is None:
            continue
        article = result.article
        body = result.body or read_body(article.body, article.body_line)
        articles.append(article)
        linked.append(Linked(article.path, body.links, body.anchors))
        findings += _alone(article, settings.at(article.path))
    findings += _link_check(settings, linked).findings()
    findings += _shared_codes(articles)
    return sorted(set(findings))


def lint_draft(result: ReadResult, settings: Settings) -> list[Finding]:
    """What is wrong with an article that stands outside the knowledge base, and shows without the others."""
    alone = _alone(result.article, settings) if result.article else ()
    return sorted({*result.findings, *alone})


def lint_edited(result: ReadResult, text: str, settings: Settings) -> list[Finding]:
    """What is wrong with an article that is being written, its links too; `text` is that of the file to be.

    `result` is what reading it gave, with its body.
    """
    if result.article is None:
        return sorted(result.findings)
    body = result.body or read_body(result.article.body, result.article.body_line)
    linked = Linked(result.path, body.links, body.anchors)
    found = {*result.findings, *_alone(result.article, settings.at(result.path), text)}
    return sorted(found.union(_link_check(settings, [linked]).findings()))


def _link_check(settings: Settings, linked: Iterable[Linked]) -> LinkCheck:
    folder = settings.articles_folder.relative_to(settings.root).as_posix()
    return LinkCheck(settings.root, "" if folder == "." else folder, linked, settings.native)


def _alone(article: Article, settings: Settings, text: str | None = None) -> Iterator[Finding]:
    """What one article shows by itself; its file is read where `text` does not give it."""
    yield from _template_text(article, settings.root, text)
    severity = ERROR if settings.native else WARNING
    for entry in article.errors:
        if entry.message and not _has_fixed_word(entry.message):
            yield NO_FIXED_WORD.finding(article.path, entry.line, 1, severity, message=entry.message)
    if article.confidence not in ("wip", "archived"):
        yield from _empty_sections(article, settings.native)


def _has_fixed_word(message: str) -> bool:
    """Whether the message has a word that is always printed; a quoted phrase may be one."""
    if begins_with_word(message):
        return True
    template = parse_template(message)
    if template.literal_words:
        return True
    soft = (part.literal or "" for part in template.parts if isinstance(part, Placeholder))
    return any(len(text.split()) > 1 for text in soft)


def _empty_sections(article: Article, native: bool) -> Iterator[Finding]:
    """Native articles need an issue and a resolution; elsewhere an empty one is only pointed out."""
    for name in _REQUIRED:
        own = [section for section in article.sections if section.name == name]
        if any(section.text.strip() for section in own):
            continue
        if own:
            severity, line = ERROR if native else WARNING, own[0].line
            yield EMPTY_SECTION.finding(article.path, line, 1, severity, section=f"the heading {own[0].heading!r}")
        elif native and not (name == "issue" and _says_issue(article)):
            wanted = f"{name.capitalize()}, for which there is no heading"
            yield EMPTY_SECTION.finding(article.path, article.body_line, section=wanted)


def _says_issue(article: Article) -> bool:
    """Whether symptoms or the text above the first section stand for the issue."""
    return bool(article.symptoms) or any(section.text.strip() for section in article.sections if section.name == "lead")


def _template_text(article: Article, root: Path, text: str | None) -> Iterator[Finding]:
    """Prompts of `kbsearch new` that were not replaced; the file is read only if there are any."""
    keys = (article.title, *article.features, *article.symptoms, *(entry.message or "" for entry in article.errors))
    if MARK not in article.body and not any(text.startswith(MARK) for text in keys):
        return
    if text is None:
        try:
            text = (root / article.path).read_text("utf-8-sig", "replace")
        except OSError:
            text = "\n" * (article.body_line - 1) + article.body
    for left in left_over(text):
        yield TEMPLATE_TEXT.finding(article.path, left.line, left.col, text=left.text)


def _shared_codes(articles: Iterable[Article]) -> Iterator[Finding]:
    """Codes that two articles for one product claim as their own, said at the later one."""
    claims: dict[str, list[tuple[Article, ErrorEntry]]] = {}
    for article in articles:
        if article.confidence == "archived":
            continue
        own = {folded(entry.code): entry for entry in reversed(article.errors) if entry.code and entry.own}
        for code, entry in own.items():
            claims.setdefault(code, []).append((article, entry))
    for claimants in claims.values():
        for n, (article, entry) in enumerate(claimants):
            other = next((other for other, _ in claimants[:n] if _same_product(article, other)), None)
            if other:
                yield SHARED_CODE.finding(article.path, entry.line, 1, code=entry.code, other=other.path)


def folded(code: str) -> str:
    """A code without letter case and separators: equal spellings become equal."""
    return _SEPARATORS.sub("", code).casefold()


def _same_product(one: Article, other: Article) -> bool:
    """Whether both may be meant; an article without a product may always be."""
    return not one.products or not other.products or bool(set(one.products) & set(other.products))
