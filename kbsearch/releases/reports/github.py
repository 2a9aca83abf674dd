"""The report as annotations of GitHub Actions.

GitHub keeps ten errors and ten warnings of a step and drops the rest without a word, so nine of each
are written and the tenth says how many more there are.
"""

from __future__ import annotations

from collections.abc import Iterator

from kbsearch.counting import counted
from kbsearch.releases.findings import ERROR, WARNING, Finding
from kbsearch.releases.readiness import Readiness
from kbsearch.releases.reports.wording import verdict

MOST = 9
"""Annotations of one severity before the one that counts the others."""


def render(readiness: Readiness, fail_on: str = ERROR) -> str:
    """The annotations, one a line, errors first, and a notice of how it ended."""
    return "".join(f"{line}\n" for line in _lines(readiness, fail_on))


def _lines(readiness: Readiness, fail_on: str) -> Iterator[str]:
    for severity in (ERROR, WARNING):
        found = [one for one in readiness.findings if one.severity == severity and not one.excused]
        yield from (_annotation(one) for one in found[:MOST])
        more = len(found) - MOST
        if more > 0:
            yield f"::{severity} title=kbsearch::{counted(more, f'more {severity}')}, all of them in the summary"
    yield f"::notice title=kbsearch::{_data(verdict(readiness, fail_on))}"


def _annotation(finding: Finding) -> str:
    at = f"file={_property(finding.path)},line={finding.line},title={_property(f'{finding.rule} {finding.subject}')}"
    return f"::{finding.severity} {at}::{_data(f'{finding.message}. To mend it: {finding.fix}')}"


def _data(text: str) -> str:
    """The text as the message of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """The text as the property of a workflow command."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
