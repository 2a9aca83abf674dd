"""The embedded engine: two tantivy indexes in one folder, one of error entries, one of articles.

Two, because BM25 weighs a term by how rare it is among its own kind: words that are rare in messages
are common in bodies. Nothing is stored but the catalog's keys. What the binding really does (a failed
commit poisons its writer, integer deletes only work on signed fields, `with writer` commits after an
error, panics are no `Exception`) is dealt with here and nowhere else.
"""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import tantivy

from kbsearch.errors import DiskFull, EngineFailed, FolderNotWritable, IndexBroken, IndexLocked, KbError
from kbsearch.search.engines.base import ArticleDocument, EngineStats, EntryDocument
from kbsearch.search.engines.tantivy_queries import TantivySnapshot

FORMAT = f"{tantivy.__version__}, schema 2"  # type: ignore[attr-defined] # left out of its type stub
"""What wrote the files; an index of another format is built again. Raise the schema number with the schemas."""

ANY = "*"
"""The term that stands for "fits every product" and "fits every version" in the filters."""

_HEAP = 128_000_000  # bytes per writer; one thread each, so that a rebuild gives the same segments again
_META = "meta.json"  # tantivy replaces it at every commit, by a rename
_ROOM = 1_000_000  # bytes; with less than this free, a writer that died without a reason died of a full disk

_FULL = ("StorageFull", "No space left", "QuotaExceeded", "Disk quota", "FileTooLarge", "File too large")
_REFUSED = ("ReadOnlyFilesystem", "Read-only file system", "PermissionDenied", "Permission denied")
_BROKEN = (
    "FileDoesNotExist", "does not exist", "Data corrupted", "DataCorruption", "magic byte", "Incompatible",
    "Failed to open", "schema does not match", "Schema error", "deserialize", "Unsupported", "IncompatibleIndex",
)  # fmt: skip


def _schema(texts: Sequence[tuple[str, str]], *, owner: bool) -> tantivy.Schema:
    """A schema with the catalog key, the filters, and the text fields, each with its index option."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("key", stored=True, indexed=True, fast=True)
    if owner:
        builder.add_integer_field("article", indexed=True)
    for name, option in texts:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option=option)
    for name in ("products", "audience", "versions"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_boolean_field("archived", indexed=True)
    return builder.build()


ENTRIES = _schema(
    [("codes", "basic"), ("words", "freq"), ("shingles", "freq"), ("marked", "basic"), ("signature", "basic")],
    owner=True,
)
ARTICLES = _schema([(name, "position") for name in ("title", "symptoms", "summary", "body")], owner=False)


@contextlib.contextmanager
def engine_errors(folder: Path) -> Iterator[None]:
    """Turn whatever tantivy throws about the index in `folder` into KBE1021 to KBE1025.

    The binding raises bare ValueErrors whose text names the cause, and panics that are no `Exception`.
    """
    try:
        yield
    except KbError:
        raise
    except (OSError, ValueError, RuntimeError) as error:
        raise _translated(error, folder) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise IndexBroken(path=folder, problem=_first_line(error)) from error


def _translated(error: Exception, folder: Path) -> KbError:
    """The kbsearch error that says what the engine's error means."""
    text = _first_line(error)
    number = error.errno if isinstance(error, OSError) else None
    if number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) or any(sign in text for sign in _FULL):
        return DiskFull(path=folder)
    if "LockBusy" in text:
        return IndexLocked(path=folder)
    if any(sign in text for sign in _REFUSED):
        return FolderNotWritable(path=folder, problem=text)
    if any(sign in text for sign in _BROKEN):
        return IndexBroken(path=folder, problem=text)
    if "writer was killed" in text and _free(folder) < _ROOM:
        return DiskFull(path=folder)
    return EngineFailed(problem=text)


def _first_line(error: BaseException) -> str:
    """The first line of an error's text, cut at 200 characters, or its type when it has none."""
    return str(error).strip().partition("\n")[0][:200] or type(error).__name__


def _free(folder: Path) -> int:
    """Bytes that this user can still write on the disk of `folder`."""
    if not hasattr(os, "statvfs"):
        return _ROOM
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


