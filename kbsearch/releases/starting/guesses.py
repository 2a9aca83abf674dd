"""Guesses: the sources of declarations that a repository seems to have, each tried before it is proposed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from kbsearch.releases.declaration import Declaration, Kind
from kbsearch.releases.declarations import read
from kbsearch.releases.declarations.located import Unreadable
from kbsearch.releases.declarations.python_ast import read_python
from kbsearch.releases.manifest import Manifest
from kbsearch.releases.sources import Source
from kbsearch.releases.starting.records import guess_map
from kbsearch.releases.tree import Tree, choose

_FEWEST = 3  # declarations that a guess must find, lest every file of settings look like a catalogue
_MOST_FILES = 3_000  # source files that are read to look for codes
_LARGEST = 4_000_000  # bytes of a file that is looked at
_CATALOGUE = re.compile(
    r"(?i)errors?|diagnostics?|messages?|faults?|failures?|(?<![a-z])(?:err|errno|errcodes?|codes?)(?![a-z])"
)
_FEATURES = re.compile(r"(?i)(?<![a-z])(?:feature[-_ ]?(?:flags?|gates?|toggles?)|flags|features|toggles)(?![a-z])")
_ELSEWHERE = re.compile(
    r"(?:^|/)(?:node_modules|vendor|third_party|dist|build|\.[^/]+|tests?|__tests__|fixtures|testdata|examples?|docs?)/"
    r"|(?:^|/)(?:package(?:-lock)?|tsconfig[^/]*|composer)\.json$|\.lock$|\.schema\.json$"
)
_LOCALE = re.compile(r"_[a-z]{2}(?:_[A-Z]{2})?(?=\.properties$)")
_SOURCES = (".py", ".go", ".java", ".kt", ".js", ".ts", ".tsx", ".cs", ".c", ".cc", ".cpp", ".h", ".rs", ".rb", ".php")
_CODE = re.compile(r"(?<=[\"'`(\[ ])([A-Z]{1,8}[-_]?)(\d{3,6})(?=[\"'`)\]:, ])")
_IN_VALUE = re.compile(r"(?P<code>[A-Z]{1,8}[-_]?\d{2,6}[A-Z]?)[:\s-]+(?P<message>\S.*)", re.DOTALL)
_DATA = {".json": "json", ".yaml": "yaml", ".yml": "yaml", ".toml": "toml"}


@dataclass(frozen=True, slots=True)
class Guess:
    """A source that is proposed: its keys in the manifest, what it found, and an example of that."""

    keys: dict[str, Any]
    found: int
    files: int
    example: Declaration


def guess_sources(tree: Tree) -> list[Guess]:
    """The sources that a tree seems to have, catalogues first, then what stands in source code, then features."""
    found: list[Guess] = []
    taken: set[str] = set()
    for kind, looks in ((Kind.ERROR, _LOOKS), (Kind.FEATURE, (_data_files,))):
        fits = _CATALOGUE if kind is Kind.ERROR else _FEATURES
        paths = [path for path in tree.paths if not _ELSEWHERE.search(path) and path not in taken]
        named = [path for path in paths if fits.search(path)]
        for look in looks:
            for keys in look(tree, named if look in _BY_NAME else paths, kind):
                guess = _tried(tree, {"kind": str(kind), **keys})
                if guess is not None:
                    found.append(guess)
                    taken |= set(choose(tree.paths, guess.keys["files"]))
    return _with_ids(found)


def _tried(tree: Tree, keys: dict[str, Any]) -> Guess | None:
    """The guess when it finds enough that nobody would take for anything else; None otherwise."""
    source = Source.model_validate({"id": "guess", **keys})
    declared = read(Manifest(version=1, product="guess", sources=(source,)), tree)
    found = [one for one in declared.declarations if not any(letter.isspace() for letter in one.id)]
    fewest = 1 if source.kind is Kind.FEATURE else _FEWEST
    if len(found) < fewest or len(found) < 0.8 * len(declared.declarations) or declared.faults:
        return None
    return Guess(keys, len(declared.declarations), declared.counts["guess"].files, found[0])


def _with_ids(guesses: Sequence[Guess]) -> list[Guess]:
    """The guesses with an id of its own for each."""
    seen: Counter[str] = Counter()
    named = []
    for guess in guesses:
        base = "features" if guess.keys["kind"] == Kind.FEATURE else "errors"
        base = "emitted" if guess.keys["kind"] == Kind.EMISSION else base
        seen[base] += 1
        id = base if seen[base] == 1 else f"{base}-{seen[base]}"
        named.append(Guess({"id": id, **guess.keys}, guess.found, guess.files, guess.example))
    return named


def _data_files(tree: Tree, paths: Sequence[str], kind: Kind) -> Iterator[dict[str, Any]]:
    """Catalogues in JSON, YAML and TOML: files of one name together, and files of one folder."""
    data = [path for path in paths if PurePosixPath(path).suffix in _DATA]
    for glob, members in _grouped(data):
        reader = _DATA[PurePosixPath(members[0]).suffix]
        mapped = guess_map(reader, _texts(tree, members[:5]), kind)
        if mapped is not None:
            yield {"reader": reader, "files": [glob], "map": mapped} if mapped else {"reader": reader, "files": [glob]}


def _properties(tree: Tree, paths: Sequence[str], kind: Kind) -> Iterator[dict[str, Any]]:
    """Java properties, translations left out."""
    files = [path for path in paths if path.endswith(".properties") and not _LOCALE.search(path)]
    for glob, members in _grouped(files):
        keys: dict[str, Any] = {"reader": "properties", "files": [glob]}
        values = [line.partition("=")[2].strip() for text in _texts(tree, members) for line in text.split("\n")]
        coded = [value for value in values if _IN_VALUE.fullmatch(value)]
        if len(coded) > len([value for value in values if value]) / 2:
            keys["extract"] = {"value": f"^{_IN_VALUE.pattern}"}
        yield keys


def _gettext(tree: Tree, paths: Sequence[str], kind: Kind) -> Iterator[dict[str, Any]]:
    """Gettext catalogues whose messages have codes for their context."""
    for path in [path for path in paths if path.endswith(".pot")] or [path for path in paths if path.endswith(".po")][
        :1
    ]:
        yield {"reader": "po", "files": [path]}


def _protos(tree: Tree, paths: Sequence[str], kind: Kind) -> Iterator[dict[str, Any]]:
    """Enums of errors in Protocol Buffers."""
    enum = re.compile(r"\benum\s+\w*(?:Error|Code|Reason|Fault)\w*")
    files = [path for path in paths if path.endswith(".proto")]
    for path, text in zip(files, _texts(tree, files), strict=False):
        if enum.search(text):
            keys = {"map": {"code": "name", "message": "comment"}, "where": {"enum": "Error|Code|Reason|Fault"}}
            yield {"reader": "proto", "files": [path], **keys}


def _headers(tree: Tree, paths: Sequence[str], kind: Kind) -> Iterator[dict[str, Any]]:
    """Headers of C that are named after errors."""
    where = {"name": "^(?:[A-Z0-9]+_)?E(?:RR)?_?[A-Z]"}
    for glob, _ in _grouped([path for path in paths if PurePosixPath(path).suffix in (".h", ".hpp", ".def")]):
        yield {"reader": "c-header", "files": [glob], "map": {"code": "name", "message": "comment"}, "where": where}


def _tables(tree: Tree, paths: Sequence[str], kind: Kind) -> Iterator[dict[str, Any]]:
    """Delimited tables with a column for the code."""
    files = [path for path in paths if PurePosixPath(path).suffix in (".csv", ".tsv")]
    for path, text in zip(files, _texts(tree, files), strict=False):
        if re.match(r"(?i)[^\n]*\bcode\b", text):
            yield {"reader": "table", "files": [path]}


def _python(tree: Tree, paths: Sequence[str], kind: Kind) -> Iterator[dict[str, Any]]:
    """Python classes with a constant code, by the folder that holds all of them."""
    coded: list[str] = []
    for path, text in _source_texts(tree, [path for path in paths if path.endswith(".py")]):
        if "code" not in text or "class " not in text:
            continue
        try:
            has_code = any(one.get("base") and re.search(r"\d", one.get("code", "")) for one in read_python(text))
        except Unreadable:
            continue
        if has_code:
            coded.append(path)
    if coded:
        yield {"reader": "python-ast", "files": [_common(coded)], "map": {"code": "code", "message": "message"}}


def _emitted(tree: Tree, paths: Sequence[str], kind: Kind) -> Iterator[dict[str, Any]]:
    """Codes of one shape in the strings of source code."""
    shapes: dict[tuple[str, int], set[str]] = {}
    endings: dict[tuple[str, int], set[str]] = {}
    for path, text in _source_texts(tree, [path for path in paths if path.endswith(_SOURCES)]):
        for found in _CODE.finditer(text):
            shape = found[1], len(found[2])
            shapes.setdefault(shape, set()).add(found[0])
            endings.setdefault(shape, set()).add(PurePosixPath(path).suffix)
    for (prefix, digits), codes in sorted(shapes.items(), key=lambda one: (-len(one[1]), one[0])):
        if len(codes) >= _FEWEST and prefix.rstrip("-_") not in ("UTF", "ISO", "RFC", "CVE", "SHA", "MD", "HTTP"):
            files = [f"**/*{ending}" for ending in sorted(endings[prefix, digits])]
            pattern = rf"(?P<code>\b{re.escape(prefix)}\d{{{digits}}}\b)"
            yield {"kind": "emission", "reader": "regex", "files": files, "pattern": pattern}


Look = Callable[[Tree, Sequence[str], Kind], Iterator[dict[str, Any]]]
_BY_NAME: tuple[Look, ...] = (_data_files, _properties, _headers, _tables)
_LOOKS: tuple[Look, ...] = (_data_files, _properties, _gettext, _protos, _headers, _tables, _python, _emitted)


def _grouped(paths: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Files that look like one catalogue, with the pattern that fits them: of one name, or of one folder and ending."""
    names = Counter(PurePosixPath(path).name for path in paths)
    endings: dict[PurePosixPath, list[str]] = {}
    for path in paths:
        endings.setdefault(PurePosixPath(path).parent, []).append(PurePosixPath(path).suffix)
    groups: dict[str, list[str]] = {}
    for path in paths:
        pure = PurePosixPath(path)
        beside = endings[pure.parent]
        if names[pure.name] > 1:
            glob = f"**/{pure.name}"
        elif len(beside) > 1 and len(set(beside)) == 1:
            glob = f"{'' if str(pure.parent) == '.' else f'{pure.parent}/'}*{pure.suffix}"
        else:
            glob = path
        groups.setdefault(glob, []).append(path)
    yield from groups.items()


def _common(paths: Sequence[str]) -> str:
    """The pattern of the deepest folder that holds all of some files."""
    if len(paths) == 1:
        return paths[0]
    parents = [PurePosixPath(path).parent.parts for path in paths]
    shared = [parts[0] for parts in zip(*parents, strict=False) if len(set(parts)) == 1]
    return "/".join([*shared, "**", f"*{PurePosixPath(paths[0]).suffix}"])


def _source_texts(tree: Tree, paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    chosen = list(paths)[:_MOST_FILES]
    yield from zip(chosen, _texts(tree, chosen), strict=True)


def _texts(tree: Tree, paths: Sequence[str]) -> list[str]:
    """The texts of some files, empty for those that are too large to be looked at."""
    return [
        content.decode("utf-8", "replace").replace("\r\n", "\n") if len(content) < _LARGEST else ""
        for _, content in tree.read(paths)
    ]
