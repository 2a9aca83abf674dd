"""Settings: what kbsearch.toml says, with a default for everything it leaves out."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from kbsearch.articles.fields import FieldRules
from kbsearch.errors import NoKnowledgeBase, SettingsInvalid
from kbsearch.settings import problems
from kbsearch.settings.mail import AttachmentsTable, MailTable, WebhookTable
from kbsearch.settings.searches import SearchesTable
from kbsearch.settings.tables import DefaultsTable, KbTable, SearchTable, SectionsTable, StateTable, TreeTable
from kbsearch.settings.tickets import TicketsTable

FILE_NAME = "kbsearch.toml"
USUAL_FOLDER = "articles"  # holds the articles where it exists and the settings name no other

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
    searches: SearchesTable = Field(SearchesTable(), description="What is kept of what was asked.")
    state: StateTable = Field(StateTable(), description="Where accounts, approvals and tickets are kept.")
    tickets: TicketsTable = Field(TicketsTable(), description="The log of requests.")
    mail: MailTable = Field(MailTable(), description="Requests by e-mail, and the letters that requesters get.")
    attachments: AttachmentsTable = Field(AttachmentsTable(), description="The files that come with requests.")
    webhooks: tuple[WebhookTable, ...] = Field((), description="Addresses that are told what happens to tickets.")

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
            raise problems.unreadable(path, str(error)) from error
        if "root" in tables:
            raise SettingsInvalid(path=path, place="root", problem="no such key", hint=problems.known(cls, "", "root"))
        try:
            return cls(root=root, **tables)
        except ValidationError as error:
            raise problems.invalid(cls, path, error.errors(include_url=False)) from error

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

    @cached_property
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
        stated = self.model_dump_json(include={"defaults", "trees"}, exclude_unset=True)
        return hashlib.blake2b(f"{read}{stated}".encode(), digest_size=16).hexdigest()
