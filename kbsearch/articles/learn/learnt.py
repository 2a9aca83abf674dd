"""All that a set of articles teaches together: shapes of codes, keys and places, as the rules of `[fields]`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kbsearch.articles.extract.codes import Shapes
from kbsearch.articles.fields import Extracted, FieldRules, extract
from kbsearch.articles.learn.keys import Keys, learn_keys
from kbsearch.articles.learn.places import (
    Place,
    Tables,
    code_places,
    fixed_places,
    headed_pages,
    prose_places,
    tables,
    uncoded_places,
    whole_titles,
)
from kbsearch.articles.learn.sample import Sample
from kbsearch.articles.learn.shapes import learn_shapes

_SMALL_TREE = 30
_GROUP = 0.05  # share of the articles from which on those of a kind are a group with places of its own
_SAID = {
    "title": "code in the title",
    "file_name": "code in the file name",
    "label": "code after a label in the text",
    "heading": "a code in each heading or list item",
    "opening": "a name that opens the message is the code",
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


class Learnt:
    """All that was learnt from the articles."""

    def __init__(self, articles: Sequence[Sample]) -> None:
        """Learn from all of these articles together."""
        self.articles = articles
        small = len(articles) <= _SMALL_TREE
        self.shapes = learn_shapes(articles)
        shapes = Shapes(self.shapes)
        self.keys: Keys = learn_keys(articles, shapes)
        self.tables: Tables = tables(articles, shapes, small)
        self.codes: list[Place] = code_places(articles, shapes, small)
        self.headed: Place | None = headed_pages(articles)
        lists = frozenset((*self.tables.articles, *(self.headed.articles if self.headed else ())))
        coded = {path for place in self.codes for path in place.articles} - lists
        coded |= {article.path for article in articles if any(key in article.keys for key in self.keys.codes)} - lists
        told = frozenset(self.tables.detailed)
        errors = [article for article in articles if article.path in coded and article.path not in told]
        rest = [article for article in articles if article.path not in coded | lists]
        self.messages: list[Place] = []
        if len(errors) >= _GROUP * len(articles):
            self.messages = fixed_places(errors, shapes)
            elsewhere = frozenset(
                p for place in self.codes if place.name in ("file_name", "label") for p in place.articles
            )
            if not self.messages and (whole := whole_titles(errors, elsewhere)):
                self.messages = [whole]
        elif not coded:
            places = uncoded_places(rest)
            self.messages, self.codes = places[:1], self.codes + places[1:]
            coded = {path for place in places for path in place.articles}
            rest = [article for article in rest if article.path not in coded]
        covered = {path for place in self.messages for path in place.articles} | set(self.tables.detailed)
        covered |= {article.path for article in articles if any(key in article.keys for key in self.keys.messages)}
        self.is_prose = not coded or len(covered & coded) < 0.7 * len(coded)
        if self.is_prose:
            self.messages += prose_places(articles)
        elif len(rest) >= max(3, _GROUP * len(articles)) and (spoken := prose_places(rest)):
            self.is_prose = len({path for place in spoken for path in place.articles}) >= _GROUP * len(rest)
            self.messages += spoken if self.is_prose else []

    def rules(self, id: str = "stem") -> FieldRules:
        """The rules as settings keep them; `id` says what articles without an id are called by."""
        codes = (
            [place.name for place in self.codes]
            + ["messages"] * self.is_prose
            + ["heading"] * bool(self.headed)
            + ["table"] * bool(self.tables.codes)
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
        for place in (*self.codes, *filter(None, [self.headed]), *self.messages):
            said = _SAID[place.name]
            if place.name == "label" and place in self.messages:
                said = "message after a label in the text"
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
            found = extracted(article, rules)
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


def extracted(article: Sample, rules: FieldRules) -> Extracted:
    """What these rules find in an article."""
    return extract(article.keys, article.body, rules, article.titles[0] if article.titles else "", article.stem)
