"""What `kbsearch init` finds out about a tree that was not written for kbsearch.

Nothing here knows a product or a site: shapes of codes, keys and places are learnt from the
articles, each place is tried on all of them, and what fits is written down as `[fields]` rules.
Folders that are written in another way than the rest get `[[trees]]` with rules of their own.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kbsearch.articles.fields import FieldRules
from kbsearch.articles.learn.learnt import Fit, Learnt
from kbsearch.articles.learn.sample import Sample, samples
from kbsearch.articles.learn.units import SMALLEST, Kind, folders_of, kinds, spread
from kbsearch.articles.library import Library
from kbsearch.articles.reader import default_id
from kbsearch.settings import Settings

SAMPLE = 6_000  # articles that are looked at; of a larger tree they are spread evenly, a few hundred of each folder
_FEW_HUNDRED = 300
_COLLIDING = 0.3  # share of the files that would lose their name to another from which on all go by their path
_OFTEN = 4  # files of one name that are no articles, from which on one pattern names them all
_NO_ARTICLE = re.compile("readme|contributing|code[_-]of[_-]conduct|changelog|toc|_sidebar|_navbar", re.IGNORECASE)
_NONE_ON_TOP = re.compile("licen[sc]e|notice|security|summary", re.IGNORECASE)  # further down these are subjects

Progress = Callable[[int, int, str], None]
"""Called as `progress(done, total, phase)`; the phase is "looking"."""


@dataclass(frozen=True, slots=True)
class Tree:
    """What was found in folders that are read in a way of their own, by their paths below the article folder.

    `articles` counts the files looked at, `unsure` holds one sentence for each open question.
    """

    folders: tuple[str, ...]
    articles: int
    rules: FieldRules
    fits: tuple[Fit, ...] = ()
    unsure: tuple[str, ...] = ()

    def toml(self) -> str:
        """The table for kbsearch.toml, with what each rule rests on as comments; "" for no rules in no folder."""
        keys = self.rules.model_dump(exclude_defaults=True)
        if not keys and not self.folders:
            return ""
        lines = [f"# what {self.articles:,} articles showed:"] if self.articles else ["# articles written for kbsearch"]
        lines += [f"#   {fit.rule}: {fit.articles:,}, for example {fit.example}" for fit in self.fits]
        lines += [f"# not clear: {said}" for said in self.unsure]
        lines += [f"{key} = {_toml(value)}" for key, value in keys.items()]
        if self.folders:
            path = _toml(self.folders if len(self.folders) > 1 else self.folders[0])
            lines = ["[[trees]]", f"path = {path}", "[trees.fields]", *lines]
        else:
            lines = ["[fields]", *lines]
        return "\n".join(line if line.isprintable() else ascii(line)[1:-1] for line in lines) + "\n"


@dataclass(frozen=True, slots=True)
class Detection:
    """What was found: the rules, what they rest on, and what could not be told.

    `most` is what holds wherever no folder of `trees` says otherwise; `ignore` names files that
    are clearly no articles, as patterns of `[kb] ignore`.
    """

    most: Tree
    trees: tuple[Tree, ...] = ()
    ignore: tuple[str, ...] = ()

    @property
    def articles(self) -> int:
        """How many articles were looked at."""
        return self.most.articles + sum(tree.articles for tree in self.trees)

    def toml(self) -> str:
        """The `[fields]` table and the `[[trees]]` for kbsearch.toml; "" without rules."""
        return "\n".join(filter(None, (tree.toml() for tree in (self.most, *self.trees))))


def detect(folder: Path, progress: Progress | None = None) -> Detection:
    """Look at the articles below `folder` and find out where codes, messages, products and versions stand.

    The folder's own kbsearch.toml, if any, is not asked. Raises nothing for unreadable files.
    """
    settings = Settings(root=folder)
    paths = list(Library(folder, settings).scan().files)
    ignore = _no_articles(paths)
    paths = [path for path in paths if path not in ignore]
    prefix = settings.articles_folder.relative_to(folder).as_posix()
    units = _looked_at(settings, paths, "" if prefix == "." else f"{prefix}/", progress)
    foreign = {place: [article for article in units[place] if not _is_native(article)] for place in units}
    found = kinds({place: articles for place, articles in foreign.items() if articles})
    native = [place for place, articles in foreign.items() if not articles]
    if native:
        found.append(Kind(native, [], [], FieldRules()))
    if not found:
        return Detection(Tree((), 0, FieldRules()), ignore=_patterns(paths, ignore))
    id = "path" if _collide(paths, settings) else "stem"
    most = next((kind for kind in found if _outermost(foreign) in kind.folders), found[0])
    others = _separate(found, most)
    return Detection(
        _tree(most, (), id),
        tuple(_tree(kind, folders, id) for kind, folders in others),
        _patterns(paths, ignore),
    )


def _looked_at(
    settings: Settings, paths: Sequence[str], prefix: str, progress: Progress | None
) -> dict[str, list[Sample]]:
    """The articles looked at, by the folder they are looked at with; a few at the top are left to the rest."""
    home = folders_of(path.removeprefix(prefix) for path in paths)
    by_folder: dict[str, list[str]] = {}
    for path in paths:
        by_folder.setdefault(home[path.removeprefix(prefix)], []).append(path)
    if len(by_folder) > 1 and len(by_folder.get("", ())) < SMALLEST:
        by_folder.pop("", None)
    chosen: list[tuple[str, list[str]]] = []
    for place, inside in by_folder.items():
        chosen.append((place, spread(inside, max(_FEW_HUNDRED, SAMPLE * len(inside) // len(paths)))))
    total, done = sum(len(inside) for _, inside in chosen), 0
    units: dict[str, list[Sample]] = {}
    for place, inside in chosen:
        units[place] = []
        for article in samples(settings, inside):
            units[place].append(article)
            done += 1
            if progress is not None:
                progress(done, total, "looking")
    return units


def _outermost(folders: Iterable[str]) -> str:
    """The folder that all the others are in, "" where there is none."""
    highest = min(folders, key=lambda folder: (folder.count("/"), folder))
    return highest if all(f"{folder}/".startswith(f"{highest}/") for folder in folders) else ""


def _separate(found: Sequence[Kind], most: Kind) -> Iterator[tuple[Kind, tuple[str, ...]]]:
    """Every other kind with the folders to name for it: the highest that hold nothing of another kind."""
    kind_of = {folder: kind for kind in found for folder in kind.folders}
    for kind in found:
        named: list[str] = []
        for folder in sorted(kind.folders if kind is not most else ()):
            while "/" in folder and all(
                kind_of[other] is kind for other in kind_of if f"{other}/".startswith(f"{_above(folder)}/")
            ):
                folder = _above(folder)
            if not any(f"{folder}/".startswith(f"{other}/") for other in named):
                named.append(folder)
        if named:
            yield kind, tuple(named)
    # A folder of the most frequent kind inside another kind's needs its own word.
    inside = tuple(
        folder
        for folder in sorted(most.folders)
        if (around := next((a for a in _all_above(folder) if a in kind_of), "")) and kind_of[around] is not most
    )
    if inside:
        yield most, inside


def _above(folder: str) -> str:
    return folder.rpartition("/")[0]


def _all_above(folder: str) -> Iterator[str]:
    while folder:
        folder = _above(folder)
        yield folder


def _tree(kind: Kind, folders: tuple[str, ...], id: str) -> Tree:
    if not kind.articles:
        return Tree(folders, 0, FieldRules())
    learnt = Learnt(kind.articles)
    rules = learnt.rules(id)
    return Tree(folders, len(kind.articles), rules, tuple(learnt.fits()), tuple(learnt.unsure(rules)))


def _is_native(article: Sample) -> bool:
    """Whether an article already says its errors in kbsearch's own keys."""
    return any(key in article.keys for key in ("errors", "symptoms", "fix_by"))


