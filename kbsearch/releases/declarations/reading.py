"""Reading: all that the sources of a manifest declare in one tree of files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kbsearch.counting import counted
from kbsearch.errors import CannotRun, CatalogueUnreadable, SourceQuiet
from kbsearch.releases.declaration import Declaration, Kind
from kbsearch.releases.declarations.c_header import read_c_header
from kbsearch.releases.declarations.exported import read_exported
from kbsearch.releases.declarations.gettext import read_po
from kbsearch.releases.declarations.json_data import read_json
from kbsearch.releases.declarations.located import Located, Unreadable, record
from kbsearch.releases.declarations.mapping import Mapping
from kbsearch.releases.declarations.properties import read_properties
from kbsearch.releases.declarations.proto import read_proto
from kbsearch.releases.declarations.python_ast import read_python
from kbsearch.releases.declarations.regex import read_regex
from kbsearch.releases.declarations.table import read_table
from kbsearch.releases.declarations.toml_data import read_toml
from kbsearch.releases.declarations.yaml_data import read_yaml
from kbsearch.releases.manifest import Manifest
from kbsearch.releases.sources import Source
from kbsearch.releases.tree import Tree, choose


@dataclass(frozen=True, slots=True)
class Count:
    """What one source found: how many files, how many declarations, how many records that named nothing."""

    files: int = 0
    declarations: int = 0
    passed_over: int = 0


@dataclass(frozen=True, slots=True)
class Declared:
    """All that a manifest's sources declare in one tree.

    `declarations` has each subject once, sorted by source and place; an emission counts as a subject of its own.
    `repeated` are those that declare a subject again with another message. `counts` is by the id of the source.
    `faults` say what could not be read (KBE1074) and which source found less than it must (KBE1075): with one of
    them nothing that is built on the rest may pass.
    """

    declarations: tuple[Declaration, ...] = ()
    counts: dict[str, Count] = field(default_factory=dict)
    repeated: tuple[Declaration, ...] = ()
    faults: tuple[CannotRun, ...] = ()

    def by_subject(self) -> dict[str, Declaration]:
        """Each declaration under what reports call it."""
        return {declaration.subject: declaration for declaration in self.declarations}


def read(manifest: Manifest, tree: Tree) -> Declared:
    """Read every source of a manifest. Raises only what reading the tree itself does (GitFailed, OSError)."""
    found: dict[str, Declaration] = {}
    repeated: list[Declaration] = []
    counts: dict[str, Count] = {}
    faults: list[CannotRun] = []
    for number, source in enumerate(manifest.sources):
        if source.reader == "list":
            files, declarations, passed_over = 1, _listed(manifest, number), 0
        else:
            files, declarations, passed_over, unread = _of_files(source, tree)
            faults += unread
        own: dict[str, Declaration] = {}
        for declaration in declarations:
            first = own.setdefault(declaration.subject, declaration)
            if first is not declaration and first.message != declaration.message and source.kind is not Kind.EMISSION:
                repeated.append(declaration)
        for subject, declaration in own.items():
            other = found.setdefault(subject, declaration)
            if other is not declaration and declaration.message not in ("", other.message):
                repeated.append(declaration)
        counts[source.id] = Count(files, len(own), passed_over)
        faults += _quiet(source, counts[source.id])
    return Declared(tuple(found.values()), counts, tuple(repeated), tuple(faults))


def _listed(manifest: Manifest, number: int) -> list[Declaration]:
    """What a source lists in the manifest itself."""
    source = manifest.sources[number]
    mapping, found = Mapping(source), []
    for place, item in enumerate(source.items):
        parts = record(manifest.line("sources", number, "items", place), **item.model_dump())
        declaration = mapping.declaration(parts, manifest.path.name)
        if declaration:
            found.append(declaration)
    return found


def _of_files(source: Source, tree: Tree) -> tuple[int, list[Declaration], int, list[CannotRun]]:
    """How many files a source has, its declarations in their order, how many records named nothing, what failed."""
    files = choose(tree.paths, source.files, source.exclude)
    mapping = Mapping(source)
    found: list[Declaration] = []
    passed_over, faults = 0, list[CannotRun]()
    for path, content in tree.read(files):
        try:
            for declaration in _declarations(source, mapping, path, _decoded(source, content)):
                if declaration is None:
                    passed_over += 1
                else:
                    found.append(declaration)
        except Unreadable as error:
            faults.append(
                CatalogueUnreadable(
                    path=path, line=error.line, source=source.id, problem=error.problem, hint=error.hint
                )
            )
    return len(files), found, passed_over, faults


def _declarations(source: Source, mapping: Mapping, path: str, text: str) -> Iterator[Declaration | None]:
    """The declarations of one file, None for each record that names nothing; raises Unreadable."""
    if source.reader == "declarations":
        yield from read_exported(text, source.kind)
        return
    for one in _records(source, mapping, text):
        yield mapping.declaration(one, path)


def _records(source: Source, mapping: Mapping, text: str) -> Iterable[Located]:
    """The records of one file by the source's reader; raises Unreadable."""
    match source.reader:
        case "json":
            return mapping.records(read_json(text))
        case "yaml":
            return mapping.records(read_yaml(text))
        case "toml":
            return mapping.records(read_toml(text))
        case "regex":
            return read_regex(text, source.pattern, source.skip_lines)
        case "properties":
            return read_properties(text)
        case "po":
            return read_po(text)
        case "proto":
            return read_proto(text)
        case "table":
            return read_table(text, source.columns, source.delimiter, source.comment)
        case "c-header":
            return read_c_header(text, source.calls)
        case "python-ast":
            return read_python(text, source.calls)
        case "list" | "declarations":
            return ()


def _decoded(source: Source, content: bytes) -> str:
    """The text of a file, CR LF as LF; UTF-8, with or without a mark in front, UTF-16 with one.

    Old .properties files are Latin-1, and source code may hold a stray byte, which stands outside of what is read.
    Raises Unreadable for a data file of another encoding.
    """
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if source.reader == "properties":
            text = content.decode("latin-1")
        elif source.reader in ("regex", "c-header", "proto"):
            text = content.decode("utf-8", "replace")
        else:
            line = content.count(b"\n", 0, error.start) + 1
            raise Unreadable(f"byte {error.start} is not UTF-8", line, "save the file as UTF-8") from error
    return text.replace("\r\n", "\n")


def _quiet(source: Source, count: Count) -> Iterator[SourceQuiet]:
    """What to say of a source that found less than it must."""
    if count.declarations >= source.expect.min:
        return
    hint = "correct 'files' of the source, no file fits them" if not count.files else "correct how the source is read"
    if count.declarations:
        hint = "correct the source, or lower 'expect: {min: ...}' if that is all"
    yield SourceQuiet(
        source=source.id,
        found=counted(count.declarations, "declaration") if count.declarations else "nothing",
        files=counted(count.files, "file"),
        wanted=f"it must find at least {source.expect.min:,}",
        hint=hint,
    )
