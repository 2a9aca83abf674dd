"""Settings: what kbsearch.toml says, with a default for everything it leaves out.

The models are the one place that knows the keys: reading, `kbsearch init` and the reference in
the documentation all come from them. Nothing here imports an engine or a Markdown parser.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from kbsearch.articles.fields import FieldRules
from kbsearch.errors import NoKnowledgeBase, SettingsInvalid
from kbsearch.guess import nearest

FILE_NAME = "kbsearch.toml"

Confidence = Literal["wip", "not_validated", "validated", "archived"]
Audience = Literal["public", "customer", "partner", "internal"]
Governance = Literal["experience", "compliance"]
FixBy = Literal["agent", "approval", "engineering"]


def _one_or_many(value: object) -> object:
    """A single text where a list is wanted is a list of one."""
    return (value,) if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_one_or_many)]


class _Table(BaseModel):
    """One table of kbsearch.toml: frozen, and strict about the keys it knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class KbTable(_Table):
    """`[kb]`: the knowledge base as a whole."""

    name: str = Field("", description="The name shown on pages and in reports. Default: the name of the folder.")
    articles: str = Field(
        "",
        description="The folder that holds the articles, inside the knowledge base. "
        "Default: 'articles' if there is such a folder, else the knowledge base itself.",
    )
    index: str = Field(
        "index",
        description="The folder that 'kbsearch index' builds; it may lie outside the knowledge base. "
        "It is always safe to delete.",
    )
    ignore: Texts = Field(
        (),
        description="Patterns of files and folders that are not articles, relative to the knowledge base: "
        "'drafts/', '*.draft.md', '/README.md', 'old/**/*.md'. Hidden folders are never read.",
    )
    audience: Audience = Field(
        "internal",
        description="Who asks when a search does not say: an article for a narrower audience is not shown.",
    )

    @field_validator("articles")
    @classmethod
    def _inside(cls, value: str) -> str:
        path = PurePosixPath(value.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", value):
            raise ValueError("wants a folder inside the knowledge base")
        return "" if value in ("", ".") else path.as_posix()


class DefaultsTable(_Table):
    """`[defaults]`: what holds for an article that does not say."""

    confidence: Confidence = Field("not_validated", description="How sure the article's answer is.")
    audience: Audience = Field("internal", description="Who may see the article, and everyone narrower.")
    governance: Governance = Field("experience", description="Whether whoever uses the article may also change it.")
    owner: str = Field("", description="The person who answers for the article.")
    fix_by: FixBy = Field("agent", description="Who holds the right to apply the resolution.")
    products: Texts = Field((), description="The products that the article is about.")


class SectionsTable(_Table):
    """`[sections]`: more headings under which this tree keeps the parts of an article."""

    issue: Texts = Field((), description="Headings that mean the issue, besides Issue, Symptoms, Problem ...")
    environment: Texts = Field((), description="Headings that mean the environment, besides Environment ...")
    resolution: Texts = Field((), description="Headings that mean the resolution, besides Resolution, Solution ...")
    cause: Texts = Field((), description="Headings that mean the cause, besides Cause, Root cause ...")

    def aliases(self) -> dict[str, tuple[str, ...]]:
        """The extra headings by canonical section name, empty ones left out."""
        every = {"issue": self.issue, "environment": self.environment, "resolution": self.resolution}
        return {name: found for name, found in {**every, "cause": self.cause}.items() if found}


class SearchTable(_Table):
    """`[search]`: what helps searches in this knowledge base."""

    synonyms: tuple[tuple[str, ...], ...] = Field(
        (),
        description='Groups of words or phrases that mean the same: [["sign in", "log in"], ["vm", "machine"]].',
    )

    @field_validator("synonyms")
    @classmethod
    def _groups(cls, value: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        for group in value:
            if len(group) < 2 or not all(phrase.strip() for phrase in group):
                raise ValueError("wants groups of two or more words or phrases")
        return value


class Settings(BaseModel):
    """The settings of one knowledge base; `root` is its folder, the rest the tables of kbsearch.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    root: Path = Field(exclude=True, description="The folder of the knowledge base; not a key of the file.")
    kb: KbTable = Field(KbTable(), description="The knowledge base as a whole.")
    defaults: DefaultsTable = Field(DefaultsTable(), description="What holds for an article that does not say.")
    fields: FieldRules = Field(
        FieldRules(), description="Where a tree that was not written for kbsearch keeps codes, products and messages."
    )
    sections: SectionsTable = Field(SectionsTable(), description="More headings for the parts of an article.")
    search: SearchTable = Field(SearchTable(), description="What helps searches in this knowledge base.")

    @classmethod
    def load(cls, root: Path) -> Self:
        """The settings of the knowledge base in `root`; without a kbsearch.toml, the defaults.

        Raises KBE1001 when `root` is no folder and KBE1002 when the file cannot be read, has an
        unknown key or a value of the wrong kind.
        """
        if not root.is_dir():
            raise NoKnowledgeBase(path=root)
        path = root / FILE_NAME
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            return cls(root=root)
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsInvalid(
                path=path, place="the whole file", problem=str(error), hint="save it as readable UTF-8 text"
            ) from error
        return cls.parse(text, root)

    @classmethod
    def parse(cls, text: str, root: Path) -> Self:
        """The settings that `text`, in the form of a kbsearch.toml, gives the knowledge base in `root`.

        Raises KBE1002 as `load` does.
        """
        path = root / FILE_NAME
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise _unreadable(path, str(error)) from error
        if "root" in tables:
            raise SettingsInvalid(path=path, place="root", problem="no such key", hint=_known("", "root"))
        try:
            return cls(root=root, **tables)
        except ValidationError as error:
            raise _invalid(path, error.errors(include_url=False)) from error

    @property
    def name(self) -> str:
        """The name of the knowledge base."""
        return self.kb.name or self.root.resolve().name

    @property
    def articles_folder(self) -> Path:
        """The folder that holds the articles."""
        if self.kb.articles:
            return self.root / self.kb.articles
        usual = self.root / "articles"
        return usual if usual.is_dir() else self.root

    @property
    def index_folder(self) -> Path:
        """The folder that holds the index."""
        return self.root / Path(self.kb.index).expanduser()

    @property
    def native(self) -> bool:
        """Whether the articles were written for kbsearch: no `[fields]` mapping is set."""
        return self.fields == FieldRules()

    def reading_digest(self) -> str:
        """BLAKE2b-128 hex over the settings that change how an article is read."""
        read = self.model_dump_json(include={"defaults", "fields", "sections"})
        return hashlib.blake2b(read.encode(), digest_size=16).hexdigest()


def _unreadable(path: Path, problem: str) -> SettingsInvalid:
    """The error for text that is not TOML, with the place tomllib names."""
    found = re.fullmatch(r"(.*) \(at (.*)\)", problem, re.DOTALL)
    what, place = found.groups() if found else (problem, "the whole file")
    hint = "put text values in double quotes, and give every key its own line"
    return SettingsInvalid(path=path, place=place, problem=f"not valid TOML: {what}", hint=hint)


def _invalid(path: Path, problems: list[ErrorDetails]) -> SettingsInvalid:
    """The error for the first problem that pydantic found, counting the others."""
    first, more = problems[0], len(problems) - 1
    table, *inner = (str(part) for part in first["loc"])
    key = ".".join(inner)
    place = f"[{table}] {key}" if inner else table
    if first["type"] == "extra_forbidden":
        problem, hint = "no such key", _known(table if inner else "", inner[-1] if inner else table)
    elif not inner:
        problem, hint = f"{first['input']!r} is not a table", f"write [{table}] on a line of its own, its keys below"
    else:
        problem, hint = f"{first['input']!r} is not allowed", _wanted(first)
    others = f" (and {more} more to mend)" if more else ""
    return SettingsInvalid(path=path, place=place, problem=problem + others, hint=hint)


def _wanted(problem: ErrorDetails) -> str:
    """What would have been allowed, in words."""
    if problem["type"] == "literal_error":
        return f"write one of {problem['ctx']['expected']}"
    said = problem["msg"].removeprefix("Value error, ")
    return said[:1].lower() + said[1:]


def _tables() -> dict[str, tuple[str, ...]]:
    """Every table of kbsearch.toml with its keys."""
    tables = {name: info.annotation for name, info in Settings.model_fields.items() if name != "root"}
    return {name: tuple(table.model_fields) for name, table in tables.items() if table and not get_args(table)}


def _known(table: str, key: str) -> str:
    """The next step for an unknown key: the key that was meant, the table it belongs to, or all keys."""
    tables = _tables()
    homes = [home for home, keys in tables.items() if key in keys and home != table]
    if homes:
        return f"it belongs under [{homes[0]}]"
    names: Any = tables.get(table) or tuple(tables)
    guess = nearest(key, names)
    return f"did you mean {guess!r}?" if guess else f"the keys are {', '.join(names)}"
