"""What kbsearch is compared with: engines that rank by BM25, given the same articles and the same pastes.

Every peer searches for any of the words of the paste, in the title and the text taken as one. None
gets settings tuned for it, and none knows what a code or a message is: that is the comparison.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
import warnings
from collections.abc import Iterable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

if TYPE_CHECKING:  # a process that only searches, to be timed, imports nothing else
    from tests.benchmarks.corpus import Document

LIMIT = 10
"""How many hits every engine is asked for."""

INSTALL = "not installed: pip install -e '.[bench]'"

_WORD = re.compile(r"\w+")


class Peer(Protocol):
    """An engine to compare with: built once in a folder of its own, then searched."""

    name: ClassVar[str]
    package: ClassVar[str]
    """The module without which it cannot run."""
    most: ClassVar[int]
    """Articles up to which it is measured: with more it takes longer than all others together."""

    def __init__(self, folder: Path) -> None: ...

    def build(self, documents: Iterable[Document]) -> None:
        """Take over these articles in place of all it had."""

    def search(self, text: str) -> Sequence[str]:
        """The ids of the best articles, best first."""

    def close(self) -> None:
        """Let go of files and memory."""


class RawTantivy(Peer):
    """tantivy's BM25, as it comes, over one text field."""

    name = "tantivy BM25"
    package = "tantivy"
    most = 100_000_000

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("text")
        self._schema = builder.build()
        self._analyzer = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.remove_long(40))
            .filter(tantivy.Filter.lowercase())
            .build()
        )
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._index.config_reader("manual")

    def build(self, documents: Iterable[Document]) -> None:
        self._write(documents, replace_all=True)

    def replace(self, document: Document) -> None:
        """Take over one article that has changed."""
        self._write([document], replace_all=False)

    def search(self, text: str) -> Sequence[str]:
        query, should = self._tantivy.Query, self._tantivy.Occur.Should
        words = dict.fromkeys(self._analyzer.analyze(text))
        clauses = [(should, query.term_query(self._schema, "text", word)) for word in words]
        searcher = self._index.searcher()
        hits = searcher.search(query.boolean_query(clauses), LIMIT, count=False).hits
        return [searcher.doc(address)["id"][0] for _, address in hits]

    def close(self) -> None:
        del self._index

    def _write(self, documents: Iterable[Document], *, replace_all: bool) -> None:
        writer = self._index.writer(256_000_000, 1)
        if replace_all:
            writer.delete_all_documents()
        for document in documents:
            if not replace_all:
                writer.delete_documents_by_term("id", document.id)
            fields = {"id": document.id, "text": _all_text(document)}
            writer.add_document(self._tantivy.Document.from_dict(fields, self._schema))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()


class SqliteFts5(Peer):
    """SQLite's FTS5 with its own bm25()."""

    name = "SQLite FTS5"
    package = "sqlite3"
    most = 100_000_000

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "articles.db")
        self._connection.execute("CREATE VIRTUAL TABLE article USING fts5(id UNINDEXED, text)")

    def build(self, documents: Iterable[Document]) -> None:
        rows = ((document.id, _all_text(document)) for document in documents)
        with self._connection as connection:
            connection.execute("DELETE FROM article")
            connection.executemany("INSERT INTO article VALUES (?, ?)", rows)

    def search(self, text: str) -> Sequence[str]:
        words = " OR ".join(f'"{word}"' for word in dict.fromkeys(_WORD.findall(text.lower())))
        found = self._connection.execute(
            "SELECT id FROM article WHERE article MATCH ? ORDER BY bm25(article) LIMIT ?", (words, LIMIT)
        )
        return [id for (id,) in found]

    def close(self) -> None:
        self._connection.close()


class Bm25s(Peer):
    """bm25s, which scores all articles at once in arrays held in memory."""

    name = "bm25s"
    package = "bm25s"
    most = 200_000

    def __init__(self, folder: Path) -> None:
        self._bm25s: Any = import_module("bm25s")
        self._ids: list[str] = []
        self._model: Any = None

    def build(self, documents: Iterable[Document]) -> None:
        texts: list[str] = []
        self._ids = []
        for document in documents:
            self._ids.append(document.id)
            texts.append(_all_text(document))
        self._model = self._bm25s.BM25()
        self._model.index(self._tokens(texts), show_progress=False)

    def search(self, text: str) -> Sequence[str]:
        tokens = self._bm25s.tokenize([text], stopwords=None, return_ids=False, show_progress=False)
        found, scores = self._model.retrieve(tokens, k=min(LIMIT, len(self._ids)), show_progress=False)
        return [self._ids[place] for place, score in zip(found[0], scores[0], strict=True) if score > 0]

    def close(self) -> None:
        self._model = None

    def _tokens(self, texts: list[str]) -> Any:
        return self._bm25s.tokenize(texts, stopwords=None, show_progress=False)


class WhooshReloaded(Peer):
    """Whoosh-Reloaded's BM25F over one text field."""

    name = "Whoosh-Reloaded"
    package = "whoosh"
    most = 20_000

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own source is full of outdated escapes
            fields, index, self._query = (import_module(f"whoosh.{name}") for name in ("fields", "index", "query"))
        self._schema = fields.Schema(id=fields.ID(stored=True), text=fields.TEXT)
        self._folder, self._create = folder, index.create_in
        self._index: Any = None
        self._searcher: Any = None

    def build(self, documents: Iterable[Document]) -> None:
        self.close()
        self._index = self._create(str(self._folder), self._schema)
        writer = self._index.writer(limitmb=256)
        for document in documents:
            writer.add_document(id=document.id, text=_all_text(document))
        writer.commit()
        self._searcher = self._index.searcher()

    def search(self, text: str) -> Sequence[str]:
        words = dict.fromkeys(token.text for token in self._schema["text"].analyzer(text))
        found = self._searcher.search(self._query.Or([self._query.Term("text", word) for word in words]), limit=LIMIT)
        return [hit["id"] for hit in found]

    def close(self) -> None:
        for opened in filter(None, (self._searcher, self._index)):
            with contextlib.suppress(AttributeError):
                opened.close()


PEERS: tuple[type[Peer], ...] = (RawTantivy, SqliteFts5, Bm25s, WhooshReloaded)


def installed(peer: type[Peer]) -> bool:
    """Whether the package that the peer needs is there."""
    return find_spec(peer.package) is not None


def absence(peer: type[Peer], articles: int) -> str | None:
    """Why a peer is not measured beside so many articles; None where it is."""
    if not installed(peer):
        return INSTALL
    return f"left out: slow with more than {peer.most:,} articles" if articles > peer.most else None


def _all_text(document: Document) -> str:
    return f"{document.title}\n{document.text}"