def _no_articles(paths: Sequence[str]) -> frozenset[str]:
    """Files that are clearly no articles; where most files have such a name, those in folders are."""
    found = frozenset(
        path
        for path, stem in ((path, PurePosixPath(path).stem) for path in paths)
        if _NO_ARTICLE.fullmatch(stem) or ("/" not in path and _NONE_ON_TOP.fullmatch(stem))
    )
    if 2 * len(found) > len(paths):
        found = frozenset(path for path in found if "/" not in path)
    return found


def _patterns(paths: Sequence[str], ignored: frozenset[str]) -> tuple[str, ...]:
    """Patterns for `[kb] ignore`: a file each, or its name where many have it and no article does."""
    names = Counter(PurePosixPath(path).name for path in ignored)
    often = {name for name, count in names.items() if count >= _OFTEN}
    often -= {PurePosixPath(path).name for path in paths}
    return tuple(sorted({name if (name := PurePosixPath(path).name) in often else f"/{path}" for path in ignored}))


def _collide(paths: Sequence[str], settings: Settings) -> bool:
    """Whether so many files have the name of another that a name says little."""
    names = {default_id(path, settings) for path in paths}
    return len(paths) - len(names) > _COLLIDING * len(paths)


def _toml(value: object) -> str:
    """A text or list of texts in TOML; what holds backslashes, as regular expressions do, stays readable."""
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    text = str(value)
    if "\\" in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
