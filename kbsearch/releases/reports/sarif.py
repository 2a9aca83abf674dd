"""The report as SARIF 2.1.0, as code scanning takes it.

What waivers and baseline let pass is left out: GitHub does not read `suppressions`, and would show it as open.
Every result has a location, since one without makes GitHub refuse the whole file; the fingerprint is
that of the finding, so that an alert outlives the moving of a line.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from kbsearch.releases.findings import ERROR, Finding
from kbsearch.releases.readiness import Readiness
from kbsearch.releases.rules import RULES
from kbsearch.version import __version__

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST = 25_000
"""Results that GitHub takes in one run; of more the first are written, and the number of all is said."""


def render(readiness: Readiness, fail_on: str = ERROR) -> str:
    """The report as one SARIF log."""
    open_ones = [one for one in readiness.findings if not one.excused]
    used = sorted({one.rule for one in open_ones})
    run = {
        "tool": {
            "driver": {
                "name": "kbsearch",
                "version": __version__,
                "rules": [_rule(code) for code in used],
            }
        },
        "automationDetails": {"id": f"kbsearch-release/{readiness.question.manifest.product}/"},
        "results": [_result(one, used) for one in open_ones[:MOST]],
        "properties": {"findings": len(open_ones)},
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _rule(code: str) -> dict[str, Any]:
    rule = RULES[code]
    words = rule.name.replace("-", " ")
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": words[:1].upper() + words[1:]},
        "fullDescription": {"text": rule.message},
        "help": {"text": f"{rule.fix}\n'kbsearch explain {code}' says more."},
        "defaultConfiguration": {"level": rule.severity},
    }


def _result(finding: Finding, used: list[str]) -> dict[str, Any]:
    said = f"{finding.message}\nTo mend it: {finding.fix}"
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": used.index(finding.rule),
        "level": finding.severity,
        "message": {"text": said},
        "locations": [_location(finding.path, finding.line)],
        "partialFingerprints": {"primaryLocationLineHash": finding.fingerprint},
    }
    if finding.owner:
        result["properties"] = {"owner": finding.owner}
    return result


def _location(path: str, line: int) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(path)},
            "region": {"startLine": max(line, 1)},
        }
    }
