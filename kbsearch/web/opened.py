"""What goes with the answer that is open, and which answer that is once others were not it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from kbsearch.people.approvals import Approval
from kbsearch.people.roles import Right
from kbsearch.search.results import Group, Results
from kbsearch.web.answer import Answer
from kbsearch.web.copies import Copy, copies, handover
from kbsearch.web.feedback import approval_of
from kbsearch.web.identity import identity


@dataclass(frozen=True, slots=True)
class Opened:
    """Texts to copy, the paste's signature ("" for none), what engineering wants to know, and who was asked."""

    copies: tuple[Copy, ...]
    signature: str
    handover: str
    asked: Approval | None


def opened(results: Results, answer: Answer, version: str) -> Opened:
    """What goes with the first hit; `version` is the one that was searched for."""
    hit, signature = results.groups[0].hits[0], results.signature
    by, uses = hit.article.fix_by, identity().may(Right.USE)
    return Opened(
        copies(hit.article, answer, reply=uses),
        signature.id if signature is not None else "",
        handover(hit.article, hit.matches, signature, version) if by == "engineering" else "",
        approval_of(hit.article) if by == "approval" and uses else None,
    )


def without(results: Results, skip: Collection[str]) -> Results:
    """The answer without the articles that were not it: whatever comes next is first, and nothing is sure."""
    if not any(hit.article.id in skip for hit in results.hits):
        return results
    groups = []
    for group in results.groups:
        left = [hit for hit in group.hits if hit.article.id not in skip]
        if left:
            hits = tuple(replace(hit, rank=rank) for rank, hit in enumerate(left, 1))
            groups.append(replace(group, hits=hits, ambiguous=sum(bool(hit.apart) for hit in hits) > 1))
    hits = tuple(hit for hit in results.hits if hit.article.id not in skip)
    if hits and not groups:
        groups = [Group(0, "", hits)]
    return replace(results, hits=hits, groups=tuple(groups), confidence=0.0, confident=False)
