"""Content: the company as its files say it, articles and all that people did with them.

The files are meant to be read: articles as in any knowledge base, the rest as TOML beside them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter

from kbsearch.people.roles import Role
from kbsearch.settings import Confidence
from kbsearch.tickets.flags import Reason
from kbsearch.tickets.links import LinkKind
from kbsearch.tickets.models import Channel

COMPANY = Path(__file__).parent / "company"
_READ = ("articles", "kbsearch.toml")

T = TypeVar("T")


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Example(_Table):
    """A paste to try, and the articles that answer it, the answer to its first error first."""

    about: str
    paste: str
    finds: tuple[str, ...]


class Person(_Table):
    """Somebody with an account, since a day."""

    name: str
    role: Role
    mail: str
    since: AwareDatetime


class Absence(_Table):
    """A time in which somebody is asked for nothing."""

    name: str
    begins: AwareDatetime
    ends: AwareDatetime


class Company(_Table):
    """company.toml: who works there, whose turn it is, and pastes to try."""

    examples: tuple[Example, ...]
    people: tuple[Person, ...]
    rotations: Mapping[str, tuple[str, ...]]
    absences: tuple[Absence, ...]


class Commit(_Table):
    """What one commit did to an article, told by the article as it is now.

    `brings` names what came with it: keys of the front matter, and sections by their headings.
    `rewords` maps words that stood there before to those that stand there now. `confidence` holds
    until a later commit says another.
    """

    at: AwareDatetime
    by: str
    did: str
    confidence: Confidence | None = None
    brings: tuple[str, ...] = ()
    rewords: Mapping[str, str] = {}


class Solved(_Table):
    """How often an article solved something between two days, and for whom in turn."""

    article: str
    times: int
    by: tuple[str, ...]
    first: date
    last: date
    kind: LinkKind = LinkKind.RESOLUTION


class Flagged(_Table):
    """What a reader found wrong with an article."""

    article: str
    reason: Reason
    by: str
    at: AwareDatetime
    note: str = ""


class Remark(_Table):
    """A comment on the line of an article that begins with some words; on the whole where `on` is empty."""

    article: str
    on: str
    by: str
    at: AwareDatetime
    said: str


class Asked(_Table):
    """A review that was asked for, or (`audience`) that an article be shown to others; refused or still open."""

    article: str
    by: str
    at: AwareDatetime
    note: str = ""
    audience: str = ""
    refused_by: str = ""
    refused: AwareDatetime | None = None
    answer: str = ""


class Use(_Table):
    """use.toml: what people did with the articles."""

    solved: tuple[Solved, ...]
    flags: tuple[Flagged, ...]
    asked: tuple[Asked, ...]
    remarks: tuple[Remark, ...]


class ProductCommit(_Table):
    """What one commit did to the repository of a product; see product.toml."""

    at: AwareDatetime
    by: str
    did: str
    tag: str = ""
    files: Mapping[str, str] = {}
    adds: Mapping[str, tuple[str, ...]] = {}
    rewords: Mapping[str, str] = {}
    drops: tuple[str, ...] = ()


class Product(_Table):
    """product.toml: a product whose next release, `version`, is on the readiness board."""

    version: str
    commits: tuple[ProductCommit, ...]


class Life(StrEnum):
    """What becomes of a request; `kbsearch.demo.tickets` says what is done in each."""

    AT_ONCE = "at once"
    UNANSWERED = "unanswered"
    LINKED = "linked"
    AGAIN = "again"
    PROMISED = "promised"
    LATE = "late"
    MISSED = "missed"
    ESCALATED = "escalated"
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    ASKING = "asking"
    OPEN = "open"


class Call(_Table):
    """Requests of one kind between two days; `{n}` in the text is another number each time."""

    text: str
    product: str
    article: str = ""
    category: str = ""
    reply: str
    change: str = ""
    learnt: str = ""
    times: int
    lives: tuple[Life, ...] = (Life.OPEN,)
    ends: tuple[Life, ...] = ()
    incident: bool = False
    by: tuple[str, ...] = ("marek", "adaeze", "rosa")
    channels: tuple[Channel, ...] = (Channel.PHONE, Channel.PHONE, Channel.MAIL, Channel.CHAT)
    first: date
    last: date
    minutes: int = 0
    people: int = 1


class Calls(_Table):
    """tickets.toml: who asked, and what; `reader` looks at links, where somebody does."""

    requesters: tuple[str, ...]
    reader: str = ""
    calls: tuple[Call, ...]


class End(StrEnum):
    """How a search of a customer ends."""

    OPENED = "opened"
    LEFT = "left"


class Sought(_Table):
    """What customers looked for between two days; `{n}` in the text is another number each time."""

    text: str
    times: int
    ends: tuple[End, ...]
    first: date
    last: date


class Looked(_Table):
    """searches.toml: what customers looked for on the company's pages."""

    searches: tuple[Sought, ...]


@dataclass(frozen=True)
class Content:
    """The files of the company in `folder`."""

    folder: Path = COMPANY

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """The files of the knowledge base by path, POSIX and relative to its root, in that order; lines end in LF."""
        found = [path for name in _READ for path in (self.folder / name, *(self.folder / name).rglob("*"))]
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes().replace(b"\r\n", b"\n")
            for path in sorted(found)
            if path.is_file()
        }

    @cached_property
    def company(self) -> Company:
        """Who works there."""
        return self._table("company", Company)

    @cached_property
    def history(self) -> Mapping[str, tuple[Commit, ...]]:
        """The commits of each article, oldest first, by its path below the folder of articles, without the ending."""
        return self._table("history", dict[str, tuple[Commit, ...]])

    @cached_property
    def use(self) -> Use:
        """What people did with the articles."""
        return self._table("use", Use)

    @cached_property
    def product(self) -> Product | None:
        """What the company makes; None where the folder tells of nothing."""
        return self._table("product", Product) if (self.folder / "product.toml").is_file() else None

    @cached_property
    def calls(self) -> Calls:
        """What customers asked."""
        return self._table("tickets", Calls)

    @cached_property
    def sought(self) -> tuple[Sought, ...]:
        """What customers looked for; nothing where the folder does not tell of it."""
        return self._table("searches", Looked).searches if (self.folder / "searches.toml").is_file() else ()

    def _table(self, name: str, kind: type[T]) -> T:
        text = (self.folder / f"{name}.toml").read_text("utf-8")
        return TypeAdapter(kind).validate_python(tomllib.loads(text))
