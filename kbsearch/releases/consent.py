"""Consent: what the approver of a waiver is asked, and what of it was asked so far."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kbsearch.people.approvals import Approval, Kind, Outcome, Question
from kbsearch.releases.waivers import Waiver, with_approver, with_waiver

if TYPE_CHECKING:
    from kbsearch.people.approvals import Approvals

_ABOUT = re.compile(r"waiver (?P<id>\S+) of (?P<product>.+?): \S+ KBR\d+", re.ASCII)


def about(waiver: Waiver, product: str) -> str:
    """The subject of an approval of a waiver."""
    return f"waiver {waiver.id} of {product}: {waiver.subject} {waiver.rule}"


def question(waiver: Waiver, product: str) -> Question:
    """What is asked; `wanted` carries the waiver as it stands in the product's file."""
    return Question(
        Kind.WAIVER,
        about(waiver, product),
        waiver.digest,
        product,
        author=waiver.owner,
        wanted=with_waiver("", waiver),
        note=waiver.note,
    )


def asked_of(approvals: Approvals, product: str) -> list[Approval]:
    """The approvals of a product's waivers that carry the waiver, decided or not, the newest first."""
    return [one for one in approvals.of_kind(Kind.WAIVER) if one.wanted and place_of(one)[0] == product]


def place_of(approval: Approval) -> tuple[str, str]:
    """The product whose waiver an approval is about, and the id of the waiver; ("", "") for anything else."""
    found = _ABOUT.fullmatch(approval.subject)
    return (found["product"], found["id"]) if found else ("", "")


def agreed_text(approval: Approval) -> str:
    """The waiver as it is put into the product's file once it was approved; "" before."""
    if approval.outcome is not Outcome.APPROVED or not approval.decided_by:
        return ""
    return with_approver(approval.wanted, place_of(approval)[1], approval.decided_by)
