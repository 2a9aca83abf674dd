"""`[fields]`: where a tree that was not written for kbsearch keeps codes, products and messages."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class FieldRules(BaseModel):
    """The rules of `[fields]`; without any, only native front matter is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)
