"""The report as JUnit XML: a test case for each declaration, so that CI systems draw how many pass."""

from __future__ import annotations

import re
from collections import defaultdict
from xml.etree import ElementTree as ET

from kbsearch.releases.findings import ERROR, WARNING, Finding
from kbsearch.releases.readiness import Readiness
from kbsearch.releases.reports.wording import headline

_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def render(readiness: Readiness, fail_on: str = ERROR) -> str:
    """The report as one suite: an excused finding skips its case, what is about no declaration is a case by itself."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for one in readiness.findings:
        found[one.subject].append(one)
    suite = ET.Element("testsuite", name=headline(readiness))
    for standing in readiness.checked:
        declared = standing.declaration
        case = _case(suite, declared.kind.value, declared.id, declared.path, declared.line)
        _fill(case, found.pop(declared.subject, []), fail_on)
    for subject, findings in sorted(found.items()):
        kind, _, name = subject.partition(":")
        _fill(_case(suite, kind, name or kind, findings[0].path, findings[0].line), findings, fail_on)
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    suite.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))
    suite.set("errors", "0")
    suite.set("time", "0")
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{ET.tostring(root, encoding='unicode')}\n"


def _case(suite: ET.Element, kind: str, name: str, path: str, line: int) -> ET.Element:
    at = {"classname": kind, "name": _clean(name), "file": _clean(path), "line": str(line), "time": "0"}
    return ET.SubElement(suite, "testcase", at)


def _fill(case: ET.Element, findings: list[Finding], fail_on: str) -> None:
    """What failed, what is let pass where nothing failed, and what is only said."""
    failing = [one for one in findings if not one.excused and (one.severity == ERROR or fail_on == WARNING)]
    excused = [one for one in findings if one.excused]
    warned = [one for one in findings if not one.excused and one not in failing]
    if failing:
        text = "\n".join(f"{one}\nTo mend it: {one.fix}" for one in failing)
        first = failing[0]
        failure = ET.SubElement(case, "failure", message=_clean(f"{first.rule} {first.message}"), type=first.rule)
        failure.text = _clean(text)
    elif excused:
        by = excused[0].waived or "the baseline"
        ET.SubElement(case, "skipped", message=_clean(f"{excused[0].rule} {excused[0].message} (let pass by {by})"))
    if warned:
        ET.SubElement(case, "system-out").text = _clean("\n".join(map(str, warned)))


def _clean(text: str) -> str:
    """The text without what XML cannot hold."""
    return _FORBIDDEN.sub("", text)