class TantivyEngine:
    """The engine protocol over the folder of one index generation (`entries/` and `articles/` in it).

    Any number of engines may read one folder, in any number of threads and processes; one writes.
    Writers are opened at the first change and kept until `close`, which waits for merges to end.
    """

    def __init__(self, folder: Path) -> None:
        """Open the index that stands in `folder`; raises KBE1021 when it is missing or damaged."""
        self.folder = folder
        self._parts = ((folder / "entries", ENTRIES), (folder / "articles", ARTICLES))
        self._writers: tuple[tantivy.IndexWriter, tantivy.IndexWriter] | None = None
        self._writing = threading.Lock()
        self._reloading = threading.Lock()
        self._held: tuple[tuple[object, ...], TantivySnapshot] | None = None
        self._mirror: tempfile.TemporaryDirectory[str] | None = None
        self._indexes: tuple[tantivy.Index, ...] = ()
        with engine_errors(folder):
            self._open()

    def _open(self) -> None:
        """Open both indexes; where their folder refuses the lock files that even reading wants, in a mirror."""
        try:
            self._indexes = tuple(_opened(path, schema) for path, schema in self._parts)
        except ValueError as error:
            if not any(sign in str(error) for sign in _REFUSED):
                raise
            self._open_mirror()

    def _open_mirror(self) -> None:
        """Open both indexes through links in a temporary folder, as they are now."""
        mirror = tempfile.TemporaryDirectory(prefix="kbsearch-")
        for path, _ in self._parts:
            (Path(mirror.name) / path.name).mkdir()
            for file in path.iterdir():
                if not file.name.endswith(".lock"):
                    (Path(mirror.name) / path.name / file.name).symlink_to(file.resolve())
        self._indexes = tuple(_opened(Path(mirror.name) / path.name, schema) for path, schema in self._parts)
        self._mirror, old = mirror, self._mirror
        if old is not None:
            old.cleanup()

    @classmethod
    def create(cls, folder: Path) -> TantivyEngine:
        """An empty index in `folder`, which must not hold one; raises KBE1023 or KBE1024."""
        with engine_errors(folder):
            for name, schema in (("entries", ENTRIES), ("articles", ARTICLES)):
                (folder / name).mkdir(parents=True)
                tantivy.Index(schema, path=str(folder / name))
        return cls(folder)

    def build(self, documents: Iterable[ArticleDocument]) -> None:
        """Fill an empty index and commit once at the end."""
        with self._change() as (entries, articles):
            for document in documents:
                _add(entries, articles, document)

    def update(self, documents: Iterable[ArticleDocument]) -> None:
        """Replace these articles (and all their entries) by key and commit."""
        with self._change() as (entries, articles):
            for document in documents:
                _remove(entries, articles, document.key)
                _add(entries, articles, document)

    def delete(self, keys: Sequence[int]) -> None:
        """Remove these articles and their entries and commit."""
        with self._change() as (entries, articles):
            for key in keys:
                _remove(entries, articles, key)

    @contextlib.contextmanager
    def _change(self) -> Iterator[tuple[tantivy.IndexWriter, tantivy.IndexWriter]]:
        """Both writers under one lock; commits at the end, and throws them away after any error.

        After a failed add or commit a tantivy writer goes on saying "done" and drops every document,
        so none is ever used again.
        """
        with self._writing, engine_errors(self.folder):
            try:
                if self._writers is None:
                    entries, articles = (index.writer(_HEAP, 1) for index in self._indexes)
                    self._writers = entries, articles
                    for writer in self._writers:
                        writer.garbage_collect_files()  # what a killed or failed writer left behind
                entries, articles = self._writers
                yield entries, articles
                with ThreadPoolExecutor(1) as beside:
                    committing = beside.submit(entries.commit)
                    articles.commit()
                    committing.result()
            except BaseException:
                self._let_go()
                raise
            self._share()

    def _let_go(self) -> None:
        """Give up both writers and their locks, once merges have ended; what they did not commit is lost.

        Dropping them would not do: whoever keeps the traceback of an error keeps them alive.
        """
        writers, self._writers = self._writers or (), None
        for writer in writers:
            with contextlib.suppress(KbError), engine_errors(self.folder):
                writer.wait_merging_threads()

    def _share(self) -> None:
        """Make a commit last, and let whoever may read the folder read it.

        tantivy replaces meta.json by a rename that it does not wait for, and gives its files to its
        own user alone (mode 0600).
        """
        if os.name != "posix":
            return
        allowed = self.folder.stat().st_mode & 0o044
        for path, _ in self._parts:
            for name in (_META, ".managed.json", ".tantivy-meta.lock"):
                with contextlib.suppress(OSError):
                    os.chmod(path / name, 0o600 | allowed)
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def snapshot(self) -> TantivySnapshot:
        """The newest committed state; two `stat` calls unless there was a commit since the last one."""
        stamp = self._stamp()
        held = self._held
        if held is not None and held[0] == stamp:
            return held[1]
        with self._reloading, engine_errors(self.folder):
            if self._mirror is not None:
                self._open_mirror()
            for index in self._indexes:
                index.reload()
            entries, articles = (index.searcher() for index in self._indexes)
            snapshot = TantivySnapshot(entries, articles, ENTRIES, ARTICLES)
            self._held = stamp, snapshot
            return snapshot

    def _stamp(self) -> tuple[object, ...]:
        """What changes with every commit of either index."""
        try:
            found = [os.stat(path / _META) for path, _ in self._parts]
        except OSError as error:
            raise IndexBroken(path=self.folder, problem=_first_line(error)) from error
        return tuple((one.st_mtime_ns, one.st_ino, one.st_size) for one in found)

    def stats(self) -> EngineStats:
        """How many documents are kept, and in how many bytes."""
        snapshot = self.snapshot()
        sizes = 0
        for path, _ in self._parts:
            with os.scandir(path) as files:
                for file in files:
                    with contextlib.suppress(FileNotFoundError):  # a merge may remove it meanwhile
                        sizes += file.stat().st_size
        return EngineStats(articles=snapshot.articles, entries=snapshot.entries, bytes=sizes)

    def close(self) -> None:
        """Wait for merges, free the writer's lock and let go of the snapshot; calling it twice is fine."""
        with self._writing:
            self._held = None
            self._let_go()
            if self._mirror is not None:
                self._mirror.cleanup()


