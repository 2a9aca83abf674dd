"""Shadows: who stands in front of an article for what it declares itself, as findings of lint."""

from __future__ import annotations

from collections.abc import Callable

from kbsearch.articles.article import Article
from kbsearch.articles.findings import Finding
from kbsearch.articles.placeholders import parse_template
from kbsearch.articles.rules import NOT_FOUND, SHADOWED
from kbsearch.search.findability import Findability
from kbsearch.search.probes import Front, Outcome, Probe, ProbeKind

LINTED = (ProbeKind.FOUND_BY, ProbeKind.CODE, ProbeKind.MESSAGE)
"""The probes that lint asks, one for each thing that an article declares."""

_SHOWN = 120  # characters of a paste or a message that a finding repeats


def shadows(found: Findability, article_of: Callable[[str], Article]) -> list[Finding]:
    """A finding for each code, message or paste that does not find its article first.

    `article_of` gives an article by its id. Where code and message of one entry fail, the code says it.
    """
    told: dict[tuple[str, object], Finding] = {}
    for outcome in found.failed:
        probe = outcome.probe
        told.setdefault((probe.article, probe.line or probe.text), _finding(outcome, article_of(probe.article)))
    return sorted(told.values())


def _finding(outcome: Outcome, article: Article) -> Finding:
    probe, front = outcome.probe, outcome.front
    path, line, kind, text = article.path, probe.line or 1, probe.kind.value, _shown(probe.text)
    if front is None:
        return NOT_FOUND.finding(path, line, kind=kind, text=text)
    said = {"other": front.article, "why": why(front), "wanted": _wanted(probe, front)}
    return SHADOWED.finding(path, line, 1, "", kind=kind, text=text, **said)


def why(front: Front) -> str:
    """By what somebody stands in front, in words."""
    code = f"by the code {front.code}" if front.code else ""
    message = f"by the message {_shown(front.template)!r}" if front.template else ""
    return " and ".join(filter(None, (code, message))) or "by the words of its text"


def _wanted(probe: Probe, front: Front) -> str:
    """What the author can do about it."""
    if probe.kind is ProbeKind.FOUND_BY:
        steps = ["declare the message that the paste holds"]
    elif probe.kind is ProbeKind.CODE:
        steps = [_for_code(front)]
    else:
        steps = ["word the message as the product prints it"]
        if not parse_template(probe.message).placeholders:
            steps.append("put what varies in it into {braces}")
        if not probe.claim.codes:
            steps.append("declare its code if there is one")
    return ", ".join(steps) + ", or merge the two articles"


def _for_code(front: Front) -> str:
    if front.code:
        return "write the code as the product prints it"
    return "make that message say more than what it calls its code" if front.template else "add the message of the code"


def _shown(text: str) -> str:
    """A text in one line, cut where it is long."""
    said = " ".join(text.split())
    return said if len(said) <= _SHOWN else said[: _SHOWN - 3] + "..."
