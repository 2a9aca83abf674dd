"""The library: the folder of articles, which of its files are articles, and each of them by id."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kbsearch.articles.article import Article
from kbsearch.articles.findings import Finding
from kbsearch.articles.globs import path_regex
from kbsearch.articles.reader import ReadResult, default_id, own_id, path_id, read_article
from kbsearch.articles.rules import DUPLICATE_ID, UNREADABLE
from kbsearch.errors import ArticleUnknown, NothingToIndex
from kbsearch.guess import nearest
from kbsearch.settings import Settings

SUFFIXES = (".md", ".markdown", ".mdx")

Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Scan:
    """What stands in the article folder at one moment.

    `files` maps the path of every article file (POSIX, relative to the root) to what the file
    system says about it, sorted by path; `findings` name what could not be looked at (KBL208).
    """

    files: Mapping[str, os.stat_result]
    findings: tuple[Finding, ...] = ()


class Library:
    """The articles of one knowledge base, read from their files when they are asked for."""

    def __init__(self, root: Path, settings: Settings) -> None:
        self.root = root
        self.settings = settings
        self._claims: dict[str, tuple[Stamp, str]] = {}
        self._paths: dict[str, str] = {}
        self._read: dict[str, tuple[Stamp, ReadResult]] = {}

    def scan(self) -> Scan:
        """Look at the folder, without reading any file."""
        return _Scanner(self.root, self.settings).scan()

    def paths(self) -> tuple[str, ...]:
        """The paths of all article files, sorted; raises KBE1008 when there is none."""
        found = tuple(self.scan().files)
        if not found:
            raise NothingToIndex(path=self.settings.articles_folder)
        return found

    def results(self, keep_body: bool = False) -> Iterator[ReadResult]:
        """What reading each file gives, sorted by path, every article under an id of its own.

        What could not be looked at comes first, as results without an article. Raises KBE1008
        when there is no article file.
        """
        scan = self.scan()
        if not scan.files and not scan.findings:
            raise NothingToIndex(path=self.settings.articles_folder)
        for finding in scan.findings:
            yield ReadResult(finding.path, None, (finding,))
        ids = Ids(self.settings)
        for path in scan.files:
            result = read_article(path, self.root, self.settings, keep_body)
            yield ids.settled(result) if result.article else result

    def articles(self) -> Iterator[Article]:
        """All articles that can be read, sorted by path; raises KBE1008 when there is no file."""
        return (result.article for result in self.results() if result.article)

    def get(self, id: str) -> Article:
        """The article with that id, as its file says it now; raises KBE1003 when there is none."""
        path = self._paths.get(id)
        if path is None or self._stamp(path) != self._claims[path][0]:
            self._look()
            path = self._paths.get(id)
        if path is None:
            guess = nearest(id, self._paths)
            hint = f"did you mean {guess!r}?" if guess else "find it with 'kbsearch search'"
            raise ArticleUnknown(id=id, hint=hint)
        result = self._result(path)
        if result.article is None:
            raise ArticleUnknown(id=id, hint=f"its file cannot be read, see {result.findings[0]}")
        return dataclasses.replace(result.article, id=id)

    def _look(self) -> None:
        """Find out which file holds which id, reading only the front matter of files that changed."""
        claims: dict[str, tuple[Stamp, str]] = {}
        for path, state in self.scan().files.items():
            stamp, known = _stamp(state), self._claims.get(path)
            claims[path] = known if known and known[0] == stamp else (stamp, self._own_id(path))
        ids = Ids(self.settings)
        self._paths = {ids.give(claimed, path)[0]: path for path, (_, claimed) in claims.items()}
        self._claims = claims

    def _own_id(self, path: str) -> str:
        try:
            return own_id((self.root / path).read_bytes(), path, self.settings)
        except OSError:
            return own_id(b"", path, self.settings)

    def _result(self, path: str) -> ReadResult:
        stamp = self._stamp(path)
        known = self._read.get(path)
        if known is None or stamp is None or known[0] != stamp:
            result = read_article(path, self.root, self.settings)
            if stamp is None:
                return result
            known = self._read[path] = (stamp, result)
        return known[1]

    def _stamp(self, path: str) -> Stamp | None:
        try:
            return _stamp((self.root / path).stat())
        except OSError:
            return None


def _stamp(state: os.stat_result) -> Stamp:
    return state.st_mtime_ns, state.st_size, state.st_ino


class Ids:
    """Gives every article an id of its own: of several that claim one, the first by path has it.

    Articles must come sorted by path, so that the outcome depends on the files alone.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._holders: dict[str, str] = {}

    def give(self, claimed: str, path: str) -> tuple[str, Finding | None]:
        """The id for the article in that file, with a finding (KBL207) if it is not the one that it claims.

        Files of a foreign tree that have the same name claim nothing by that.
        """
        given = claimed
        for other in (path_id(path, self._settings), path):
            if given in self._holders:
                given = other
        holder = self._holders.get(claimed)
        self._holders[given] = path
        is_named = self._settings.at(path).native or claimed != default_id(path, self._settings)
        is_said = holder is not None and is_named
        return given, DUPLICATE_ID.finding(path, id=claimed, other=holder, given=given) if is_said else None

    def settled(self, result: ReadResult) -> ReadResult:
        """The result with the article's id settled."""
        if result.article is None:
            return result
        given, finding = self.give(result.article.id, result.path)
        if given == result.article.id:
            return result
        article = dataclasses.replace(result.article, id=given)
        findings = (*result.findings, finding) if finding else result.findings
        return dataclasses.replace(result, article=article, findings=findings)


