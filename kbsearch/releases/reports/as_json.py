"""The report as data: everything, for the readiness board and as evidence of a release."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kbsearch.releases.coverage import Standing
from kbsearch.releases.findings import ERROR, Finding
from kbsearch.releases.readiness import Readiness
from kbsearch.releases.reports.wording import headline, looked_at, verdict
from kbsearch.releases.waivers import Waiver
from kbsearch.search.findability import outcome_as_dict

SCHEMA = 1
"""The version of this form; it grows when a reader of the one before would be misled."""


def render(readiness: Readiness, fail_on: str = ERROR) -> str:
    """The report as one JSON document."""
    return json.dumps(as_dict(readiness, fail_on), ensure_ascii=False, indent=2) + "\n"


def as_dict(readiness: Readiness, fail_on: str = ERROR) -> dict[str, Any]:
    """The report as JSON-ready data."""
    asked = readiness.question
    return {
        "schema": SCHEMA,
        "product": asked.manifest.product,
        "version": asked.version,
        "ships": asked.ships.isoformat(),
        "today": asked.today.isoformat(),
        "scope": asked.scope,
        "base": asked.base,
        "head": asked.head,
        "blocked": bool(readiness.blocking(fail_on)),
        "headline": headline(readiness),
        "looked_at": looked_at(readiness),
        "verdict": verdict(readiness, fail_on),
        "sources": dict(sorted(asked.counts.items())),
        "ladder": readiness.ladder(),
        "waivers": [waiver_as_dict(one) for one in asked.waivers.waivers],
        "removed": sorted(one.subject for one in asked.gone),
        "declarations": [standing_as_dict(one) for one in readiness.standings],
        "findings": [finding_as_dict(one) for one in readiness.findings],
    }


def waiver_as_dict(one: Waiver) -> dict[str, Any]:
    """One waiver as JSON-ready data."""
    return {
        "id": one.id,
        "subject": one.subject,
        "rule": one.rule,
        "owner": one.owner,
        "reason": one.reason,
        "note": one.note,
        "approved_by": one.approved_by,
        "ends": str(one.expires),
    }


def standing_as_dict(one: Standing) -> dict[str, Any]:
    """How one declaration stands, as JSON-ready data."""
    declared = one.declaration
    return {
        "subject": declared.subject,
        "kind": declared.kind.value,
        "id": declared.id,
        "title": declared.title,
        "message": declared.message,
        "severity": declared.severity,
        "audience": declared.audience,
        "stage": declared.stage,
        "source": declared.source,
        "path": declared.path,
        "line": declared.line,
        "owner": one.owner,
        "news": one.news,
        "checked": one.checked,
        "wanted": str(one.demand.step),
        "reached": str(one.reached),
        "article": one.article.path if one.article else None,
        "article_id": one.article.id if one.article else None,
        "probes": {"asked": one.asked, "failed": [outcome_as_dict(outcome) for outcome in one.failed]},
    }


def finding_as_dict(one: Finding) -> dict[str, Any]:
    """One finding as JSON-ready data."""
    return {
        "rule": one.rule,
        "subject": one.subject,
        "severity": one.severity,
        "message": one.message,
        "fix": one.fix,
        "owner": one.owner,
        "path": one.path,
        "line": one.line,
        "article": one.article or None,
        "waived": one.waived or None,
        "known": one.known,
        "fingerprint": one.fingerprint,
    }


def finding_of(data: Mapping[str, Any]) -> Finding:
    """The finding that `finding_as_dict` made this of."""
    said = {name: data[name] for name in ("rule", "subject", "severity", "message", "fix", "owner", "path", "line")}
    return Finding(**said, article=data["article"] or "", waived=data["waived"] or "", known=data["known"])
