"""Documents: what of an article goes into the index, as terms that an engine only has to split."""

from __future__ import annotations

from collections.abc import Mapping

from kbsearch.articles.article import Article, ErrorEntry
from kbsearch.search.analysis import shingles, stem, stems, unique, words
from kbsearch.search.codes import code_keys
from kbsearch.search.engines.base import ArticleDocument, EntryDocument
from kbsearch.search.skeleton import skeleton

MOST_ENTRIES = 1 << 16
_PROSE = 4  # plain words from which a value of the front matter is a sentence, and no name
_OPENING = 500  # characters


def document_of(article: Article, key: int) -> ArticleDocument:
    """The article as an engine keeps it; a pure function, run in worker processes.

    Entry keys are `key << 16 | n`, n being the entry's place in `article.errors`.
    """
    entries = article.errors[:MOST_ENTRIES]
    text = (part for section in article.sections for part in (section.heading, section.text))
    return ArticleDocument(
        key=key,
        title=" ".join(stems(article.title)),
        symptoms=" ".join(stems("\n".join((*article.symptoms, *article.features)))),
        summary=" ".join(stems("\n".join((*article.symptoms, *_prose(article.extra), _opening(article))))),
        body=" ".join(stems("\n".join(text))),
        products=tuple(product_key(product) for product in article.products),
        audience=article.audience,
        versions=article.versions,
        archived=article.confidence == "archived",
        entries=tuple(_entry(entry, key << 16 | n) for n, entry in enumerate(entries)),
    )


def _prose(value: object) -> list[str]:
    """The sentences in the front matter that no key of kbsearch's own holds: descriptions, abstracts, questions."""
    if isinstance(value, str):
        return [value] if sum(map(str.isalpha, value.split())) >= _PROSE else []
    if isinstance(value, Mapping):
        value = list(value.values())
    return [text for inner in value for text in _prose(inner)] if isinstance(value, (list, tuple)) else []


def _opening(article: Article) -> str:
    """The first words of the issue; of the lead, or of all, where no section is one."""
    for name in ("issue", "lead", ""):
        sections = [section for section in article.sections if name in (section.name, "")]
        text = "\n".join(part for section in sections for part in (section.heading, section.text)).strip()
        if text:
            return text[:_OPENING]
    return ""


def product_key(product: str) -> str:
    """The key under which a product's name is filtered: case and separators do not count."""
    return "-".join(words(product)) or product.strip().lower()


def _entry(entry: ErrorEntry, key: int) -> EntryDocument:
    codes = " ".join(code_keys(entry.code)) if entry.code else ""
    if not entry.message:
        return EntryDocument(key, codes, "", "", "", "")
    bones = skeleton(entry.message)
    pieces = [shingle for run in bones.runs for shingle in shingles(run)]
    return EntryDocument(
        key=key,
        codes=codes,
        words=" ".join(bones.stems),
        shingles=" ".join(pieces),
        marked=" ".join(unique(stem(word) for word in bones.marked)),
        signature=bones.signature,
    )