class _Scanner:
    """One walk over the article folder: real folders first, then linked ones, each folder once."""

    def __init__(self, root: Path, settings: Settings) -> None:
        self.root = root
        self.folder = settings.articles_folder
        self.index = os.path.abspath(settings.index_folder)
        self.files: dict[str, os.stat_result] = {}
        self.findings: list[Finding] = []
        self._ignored = [_pattern(glob) for glob in settings.kb.ignore if glob.strip("/ ")]
        self._seen: set[tuple[int, int]] = set()
        self._linked: list[str] = []

    def scan(self) -> Scan:
        """Walk and sort."""
        prefix = self.folder.relative_to(self.root).as_posix()
        waiting = ["" if prefix == "." else prefix]
        while waiting or self._linked:
            folder = waiting.pop() if waiting else self._linked.pop(0)
            try:
                state = os.stat(self.root / folder)
                if (state.st_dev, state.st_ino) in self._seen:
                    continue
                self._seen.add((state.st_dev, state.st_ino))
                with os.scandir(self.root / folder) as entries:
                    inside = sorted(entries, key=lambda entry: entry.name)
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                self._unreadable(folder or ".", _said(error))
                continue
            for entry in inside:
                self._look(entry, f"{folder}/{entry.name}" if folder else entry.name, waiting)
        return Scan(dict(sorted(self.files.items())), tuple(sorted(self.findings)))

    def _look(self, entry: os.DirEntry[str], path: str, waiting: list[str]) -> None:
        is_article = entry.name.lower().endswith(SUFFIXES)
        try:
            is_folder = entry.is_dir()
            if entry.name.startswith(".") or self._is_ignored(path, is_folder):
                return
            if is_folder:
                if os.path.abspath(entry.path) != self.index:
                    (self._linked if entry.is_symlink() else waiting).append(path)
            elif is_article and entry.is_file():
                path.encode("utf-8")
                self.files[path] = entry.stat()
            elif is_article and entry.is_symlink():
                self._unreadable(path, "a link that leads nowhere")
        except UnicodeEncodeError:
            self._unreadable(path.encode("utf-8", "replace").decode(), "its name is not UTF-8")
        except FileNotFoundError:  # it has gone since the folder was listed
            return
        except OSError as error:
            if is_article:
                self._unreadable(path, _said(error))

    def _is_ignored(self, path: str, is_folder: bool) -> bool:
        return any((is_folder or not folders_only) and regex.fullmatch(path) for regex, folders_only in self._ignored)

    def _unreadable(self, path: str, problem: str) -> None:
        self.findings.append(UNREADABLE.finding(path, problem=problem))


def _said(error: OSError) -> str:
    said = error.strerror or str(error)
    return said[:1].lower() + said[1:]


def _pattern(glob: str) -> tuple[re.Pattern[str], bool]:
    """A pattern of `ignore` as a regular expression over whole paths, and whether it means folders only.

    As in .gitignore: a pattern with a slash inside or in front counts from the root, any other
    at every depth; `*` and `?` stop at slashes, `**` does not.
    """
    glob, folders_only = glob.strip().removesuffix("/"), glob.strip().endswith("/")
    anywhere = "" if "/" in glob else "(?:.*/)?"
    return re.compile(anywhere + path_regex(glob.strip("/")), re.DOTALL), folders_only
