"""The report as one HTML file that stands by itself: the evidence that is attached to a release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from kbsearch.releases.findings import ERROR, Finding
from kbsearch.releases.ladder import Step
from kbsearch.releases.readiness import Readiness
from kbsearch.releases.reports.as_json import as_dict, finding_of
from kbsearch.releases.reports.wording import by_owner, level
from kbsearch.version import __version__

_STYLE = """\
:root { color-scheme: light dark; --line: #8888; --bad: #b3261e; --good: #146c2e; --weak: #5c5c66; }
@media (prefers-color-scheme: dark) { :root { --bad: #ffb4ab; --good: #7fdc8f; --weak: #b4b4bf; } }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 70rem; padding: 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
.bad { color: var(--bad); } .good { color: var(--good); } .weak { color: var(--weak); }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; } .rule { white-space: nowrap; } .ladder { width: auto; }
code { font-family: ui-monospace, monospace; font-size: .92em; }
@media (max-width: 40rem) { th, td { padding: .3rem; } }
"""


def render(readiness: Readiness, fail_on: str = ERROR) -> str:
    """The report as one page without scripts, pictures or anything from elsewhere."""
    return page(as_dict(readiness, fail_on))


def page(report: Mapping[str, Any]) -> str:
    """The same page of a report as data, such as one that was published."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Mapping[str, Any]) -> Iterator[str]:
    title = escape(report["headline"])
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield f'<head><meta charset="utf-8"><title>Readiness of {title}</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>\n{_STYLE}</style></head>"
    yield "<body><main>"
    yield f"<h1>Readiness of {title}</h1>"
    style = "bad" if report["blocked"] else "good"
    yield f'<p class="{style}"><strong>{escape(report["verdict"])}</strong></p>'
    said = f"Checked on {report['today']}, to ship on {report['ships']}: {report['looked_at']}."
    yield f"<p>{escape(said)}</p>"
    yield from _ladder(report)
    yield from _findings(report)
    yield from _declarations(report)
    yield f'<p class="weak">kbsearch {escape(__version__)}</p>'
    yield "</main></body>"
    yield "</html>"


def _ladder(report: Mapping[str, Any]) -> Iterator[str]:
    """How many declarations stand on each step, from the top down."""
    yield "<h2>The ladder</h2>"
    yield '<table class="ladder"><thead><tr><th scope="col">step</th><th scope="col">declarations</th></tr></thead>'
    yield "<tbody>"
    for step, count in reversed(report["ladder"].items()):
        yield f'<tr><th scope="row">{escape(step)}</th><td>{int(count)}</td></tr>'
    yield "</tbody></table>"


def _findings(report: Mapping[str, Any]) -> Iterator[str]:
    for owner, findings in by_owner(map(finding_of, report["findings"])):
        yield f"<h2>To do: {escape(owner)}</h2>"
        yield from _table(("rule", "what, and the next step"), (_finding(one) for one in findings))


def _finding(one: Finding) -> tuple[str, ...]:
    style = "weak" if one.excused else "bad" if one.severity == ERROR else ""
    rule = f'<span class="rule">{escape(one.rule)}</span><br><span class="{style}">{escape(level(one))}</span>'
    fix = "" if one.excused else f"<br>To mend it: {escape(one.fix)}"
    return rule, f"<code>{escape(one.path)}:{one.line}</code><br>{escape(one.message)}{fix}"


def _declarations(report: Mapping[str, Any]) -> Iterator[str]:
    yield "<h2>Declarations</h2>"
    columns = ("declaration", "new", "must reach", "has reached", "article", "searches")
    yield from _table(columns, (_declaration(one) for one in report["declarations"] if one["checked"]))


def _declaration(one: Mapping[str, Any]) -> tuple[str, ...]:
    what = f"{escape(one['subject'])}<br>{escape(one['message'] or one['title'])}"
    is_short = Step.named(one["reached"]) < Step.named(one["wanted"])
    reached = f'<span class="{"bad" if is_short else "good"}">{escape(one["reached"])}</span>'
    asked, failed = one["probes"]["asked"], one["probes"]["failed"]
    found = f"{asked - len(failed)} of {asked} found it" if asked else "none asked"
    return what, escape(one["news"]), escape(one["wanted"]), reached, escape(one["article"] or "none"), found


def _table(columns: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield '<div class="wide" tabindex="0"><table><thead><tr>'
    yield "".join(f'<th scope="col">{column}</th>' for column in columns)
    yield "</tr></thead><tbody>"
    for row in rows:
        yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"
    yield "</tbody></table></div>"
