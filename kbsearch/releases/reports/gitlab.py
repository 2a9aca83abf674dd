"""The report as a Code Quality artifact of GitLab; what waivers and baseline let pass is left out."""

from __future__ import annotations

import json

from kbsearch.releases.findings import ERROR
from kbsearch.releases.readiness import Readiness

_SEVERITIES = {ERROR: "blocker"}


def render(readiness: Readiness, fail_on: str = ERROR) -> str:
    """The report as a JSON array; the rule stands in the description, since GitLab does not show `check_name`."""
    issues: list[dict[str, object]] = []
    seen: dict[str, int] = {}
    for one in readiness.findings:
        if one.excused:
            continue
        again = seen[one.fingerprint] = seen.get(one.fingerprint, -1) + 1
        issues.append(
            {
                "description": f"{one.rule} {one.message}. To mend it: {one.fix}",
                "check_name": one.rule,
                "fingerprint": f"{one.fingerprint}-{again}" if again else one.fingerprint,
                "severity": _SEVERITIES.get(one.severity, "minor"),
                "location": {"path": one.path, "lines": {"begin": one.line}},
            }
        )
    return json.dumps(issues, ensure_ascii=False, indent=2) + "\n"
