"""What `kbsearch init` finds out about a tree that was not written for kbsearch.

Nothing here knows a product or a site: shapes of codes, keys and places are learnt from the
articles, each place is tried on all of them, and what fits is written down as `[fields]` rules.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kbsearch.articles.extract.codes import Shapes
from kbsearch.articles.fields import FieldRules, extract
from kbsearch.articles.learn.keys import Keys, learn_keys
from kbsearch.articles.learn.places import (
    Place,
    Tables,
    code_places,
    fixed_places,
    prose_places,
    tables,
    whole_titles,
)
from kbsearch.articles.learn.sample import Sample, samples
from kbsearch.articles.learn.shapes import learn_shapes
from kbsearch.articles.library import Library
from kbsearch.settings import Settings

SAMPLE = 6_000  # articles that are looked at; of a larger tree every n-th
_SMALL_TREE = 30
_NO_ARTICLE = re.compile(
    "readme|licen[sc]e|notice|contributing|code[_-]of[_-]conduct|security|changelog|toc|summary|_sidebar|_navbar",
    re.IGNORECASE,
)
_SAID = {
    "title": "code in the title",
    "file_name": "code in the file name",
    "label": "code after a label in the text",
    "name": "title or file name is the code",
    "block_quote": "message in the first block quote",
    "code_block": "message in the first code block",
    "paragraph": "message in the first paragraph",
    "whole_title": "title is the message",
    "title_quote": "message quoted in the title",
    "lead_in": "message after a sentence that announces it",
    "section": "message under a heading",
}


@dataclass(frozen=True, slots=True)
class Fit:
    """One rule: what it says, how many of the articles looked at it fits, and one of them."""

    rule: str
    articles: int
    example: str


@dataclass(frozen=True, slots=True)
class Detection:
    """What was found: the rules, what they rest on, and what could not be told.

    `articles` counts the files looked at, `ignore` names files that are clearly no articles (as
    patterns of `[kb] ignore`), `unsure` holds one sentence for each open question.
    """

    articles: int
    rules: FieldRules
    fits: tuple[Fit, ...] = ()
    unsure: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def toml(self) -> str:
        """The `[fields]` table for kbsearch.toml, with what each rule rests on as comments; "" without rules."""
        keys = self.rules.model_dump(exclude_defaults=True)
        if not keys:
            return ""
        lines = ["[fields]", f"# what {self.articles:,} articles showed:"]
        lines += [f"#   {fit.rule}: {fit.articles:,}, for example {fit.example}" for fit in self.fits]
        lines += [f"# not clear: {said}" for said in self.unsure]
        lines += [f"{key} = {_toml(value)}" for key, value in keys.items()]
        return "\n".join(line if line.isprintable() else ascii(line)[1:-1] for line in lines) + "\n"


def detect(folder: Path) -> Detection:
    """Look at all articles below `folder` and find out where codes, messages, products and versions stand.

    The folder's own kbsearch.toml, if any, is not asked. Raises nothing for unreadable files.
    """
    paths = list(Library(folder, Settings(root=folder)).scan().files)
    ignore = tuple(f"/{path}" for path in paths if _NO_ARTICLE.fullmatch(PurePosixPath(path).stem))
    paths = [path for path in paths if f"/{path}" not in ignore]
    step = -(-len(paths) // SAMPLE) or 1
    articles = [article for article in samples(folder, paths[::step]) if not _is_native(article)]
    if not articles:
        return Detection(0, FieldRules(), ignore=ignore)
    learnt = _Learnt(articles)
    rules = learnt.rules("path" if _collide(paths) else "stem")
    fits, unsure = learnt.fits(), learnt.unsure(rules)
    return Detection(len(articles), rules, tuple(fits), tuple(unsure), ignore)


def _is_native(article: Sample) -> bool:
    """Whether an article already says its errors in kbsearch's own keys."""
    return any(key in article.keys for key in ("errors", "symptoms", "fix_by"))


def _collide(paths: Sequence[str]) -> bool:
    return max(Counter(PurePosixPath(path).stem for path in paths).values(), default=0) > 1


