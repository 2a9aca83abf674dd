"""What the JSON API reads and answers about tickets."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from kbsearch.tickets.models import Channel, Happening, State
from kbsearch.web.api_models import LIMIT, Reply, Request, Whole

Text = Annotated[str, Field(json_schema_extra={"minLength": 1, "pattern": r"\S"})]
ChannelName = Literal["phone", "e-mail", "web", "chat", "walk-in"]
StateName = Literal["new", "open", "waiting for requester", "waiting for us", "solved", "closed", "reopened"]
LinkName = Literal["resolution", "reference", "rejected"]

Count = Annotated[Whole, Field(ge=0, le=1_000_000)]
Number = Annotated[Whole, Field(ge=1, le=2**31 - 1)]


class NewTicket(Request):
    """A request to log; `paste` or `subject` says what happened, `fields` are those of the settings."""

    requester: Text
    paste: str = ""
    subject: str = ""
    channel: ChannelName = "phone"
    product: str = ""
    category: str = ""
    article: str = ""
    kind: LinkName = "reference"
    fields: dict[str, str] = Field(default={})
    minutes: Count = 0
    people: Annotated[Whole, Field(ge=1, le=1_000_000)] = 1


class TicketQuery(Request):
    """Which tickets to list, the one that changed last first; `after` is where the page begins."""

    state: list[StateName] = Field(default=[])
    active: Literal["yes", "no", ""] = ""
    person: str = ""
    owner: str = ""
    assignee: str = ""
    requester: str = ""
    product: str = ""
    category: str = ""
    signature: str = ""
    article: str = ""
    linked: Literal["yes", "no", ""] = ""
    escalated: Literal["yes", "no", ""] = ""
    limit: Annotated[int, Field(ge=1, le=LIMIT)] = 50
    after: Annotated[str, Field(json_schema_extra={"pattern": r"^([0-9]{1,17}-[0-9]{1,9})?$"})] = ""


class Said(Request):
    """A note."""

    text: Text


class Answered(Request):
    """What is said to a requester; `as_is` sends it although words in it were pointed out."""

    text: Text
    as_is: bool = False


class Heard(Request):
    """What a requester says, and how."""

    text: Text
    channel: ChannelName = "phone"


class Linked(Request):
    """What an article was to a request."""

    article: Text
    kind: LinkName


class Solved(Request):
    """That it is solved, by an article if one is named."""

    article: str = ""


class Confirmed(Request):
    """Whether the requester says that it is fixed."""

    fixed: bool


class Reasoned(Request):
    """Why something is done."""

    reason: str = ""


class Handed(Request):
    """Who works on it from now on, and what they should know."""

    to: Text
    note: str = ""


class Owned(Request):
    """Whom the requester deals with from now on, and why."""

    to: Text
    reason: Text


class Escalated(Request):
    """Who takes it at engineering ("" is whoever has the least to do), and what they should know."""

    to: str = ""
    note: str = ""


class Learnt(Request):
    """What the next article about it should say."""

    learnt: str = ""


class Promised(Request):
    """What is promised, and by when: ISO 8601 with a zone."""

    due: Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    what: str = "call back"


class Asked(Request):
    """What is to be changed, and the article that describes it."""

    what: Text
    article: str = ""


class Decided(Request):
    """Whether a change is approved, and what the asker should know."""

    approved: bool
    answer: str = ""


class Gathered(Request):
    """The tickets of the same cause."""

    tickets: Annotated[list[Number], Field(min_length=1, max_length=100)]


class AnsweredAll(Answered):
    """What is said to all requesters of an incident; with `solve` each is asked whether that fixed it."""

    solve: bool = False


class Merged(Request):
    """The ticket in which it goes on."""

    into: Number


class SplitOff(Request):
    """What the requester said that is a request of its own, by the number of the event."""

    event: Number
    subject: str = ""


class Correction(Request):
    """What is to be known of a ticket instead; what is left out or null stays as it is, `fields` are all of its own."""

    subject: str | None = None
    product: str | None = None
    category: str | None = None
    fields: dict[str, str] | None = None
    minutes: Count | None = None
    people: Annotated[Whole, Field(ge=1, le=1_000_000)] | None = None


class RequesterReply(Reply):
    """Whoever asks."""

    name: str
    mail: str


class TicketReply(Reply):
    """A ticket; moments are ISO 8601 in UTC, null for what has not happened."""

    number: int
    subject: str
    requester: RequesterReply
    channel: Channel
    product: str
    category: str
    private: bool
    signature: str
    fields: dict[str, str]
    minutes: int
    people: int
    state: State
    owner: str
    assignee: str
    opened: str
    changed: str
    contacts: int
    solved: str | None
    confirmed: str | None
    closed: str | None
    reopenings: int
    resolution: str
    due: str | None
    escalated: str | None
    incident: int | None
    merged_into: int | None


class LinkReply(Reply):
    """What an article was to a ticket."""

    article: str
    kind: LinkName
    by: str
    at: str


class PromiseReply(Reply):
    """A promise; `missed` is when it was found that its time had gone by."""

    id: int
    ticket: int
    what: str
    by: str
    made: str
    due: str
    missed: str | None
    kept: str | None


class ApprovalReply(Reply):
    """A question to approvers about a change, and how it was answered."""

    id: int
    what: str
    asked_by: str
    asked: str
    approver: str
    outcome: Literal["waiting", "approved", "refused", "withdrawn"]
    decided_by: str | None
    decided: str | None
    answer: str


class EventReply(Reply):
    """Something that happened; `data` depends on its kind."""

    id: int
    ticket: int
    at: str
    by: str
    kind: Happening
    public: bool
    data: dict[str, Any]


class WholeTicketReply(TicketReply):
    """A ticket with all that happened, oldest first."""

    links: list[LinkReply]
    promises: list[PromiseReply]
    approvals: list[ApprovalReply]
    gathered: list[int]
    events: list[EventReply]


class TicketsReply(Reply):
    """A page of a list; `after` is where the next begins, "" where there is none."""

    tickets: list[TicketReply]
    after: str


class PromisesReply(Reply):
    """The promises that are still to be kept, the longest overdue first."""

    promises: list[PromiseReply]
