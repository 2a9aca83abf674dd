"""The catalog: articles as read, their error entries and codes, and what is still to be indexed.

A SQLite file beside the engine's files, in WAL mode: one writer (`kbsearch.search.changes`), any
number of readers in any number of threads and processes, none of which ever waits for another. It is
the commit point of the index: a change is recorded here, with the keys that the engine has yet to
take over, before the engine sees it.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from kbsearch.articles.article import Article
from kbsearch.articles.findings import Finding
from kbsearch.errors import DiskFull, FolderNotWritable, IndexBroken, IndexLocked, KbError
from kbsearch.search.outlines import COLUMNS, Outline, outlines_of

FILE_NAME = "catalog.db"
ENTRY_BITS = 16
"""An entry's key is its article's key shifted by this, plus its position among the article's errors."""

_MOST_ARTICLES = 2_048  # kept in memory, some 10 kB each
_MOST_ENTRIES = 20_000  # kept in memory, some 300 bytes each
_MOST_OWNED = 20_000  # codes whose articles are kept in memory, some 150 bytes each

ARTICLE = TypeAdapter(Article)

_REVISION = "SELECT value FROM meta WHERE name = 'revision'"

SCHEMA = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE files(
    key INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE,
    size INTEGER, mtime INTEGER, inode INTEGER, digest TEXT, reader TEXT
);
CREATE TABLE articles(
    key INTEGER PRIMARY KEY, id TEXT NOT NULL, claimed TEXT NOT NULL, stale INTEGER NOT NULL,
    versions TEXT NOT NULL, content TEXT NOT NULL, shape TEXT NOT NULL, text BLOB NOT NULL
);
CREATE INDEX articles_id ON articles(id);
CREATE INDEX articles_claimed ON articles(claimed);
CREATE TABLE entries(
    key INTEGER PRIMARY KEY, article INTEGER NOT NULL, code TEXT, message TEXT, own INTEGER NOT NULL
);
CREATE TABLE codes(code TEXT, article INTEGER, own INTEGER, PRIMARY KEY(code, article)) WITHOUT ROWID;
CREATE INDEX codes_article ON codes(article);
CREATE TABLE products(article INTEGER, name TEXT, PRIMARY KEY(article, name)) WITHOUT ROWID;
CREATE TABLE findings(
    file INTEGER, line INTEGER, col INTEGER, code TEXT, message TEXT, severity TEXT
);
CREATE INDEX findings_file ON findings(file);
CREATE TABLE pending(key INTEGER PRIMARY KEY);
"""


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as it was last read well; `stale` when its file says something unreadable by now."""

    key: int
    article: Article
    stale: bool


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One error entry of the article with the key `article`; `own` as in `ErrorEntry`."""

    key: int
    article: int
    code: str | None
    message: str | None
    own: bool


@dataclass(frozen=True, slots=True)
class CatalogStats:
    """How much the catalog holds; `findings` counts those of unreadable or doubtful articles."""

    articles: int
    entries: int
    codes: int
    products: int
    stale: int
    findings: int


@contextlib.contextmanager
def catalog_errors(folder: Path) -> Iterator[None]:
    """Turn what SQLite raises about the catalog in `folder` into KBE1021 to KBE1024."""
    try:
        yield
    except KbError:
        raise
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "") or ""
        if name == "SQLITE_FULL" or name.startswith(("SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE")):
            raise DiskFull(path=folder) from error
        if name.startswith("SQLITE_READONLY"):
            raise FolderNotWritable(path=folder, problem=str(error)) from error
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise IndexLocked(path=folder) from error
        raise IndexBroken(path=folder, problem=str(error)) from error


Key = TypeVar("Key")
Row = TypeVar("Row")


class _Kept(Generic[Key, Row]):
    """Rows by key, as they were at one revision; those read first go first when there are too many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._revision = -1
        self._rows: dict[Key, Row] = {}
        self._lock = threading.Lock()

    def get(self, keys: Iterable[Key], revision: int, read: Callable[[list[Key]], dict[Key, Row]]) -> dict[Key, Row]:
        """The rows with these keys, in their order; `read` gives those that are not kept."""
        with self._lock:
            if self._revision != revision:
                self._revision, self._rows = revision, {}
            kept = self._rows
            found = {key: kept.get(key) for key in keys}
        missing = [key for key, row in found.items() if row is None]
        if missing:
            fresh = read(missing)
            found |= fresh
            with self._lock:
                kept.update(fresh)
                while len(kept) > self._most:
                    del kept[next(iter(kept))]
        return {key: row for key, row in found.items() if row is not None}


