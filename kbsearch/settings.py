"""Settings: what kbsearch.toml says, with a default for everything it leaves out.

The models are the one place that knows the keys: reading, `kbsearch init` and the reference in
the documentation all come from them. Nothing here imports an engine or a Markdown parser.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from kbsearch.articles.fields import FieldRules
from kbsearch.errors import NoKnowledgeBase, SettingsInvalid
from kbsearch.guess import nearest

FILE_NAME = "kbsearch.toml"
USUAL_FOLDER = "articles"  # holds the articles where it exists and the settings name no other

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
    everyday: bool = Field(
        True,
        description="Whether questions are also searched for synonyms of everyday English, such as "
        "freeze, hang and stuck; set it to false where the articles are in another language.",
    )

    @field_validator("synonyms")
    @classmethod
    def _groups(cls, value: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        for group in value:
            if len(group) < 2 or not all(phrase.strip() for phrase in group):
                raise ValueError("wants groups of two or more words or phrases")
        return value


class StateTable(_Table):
    """`[state]`: where accounts, approvals and tickets are kept."""

    url: str = Field(
        "",
        description="The database, as SQLAlchemy names it; a relative file lies in the knowledge base. "
        "Default: 'sqlite:///.kbsearch/state.db'.",
    )

    @field_validator("url")
    @classmethod
    def _database(cls, value: str) -> str:
        if value and not re.match(r"(sqlite|postgresql)(\+\w+)?:///?", value):
            raise ValueError("wants sqlite:///FILE or postgresql://USER@HOST/NAME")
        return value


class TreeTable(_Table):
    """One `[[trees]]`: folders of articles that are read in another way than the rest."""

    path: Texts = Field(
        description="The folder, relative to the folder of the articles, or several. What lies deeper in it counts "
        "too, up to a folder with a `[[trees]]` of its own."
    )
    fields: FieldRules | None = Field(
        None,
        description="What stands there instead of `[fields]`, as a whole; an empty table means articles written for "
        "kbsearch. Default: what holds outside.",
    )
    defaults: DefaultsTable = Field(
        DefaultsTable(),
        description="What holds there for an article that does not say, key by key before `[defaults]`.",
    )

    @field_validator("path")
    @classmethod
    def _folders(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        folders = tuple(PurePosixPath(path.replace("\\", "/")).as_posix() for path in value)
        for folder in folders:
            if folder in ("", ".") or folder.startswith("/") or ".." in folder.split("/"):
                raise ValueError("wants a folder below the one that holds the articles")
        return folders


_NO_RULES = FieldRules()


class Settings(BaseModel):
    """The settings of one knowledge base; `root` is its folder, the rest the tables of kbsearch.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    root: Path = Field(exclude=True, description="The folder of the knowledge base; not a key of the file.")
    kb: KbTable = Field(KbTable(), description="The knowledge base as a whole.")
    defaults: DefaultsTable = Field(DefaultsTable(), description="What holds for an article that does not say.")
    fields: FieldRules = Field(
        FieldRules(), description="Where a tree that was not written for kbsearch keeps codes, products and messages."
    )
    trees: tuple[TreeTable, ...] = Field((), description="Folders that are read in another way than the rest.")
    sections: SectionsTable = Field(SectionsTable(), description="More headings for the parts of an article.")
    search: SearchTable = Field(SearchTable(), description="What helps searches in this knowledge base.")
    state: StateTable = Field(StateTable(), description="Where accounts, approvals and tickets are kept.")

    @field_validator("trees")
    @classmethod
    def _once(cls, trees: tuple[TreeTable, ...]) -> tuple[TreeTable, ...]:
        folders = [folder for tree in trees for folder in tree.path]
        for folder in folders:
            if folders.count(folder) > 1:
                raise ValueError(f"name the folder {folder!r} once")
        return trees

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
        usual = self.root / USUAL_FOLDER
        return usual if usual.is_dir() else self.root

    @property
    def index_folder(self) -> Path:
        """The folder that holds the index."""
        return self.root / Path(self.kb.index).expanduser()

    @property
    def state_url(self) -> str:
        """The database of the state; a relative file of SQLite lies in the knowledge base."""
        kind, separator, file = (self.state.url or "sqlite:///.kbsearch/state.db").partition(":///")
        if not separator or not kind.startswith("sqlite") or not file or file.startswith(":"):
            return self.state.url
        return f"{kind}:///{self.root.resolve() / file}"

    @property
    def native(self) -> bool:
        """Whether the articles were written for kbsearch: no `[fields]` mapping is set, for no folder."""
        return all(fields in (None, _NO_RULES) for fields in (self.fields, *(tree.fields for tree in self.trees)))

    def at(self, path: str) -> Settings:
        """The settings for the file `path`, POSIX and relative to the root: those of the deepest of `[[trees]]`."""
        if not self.trees:
            return self
        return next(settings for folder, settings in self.by_folder if not folder or path.startswith(folder))

    @cached_property
    def by_folder(self) -> tuple[tuple[str, Settings], ...]:
        """What holds below each folder of `[[trees]]`, deeper ones first, "" for all else last."""
        below = self.articles_folder.relative_to(self.root).as_posix()
        prefix = "" if below == "." else f"{below}/"
        found = {"": self.model_copy(update={"trees": ()})}
        pairs = sorted((folder.count("/"), folder, tree) for tree in self.trees for folder in tree.path)
        for _, folder, tree in pairs:
            outer = next(found[above] for above in reversed(found) if f"{prefix}{folder}/".startswith(above))
            said = {key: getattr(tree.defaults, key) for key in tree.defaults.model_fields_set}
            update: dict[str, Any] = {"defaults": outer.defaults.model_copy(update=said)}
            update |= {} if tree.fields is None else {"fields": tree.fields}
            found[f"{prefix}{folder}/"] = outer.model_copy(update=update)
        return tuple(reversed(found.items()))

    def reading_digest(self) -> str:
        """BLAKE2b-128 hex over the settings that change how an article is read."""
        read = self.model_dump_json(include={"defaults", "fields", "sections"} | ({"trees"} if self.trees else set()))
        return hashlib.blake2b(read.encode(), digest_size=16).hexdigest()