class _Learnt:
    """All that was learnt from the articles."""

    def __init__(self, articles: Sequence[Sample]) -> None:
        self.articles = articles
        small = len(articles) <= _SMALL_TREE
        self.shapes = learn_shapes(articles)
        shapes = Shapes(self.shapes)
        self.keys: Keys = learn_keys(articles, shapes)
        self.tables: Tables = tables(articles, shapes, small)
        self.codes: list[Place] = code_places(articles, shapes, small)
        lists = frozenset(self.tables.articles)
        coded = {path for place in self.codes for path in place.articles} - lists
        coded |= {article.path for article in articles if any(key in article.keys for key in self.keys.codes)} - lists
        self.messages: list[Place] = []
        if len(coded) >= 0.5 * (len(articles) - len(lists)):
            errors = [article for article in articles if article.path in coded]
            self.messages = fixed_places(errors, shapes)
            elsewhere = frozenset(
                p for place in self.codes if place.name in ("file_name", "label") for p in place.articles
            )
            if not self.messages and (whole := whole_titles(errors, elsewhere)):
                self.messages = [whole]
        covered = {path for place in self.messages for path in place.articles} | set(self.tables.detailed)
        covered |= {article.path for article in articles if any(key in article.keys for key in self.keys.messages)}
        self.is_prose = not coded or len(covered & coded) < 0.7 * len(coded)
        if self.is_prose:
            self.messages += prose_places(articles)

    def rules(self, id: str) -> FieldRules:
        """The rules as settings keep them."""
        codes = (
            [place.name for place in self.codes] + ["messages"] * self.is_prose + ["table"] * bool(self.tables.codes)
        )
        messages = [place.name for place in self.messages] + ["table"] * bool(self.tables.messages)
        sections = next((place.headers for place in self.messages if place.name == "section"), ())
        return FieldRules.model_validate(
            {
                "id": id,
                "codes": self.keys.codes,
                "messages": self.keys.messages,
                "products": self.keys.products,
                "versions": self.keys.versions,
                "code_shapes": self.shapes,
                "codes_in": codes,
                "messages_in": messages,
                "message_sections": sections,
                "code_columns": self.tables.codes,
                "message_columns": self.tables.messages,
            }
        )

    def fits(self) -> list[Fit]:
        """How many articles each rule fits, in the order of the settings."""
        found = []
        for said, keys in (
            ("codes", self.keys.codes),
            ("messages", self.keys.messages),
            ("products", self.keys.products),
            ("versions", self.keys.versions),
        ):
            for key in keys:
                having = [article.path for article in self.articles if article.keys.get(key)]
                found.append(Fit(f"{said} in the key '{key}'", len(having), having[0]))
        for place in (*self.codes, *self.messages):
            said = _SAID[place.name]
            if place.name == "title" and place in self.messages:
                said = "message beside the code in the title"
            found.append(Fit(said, len(place.articles), place.articles[0]))
        for said, paths in (
            ("list of codes in a table", self.tables.articles),
            ("details in a table", self.tables.detailed),
        ):
            if paths:
                found.append(Fit(said, len(paths), paths[0]))
        return found

    def unsure(self, rules: FieldRules) -> list[str]:
        """What could not be told, each as one sentence."""
        said = []
        if not self.shapes and not self.keys.codes and not any(place.name == "name" for place in self.codes):
            said.append(
                "no shape of error codes comes back in titles, file names or keys; only general ones are looked for"
            )
        silent, empty = [], 0
        for article in self.articles:
            title = article.titles[0] if article.titles else ""
            found = extract(article.keys, article.body, rules, title, article.stem)
            empty += not found.errors
            if found.errors and not any(entry.message for entry in found.errors):
                silent.append(article.path)
        if silent:
            said.append(f"{len(silent):,} articles have a code but no message that could be found, such as {silent[0]}")
        if empty == len(self.articles):
            said.append("no article has a code or a message that could be found")
        if not rules.products:
            said.append("no key of the front matter holds products")
        return said


def _toml(value: object) -> str:
    """A text or list of texts in TOML; what holds backslashes, as regular expressions do, stays readable."""
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    text = str(value)
    if "\\" in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
