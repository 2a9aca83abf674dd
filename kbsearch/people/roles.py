"""Roles: the one table that says who may do what."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What someone with an account is there for; whoever has none is a visitor."""

    AGENT = "agent"
    ENGINEER = "engineer"
    AUTHOR = "author"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    PRODUCT_MANAGER = "product-manager"
    ADMIN = "admin"


class Right(StrEnum):
    """Something that not everybody may do; the value finishes the sentence "... may not"."""

    READ = "read internal articles"
    USE = "say that an article solved something, or flag it"
    SOLVE = "work on tickets"
    SERVE = "answer requesters"
    WRITE = "write articles"
    REVIEW = "review articles"
    APPROVE = "approve changes"
    PLAN = "plan releases"
    ADMINISTER = "manage accounts"


_DESK = {Right.READ, Right.USE, Right.SOLVE, Right.SERVE}
_AUTHORS = _DESK | {Right.WRITE}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.AGENT: frozenset(_DESK),
    Role.ENGINEER: frozenset(_AUTHORS - {Right.SERVE}),
    Role.AUTHOR: frozenset(_AUTHORS),
    Role.REVIEWER: frozenset(_AUTHORS | {Right.REVIEW}),
    Role.APPROVER: frozenset(_AUTHORS | {Right.REVIEW, Right.APPROVE}),
    Role.PRODUCT_MANAGER: frozenset(_AUTHORS | {Right.PLAN}),
    Role.ADMIN: frozenset(Right),
}
"""What each role may do. Nobody reviews or approves their own work, whatever their role: see `approvals`."""


def may(role: Role | None, right: Right) -> bool:
    """Whether someone of that role, or a visitor (None), has a right."""
    return role is not None and right in RIGHTS[role]
