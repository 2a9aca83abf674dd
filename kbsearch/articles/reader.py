"""Reading: the bytes of one article file become an Article and findings, and never an exception."""

from __future__ import annotations

import hashlib
import html
import posixpath
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kbsearch.articles.article import STATED, Article, ErrorEntry, Review, Trial
from kbsearch.articles.body import Body
from kbsearch.articles.content import digest_of_content
from kbsearch.articles.fields import Extracted, extract
from kbsearch.articles.findings import Finding
from kbsearch.articles.rules import BAD_VALUE, NO_TITLE, UNREADABLE, WRONG_ENCODING
from kbsearch.settings import USUAL_FOLDER, Settings

if TYPE_CHECKING:
    from kbsearch.articles.front_matter import FileText
    from kbsearch.articles.schema import Checked, FrontMatter, ReviewKeys

LARGEST = 5_000_000  # bytes; a larger file is no article, and reading it would hold up all others
_FOLDER_PAGES = ("index", "_index", "readme")  # as site builders call the page of a folder
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What reading one file gave.

    `path` is POSIX and relative to the root. `article` is None when the file cannot be trusted
    (unreadable, wrong encoding, broken front matter): the version read before it still counts.
    `body` is the parsed body where it was asked for.
    """

    path: str
    article: Article | None
    findings: tuple[Finding, ...] = ()
    body: Body | None = field(default=None, compare=False, repr=False)


def read_article(path: str, root: Path, settings: Settings, keep_body: bool = False) -> ReadResult:
    """Read the article file `path`, which is POSIX and relative to `root`. Never raises.

    The result depends on the file's bytes, the path and the settings alone, so that worker
    processes can read. `keep_body` keeps the parsed body in the result, for lint.
    """
    try:
        with open(root / path, "rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        problem = (error.strerror if isinstance(error, OSError) else None) or str(error)
        return ReadResult(path, None, (UNREADABLE.finding(path, problem=problem[:1].lower() + problem[1:]),))
    return read_bytes(data, path, settings, keep_body)


def read_bytes(data: bytes, path: str, settings: Settings, keep_body: bool = False) -> ReadResult:
    """Read an article from the bytes of its file. Never raises."""
    # Imported here since a search looks at all files and mostly reads none: the parsers take longer than it does.
    from kbsearch.articles.front_matter import split
    from kbsearch.articles.markdown import read_body
    from kbsearch.articles.schema import check

    settings = settings.at(path)
    if len(data) > LARGEST:
        problem = f"it is larger than {LARGEST // 1_000_000} MB"
        return ReadResult(path, None, (UNREADABLE.finding(path, problem=problem),))
    text = _decoded(data, path)
    if isinstance(text, Finding):
        return ReadResult(path, None, (text,))
    file = split(text, path)
    if not file.readable:
        return ReadResult(path, None, file.findings)
    checked = check(file.keys)
    body = read_body(file.body, file.body_line, settings.sections.aliases())
    article, findings = _article(data, path, file, checked, body, settings)
    return ReadResult(path, article, (*file.findings, *findings), body if keep_body else None)


def own_id(data: bytes, path: str, settings: Settings) -> str:
    """The id that the article in these bytes claims, without reading more than its front matter.

    It is the id that `read_bytes` gives the article, where it gives one.
    """
    head = data[:LARGEST]
    if b"id" in head and not isinstance(text := _decoded(head, path), Finding):
        from kbsearch.articles.front_matter import split
        from kbsearch.articles.schema import check

        file = split(text, path)
        named = check({"id": file.keys["id"]}).front.id if "id" in file.keys else None
        if named:
            return named
    return default_id(path, settings)


def default_id(path: str, settings: Settings) -> str:
    """The id of an article that names none: its file's stem, or its path, as `[fields] id` says."""
    return path_id(path, settings) if settings.at(path).fields.id == "path" else stem_of(path, settings)


def stem_of(path: str, settings: Settings) -> str:
    """What a file is called: its stem, or for the page of a folder (`no-sleep/README.md`) the folder's name."""
    folder, name = posixpath.split(path_id(path, settings))
    return (name.casefold() in _FOLDER_PAGES and posixpath.basename(folder)) or name


def path_id(path: str, settings: Settings) -> str:
    """The path below the article folder, without suffix."""
    folder = settings.kb.articles or USUAL_FOLDER
    return posixpath.splitext(path)[0].removeprefix(f"{folder}/")


