"""The report as Markdown: for the summary of a step, and as a comment on a merge request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbsearch.counting import counted
from kbsearch.releases.findings import ERROR, Finding
from kbsearch.releases.readiness import Readiness
from kbsearch.releases.reports.wording import by_owner, headline, level, looked_at, verdict

MOST_BYTES = 900 * 1024
"""The summary of a step may have 1 MiB; what goes beyond this is counted instead of shown."""

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|])")


def render(readiness: Readiness, fail_on: str = ERROR) -> str:
    """The report, a table for each owner, cut where it grows too large."""
    out = [f"## {_plain(headline(readiness))}\n\n**{_plain(verdict(readiness, fail_on))}**\n\n"]
    out.append(f"Checked {_plain(looked_at(readiness))}.\n\n")
    ladder = " · ".join(f"{step} {count}" for step, count in readiness.ladder().items() if count)
    out += [f"Reached: {ladder}\n\n"] if ladder else []
    size, shown = sum(len(part.encode()) for part in out), 0
    for part, findings in _parts(readiness):
        size += len(part.encode())
        if size > MOST_BYTES:
            out.append(f"\n{counted(len(readiness.findings) - shown, 'finding')} more did not fit here.\n")
            break
        out.append(part)
        shown += findings
    return "".join(out)


def _parts(readiness: Readiness) -> Iterator[tuple[str, int]]:
    """The pieces of the report, each with how many findings it shows."""
    for owner, findings in by_owner(readiness.findings):
        yield f"### {_plain(owner)}\n\n| | rule | what | to mend it |\n|---|---|---|---|\n", 0
        for one in findings:
            yield _row(one), 1
        yield "\n", 0


def _row(finding: Finding) -> str:
    place = f"`{finding.path}:{finding.line}`".replace("|", "\\|")
    fix = "" if finding.excused else _plain(finding.fix)
    return f"| {level(finding)} | {finding.rule} | {place} {_plain(finding.message)} | {fix} |\n"


def _plain(text: str) -> str:
    """The text so that Markdown shows it as it is, on one line."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
