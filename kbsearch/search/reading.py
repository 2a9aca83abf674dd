"""Reading one article file for the index: digest, article, rows for the catalog, engine document.

Everything here is a function of the file, the settings and the key: it runs in this process or in
workers (`kbsearch.search.workers`) with the same outcome.
"""

from __future__ import annotations

import copyreg
import hashlib
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from typing import Any

from kbsearch.articles.article import Article
from kbsearch.articles.findings import Finding
from kbsearch.articles.reader import LARGEST, read_article, read_bytes
from kbsearch.search.catalog import ARTICLE, ENTRY_BITS
from kbsearch.search.documents import document_of
from kbsearch.search.engines.base import ArticleDocument, EntryDocument
from kbsearch.settings import Settings

_MOST_ENTRIES = 1 << ENTRY_BITS


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read: its key, its path relative to the root, and the digest that is known already.

    With a digest, a file that still has it is not read any further; None reads in any case.
    """

    key: int
    path: str
    digest: str | None


@dataclass(frozen=True, slots=True)
class Record:
    """One article as the catalog and the engine take it over.

    `text` is the article as JSON. `content` and `shape` are digests of the article and of its
    engine document without their keys' meaning: equal ones need not be written again. `entries`
    are rows (key, article, code, message, own), `codes` rows (code key, article, own).
    """

    key: int
    id: str
    text: bytes
    content: str
    shape: str
    versions: str
    entries: tuple[tuple[int, int, str | None, str | None, bool], ...]
    codes: tuple[tuple[str, int, bool], ...]
    products: tuple[str, ...]
    document: ArticleDocument


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a task: nothing new (`same`), no file any more (`gone`), or a record with findings.

    Without a record the file holds no readable article, and the findings say why; `digest` is
    then empty when not even its bytes could be read.
    """

    key: int
    path: str
    digest: str = ""
    record: Record | None = None
    findings: tuple[Finding, ...] = ()
    same: bool = False
    gone: bool = False


def _travel_light(kind: type[Any]) -> None:
    """Let pickle take the fields of a frozen class as they are: a third of the time of what dataclasses do."""
    values = attrgetter(*(field.name for field in fields(kind)))
    copyreg.pickle(kind, lambda one: (kind, values(one)))


for _kind in (Reading, Record, ArticleDocument, EntryDocument):
    _travel_light(_kind)


def read(task: Task, root: Path, settings: Settings) -> Reading:
    """Read one file as far as its digest demands; a broken file is an outcome, not an error."""
    try:
        with open(root / task.path, "rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        return Reading(task.key, task.path, gone=True)
    except OSError:
        return Reading(task.key, task.path, findings=read_article(task.path, root, settings).findings)
    digest = _digest(data)
    if digest == task.digest:
        return Reading(task.key, task.path, digest, same=True)
    result = read_bytes(data, task.path, settings)
    record = record_of(result.article, task.key) if result.article is not None else None
    return Reading(task.key, task.path, digest, record, result.findings)


def digest_of(path: Path) -> str:
    """The BLAKE2b-128 hex of a file's bytes; raises OSError."""
    return _digest(path.read_bytes())


def record_of(article: Article, key: int) -> Record:
    """The rows and the engine document of an article under a key."""
    document = document_of(article, key)
    text = ARTICLE.dump_json(article)
    errors = article.errors[:_MOST_ENTRIES]
    codes: dict[str, bool] = {}
    for entry in document.entries:
        own = errors[entry.key % _MOST_ENTRIES].own
        for code in entry.codes.split():
            codes[code] = codes.get(code, False) or own
    return Record(
        key=key,
        id=article.id,
        text=text,
        content=_digest(text),
        shape=_digest(repr(document).encode("utf-8", "surrogatepass")),
        versions=document.versions,
        entries=tuple(
            (key << ENTRY_BITS | n, key, entry.code, entry.message, entry.own) for n, entry in enumerate(errors)
        ),
        codes=tuple((code, key, own) for code, own in codes.items()),
        products=tuple(dict.fromkeys(article.products)),
        document=document,
    )


def _digest(data: bytes) -> str:
    """BLAKE2b-128 as hex."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()