def _opened(path: Path, schema: tantivy.Schema) -> tantivy.Index:
    """One index, to be reloaded when asked; raises what tantivy raises, and KBE1021 for other fields."""
    index = tantivy.Index.open(str(path))
    if index.schema != schema:
        raise IndexBroken(path=path, problem="it has other fields")
    index.config_reader("manual")
    return index


def _add(entries: tantivy.IndexWriter, articles: tantivy.IndexWriter, document: ArticleDocument) -> None:
    """Add one article and its entries, each with the article's filters."""
    filters: dict[str, Any] = {
        "products": list(document.products) or ANY,
        "audience": document.audience,
        "versions": document.versions or ANY,
        "archived": document.archived,
    }
    fields = {
        "key": document.key,
        "title": document.title,
        "symptoms": document.symptoms,
        "summary": document.summary,
        "body": document.body,
    }
    articles.add_document(tantivy.Document.from_dict(fields | filters, ARTICLES))
    for entry in document.entries:
        entries.add_document(tantivy.Document.from_dict(_entry_fields(entry, document.key) | filters, ENTRIES))


def _entry_fields(entry: EntryDocument, article: int) -> dict[str, Any]:
    """The fields of one entry document, without its filters."""
    return {
        "key": entry.key,
        "article": article,
        "codes": entry.codes,
        "words": entry.words,
        "shingles": entry.shingles,
        "marked": entry.marked,
        "signature": entry.signature,
    }


def _remove(entries: tantivy.IndexWriter, articles: tantivy.IndexWriter, key: int) -> None:
    """Remove one article and its entries, as far as there are any."""
    entries.delete_documents_by_term("article", key)
    articles.delete_documents_by_term("key", key)
