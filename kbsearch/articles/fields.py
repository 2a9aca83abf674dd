"""`[fields]`: where a foreign tree keeps what kbsearch calls codes, messages, products and versions.

`kbsearch init` writes these rules after looking at a tree (`kbsearch.articles.detect`); the
reader applies them to every article with `extract`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, field_validator

from kbsearch.articles.article import ErrorEntry
from kbsearch.articles.body import Body

CodePlace = Literal["title", "file_name", "name", "messages", "label", "opening", "heading", "table"]
MessagePlace = Literal[
    "block_quote",
    "code_block",
    "paragraph",
    "title",
    "whole_title",
    "title_quote",
    "label",
    "lead_in",
    "section",
    "table",
]
_FIXED: frozenset[MessagePlace] = frozenset(("block_quote", "code_block", "paragraph", "whole_title"))
_SPOKEN: frozenset[MessagePlace] = frozenset(("label", "lead_in", "title_quote", "section"))


class FieldRules(BaseModel):
    """The `[fields]` table of kbsearch.toml. Empty means: articles have native front matter only.

    `codes`, `messages`, `products` and `versions` name front-matter keys. `code_shapes` are
    regular expressions, each for the whole of a code. `codes_in` says where else codes stand:
    title, file_name, name (the whole title or file name is one, as names of alerts and rules are), messages (in
    the messages found), label ("Error ID: BC30451" in the text), opening (the name that opens the
    message at a fixed place: "NameTaken: the name is ..."), heading (a page that explains one error below
    each heading, or in each item of a list), table (`code_columns`).

    `messages_in` says where messages stand. Of block_quote, code_block and paragraph (the first below
    the title) the first that is there counts. title is what stands beside the code in the title,
    whole_title all of it, title_quote quoted text in it; label what follows "Error message:";
    lead_in whatever a sentence, label or heading announces as an error; section the text below one
    of the headings `message_sections`; table a column or row named in `message_columns`. Where
    places below the title (and whole_title) are named together with title_quote, label, lead_in or
    section, a tree is mixed: the first count in articles with a code of their own, the others in
    articles where those show nothing.

    `id` says what an article without an id is called by: its file's stem, or its path.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Literal["stem", "path"] = "stem"
    codes: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    code_shapes: tuple[str, ...] = ()
    codes_in: tuple[CodePlace, ...] = ()
    messages_in: tuple[MessagePlace, ...] = ()
    message_sections: tuple[str, ...] = ()
    code_columns: tuple[str, ...] = ()
    message_columns: tuple[str, ...] = ()

    @field_validator("code_shapes")
    @classmethod
    def _compiles(cls, shapes: tuple[str, ...]) -> tuple[str, ...]:
        for shape in shapes:
            try:
                re.compile(shape)
            except re.error as problem:
                raise ValueError(f"{shape!r} is not a regular expression ({problem})") from None
        return shapes

    @property
    def is_set(self) -> bool:
        """Whether there is anything to extract."""
        return self != FieldRules(id=self.id)

    @property
    def is_mixed(self) -> bool:
        """Whether some articles are told by a fixed place below the title, and others by what their text announces."""
        return not _FIXED.isdisjoint(self.messages_in) and not _SPOKEN.isdisjoint(self.messages_in)


@dataclass(frozen=True, slots=True)
class Extracted:
    """What the rules found in one article."""

    title: str
    errors: tuple[ErrorEntry, ...] = ()
    products: tuple[str, ...] = ()
    versions: str = ""


def extract(front: Mapping[str, Any], body: Body, rules: FieldRules, title: str, stem: str) -> Extracted:
    """Apply the rules to one article whose front matter is `front`, every scalar in it a text.

    `title` is the front matter's ("" when it has none), `stem` the file name without its suffix.
    Never raises; an article that no rule fits has no error entries.
    """
    errors: tuple[ErrorEntry, ...] = ()
    if rules.is_set:
        # Here and not above: settings import this module, and most commands need no Markdown parser.
        from kbsearch.articles.extract.entries import errors_of

        errors = tuple(errors_of(front, body, rules, title, stem))
    return Extracted(
        title=title or body.heading or next((entry.message for entry in errors if entry.message), ""),
        errors=errors,
        products=texts_under(front, rules.products),
        versions=", ".join(texts_under(front, rules.versions)),
    )


def texts_under(front: Mapping[str, Any], keys: tuple[str, ...]) -> tuple[str, ...]:
    """The texts under these keys, lists laid flat, without empty ones and repetitions."""
    found: dict[str, None] = {}
    for key in keys:
        value = front.get(key)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str) and item.strip():
                found[item.strip()] = None
    return tuple(found)
