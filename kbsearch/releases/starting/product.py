"""What a repository says of its product: its name, the tags of its releases, where its knowledge base is."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kbsearch.articles.git import GitFailed, run_git
from kbsearch.releases.tree import Tree

_SETTINGS = "kbsearch.toml"


@dataclass(frozen=True, slots=True)
class Product:
    """A product as its repository shows it.

    `tag` is the pattern of its releases' tags, empty where it has none yet; `knowledge_base` its folder relative to
    the repository, empty where none was found.
    """

    name: str
    tag: str
    knowledge_base: str


def look_at(folder: Path, tree: Tree) -> Product:
    """The product whose repository is `folder`."""
    return Product(_name(folder, tree), _tag(folder), _knowledge_base(folder, tree))


def _name(folder: Path, tree: Tree) -> str:
    """The name in the files of its package, else that of the folder."""
    for path, content in tree.read(
        [one for one in ("pyproject.toml", "package.json", "Cargo.toml") if one in tree.paths]
    ):
        try:
            text = content.decode()
            keys = json.loads(text) if path.endswith(".json") else tomllib.loads(text)
        except ValueError:
            continue
        for table in (keys, *(keys.get(name) for name in ("project", "package"))):
            if isinstance(table, dict) and isinstance(table.get("name"), str) and table["name"]:
                return str(table["name"])
    return folder.resolve().name


def _tag(folder: Path) -> str:
    """The pattern of most tags that have a version in them."""
    try:
        tags = run_git(folder, "tag", "--list").decode("utf-8", "replace").split()
    except GitFailed:
        return ""
    found = Counter(match[1] for tag in tags if (match := re.fullmatch(r"(\D*)\d+(?:\.\d+)+\S*", tag)))
    return f"{found.most_common(1)[0][0]}*" if found else ""


def _knowledge_base(folder: Path, tree: Tree) -> str:
    """The folder of the kbsearch.toml that is nearest: in the repository, else beside it."""
    inside = sorted(
        (path for path in tree.paths if PurePosixPath(path).name == _SETTINGS), key=lambda path: path.count("/")
    )
    if inside:
        return PurePosixPath(inside[0]).parent.as_posix()
    beside = sorted(folder.resolve().parent.glob(f"*/{_SETTINGS}"))
    return f"../{beside[0].parent.name}" if beside else ""
