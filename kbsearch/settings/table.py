"""What every table of kbsearch.toml stands on: a frozen model that knows its keys, and texts one or many."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

Confidence = Literal["wip", "not_validated", "validated", "archived"]
Audience = Literal["public", "customer", "partner", "internal"]
Governance = Literal["experience", "compliance"]
FixBy = Literal["agent", "approval", "engineering"]


def _one_or_many(value: object) -> object:
    """A single text where a list is wanted is a list of one."""
    return (value,) if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_one_or_many)]


class Table(BaseModel):
    """One table of kbsearch.toml: frozen, and strict about the keys it knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)
