"""Writing the catalog: file states, records, removals, and the keys that the engine has yet to take over."""

from __future__ import annotations

import contextlib
import dataclasses
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kbsearch.articles.article import Article
from kbsearch.articles.findings import Finding
from kbsearch.articles.library import Ids
from kbsearch.articles.rules import DUPLICATE_ID
from kbsearch.search.catalog import ARTICLE, ENTRY_BITS, FILE_NAME, SCHEMA, Catalog, catalog_errors
from kbsearch.search.reading import Reading, Record, record_of
from kbsearch.settings import Settings

UNPROVEN = -1
"""Stands for a modification time that proves nothing: such a file is looked at again at the next run."""


@dataclass(frozen=True, slots=True)
class FileState:
    """What the file system said about an article file: size in bytes, mtime in ns, inode."""

    size: int
    mtime: int
    inode: int


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What the catalog knows of an article file; `reader` is the digest of the settings it was read with."""

    key: int
    state: FileState
    digest: str
    reader: str


@dataclass(frozen=True, slots=True)
class Stored:
    """What tells whether an article has to be written again: the digests of its `Record`, and `stale`."""

    content: str
    shape: str
    stale: bool


class CatalogWriter(Catalog):
    """The catalog of one generation, for its one writer (which holds the index lock)."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        """Open the catalog in `folder` for writing, and make it where there is none."""
        self._settings = settings
        with catalog_errors(folder):
            self._writer = sqlite3.connect(folder / FILE_NAME, check_same_thread=False, isolation_level=None)
            try:
                self._prepare(folder)
                super().__init__(folder)
            except BaseException:
                self._writer.close()
                raise

    def _prepare(self, folder: Path) -> None:
        """Set the modes of the writing connection and make the tables of a new file."""
        self._writer.execute("PRAGMA journal_mode = WAL")
        self._writer.execute("PRAGMA synchronous = FULL")
        self._writer.execute("PRAGMA cache_size = -65536")
        (tables,) = self._writer.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if not tables:
            self._writer.executescript(f"BEGIN; {SCHEMA} COMMIT;")
            # beginning with the time, revisions also grow from one generation to the next
            self._writer.execute("INSERT INTO meta VALUES ('revision', ?)", (time.time_ns() // 1000,))

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One change, all of it or nothing of it, and the next revision; raises KBE1024 when the disk is full."""
        with catalog_errors(self.folder):
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("UPDATE meta SET value = value + 1 WHERE name = 'revision'")
                self._writer.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self._writer.execute("ROLLBACK")
                raise

    def files(self) -> dict[str, KnownFile]:
        """All article files the catalog knows, by path."""
        rows = self._rows("SELECT path, key, size, mtime, inode, digest, reader FROM files")
        return {
            path: KnownFile(key, FileState(size, mtime, inode), digest, reader)
            for path, key, size, mtime, inode, digest, reader in rows
        }

    def next_key(self) -> int:
        """The smallest key that was never used."""
        rows = self._rows("SELECT seq FROM sqlite_sequence WHERE name = 'files'")
        return int(rows[0][0]) + 1 if rows else 1

    def stored(self, key: int) -> Stored | None:
        """What is kept of the article under a key, or None, within a transaction."""
        row = self._writer.execute("SELECT content, shape, stale FROM articles WHERE key = ?", (key,)).fetchone()
        return Stored(row[0], row[1], bool(row[2])) if row is not None else None

    def put_file(self, reading: Reading, state: FileState, reader: str) -> None:
        """Record the state of a file and what is wrong with it, within a transaction."""
        self._writer.execute(
            "INSERT INTO files(key, path, size, mtime, inode, digest, reader) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT(key) DO UPDATE SET path = excluded.path, size = excluded.size, mtime = excluded.mtime,"
            " inode = excluded.inode, digest = excluded.digest, reader = excluded.reader",
            (reading.key, reading.path, state.size, state.mtime, state.inode, reading.digest, reader),
        )
        if not reading.same:
            self._writer.execute("DELETE FROM findings WHERE file = ?", (reading.key,))
            self._put_findings(reading.key, reading.findings)

    def _put_findings(self, key: int, findings: Iterable[Finding]) -> None:
        """Record what is wrong with a file, besides what is recorded."""
        rows = [(key, f.line, f.col, f.code, f.message, f.severity) for f in findings]
        self._writer.executemany("INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?)", rows)

    def put_article(self, record: Record, *, known: bool, stale: bool = False) -> None:
        """Record an article in place of what was `known` under its key, within a transaction."""
        db = self._writer
        if known:
            self._drop_rows(record.key)
        db.execute(
            "INSERT INTO articles(key, id, claimed, stale, versions, content, shape, text)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (record.key, record.id, record.id, stale, record.versions, record.content, record.shape, record.text),
        )
        db.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?)", record.entries)
        db.executemany("INSERT INTO codes VALUES (?, ?, ?)", record.codes)
        db.executemany("INSERT INTO products VALUES (?, ?)", [(record.key, name) for name in record.products])

    def conceal(self, key: int, path: str) -> None:
        """Keep what was in a file that cannot even be looked at, within a transaction."""
        self._writer.execute("UPDATE files SET mtime = ? WHERE key = ?", (UNPROVEN, key))
        self.mark_stale(key, path)

    def mark_stale(self, key: int, path: str) -> None:
        """Keep an article as it was although its file, now at `path`, cannot be read, within a transaction."""
        stored = self._article(key)
        if stored is None:
            return
        text = ARTICLE.dump_json(dataclasses.replace(stored, path=path))
        self._writer.execute("UPDATE articles SET stale = 1, text = ?, content = '' WHERE key = ?", (text, key))

    def move(self, key: int, path: str) -> None:
        """Record that a file has a new path, within a transaction; it is read again under it."""
        self._writer.execute("UPDATE files SET path = ?, reader = '' WHERE key = ?", (path, key))

    def remove(self, key: int) -> bool:
        """Forget a file, within a transaction; returns whether there was an article in it."""
        self._writer.execute("DELETE FROM findings WHERE file = ?", (key,))
        self._writer.execute("DELETE FROM files WHERE key = ?", (key,))
        (found,) = self._writer.execute("SELECT count(*) FROM articles WHERE key = ?", (key,)).fetchone()
        self._drop_rows(key)
        return bool(found)

    def _drop_rows(self, key: int) -> None:
        """Delete all rows of one article."""
        first = key << ENTRY_BITS
        db = self._writer
        db.execute("DELETE FROM articles WHERE key = ?", (key,))
        db.execute("DELETE FROM entries WHERE key BETWEEN ? AND ?", (first, first + (1 << ENTRY_BITS) - 1))
        db.execute("DELETE FROM codes WHERE article = ?", (key,))
        db.execute("DELETE FROM products WHERE article = ?", (key,))

    def settle_ids(self) -> bool:
        """Give every article the id its file claims, and the later ones of several claimants another.

        The outcome depends on the files alone, not on the order in which they came. Runs in a
        transaction of its own if anything has changed since the last time, and returns whether an
        id changed; the engine is then expected to take those articles over.
        """
        if self._rows("SELECT value FROM meta WHERE name = 'settled'") == [(self.revision,)]:
            return False
        (doubtful,) = self._rows(
            "SELECT EXISTS (SELECT 1 FROM articles WHERE id <> claimed)"
            " OR EXISTS (SELECT 1 FROM articles GROUP BY claimed HAVING count(*) > 1)"
        )[0]
        ids = Ids(self._settings)
        changed: dict[int, str] = {}
        wrong: dict[int, Finding] = {}
        claims = "SELECT articles.key, id, claimed, path FROM articles JOIN files USING(key) ORDER BY path"
        for key, id, claimed, path in self._rows(claims) if doubtful else ():
            given, finding = ids.give(claimed, path)
            if given != id:
                changed[key] = given
            if finding is not None:
                wrong[key] = finding
        with self.transaction() as db:
            db.execute("DELETE FROM findings WHERE code = ?", (DUPLICATE_ID.code,))
            for key, finding in wrong.items():
                self._put_findings(key, [finding])
            for key, given in changed.items():
                self._give_id(key, given)
            self.expect(changed)
            db.execute("INSERT OR REPLACE INTO meta SELECT 'settled', value + 1 FROM meta WHERE name = 'revision'")
        return bool(changed)

    def _give_id(self, key: int, id: str) -> None:
        """Change the id by which an article goes, in the catalog."""
        article = self._article(key)
        if article is not None:
            text = ARTICLE.dump_json(dataclasses.replace(article, id=id))
            self._writer.execute("UPDATE articles SET id = ?, text = ? WHERE key = ?", (id, text, key))

    def _article(self, key: int) -> Article | None:
        """The article as it stands within the transaction."""
        row = self._writer.execute("SELECT text FROM articles WHERE key = ?", (key,)).fetchone()
        return ARTICLE.validate_json(row[0]) if row else None

    def expect(self, keys: Iterable[int]) -> None:
        """Record that the engine has yet to take over these articles, or their removal, within a transaction."""
        self._writer.executemany("INSERT OR IGNORE INTO pending VALUES (?)", [(key,) for key in keys])

    def taken_over(self) -> None:
        """Record, for itself and under the same revision, that the engine is up to date with everything."""
        with catalog_errors(self.folder):
            self._writer.execute("DELETE FROM pending")

    def records(self, keys: Sequence[int]) -> list[Record]:
        """The records of those articles under these keys that exist, from what was read of them."""
        return [record_of(stored.article, key) for key, stored in self.articles(keys).items()]

    def close(self) -> None:
        """Fold the write-ahead log into the file, so that it stands alone, and close; twice is fine."""
        super().close()
        with contextlib.suppress(sqlite3.Error):
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._writer.close()
