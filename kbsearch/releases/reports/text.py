"""The report for people at a terminal: grouped by owner, each finding with the step that mends it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from kbsearch.releases.findings import ERROR, Finding
from kbsearch.releases.readiness import Readiness
from kbsearch.releases.reports.wording import by_owner, headline, level, looked_at, verdict


def render(readiness: Readiness, fail_on: str = ERROR) -> str:
    """The report as plain text."""
    return "".join(f"{line.plain}\n" for line in lines(readiness, fail_on))


def lines(readiness: Readiness, fail_on: str = ERROR) -> Iterator[Text]:
    """The lines of the report, styled for a terminal that can."""
    yield Text(headline(readiness), "bold")
    yield Text(f"checked {looked_at(readiness)}")
    ladder = ", ".join(f"{step} {count}" for step, count in readiness.ladder().items() if count)
    if ladder:
        yield Text(f"reached: {ladder}")
    for owner, findings in by_owner(readiness.findings):
        yield Text()
        yield Text(owner, "bold")
        for finding in findings:
            yield from _finding(finding)
    yield Text()
    blocked = bool(readiness.blocking(fail_on))
    yield Text(verdict(readiness, fail_on), "bold red" if blocked else "bold green")


def _finding(finding: Finding) -> Iterator[Text]:
    style = "dim" if finding.excused else "red" if finding.severity == ERROR else "yellow"
    tail = f" ({level(finding)})" if finding.excused or finding.severity != ERROR else ""
    yield Text.assemble("  ", f"{finding.path}:{finding.line} ", (finding.rule, style), f" {finding.message}{tail}")
    if not finding.excused:
        yield Text.assemble("    ", ("to mend it: ", "dim"), finding.fix)
