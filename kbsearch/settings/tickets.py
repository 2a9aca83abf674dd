"""`[tickets]`: how requests are kept, who takes them, and what is never said to a requester."""

from __future__ import annotations

import re
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from kbsearch.settings.table import Table, Texts

Turn = Literal["first", "round-robin", "least-open"]

INTERNAL_WORDS = {
    "SLA": "a target of ours; say by when they hear from you",
    "service level": "a target of ours; say by when they hear from you",
    "vendor": "who makes it is our concern; say what happens next",
    "supplier": "who makes it is our concern; say what happens next",
    "tier": "they deal with you alone; say what happens next",
    "level 2": "they deal with you alone; say what happens next",
    "second level": "they deal with you alone; say what happens next",
    "queue": "nobody wants to stand in one; say by when they hear from you",
    "engineering": "they deal with you alone; say what happens next",
    "backlog": "it says that others come first; say by when they hear from you",
    "escalated": "it says that you have let go of it; say what happens next",
    "ticket was assigned": "they deal with you alone; say what happens next",
}
"""What is pointed out in a reply where the settings name nothing else, each with the reason."""


class CategoryTable(Table):
    """One `[[tickets.categories]]`: a kind of request, and whose it is."""

    name: str = Field(min_length=1, max_length=60, description="What the category is called.")
    people: Texts = Field((), description="The people who take its requests; one is a named person.")
    rotation: str = Field(
        "", description="The rotation whose people take its requests, as 'kbsearch rotation' keeps it."
    )
    turn: Turn = Field(
        "first",
        description="Which of them takes the next: the first who is there, the one whose turn it is "
        "('round-robin'), or the one with the fewest open requests ('least-open').",
    )
    private: bool = Field(
        False, description="Whether its requests are visible to its people alone, in searches and reports too."
    )
    offered: bool = Field(True, description="Whether the public request form offers it.")

    @model_validator(mode="after")
    def _has_people(self) -> Self:
        if self.private and not (self.people or self.rotation):
            raise ValueError("name the people of a private category: nobody else can see its requests")
        if self.people and self.rotation:
            raise ValueError("name people or a rotation, not both")
        return self


class FieldTable(Table):
    """One `[[tickets.fields]]`: something more that is kept about a request, such as its environment."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", description="The key, of small letters, digits and _.")
    label: str = Field("", description="What the form calls it. Default: the key.")
    kind: Literal["text", "choice", "date", "number"] = Field("text", description="What its values are.")
    choices: Texts = Field((), description="The values to choose from, for the kind 'choice'.")
    offered: bool = Field(False, description="Whether the public request form asks for it.")

    @model_validator(mode="after")
    def _can_be_chosen(self) -> Self:
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError("give 'choices' to a field of the kind 'choice', and to no other")
        return self

    @property
    def title(self) -> str:
        """What people read."""
        return self.label or self.name.replace("_", " ").capitalize()


BROWSER = FieldTable(
    name="browser",
    label="Browser or app",
    kind="choice",
    choices=(
        *("Chrome", "Edge", "Firefox", "Safari", "Samsung Internet", "Another browser"),
        *("An app on Android", "An app on iPhone or iPad", "A program on a computer", "None of these"),
    ),
    offered=True,
)
"""What is asked where the settings name no fields: it is offered in a list, never guessed."""


class TicketsTable(Table):
    """`[tickets]`: the log of requests."""

    people: Texts = Field(
        (),
        description="The people who take requests that come in without an agent. Default: everybody whose role "
        "answers requesters.",
    )
    turn: Turn = Field("least-open", description="Which of them takes the next, as for a category.")
    categories: tuple[CategoryTable, ...] = Field((), description="The kinds of requests, and whose they are.")
    fields: tuple[FieldTable, ...] = Field(
        (BROWSER,), description="What more is kept about a request. Default: the browser or app, from a list."
    )
    public_form: bool = Field(True, description="Whether anybody may ask at /request, without an account.")
    products: Texts = Field(
        (),
        description="The products that the public form offers. Default: those of the articles that whoever asks may "
        "read.",
    )
    internal_words: dict[str, str] = Field(
        INTERNAL_WORDS,
        description="Words that a reply had better not hold, each with the reason that is shown: targets, vendors, "
        "tiers, names of teams. Default: a short list in English.",
    )
    remind_minutes: int = Field(
        15, ge=0, le=10_080, description="Minutes before a promise is due at which its owner hears."
    )
    escalation_hours: tuple[int, ...] = Field(
        (4, 8, 24),
        description="The ages in hours at which an open escalation rises: at each, the people of 'alarms' hear of it.",
    )
    alarms: Texts = Field(
        (),
        description="Who hears of missed promises and of escalations that rise, beside those whose they are. Default: "
        "everybody whose role approves changes.",
    )
    approval_hours: int = Field(
        24,
        ge=1,
        le=720,
        description="Hours after which the next approver is asked, about changes as about articles.",
    )
    confirm_days: int = Field(
        7, ge=1, le=365, description="Days after which a solved request that nobody has answered is closed."
    )

    @field_validator("categories", "fields")
    @classmethod
    def _once(cls, tables: tuple[CategoryTable, ...] | tuple[FieldTable, ...]) -> tuple[object, ...]:
        names = [table.name.casefold() for table in tables]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"name {name!r} once")
        return tables

    @field_validator("escalation_hours")
    @classmethod
    def _rising(cls, hours: tuple[int, ...]) -> tuple[int, ...]:
        if list(hours) != sorted(set(hours)) or any(hour < 1 for hour in hours):
            raise ValueError("wants whole hours, each more than the one before")
        return hours

    @field_validator("internal_words")
    @classmethod
    def _words(cls, words: dict[str, str]) -> dict[str, str]:
        if not all(re.search(r"\w", word) for word in words):
            raise ValueError("wants words, each with a reason")
        return words

    def category(self, name: str) -> CategoryTable | None:
        """The category of that name, in any case."""
        return next((one for one in self.categories if one.name.casefold() == name.casefold()), None)
