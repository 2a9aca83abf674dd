"""What the JSON API reads and answers: models that requests are checked by and the OpenAPI document is made of."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Annotated, Any, Literal, get_type_hints

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model

from kbsearch.articles.article import Article, ErrorEntry
from kbsearch.search.results import Tier

LIMIT = 100
"""Hits or articles that one request may ask for."""

FURTHEST = 10_000_000
"""Where the last list of articles may begin."""

INSIDE_ONLY = frozenset(("path", "owner", "reviewed", "review_by", "tried", "stated", "found_by", "extra", "digest"))
"""What an article tells about the people and the files behind it; only those inside get it."""

Confidence = Literal["wip", "not_validated", "validated", "archived"]
Audience = Literal["public", "customer", "partner", "internal"]


def _whole(value: object) -> object:
    """12.0 is a whole number, to JSON and to JSON Schema."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


AS_WHOLE = BeforeValidator(_whole)
Whole = Annotated[int, AS_WHOLE]


class Request(BaseModel):
    """What is read: exactly these keys, nothing taken for something else."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SearchRequest(Request):
    """A paste or a few words to search for."""

    text: Annotated[str, Field(json_schema_extra={"minLength": 1, "pattern": r"\S"})]
    limit: Annotated[int, Field(ge=1, le=LIMIT), AS_WHOLE] = 10
    products: list[str] = []


class SearchQuery(Request):
    """A short search in an address; `product` may be repeated."""

    q: Annotated[str, Field(json_schema_extra={"minLength": 1, "pattern": r"\S"})]
    limit: Annotated[int, Field(ge=1, le=LIMIT)] = 10
    product: list[str] = []


class ListQuery(Request):
    """Which articles to list, sorted by id; a filter that is repeated means any of its values."""

    product: list[str] = []
    confidence: list[Confidence] = []
    audience: list[Audience] = []
    owner: list[str] = []
    limit: Annotated[int, Field(ge=1, le=LIMIT)] = 50
    offset: Annotated[int, Field(ge=0, le=FURTHEST)] = 0


class Reply(BaseModel):
    """What is answered."""

    model_config = ConfigDict(extra="forbid")


class Problem(Reply):
    """What went wrong (RFC 9457): `title` says it, `detail` what to do, `code` names its article."""

    type: Literal["about:blank"]
    title: str
    status: int
    detail: str = ""
    code: Annotated[str, Field(pattern="^KBE[0-9]{4}$")] = ""


class MatchReply(Reply):
    """Which line of the paste fitted which template; `spans` are start, end and kind of the parts of `text`."""

    line: int
    text: str
    template: str
    values: dict[str, str]
    code: str
    coverage: float
    spans: list[tuple[int, int, Literal["fixed", "value", "code"]]]


class ReasonReply(Reply):
    """One part of a hit's score."""

    part: str
    detail: str
    score: float


class HitReply(Reply):
    """One article that answers; `path` is told to those inside."""

    rank: int
    id: str
    title: str
    path: str = ""
    tier: Tier
    score: float
    matches: list[MatchReply]
    why: list[ReasonReply]
    stale: bool
    apart: str


class GroupReply(Reply):
    """The hits for one error of the paste."""

    line: int
    text: str
    ambiguous: bool
    hits: list[HitReply]


class SignatureReply(Reply):
    """The first error of the paste without its values."""

    id: str
    text: str
    line: int


class UndocumentedReply(Reply):
    """A code of the paste that no article declares."""

    code: str
    nearest: list[str]


class CorrectionReply(Reply):
    """A word that nobody wrote, and what was searched for instead."""

    word: str
    instead: str


class IgnoredReply(Reply):
    """A part of the paste that took no part."""

    line: int
    text: str
    reason: str


class SearchReply(Reply):
    """The answer to a search, as `kbsearch search --json` prints it."""

    confident: bool
    confidence: Annotated[float, Field(ge=0, le=1)]
    hits: list[HitReply]
    groups: list[GroupReply]
    signature: SignatureReply | None
    undocumented: list[UndocumentedReply]
    corrections: list[CorrectionReply]
    ignored: list[IgnoredReply]
    notes: list[str]
    took_ms: float


class OutlineReply(Reply):
    """One article in a list; the last three keys are told to those inside."""

    id: str
    title: str
    products: list[str]
    confidence: Confidence
    audience: Audience
    owner: str = ""
    review_by: str = ""
    reviewed_on: str = ""


class ListReply(Reply):
    """A part of a list: `total` articles fit, those from `offset` are here."""

    total: int
    offset: int
    articles: list[OutlineReply]


class ErrorsReply(Reply):
    """The errors that an article explains or lists."""

    id: str
    errors: list[ErrorEntry]


class DocumentingReply(OutlineReply):
    """An article that explains or lists a code, with its entries of that code."""

    errors: list[ErrorEntry]


class CodeReply(Reply):
    """A code as it was asked for, and the articles that explain it, or else list it."""

    code: str
    articles: list[DocumentingReply]


class HealthReply(Reply):
    """The server is well."""

    status: Literal["ok"]


def _article_keys() -> dict[str, Any]:
    """The keys of an article as its dataclass has them; those that only some are told may be missing."""
    kinds = get_type_hints(Article)
    optional = {field.name for field in fields(Article) if field.name in INSIDE_ONLY}
    plain = {name: (kind, ...) for name, kind in kinds.items() if name not in optional}
    hidden: dict[str, Any] = {}
    for field in fields(Article):
        if field.name in optional:
            default = None if field.default is MISSING else field.default
            hidden[field.name] = (kinds[field.name], Field(default=default, validate_default=False))
    return plain | hidden | {"stale": (bool, ...)}


ArticleReply: type[BaseModel] = create_model(
    "ArticleReply",
    __base__=Reply,
    __doc__="One article as its file says it; `stale` when the file cannot be read at present.",
    **_article_keys(),
)