def _decoded(data: bytes, path: str) -> str | Finding:
    """The text with lines ended by LF, or the finding that says where it is not UTF-8."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        offset = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        before = data[:offset].decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
        hint = "; it looks like UTF-16" if data.startswith(_UTF16) else ""
        line, col = before.count("\n") + 1, len(before) - before.rfind("\n")
        return WRONG_ENCODING.finding(path, line, col, offset=offset, value=f"0x{data[offset]:02x}", hint=hint)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _article(
    data: bytes, path: str, file: FileText, checked: Checked, body: Body, settings: Settings
) -> tuple[Article, list[Finding]]:
    """The article, and what is wrong with its keys; only native articles answer for unknown keys."""
    front, native = checked.front, settings.native
    stem = stem_of(path, settings)
    named = front.title.strip()
    found = extract(file.keys, body, settings.fields, named, stem)
    title = named or found.title or body.heading
    findings = [] if title else [NO_TITLE.finding(path, *file.place())]
    if native:
        findings += [
            problem.rule.finding(path, *file.place(*problem.path), **problem.values) for problem in checked.problems
        ]
        findings += _review_by_owner(front, path, file, settings)
    article = Article(
        id=front.id or default_id(path, settings),
        title=(title if native else html.unescape(title)) or stem,
        path=path,
        digest=hashlib.blake2b(data, digest_size=16).hexdigest(),
        body=file.body,
        body_line=file.body_line,
        errors=_merged(front, found, file),
        products=front.products or found.products or settings.defaults.products,
        versions=front.versions or found.versions,
        symptoms=front.symptoms,
        features=front.features,
        found_by=front.found_by,
        sections=body.sections,
        extra=checked.extra,
        **_state(checked, file, settings),
    )
    return article, findings


def _state(checked: Checked, file: FileText, settings: Settings) -> dict[str, Any]:
    """The fields that `[defaults]` fills. An audience nobody knows is the narrowest one."""
    front, defaults = checked.front, settings.defaults
    mistaken = settings.native and "audience" in checked.extra
    reviewed = front.reviewed
    return {
        "confidence": front.confidence or defaults.confidence,
        "audience": "internal" if mistaken else front.audience or defaults.audience,
        "governance": front.governance or defaults.governance,
        "owner": front.owner.strip() or defaults.owner,
        "fix_by": front.fix_by or defaults.fix_by,
        "reviewed": Review(reviewed.by, reviewed.on, reviewed.digest, _is_current(reviewed, file))
        if reviewed
        else None,
        "review_by": front.review_by or "",
        "tried": tuple(Trial(*text.rsplit(" ", 1)) for text in front.tried),
        "stated": tuple(key for key in STATED if key in front.model_fields_set | defaults.model_fields_set),
    }


def _is_current(reviewed: ReviewKeys, file: FileText) -> bool | None:
    """Whether the review read what the file says now."""
    return None if reviewed.digest is None else reviewed.digest == digest_of_content(file.keys, file.body)


def _merged(front: FrontMatter, found: Extracted, file: FileText) -> tuple[ErrorEntry, ...]:
    """The entries of the front matter, then those that `[fields]` found, each error once.

    A code or a message by itself is left out where another entry has it with its other half.
    """
    native = [ErrorEntry(code, message, line=file.place(*path)[0]) for path, code, message in front.entries()]
    if not native:
        return tuple(found.errors)
    every = (*native, *found.errors)
    whole = [entry for entry in every if entry.code and entry.message]
    codes, messages = {entry.code for entry in whole}, {entry.message for entry in whole}
    kept: dict[tuple[str | None, str | None], ErrorEntry] = {}
    for entry in every:
        is_half = not (entry.code and entry.message)
        if not (is_half and (entry.code in codes or entry.message in messages)):
            kept.setdefault((entry.code, entry.message), entry)
    return tuple(kept.values())


def _review_by_owner(front: FrontMatter, path: str, file: FileText, settings: Settings) -> list[Finding]:
    """A review by the owner is no review."""
    owner = front.owner.strip() or settings.defaults.owner
    if not front.reviewed or not owner or front.reviewed.by != owner:
        return []
    values: dict[str, Any] = {"key": "reviewed.by", "value": repr(owner), "wanted": "name someone else than the owner"}
    return [BAD_VALUE.finding(path, *file.place("reviewed", "by"), **values)]