def _unreadable(path: Path, problem: str) -> SettingsInvalid:
    """The error for text that is not TOML, with the place tomllib names."""
    found = re.fullmatch(r"(.*) \(at (.*)\)", problem, re.DOTALL)
    what, place = found.groups() if found else (problem, "the whole file")
    hint = "put text values in double quotes, and give every key its own line"
    return SettingsInvalid(path=path, place=place, problem=f"not valid TOML: {what}", hint=hint)


def _invalid(path: Path, problems: list[ErrorDetails]) -> SettingsInvalid:
    """The error for the first problem that pydantic found, counting the others."""
    first, more = min(problems, key=lambda problem: problem["type"] == "missing"), len(problems) - 1
    table, inner, place = _placed([*first["loc"]])
    if first["type"] == "extra_forbidden":
        problem, hint = "no such key", _known(table if inner else "", inner[-1] if inner else table)
    elif first["type"] == "missing":
        problem, hint = "it is missing", f"write {inner[-1]} = ... below the heading"
    elif first["type"] == "value_error" or inner:
        problem, hint = f"{first['input']!r} is not allowed", _wanted(first)
    else:
        written = "[[trees]]" if table.startswith("trees") else f"[{table}]"
        problem, hint = f"{first['input']!r} is not a table", f"write {written} on a line of its own, its keys below"
    others = f" (and {more} more to mend)" if more else ""
    return SettingsInvalid(path=path, place=place, problem=problem + others, hint=hint)


def _placed(loc: list[int | str]) -> tuple[str, list[str], str]:
    """The table and the keys in it that pydantic means, and how its place is written."""
    table, *rest = loc
    heading, number = f"[{table}]", ""
    if table == "trees" and rest:
        number = f" (number {int(rest.pop(0)) + 1})"
        heading = "[[trees]]"
        if rest and rest[0] in TreeTable.model_fields and len(rest) > 1 and rest[0] != "path":
            table = f"trees.{rest.pop(0)}"
            heading = f"[{table}]"
    inner = [str(part) for part in rest]
    place = f"{heading} {'.'.join(inner)}" if inner else str(table)
    return str(table), inner, place + number


def _wanted(problem: ErrorDetails) -> str:
    """What would have been allowed, in words."""
    if problem["type"] == "literal_error":
        return f"write one of {problem['ctx']['expected']}"
    said = problem["msg"].removeprefix("Value error, ")
    return said[:1].lower() + said[1:]


def _tables() -> dict[str, tuple[str, ...]]:
    """Every table of kbsearch.toml with its keys."""
    tables = {name: info.annotation for name, info in Settings.model_fields.items() if name != "root"}
    plain = {name: tuple(table.model_fields) for name, table in tables.items() if table and not get_args(table)}
    inner = {"trees.fields": tuple(FieldRules.model_fields), "trees.defaults": tuple(DefaultsTable.model_fields)}
    return {**plain, "trees": tuple(TreeTable.model_fields), **inner}


def _known(table: str, key: str) -> str:
    """The next step for an unknown key: the key that was meant, the table it belongs to, or all keys."""
    tables = _tables()
    homes = [home for home, keys in tables.items() if key in keys and home != table]
    if homes:
        home = homes[0]
        return f"it belongs under {'[[trees]]' if home == 'trees' else f'[{home}]'}"
    names = tables.get(table) or tuple(name for name in Settings.model_fields if name != "root")
    guess = nearest(key, names)
    return f"did you mean {guess!r}?" if guess else f"the keys are {', '.join(names)}"
