"""The front door: one knowledge base, opened."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from kbsearch.articles.article import Article
from kbsearch.errors import ArticleUnknown, IndexBroken, IndexMissing, NoKnowledgeBase, StateFailed
from kbsearch.guess import nearest
from kbsearch.settings import Settings
from kbsearch.settings.tables import KbTable

if TYPE_CHECKING:
    from kbsearch.articles.library import Library
    from kbsearch.articles.review import Reviews
    from kbsearch.people.database import Database
    from kbsearch.people.people import People
    from kbsearch.releases.board import Board, Published
    from kbsearch.releases.board.weekly import Weekly
    from kbsearch.releases.readiness import Question, Readiness
    from kbsearch.search.catalog import Catalog
    from kbsearch.search.draft import Draft
    from kbsearch.search.findability import Findability
    from kbsearch.search.index_run import Progress
    from kbsearch.search.indexer import IndexReport
    from kbsearch.search.opened import OpenedIndex
    from kbsearch.search.probes import ProbeKind
    from kbsearch.search.results import Results
    from kbsearch.tickets.attachments import Attachments
    from kbsearch.tickets.flags import Flags
    from kbsearch.tickets.keys import AccessKeys
    from kbsearch.tickets.links import Links
    from kbsearch.tickets.log import TicketLog
    from kbsearch.tickets.mail.post import Post
    from kbsearch.tickets.public import PublicDoor
    from kbsearch.tickets.searches import SearchLog
    from kbsearch.tickets.webhooks import Webhooks


@dataclass(frozen=True, slots=True)
class KbStats:
    """How much a knowledge base holds, as of its last index run; `index_bytes` is the engine's share of the disk.

    `stale` counts articles whose file cannot be read at present, `findings` all that is wrong with files.
    """

    articles: int
    entries: int
    codes: int
    products: int
    stale: int
    findings: int
    index_bytes: int


class KnowledgeBase:
    """One folder of articles with its settings and its index.

        with KnowledgeBase.open("path/to/kb") as kb:
            kb.index()
            results = kb.search("error E4012: remote refused the token")

    Threads may share one: searches run side by side, also while the index is being brought up to
    date, and see a new state as soon as it is committed, by whichever process.
    """

    def __init__(self, settings: Settings) -> None:
        """The knowledge base with these settings; `open` is the usual way to get one."""
        self.settings = settings
        self._indexing = threading.Lock()
        self._opening = threading.Lock()
        self._opened: OpenedIndex | None = None

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Self:
        """The knowledge base in the folder `path`, with its kbsearch.toml if there is one.

        Raises KBE1001 when there is no such folder and KBE1002 when the settings are wrong.
        """
        root = Path(path)
        if not root.is_dir():
            raise NoKnowledgeBase(path=root)
        return cls(Settings.load(root))

    @classmethod
    def of_index(cls, folder: str | os.PathLike[str]) -> Self:
        """A knowledge base of which only the folder of the index is there, to be searched and not to be written."""
        root = Path(folder)
        return cls(Settings(root=root, kb=KbTable(index=".")))

    @cached_property
    def library(self) -> Library:
        """The articles as their files say now, without the index."""
        from kbsearch.articles.library import Library

        return Library(self.settings.root, self.settings)

    @cached_property
    def people(self) -> People:
        """Who may do what: accounts, tokens, rotations, approvals."""
        from kbsearch.people.people import People

        return People(self._state, timedelta(hours=self.settings.tickets.approval_hours))

    @property
    def reviews(self) -> Reviews:
        """The life of the articles: reviews, audiences, archiving, comments."""
        from kbsearch.articles.review import Reviews

        return Reviews(self.settings, self._state)

    @cached_property
    def links(self) -> Links:
        """Which article solved what."""
        from kbsearch.tickets.links import Links

        return Links(self._state)

    @cached_property
    def flags(self) -> Flags:
        """What readers found wrong with articles."""
        from kbsearch.tickets.flags import Flags

        return Flags(self._state)

    @property
    def tickets(self) -> TicketLog:
        """The log of requests."""
        from kbsearch.tickets.log import TicketLog

        return TicketLog(self.settings, self._state)

    @property
    def post(self) -> Post:
        """What comes in and goes out by mail."""
        from kbsearch.tickets.mail.post import Post

        return Post(self.settings, self._state)

    @property
    def attachments(self) -> Attachments:
        """The files of tickets."""
        from kbsearch.tickets.attachments import Attachments

        return Attachments(self.settings, self._state)

    @property
    def access_keys(self) -> AccessKeys:
        """What opens a ticket for whoever asked, without an account."""
        from kbsearch.tickets.keys import AccessKeys

        return AccessKeys(self._state)

    @property
    def public_door(self) -> PublicDoor:
        """What requesters do without an account."""
        from kbsearch.tickets.public import PublicDoor

        return PublicDoor(self.settings, self._state)

    @cached_property
    def searches(self) -> SearchLog:
        """What was asked, and how it ended."""
        from kbsearch.tickets.searches import SearchLog

        return SearchLog(self.settings, self._state)

    @property
    def webhooks(self) -> Webhooks:
        """The addresses that are told what happens to tickets."""
        from kbsearch.tickets.webhooks import Webhooks

        return Webhooks(self.settings, self._state)

    @property
    def board(self) -> Board:
        """How the releases of the products stand."""
        from kbsearch.releases.board import Board

        return Board(self._state)

    @property
    def weekly(self) -> Weekly:
        """The letters about releases."""
        from kbsearch.releases.board.weekly import Weekly

        return Weekly(self.settings, self._state)

    @property
    def has_state(self) -> bool:
        """Whether people have done anything here yet that is kept; asking makes no database."""
        kind, separator, file = self.settings.state_url.partition(":///")
        return not (separator and kind.startswith("sqlite")) or Path(file).is_file()

    @cached_property
    def _state(self) -> Database:
        """The database of what people did; nothing is opened or made before it is asked."""
        from kbsearch.people.database import Database

        return Database(self.settings.state_url)

    def reread(self) -> None:
        """Take over what kbsearch.toml says by now; raises KBE1002, and the settings stay as they were."""
        self.settings = Settings.load(self.settings.root)
        self.__dict__.pop("library", None)

    def index(self, rebuild: bool = False, progress: Progress | None = None) -> IndexReport:
        """Bring the index up to date with the article files and the settings, as `kbsearch.search.indexer.index`.

        `progress(done, total, phase)` is called now and then, with the phases "reading" and
        "indexing". Calls from several threads follow each other.
        """
        from kbsearch.search.indexer import index

        with self._indexing:
            self.reread()
            return index(self.settings, rebuild=rebuild, progress=progress)

    def search(
        self,
        text: str,
        *,
        limit: int = 10,
        products: tuple[str, ...] = (),
        version: str | None = None,
        audience: str | None = None,
    ) -> Results:
        """The articles that answer a paste or a few words, best first, at most `limit`.

        Only articles for one of `products` (or for any product), for `version`, and for an audience
        as wide as `audience` (default: that of the settings) are looked at. Raises KBE1005 and
        KBE1006 for a paste that cannot be searched, KBE1020 and KBE1021 when there is no usable index.
        """
        with self._reading() as opened:
            asker = audience or self.settings.kb.audience
            return opened.searcher.search(text, limit=limit, products=products, version=version, audience=asker)

    def findability(
        self,
        ids: Sequence[str] | None = None,
        *,
        kinds: Sequence[ProbeKind] | None = None,
        sample: int | None = None,
        seed: int = 0,
        brief: bool = False,
        progress: Progress | None = None,
        workers: int | None = None,
    ) -> Findability:
        """How many of their probes the articles with these ids answer first (None: all articles).

        `kinds` limits the probes (None: all kinds), `sample` the articles that have any, drawn by
        `seed`; the rest is as in `kbsearch.search.findability.measure`. Raises KBE1003, KBE1020 and
        KBE1021.
        """
        from kbsearch.search.findability import has_probes, measure, sampled
        from kbsearch.search.probes import ProbeKind

        with self._reading() as opened:
            every = opened.catalog.ids() if ids is None else [self.article(id).id for id in ids]
            wanted = tuple(ProbeKind) if kinds is None else tuple(kinds)
            chosen = sampled(every, sample, seed, lambda id: has_probes(opened.catalog, id, wanted))
            place = opened.catalog.folder
            return measure(place, opened.settings, chosen, wanted, brief=brief, progress=progress, workers=workers)

    def readiness(
        self,
        question: Question,
        *,
        remembering: bool = True,
        progress: Progress | None = None,
        workers: int | None = None,
    ) -> Readiness:
        """Whether a release may ship, as far as the indexed articles can answer for what it declares.

        With `remembering`, searches that found their article the last time are asked again only where
        a change could reach them, as `kbsearch.releases.remembered` has it. Raises KBE1020 and KBE1021.
        """
        from kbsearch.releases.probing import Prober
        from kbsearch.releases.readiness import evaluate
        from kbsearch.releases.remembered import RememberingProber

        with self._reading() as opened:
            articles = opened.catalog.every()
            prober = Prober(opened.catalog.folder, opened.settings)
            asks = RememberingProber(prober, articles) if remembering else prober
            return evaluate(question, articles, asks, progress=progress, workers=workers)

    def publish(self, report: Mapping[str, Any], *, by: str) -> Published:
        """Put the report of a release check on the board, as `kbsearch.releases.reports.as_json` makes it.

        Validated articles whose messages the release has reworded are asked to be read again. Raises
        KBE1084, KBE1020 and KBE1021.
        """
        from kbsearch.releases.board import Published
        from kbsearch.releases.board.rereading import ask_again

        kept = self.board.publish(report, by=by)
        return Published(kept, tuple(ask_again(kept.report, self.article, self.reviews, by=by)))

    @contextlib.contextmanager
    def draft(self, article: Article) -> Iterator[Draft]:
        """An article searched for as if it were indexed as it is, for as long as the block lasts.

        It takes the place of the indexed article with its path or id; the index itself is not
        written. Raises KBE1020 to KBE1025.
        """
        from kbsearch.search.draft import Draft

        with self._reading() as opened, Draft(article, opened.catalog.folder, opened.settings) as draft:
            yield draft

    def article(self, id: str) -> Article:
        """The article with that id, as it was last indexed; raises KBE1003, KBE1020 and KBE1021."""
        with self._reading() as opened:
            stored = opened.catalog.article_by_id(id)
            if stored is not None:
                return stored.article
            guess = nearest(id, opened.catalog.ids())
        hint = f"did you mean {guess!r}?" if guess else "'kbsearch search' finds articles by their text"
        raise ArticleUnknown(id=id, hint=hint)

    def stats(self) -> KbStats:
        """How much the index holds; raises KBE1020 and KBE1021."""
        with self._reading() as opened:
            kept, engine = opened.catalog.stats(), opened.engine.stats()
        return KbStats(
            articles=kept.articles,
            entries=kept.entries,
            codes=kept.codes,
            products=kept.products,
            stale=kept.stale,
            findings=kept.findings,
            index_bytes=engine.bytes,
        )

    @contextlib.contextmanager
    def catalog(self) -> Iterator[Catalog]:
        """The articles as they were last indexed, open for reading; raises KBE1020 and KBE1021."""
        with self._reading() as opened:
            yield opened.catalog

    @contextlib.contextmanager
    def _reading(self) -> Iterator[OpenedIndex]:
        """The current generation, opened, for as long as the block lasts."""
        opened = self._current()
        try:
            yield opened
        finally:
            opened.release()

    def _current(self) -> OpenedIndex:
        """The current generation, opened if it is not yet and counted as in use."""
        from kbsearch.search import generations
        from kbsearch.search.opened import OpenedIndex

        folder = self.settings.index_folder
        stamp = generations.stamp(folder)
        opened = self._opened
        if opened is not None and opened.stamp == stamp and opened.settings is self.settings and opened.acquire():
            return opened
        with self._opening:
            for attempt in range(3):
                stamp = generations.stamp(folder)
                if stamp is None:
                    raise IndexMissing(path=folder)
                try:
                    fresh = OpenedIndex(generations.current(folder), stamp, self.settings)
                    break
                except IndexBroken:  # perhaps it was replaced, and deleted, just now
                    if attempt == 2 or generations.stamp(folder) == stamp:
                        raise
            self._opened, old = fresh, self._opened
            fresh.acquire()
        if old is not None:
            old.retire()
        return fresh

    def close(self) -> None:
        """Let go of index and state; calling it twice is fine, and what is asked later opens them again."""
        if "_state" in self.__dict__:
            if "searches" in self.__dict__ and self.has_state:
                with contextlib.suppress(StateFailed):  # what is closed need not complain
                    self.searches.flush()
            self._state.close()
        with self._opening:
            opened, self._opened = self._opened, None
        if opened is not None:
            opened.retire()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