class Catalog:
    """The catalog of one index generation, for reading; all methods may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        """Open the catalog in `folder`; raises KBE1021 when it is missing or damaged."""
        self.folder = folder
        self._free: list[sqlite3.Connection] = []
        self._closed = False
        self._articles = _Kept[int, StoredArticle](_MOST_ARTICLES)
        self._entries = _Kept[int, EntryRow](_MOST_ENTRIES)
        self._owners = _Kept[str, tuple[int, ...]](_MOST_OWNED)
        self._known: tuple[int, list[str]] = (-1, [])
        self._outlines: tuple[int, tuple[Outline, ...]] = (-1, ())
        if not (folder / FILE_NAME).is_file():
            raise IndexBroken(path=folder, problem=f"{FILE_NAME} is missing")
        self.revision  # noqa: B018 - a damaged file is found out now, not at the first search

    def _connect(self) -> sqlite3.Connection:
        """A new connection that cannot write.

        On a read-only disk SQLite cannot make the shared-memory file of WAL mode; the file is then
        opened as one that never changes, which on such a disk is true.
        """
        place = (self.folder / FILE_NAME).resolve().as_uri()
        connection = sqlite3.connect(f"{place}?mode=ro", uri=True, check_same_thread=False, isolation_level=None)
        try:
            connection.execute("SELECT 1 FROM meta").fetchone()
        except sqlite3.OperationalError as error:
            connection.close()
            if getattr(error, "sqlite_errorname", "") not in ("SQLITE_CANTOPEN", "SQLITE_READONLY_DIRECTORY"):
                raise
            connection = sqlite3.connect(f"{place}?immutable=1", uri=True, check_same_thread=False)
        return connection

    @contextlib.contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A connection that no other thread uses meanwhile."""
        with catalog_errors(self.folder):
            try:
                connection = self._free.pop()
            except IndexError:
                connection = self._connect()
            try:
                yield connection
            finally:
                self._free.append(connection)
                if self._closed:
                    self._close_free()

    def _rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows that a statement gives."""
        with self._connection() as connection:
            return connection.execute(statement, values).fetchall()

    @property
    def revision(self) -> int:
        """A number that grows with every commit, so that whoever keeps what was read knows when to drop it."""
        return int(self._rows(_REVISION)[0][0])

    def articles(self, keys: Iterable[int], at: int | None = None) -> dict[int, StoredArticle]:
        """The articles with these keys, in the order asked for; unknown keys are left out.

        `at` is the revision, for a caller who asks several times and has looked it up.
        """
        return self._articles.get(keys, self.revision if at is None else at, self._read_articles)

    def _read_articles(self, keys: list[int]) -> dict[int, StoredArticle]:
        """The articles with these keys, from the file."""
        rows = self._rows(
            "SELECT key, text, stale FROM articles WHERE key IN (SELECT value FROM json_each(?))", json.dumps(keys)
        )
        return {key: StoredArticle(key, ARTICLE.validate_json(text), bool(stale)) for key, text, stale in rows}

    def article_by_id(self, id: str) -> StoredArticle | None:
        """The article with that id, or None."""
        for (key,) in self._rows("SELECT key FROM articles WHERE id = ? ORDER BY key LIMIT 1", id):
            return self.articles([key]).get(key)
        return None

    def article_by_path(self, path: str) -> StoredArticle | None:
        """The article in the file with that path (POSIX, relative to the knowledge base's root), or None."""
        for (key,) in self._rows("SELECT key FROM files WHERE path = ?", path):
            return self.articles([key]).get(key)
        return None

    def ids(self) -> list[str]:
        """The ids of all articles, sorted."""
        return [id for (id,) in self._rows("SELECT id FROM articles ORDER BY id")]

    def every(self) -> list[Article]:
        """All articles, sorted by id; none is kept in memory here."""
        return [ARTICLE.validate_json(text) for (text,) in self._rows("SELECT text FROM articles ORDER BY id")]

    def places(self) -> list[tuple[str, str]]:
        """The id and the path of every article, sorted by path."""
        return [
            (id, path) for id, path in self._rows("SELECT id, path FROM articles JOIN files USING(key) ORDER BY path")
        ]

    def outlines(self) -> tuple[Outline, ...]:
        """What lists say of every article, sorted by id; kept until the next commit."""
        revision = self.revision
        kept, outlines = self._outlines
        if kept != revision:
            outlines = outlines_of(self._rows(f"SELECT {COLUMNS} FROM articles ORDER BY id"))
            self._outlines = revision, outlines
        return outlines

    def entries(self, keys: Iterable[int], at: int | None = None) -> dict[int, EntryRow]:
        """The error entries with these keys, in the order asked for; unknown keys are left out. `at` as above."""
        return self._entries.get(keys, self.revision if at is None else at, self._read_entries)

    def _read_entries(self, keys: list[int]) -> dict[int, EntryRow]:
        """The error entries with these keys, from the file."""
        rows = self._rows(
            "SELECT key, article, code, message, own FROM entries WHERE key IN (SELECT value FROM json_each(?))",
            json.dumps(keys),
        )
        return {key: EntryRow(key, article, code, message, bool(own)) for key, article, code, message, own in rows}

    def declaring(self, code_key: str) -> list[int]:
        """The keys of the articles that declare a code, those first that explain it as their own."""
        rows = self._rows("SELECT article FROM codes WHERE code = ? ORDER BY own DESC, article", code_key)
        return [article for (article,) in rows]

    def owners(self, code_key: str, at: int | None = None) -> tuple[int, ...]:
        """The keys of the articles that explain a code as their own. `at` as above."""
        return self._owners.get([code_key], self.revision if at is None else at, self._read_owners)[code_key]

    def _read_owners(self, code_keys: list[str]) -> dict[str, tuple[int, ...]]:
        """The articles that explain each of these codes, from the file."""
        statement = "SELECT DISTINCT article FROM codes WHERE code = ? AND own ORDER BY article"
        return {code: tuple(article for (article,) in self._rows(statement, code)) for code in code_keys}

    def code_keys(self) -> list[str]:
        """All code keys that any article declares, sorted; kept until the next commit."""
        revision = self.revision
        kept, keys = self._known
        if kept != revision:
            keys = [code for (code,) in self._rows("SELECT DISTINCT code FROM codes ORDER BY code")]
            self._known = revision, keys
        return keys

    def version_terms(self) -> list[str]:
        """All version terms that any article carries, sorted, without the empty one for "any version"."""
        return [term for (term,) in self._rows("SELECT DISTINCT versions FROM articles ORDER BY versions") if term]

    def products(self) -> dict[str, int]:
        """The names of all products as written, sorted, each with the number of articles that name it."""
        return dict(self._rows("SELECT name, count(*) FROM products GROUP BY name ORDER BY name"))

    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the article files, as of the last index run, sorted by place."""
        rows = self._rows(
            "SELECT path, line, col, code, message, severity FROM findings JOIN files ON files.key = file"
            " ORDER BY path, line, col, code, message, severity"
        )
        return tuple(Finding(*row) for row in rows)

    def count(self) -> int:
        """How many articles there are."""
        return int(self._rows("SELECT count(*) FROM articles")[0][0])

    def pending(self) -> list[int]:
        """The keys of the articles that the engine may not have taken over yet."""
        return [key for (key,) in self._rows("SELECT key FROM pending ORDER BY key")]

    def stats(self) -> CatalogStats:
        """How much there is of everything."""
        counts = self._rows(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM entries),"
            " (SELECT count(DISTINCT code) FROM codes), (SELECT count(DISTINCT name) FROM products),"
            " (SELECT count(*) FROM articles WHERE stale), (SELECT count(*) FROM findings)"
        )
        return CatalogStats(*counts[0])

    def _close_free(self) -> None:
        """Close the connections that no thread uses now."""
        while self._free:
            self._free.pop().close()

    def close(self) -> None:
        """Close all connections, those in use as soon as they are free; calling it twice is fine."""
        self._closed = True
        self._close_free()
