"""The tables of kbsearch.toml that are about articles, searches and the state."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from pydantic import Field, field_validator

from kbsearch.articles.fields import FieldRules
from kbsearch.settings.table import Audience, Confidence, FixBy, Governance, Table, Texts


class KbTable(Table):
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


class DefaultsTable(Table):
    """`[defaults]`: what holds for an article that does not say."""

    confidence: Confidence = Field("not_validated", description="How sure the article's answer is.")
    audience: Audience = Field("internal", description="Who may see the article, and everyone narrower.")
    governance: Governance = Field("experience", description="Whether whoever uses the article may also change it.")
    owner: str = Field("", description="The person who answers for the article.")
    fix_by: FixBy = Field("agent", description="Who holds the right to apply the resolution.")
    products: Texts = Field((), description="The products that the article is about.")


class SectionsTable(Table):
    """`[sections]`: more headings under which this tree keeps the parts of an article."""

    issue: Texts = Field((), description="Headings that mean the issue, besides Issue, Symptoms, Problem ...")
    environment: Texts = Field((), description="Headings that mean the environment, besides Environment ...")
    resolution: Texts = Field((), description="Headings that mean the resolution, besides Resolution, Solution ...")
    cause: Texts = Field((), description="Headings that mean the cause, besides Cause, Root cause ...")

    def aliases(self) -> dict[str, tuple[str, ...]]:
        """The extra headings by canonical section name, empty ones left out."""
        every = {"issue": self.issue, "environment": self.environment, "resolution": self.resolution}
        return {name: found for name, found in {**every, "cause": self.cause}.items() if found}


class SearchTable(Table):
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


class StateTable(Table):
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


class TreeTable(Table):
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
